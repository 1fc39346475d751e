"""The files of all chunks of one simulation as one dataset, outputs ascending."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import xarray as xr

from simanalogues.errors import ContractBroken, InputMissing
from simanalogues.schema.files import read_dataset
from simanalogues.schema.kind import Kind

# Attributes that each file has of its own.
OF_FILE = ("kind", "simanalogues_version")
# An attribute that lists what applies to some outputs.
OF_SOME_CHUNKS = "reconstructed"


def read_chunks(paths: Iterable[str | Path], kind: Kind) -> xr.Dataset:
    """All chunks of a kind.

    Raises
    ------
    InputMissing, CacheDamaged, ContractBroken
        As `read_dataset`; or the files are not of one simulation or differ in more than their outputs.
    """
    return _joined([read_dataset(path, kind) for path in paths], kind)


def read_variables(paths: Iterable[str | Path], kind: Kind, names: Iterable[str]) -> xr.Dataset:
    """Some variables of all chunks of a kind, and the outputs: what else the files hold is not read.

    Raises
    ------
    InputMissing, CacheDamaged, ContractBroken
        As `read_chunks`.
    """
    wanted = ["output", *names]
    return _joined([read_dataset(path, kind, wanted) for path in paths], kind)


def require_same_outputs(dataset: xr.Dataset, other: xr.Dataset, kind: Kind) -> None:
    """Check that the files of `kind`, read as `other`, tell of the outputs of the dataset and of no others.

    Raises
    ------
    ContractBroken
        They are of another simulation.
    InputMissing
        They lack outputs, or have further ones.
    """
    if dataset.attrs["simulation"] != other.attrs["simulation"]:
        raise ContractBroken(
            f"the files of kind '{kind.name}' are of simulation '{other.attrs['simulation']}', "
            f"expected '{dataset.attrs['simulation']}'"
        )
    if not np.array_equal(dataset["output"].values, other["output"].values):
        differing = np.setxor1d(dataset["output"].values, other["output"].values)[:10].tolist()
        raise InputMissing(
            f"the files of kind '{kind.name}' do not fit the records of simulation '{dataset.attrs['simulation']}': "
            f"they differ in outputs {differing}; run snakemake again for all chunks"
        )


def _joined(datasets: list[xr.Dataset], kind: Kind) -> xr.Dataset:
    simulations = sorted({str(dataset.attrs["simulation"]) for dataset in datasets})
    if len(simulations) != 1:
        raise ContractBroken(
            f"files of kind '{kind.name}' of the simulations {simulations}: expected all chunks of one"
        )
    alike = {"data_vars": "minimal", "coords": "minimal", "compat": "equals", "join": "exact"}
    try:
        joined = xr.concat(datasets, "output", **alike, combine_attrs="drop_conflicts")
    except ValueError as error:
        raise ContractBroken(f"files of kind '{kind.name}' do not fit each other: {error}; make them anew") from error
    joined.attrs = {name: value for name, value in joined.attrs.items() if name not in OF_FILE}
    if OF_SOME_CHUNKS in datasets[0].attrs:
        words = {word for dataset in datasets for word in dataset.attrs[OF_SOME_CHUNKS].split(", ") if word}
        joined.attrs[OF_SOME_CHUNKS] = ", ".join(sorted(words))
    # How the first file stored its strings, and their length, is not how the longest of all are to be stored.
    return joined.drop_encoding().sortby("output")
