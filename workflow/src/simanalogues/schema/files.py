"""NetCDF files between stages: written beside and renamed, sealed, a checksum per variable; checked when read."""

import zlib
from pathlib import Path

import h5py
import numpy as np
import xarray as xr

from simanalogues import __version__
from simanalogues.errors import CacheDamaged, ContractBroken, InputMissing
from simanalogues.log import LOGGER
from simanalogues.provenance.record import ATTRIBUTE, current_attributes
from simanalogues.schema.kind import Kind
from simanalogues.seal import is_broken, seal
from simanalogues.whole_files import written_whole

# Encoding of variables that compress well and are read whole.
COMPRESSED = {"zlib": True, "complevel": 1, "shuffle": True}
LABEL_COORDINATES = ("distance", "parameter", "xyz", "star", "feature", "variant", "set", "weights")


def checksum(values: np.ndarray) -> str:
    """CRC-32 of a variable's bytes, as 8 hexadecimal digits; strings count in UTF-8."""
    values = np.asarray(values)
    if values.dtype.kind in "OUT":
        return f"{zlib.crc32(chr(0).join(map(str, values.ravel())).encode()):08x}"
    return f"{zlib.crc32(np.ascontiguousarray(values).view(np.uint8).reshape(-1).data):08x}"


def require_contract(dataset: xr.Dataset, kind: Kind) -> None:
    """Raise ContractBroken where a variable is missing, unknown, or has other dimensions than its kind promises."""
    contract, either = kind.variables, kind.at_least_one
    missing = [name for name, variable in contract.items() if name not in dataset and not variable.optional]
    if either and not any(name in dataset for name in either):
        missing.append(" or ".join(either))
    unknown = [name for name in dataset.variables if name not in contract and name not in LABEL_COORDINATES]
    if missing or unknown:
        raise ContractBroken(f"a file of kind '{kind.name}' lacks {missing} and has unknown variables {unknown}")
    for name, variable in contract.items():
        if name in dataset and dataset[name].dims != variable.dims:
            raise ContractBroken(
                f"'{name}' of kind '{kind.name}' has dims {dataset[name].dims}, expected {variable.dims}"
            )


def labelled(dataset: xr.Dataset, kind: Kind) -> xr.Dataset:
    """A copy with units, long names, checksums, the package version and the job's record in the attributes."""
    dataset = dataset.copy()
    for name in dataset.variables:
        attributes = {"checksum": checksum(dataset[name].values)}
        if name in kind.variables:
            attributes |= {"units": kind.variables[name].units, "long_name": kind.variables[name].long_name}
        dataset[name].attrs |= attributes
    dataset.attrs |= {"kind": kind.name, "simanalogues_version": __version__, **current_attributes()}
    return dataset


def write_dataset(dataset: xr.Dataset, kind: Kind, destination: str | Path) -> None:
    """Write a NetCDF-4 file of a kind; nothing partial ever lies under the final name.

    Variables are contiguous and uncompressed unless the caller sets their `encoding`.

    Raises
    ------
    ContractBroken
        The dataset is not what its kind promises.
    WritingFailed
        The file could not be written; the message names it.
    """
    require_contract(dataset, kind)
    with written_whole(destination) as partial:
        labelled(dataset, kind).to_netcdf(partial, engine="netcdf4")
        seal(partial)


def read_dataset(path: str | Path, kind: Kind, names: list[str] | None = None) -> xr.Dataset:
    """Read a file of a kind into memory and check it against its contract and its checksums.

    With `names`, only these variables are read and checked; what else the file holds stays on the disk. The record of
    the job that made it stays there too.

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
    require_sealed(path)
    try:
        with xr.open_dataset(path, engine="netcdf4", decode_times=False) as opened:
            lacking = [name for name in names or () if name not in opened.variables]
            dataset = opened[[name for name in names if name not in lacking]].load() if names else opened.load()
    # Of a damaged file the libraries raise nearly anything.
    except Exception as error:
        raise moved_aside(path, f"it cannot be read ({error})") from error
    dataset.attrs.pop(ATTRIBUTE, None)
    if dataset.attrs.get("kind") != kind.name:
        raise ContractBroken(f"{path} is a file of kind '{dataset.attrs.get('kind')}', expected '{kind.name}'")
    if lacking:
        raise ContractBroken(f"{path} of kind '{kind.name}' lacks {lacking}: delete it, it will be made anew")
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
    require_sealed(path)
    try:
        with h5py.File(path) as file:
            if name not in file or (file[name].chunks is not None and file[name].size):
                raise ContractBroken(f"{path} has no contiguous variable '{name}'")
            stored = file[name]
            offset, shape, dtype = stored.id.get_offset(), stored.shape, stored.dtype
            expected = stored.attrs["checksum"]
        mapped = np.zeros(shape, dtype) if offset is None else np.memmap(path, dtype, "r", offset, shape)
    except ContractBroken:
        raise
    except Exception as error:
        raise moved_aside(path, f"it cannot be read ({error})") from error
    if checksum(mapped) != (expected.decode() if isinstance(expected, bytes) else expected):
        raise moved_aside(path, f"the checksum of its variable '{name}' does not fit")
    return mapped


def require_sealed(path: str | Path) -> None:
    """Check that a file has the bytes that it was written with, before a library opens it.

    Raises
    ------
    InputMissing, CacheDamaged
        As `read_dataset`.
    """
    path = Path(path)
    if not path.is_file():
        raise InputMissing(f"there is no file {path}: run snakemake again, it will be made")
    if is_broken(path):
        raise moved_aside(path, "it does not have the bytes that were written")


def moved_aside(path: Path, why: str) -> CacheDamaged:
    """Rename a damaged file to `*.damaged` and return the error that says so."""
    aside = path.with_name(path.name + ".damaged")
    try:
        path.replace(aside)
    except OSError as error:
        return CacheDamaged(f"{path} is damaged: {why}. It could not be moved aside ({error}): remove it by hand")
    LOGGER.error("%s was damaged and is now %s", path, aside)
    return CacheDamaged(f"{path} is damaged: {why}. It was moved to {aside}; run snakemake again to make it anew")
