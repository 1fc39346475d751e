"""A simulation's outputs so far: what their small files say, each read once."""

from dataclasses import dataclass, field

import pandas as pd

from simanalogues.errors import InputMissing
from simanalogues.readers.reader import State, reader_of
from simanalogues.readers.source import Source


@dataclass(frozen=True)
class Simulation:
    """A simulation: where it is, its outputs so far in ascending order, the ids of its pair (empty: the two lowest)."""

    name: str
    source: Source
    outputs: tuple[int, ...]
    stars: tuple[int, ...] = ()


@dataclass(frozen=True)
class History:
    """Time, box and sinks of all outputs so far. Nothing looks ahead: later outputs never change an earlier record."""

    simulation: Simulation
    _known: dict[int, tuple[State, pd.DataFrame]] = field(default_factory=dict, init=False, repr=False)

    def read(self, output: int) -> tuple[State, pd.DataFrame]:
        """Time, box and sinks of one output.

        Raises
        ------
        InputMissing, RamsesFileDamaged, SinkFormatUnknown
            A file is missing, cut short, or has no usable header.
        """
        if output not in self._known:
            self._known[output] = reader_of(self.simulation.source).read_state(output)
        return self._known[output]

    def before(self, output: int) -> tuple[State, pd.DataFrame] | None:
        """Those of the output before; None without one, or where its files are gone."""
        earlier = [number for number in self.simulation.outputs if number < output]
        return self._read_if_there(earlier[-1]) if earlier else None

    def formed_s(self, star: int, output: int) -> float:
        """Time at which a sink formed: midway between the last output before it and the first with it.

        NaN where the first output already has it, or where no output until this one has it.
        """
        time_without = float("nan")
        for number in self.simulation.outputs:
            if number > output or (found := self._read_if_there(number)) is None:
                continue
            info, sinks = found
            if star in sinks.index:
                return (time_without + info.time_s) / 2
            time_without = info.time_s
        return float("nan")

    def _read_if_there(self, output: int) -> tuple[State, pd.DataFrame] | None:
        try:
            return self.read(output)
        except InputMissing:
            return None
