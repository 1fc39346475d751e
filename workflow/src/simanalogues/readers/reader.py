"""One output of a simulation of any format: its time, its box, its sinks and its cells."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from simanalogues.errors import InputChanged, InputMissing
from simanalogues.models.cells import Cells
from simanalogues.readers import model_cells, ramses, yt_cells
from simanalogues.readers.folder import small_files
from simanalogues.readers.listing import size_digest, what_is_missing
from simanalogues.readers.sinks import read_sinks
from simanalogues.readers.source import Source
from simanalogues.readers.stars_file import read_stars_file


@dataclass(frozen=True)
class State:
    """Time of an output in s, and the width of its box in cm."""

    time_s: float
    box_cm: float


def read_state(source: Source, output: int) -> tuple[State, pd.DataFrame]:
    """Time and box of one output, and its sinks in cgs, from the box's lower corner, as `read_sinks` gives them.

    Raises
    ------
    InputMissing, RamsesFileDamaged, SinkFormatUnknown, ReaderUnavailable, OutputInvalid, ModelInvalid
        A file is missing, cut short, lacks a column or is no box; the message names it.
    """
    if source.format == "ramses":
        info_file, sink_file = small_files(source.folder, output)
        info = ramses.read_info(info_file)
        return State(info.time_s, info.box_cm), read_sinks(sink_file, info)
    reader = {"yt": yt_cells, "radmc3d": model_cells}[source.format]
    grid = reader.read_base_grid(source.path(output))
    # Stars of a model directory are in the coordinates of its grid, all others from the lower corner.
    lower_cm = grid.lower_cm if source.format == "radmc3d" else np.zeros(3)
    time_s, sinks = read_stars_file(source.stars_file(output), lower_cm)
    return State(time_s, grid.domain_cm), sinks


def read_cells(source: Source, output: int, *, centre_cm: np.ndarray, half_side_cm: float) -> Cells:
    """Leaf cells of one output that may touch a cube.

    Parameters
    ----------
    centre_cm
        Centre of the cube from the lower corner of the box, shape (3,).
    half_side_cm
        Half the cube's side. Cells are kept while their centre is within this and half of a coarsest cell.

    Raises
    ------
    InputMissing, RamsesFileDamaged, ReaderUnavailable, OutputInvalid, ModelInvalid
        A file is missing, damaged, or holds no cubic cells with factor-two refinement; the message names it.
    InputChanged
        A file grew or shrank meanwhile.
    """
    before = size_digest(source, [output])
    cells = _read_cells(source, output, {"centre_cm": centre_cm, "half_side_cm": half_side_cm})
    if size_digest(source, [output]) != before:
        raise InputChanged(
            f"output {output} in {source.folder} changed while it was read, expected files that are complete: let them "
            "come to rest (`settle_s`), and run snakemake again"
        )
    return cells


def _read_cells(source: Source, output: int, cube: dict) -> Cells:
    if source.format == "ramses":
        return ramses.read_cells(source.folder, output, **cube)
    if source.format == "yt":
        return yt_cells.read_cells(source.path(output), **cube)
    return model_cells.read_cells(source.path(output), gas_to_dust=source.gas_to_dust, **cube)


def require_whole_files(source: Source, output: int) -> None:
    """Check that an output has all its files; of RAMSES also that each ends on a whole record.

    Raises
    ------
    InputMissing, RamsesFileDamaged
        A file is missing, or cut short.
    """
    if source.format == "ramses":
        ramses.require_whole_files(source.folder, output)
    elif missing := what_is_missing(source, output):
        raise InputMissing(f"{missing} is missing: restore it, or list output {output} under `exclude`")
