"""How a ratio is measured, and the table that it stands in."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

ROUNDS = 5


@dataclass(frozen=True)
class Row:
    """One line of the table: what was measured, the ratio, the bound that it should keep, and how it came about."""

    what: str
    ratio: float
    bound: str
    note: str = ""

    @property
    def kept(self) -> bool:
        """Whether the ratio keeps its bound, which is written `>= 2` or `<= 3`."""
        sign, limit = self.bound.split()
        return self.ratio >= float(limit) if sign == ">=" else self.ratio <= float(limit)


def side_by_side(
    *contenders: Callable[[], object], rounds: int = ROUNDS, clock: Callable[[], float] = time.perf_counter
):
    """Seconds of each contender in each round, of shape (n_contenders, rounds); they take turns, after one warm-up.

    A ratio is best taken round by round, and its median quoted: what else the machine does changes that least.
    """
    for contender in contenders:
        contender()
    seconds: list[list[float]] = [[] for _ in contenders]
    for _ in range(rounds):
        for taken, contender in zip(seconds, contenders, strict=True):
            started = clock()
            contender()
            taken.append(clock() - started)
    return seconds


def median_ratio(numerator: list[float], denominator: list[float]) -> float:
    """Median over the rounds of the ratio within a round."""
    return statistics.median(a / b for a, b in zip(numerator, denominator, strict=True))


def formatted(rows: list[Row]) -> str:
    """The table, in Markdown."""
    lines = [
        f"| {row.what} | {row.ratio:.2f} | {row.bound} | {'yes' if row.kept else 'NO'} | {row.note} |" for row in rows
    ]
    return "\n".join(["| what | ratio | bound | kept | measured |", "|---|---|---|---|---|", *lines])
