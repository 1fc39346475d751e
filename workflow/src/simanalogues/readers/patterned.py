"""Readers of outputs whose paths follow a pattern, with the stars of each in a CSV file of ours."""

import glob
import os
import re
from abc import abstractmethod
from collections.abc import Iterator
from pathlib import Path, PurePath

import numpy as np
import pandas as pd

from simanalogues.errors import InputMissing
from simanalogues.provenance.digests import files_below
from simanalogues.readers.base_grid import BaseGrid
from simanalogues.readers.reader import Reader, State
from simanalogues.readers.source import FIELD
from simanalogues.readers.stars_file import read_stars_file


class PatternReader(Reader):
    """Finds outputs by the source's `pattern` and their stars by its `stars_pattern`."""

    options = ("pattern", "stars_pattern")

    @abstractmethod
    def base_grid(self, output: int) -> BaseGrid:
        """Where an output's box lies, and its coarsest cells."""

    def origin_of_stars_cm(self, grid: BaseGrid) -> np.ndarray:
        """Lower corner of the box in the coordinates of the stars file, shape (3,): stars are measured from it."""
        return np.zeros(3)

    def path(self, output: int) -> Path:
        """File or folder of one output, as its code opens it."""
        return self.source.folder / self.source.pattern.format(output=output)

    def stars_file(self, output: int) -> Path:
        """Stars of one output."""
        return self.source.folder / self.source.stars_pattern.format(output=output)

    def root(self, output: int) -> Path:
        """What holds all large files of one output: the topmost part of its path that has the number in its name."""
        parts = PurePath(self.source.pattern).parts
        depth = next(i for i, part in enumerate(parts) if FIELD.search(part))
        return self.source.folder / str(PurePath(*parts[: depth + 1])).format(output=output)

    def numbers(self) -> list[int]:
        """Numbers of all paths in the folder that the pattern makes, ascending."""
        source = self.source
        texts = FIELD.split(source.pattern)
        named = re.compile(r"(\d+)".join(map(re.escape, texts)))
        found = glob.glob("*".join(map(glob.escape, texts)), root_dir=source.folder)
        numbers = {int(match[1]) for name in found if (match := named.fullmatch(name))}
        there = sorted(number for number in numbers if self.path(number).exists())
        if not there:
            raise InputMissing(
                f"{source.folder} holds nothing that is called like '{source.pattern}': check `data_dir`, and the "
                "simulation's `path` and `pattern`"
            )
        return there

    def what_is_missing(self, output: int) -> Path | None:
        """The output's path or its stars, where one is not there."""
        return next((path for path in (self.path(output), self.stars_file(output)) if not path.exists()), None)

    def small_files(self, output: int) -> list[Path]:
        """The stars file."""
        return [self.stars_file(output)]

    def places(self, output: int) -> list[Path]:
        """What holds the output, and its stars file."""
        return [self.root(output), self.stars_file(output)]

    def entries(self, output: int) -> Iterator[tuple[str, os.stat_result]]:
        """All files below the output's root, at every depth."""
        for path in files_below(self.root(output)):
            yield str(path.relative_to(self.source.folder)), path.stat()

    def read_state(self, output: int) -> tuple[State, pd.DataFrame]:
        """As `Reader.read_state`, from the output's grid and the stars file."""
        grid = self.base_grid(output)
        time_s, stars = read_stars_file(self.stars_file(output), self.origin_of_stars_cm(grid))
        return State(time_s, grid.domain_cm), stars
