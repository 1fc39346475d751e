"""RAMSES: outputs in folders of its own names, cells by osyris, stars from its sink files."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from simanalogues.errors import InputMissing
from simanalogues.models.cells import Cells
from simanalogues.readers import folder, ramses
from simanalogues.readers.reader import Reader, State
from simanalogues.readers.sinks import read_sinks

OUTPUT_FOLDER = re.compile(r"output_(\d{5})$")


class RamsesReader(Reader):
    """Reads the outputs `output_NNNNN` of a folder."""

    def numbers(self) -> list[int]:
        """As `Reader.numbers`."""
        folders = sorted(self.source.folder.glob("output_*")) if self.source.folder.is_dir() else []
        numbers = [int(match[1]) for path in folders if (match := OUTPUT_FOLDER.search(path.name))]
        if not numbers:
            raise InputMissing(
                f"{self.source.folder} holds no RAMSES output folder output_NNNNN: check `data_dir` and the "
                "simulation's `path`"
            )
        return numbers

    def what_is_missing(self, output: int) -> Path | None:
        """The first of info, sinks and both files of every domain that is not there."""
        name = folder.what_is_missing(self.source.folder, output)
        return folder.output_folder(self.source.folder, output) / name if name else None

    def small_files(self, output: int) -> list[Path]:
        """The files of info and of sinks."""
        return folder.small_files(self.source.folder, output)

    def places(self, output: int) -> list[Path]:
        """The output's folder."""
        return [folder.output_folder(self.source.folder, output)]

    def entries(self, output: int) -> Iterator[tuple[str, os.stat_result]]:
        """All that the output's folder holds."""
        place = folder.output_folder(self.source.folder, output)
        for entry in sorted(os.scandir(place), key=lambda entry: entry.name) if place.is_dir() else []:
            yield entry.name, entry.stat()

    def short_name(self, file: Path) -> str:
        """The file's own name, which has the number of the output in it."""
        return file.name

    def read_state(self, output: int) -> tuple[State, pd.DataFrame]:
        """As `Reader.read_state`, from the files of info and of sinks."""
        info_file, sink_file = self.small_files(output)
        info = ramses.read_info(info_file)
        return State(info.time_s, info.box_cm), read_sinks(sink_file, info)

    def cells_about(self, output: int, *, centre_cm: np.ndarray, half_side_cm: float) -> Cells:
        """As `Reader.cells_about`, from the domains that the cube touches."""
        return ramses.read_cells(self.source.folder, output, centre_cm=centre_cm, half_side_cm=half_side_cm)

    def require_whole_files(self, output: int) -> None:
        """Check that every domain's file is there and ends on a whole record."""
        ramses.require_whole_files(self.source.folder, output)
