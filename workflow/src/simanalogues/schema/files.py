"""NetCDF files between stages: written beside and renamed, with a checksum per variable; checked when read."""

import os
import zlib
from pathlib import Path

import h5py
import numpy as np
import xarray as xr

from simanalogues import __version__
from simanalogues.errors import CacheDamaged, ContractBroken, InputMissing
from simanalogues.log import LOGGER
from simanalogues.schema.contract import AT_LEAST_ONE, KINDS

# Encoding of variables that compress well and are read whole.
COMPRESSED = {"zlib": True, "complevel": 1, "shuffle": True}
LABEL_COORDINATES = ("distance", "parameter", "xyz", "star", "feature", "variant", "set")


def checksum(values: np.ndarray) -> str:
    """CRC-32 of a variable's bytes, as 8 hexadecimal digits; strings count in UTF-8."""
    values = np.asarray(values)
    if values.dtype.kind in "OUT":
        return f"{zlib.crc32(chr(0).join(map(str, values.ravel())).encode()):08x}"
    return f"{zlib.crc32(np.ascontiguousarray(values).view(np.uint8).reshape(-1).data):08x}"


def require_contract(dataset: xr.Dataset, kind: str) -> None:
    """Raise ContractBroken where a variable is missing, unknown, or has other dimensions than its kind promises."""
    contract = KINDS[kind]
    missing = [name for name, variable in contract.items() if name not in dataset and not variable.optional]
    either = AT_LEAST_ONE.get(kind, ())
    if either and not any(name in dataset for name in either):
        missing.append(" or ".join(either))
    unknown = [name for name in dataset.variables if name not in contract and name not in LABEL_COORDINATES]
    if missing or unknown:
        raise ContractBroken(f"a file of kind '{kind}' lacks {missing} and has unknown variables {unknown}")
    for name, variable in contract.items():
        if name in dataset and dataset[name].dims != variable.dims:
            raise ContractBroken(f"'{name}' of kind '{kind}' has dims {dataset[name].dims}, expected {variable.dims}")


def labelled(dataset: xr.Dataset, kind: str) -> xr.Dataset:
    """A copy with units, long names, checksums and the package version in the attributes."""
    dataset = dataset.copy()
    for name in dataset.variables:
        attributes = {"checksum": checksum(dataset[name].values)}
        if name in KINDS[kind]:
            attributes |= {"units": KINDS[kind][name].units, "long_name": KINDS[kind][name].long_name}
        dataset[name].attrs |= attributes
    dataset.attrs |= {"kind": kind, "simanalogues_version": __version__}
    return dataset


def write_dataset(dataset: xr.Dataset, kind: str, destination: str | Path) -> None:
    """Write a NetCDF-4 file of a kind; nothing partial ever lies under the final name.

    Variables are contiguous and uncompressed unless the caller sets their `encoding`.

    Raises
    ------
    ContractBroken
        The dataset is not what its kind promises.
    OSError
        The file could not be written; the message names it.
    """
    require_contract(dataset, kind)
    destination = Path(destination)
    destination.parent.mkdir(parents=True, exist_ok=True)
    partial = destination.with_name(f".{destination.name}.{os.getpid()}.partial")
    try:
        labelled(dataset, kind).to_netcdf(partial, engine="netcdf4")
        os.replace(partial, destination)
    except OSError as error:
        raise OSError(f"could not write {destination}: {error}; is the disk full?") from error
    finally:
        partial.unlink(missing_ok=True)


def read_dataset(path: str | Path, kind: str, names: list[str] | None = None) -> xr.Dataset:
    """Read a file of a kind into memory and check it against its contract and its checksums.

    With `names`, only these variables are read and checked; what else the file holds stays on the disk.

    Raises
    ------
    InputMissing
        There is no such file.
    CacheDamaged
        The file is cut off or altered. It has been moved aside; the message names where to.
    ContractBroken
        The file is of another kind.
    """
    path = Path(path)
    if not path.is_file():
        raise InputMissing(f"there is no file {path}: run snakemake again, it will be made")
    try:
        with xr.open_dataset(path, engine="netcdf4", decode_times=False) as opened:
            lacking = [name for name in names or () if name not in opened.variables]
            dataset = opened[[name for name in names if name not in lacking]].load() if names else opened.load()
    except (OSError, ValueError, RuntimeError) as error:
        raise moved_aside(path, f"it cannot be read ({error})") from error
    if dataset.attrs.get("kind") != kind:
        raise ContractBroken(f"{path} is a file of kind '{dataset.attrs.get('kind')}', expected '{kind}'")
    if lacking:
        raise ContractBroken(f"{path} of kind '{kind}' lacks {lacking}: delete it, it will be made anew")
    for name in dataset.variables:
        if dataset[name].attrs.get("checksum") != checksum(dataset[name].values):
            raise moved_aside(path, f"the checksum of its variable '{name}' does not fit")
    if not names:
        require_contract(dataset, kind)
    return dataset


def map_variable(path: str | Path, name: str) -> np.ndarray:
    """A contiguous variable as a read-only memory map, checked against its checksum; reads far faster than chunks.

    Raises
    ------
    InputMissing, CacheDamaged
        As `read_dataset`.
    ContractBroken
        The file has no such variable, or it is compressed.
    """
    path = Path(path)
    if not path.is_file():
        raise InputMissing(f"there is no file {path}: run snakemake again, it will be made")
    try:
        with h5py.File(path) as file:
            if name not in file or (file[name].chunks is not None and file[name].size):
                raise ContractBroken(f"{path} has no contiguous variable '{name}'")
            stored = file[name]
            offset, shape, dtype = stored.id.get_offset(), stored.shape, stored.dtype
            expected = stored.attrs["checksum"]
        mapped = np.zeros(shape, dtype) if offset is None else np.memmap(path, dtype, "r", offset, shape)
    except (OSError, KeyError, ValueError) as error:
        raise moved_aside(path, f"it cannot be read ({error})") from error
    if checksum(mapped) != (expected.decode() if isinstance(expected, bytes) else expected):
        raise moved_aside(path, f"the checksum of its variable '{name}' does not fit")
    return mapped


def moved_aside(path: Path, why: str) -> CacheDamaged:
    """Rename a damaged file to `*.damaged` and return the error that says so."""
    aside = path.with_name(path.name + ".damaged")
    path.replace(aside)
    LOGGER.error("%s was damaged and is now %s", path, aside)
    return CacheDamaged(f"{path} is damaged: {why}. It was moved to {aside}; run snakemake again to make it anew")
