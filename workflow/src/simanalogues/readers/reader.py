"""What every reader answers about the outputs of one simulation. Light to import, so that a Snakefile may use it."""

import hashlib
import os
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
import pandas as pd

from simanalogues.errors import InputChanged, InputMissing
from simanalogues.models.cells import Cells
from simanalogues.readers.lookup import reader_class
from simanalogues.readers.source import Source

# Files of an output are written within a day of each other: an older one is not looked into, file by file.
LONG_SETTLED_S = 86400.0


@dataclass(frozen=True)
class State:
    """Time of an output in s, and the width of its box in cm."""

    time_s: float
    box_cm: float


class Reader(ABC):
    """Reads the outputs of one simulation; there is a class for each format, see `readers.lookup`.

    A module of a reader is light to import, as a Snakefile asks for outputs: what takes a second is imported within a
    method.

    options
        What a source of this format has beside its folder, of the names in `Source`.
    """

    options: ClassVar[tuple[str, ...]] = ()

    def __init__(self, source: Source) -> None:
        self.source = source

    @abstractmethod
    def numbers(self) -> list[int]:
        """Numbers of all outputs in the folder, complete or not, ascending.

        Raises
        ------
        InputMissing
            The folder does not exist or has no output in it.
        """

    @abstractmethod
    def what_is_missing(self, output: int) -> Path | None:
        """The first file that an output lacks; None if it is complete."""

    @abstractmethod
    def small_files(self, output: int) -> list[Path]:
        """The small files that the record of an output is made from."""

    @abstractmethod
    def places(self, output: int) -> list[Path]:
        """The folders and files that hold an output: the youngest is as old as the output, unless it is written to."""

    @abstractmethod
    def entries(self, output: int) -> Iterator[tuple[str, os.stat_result]]:
        """Name and status of all large files of an output, in the order of their names; none where it is not there."""

    @abstractmethod
    def read_state(self, output: int) -> tuple[State, pd.DataFrame]:
        """Time and box of one output, and its stars in cgs.

        Returns
        -------
        The state, and a table indexed by id, ascending: `mass_g`, `x_cm`.. from the lower corner of the box,
        `vx_cm_s`.., `formed_s` (simulation time), `accretion_g_s`; NaN where the files do not say.

        Raises
        ------
        InputMissing, RamsesFileDamaged, SinkFormatUnknown, ReaderUnavailable, OutputInvalid, ModelInvalid
            A file is missing, cut short, lacks a column or is no box; the message names it.
        """

    @abstractmethod
    def cells_about(self, output: int, *, centre_cm: np.ndarray, half_side_cm: float) -> Cells:
        """As `read_cells`, of an output that nobody writes to."""

    def short_name(self, file: Path) -> str:
        """What a list of outputs calls a file."""
        return str(file.relative_to(self.source.folder))

    def find_outputs(self, settle_s: float, now: float | None = None) -> dict[int, str]:
        """All outputs in the folder, with the reason why one is not complete yet (empty string: complete).

        An output counts as complete when nothing is missing and no file is younger than `settle_s`.

        Raises
        ------
        InputMissing
            The folder does not exist or has no output in it.
        """
        now = time.time() if now is None else now
        return {output: self._why_incomplete(output, settle_s, now) for output in self.numbers()}

    def _why_incomplete(self, output: int, settle_s: float, now: float) -> str:
        missing = self.what_is_missing(output)
        if missing:
            return f"incomplete: {self.short_name(missing)} is missing"
        places = [(place, place.stat().st_mtime) for place in self.places(output)]
        if now - max(changed for _, changed in places) > settle_s + LONG_SETTLED_S:
            return ""
        of_files = [status.st_mtime for _, status in self.entries(output)]
        youngest = max(of_files + [changed for place, changed in places if place.is_file()])
        return "still being written" if now - youngest < settle_s else ""

    def size_digest(self, outputs: list[int]) -> str:
        """Digest of names and sizes of all large files of the outputs: a touch does not change it."""
        digest = hashlib.blake2b(digest_size=8)
        for output in outputs:
            for name, status in self.entries(output):
                digest.update(f"{output}/{name}:{status.st_size};".encode())
        return digest.hexdigest()

    def require_whole_files(self, output: int) -> None:
        """Check that an output has all its files, and whatever else can be told from their last bytes.

        Raises
        ------
        InputMissing, RamsesFileDamaged
            A file is missing, or cut short.
        """
        if missing := self.what_is_missing(output):
            raise InputMissing(f"{missing} is missing: restore it, or list output {output} under `exclude`")

    def read_cells(self, output: int, *, centre_cm: np.ndarray, half_side_cm: float) -> Cells:
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
        before = self.size_digest([output])
        cells = self.cells_about(output, centre_cm=centre_cm, half_side_cm=half_side_cm)
        if self.size_digest([output]) != before:
            raise InputChanged(
                f"output {output} in {self.source.folder} changed while it was read, expected files that are complete: "
                "let them come to rest (`settle_s`), and run snakemake again"
            )
        return cells


def reader_of(source: Source) -> Reader:
    """The reader of a simulation's outputs."""
    return reader_class(source.format)(source)
