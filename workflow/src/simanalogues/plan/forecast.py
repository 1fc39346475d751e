"""How long a run will take and how much it will write, from the benchmarks and files of jobs that already ran.

Imports nothing but the standard library, so that a Snakefile may use it.
"""

import csv
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from simanalogues.provenance.digests import files_below

# What sets jobs of one rule apart: a line takes longer to render than a continuum, VGG16 longer than MobileNet.
APART = ("tracer", "backbone", "network")


@dataclass(frozen=True)
class Work:
    """One job of a run.

    n_outputs
        Simulation outputs that it works through, 1 where it does not go by outputs.
    is_on_gpu
        Whether it takes a GPU.
    benchmark
        Where Snakemake leaves its times; empty for a rule without.
    is_due
        Whether it will run.
    """

    rule: str
    wildcards: dict
    n_outputs: int
    is_on_gpu: bool
    benchmark: str
    files: Sequence[str]
    is_due: bool

    @property
    def kind(self) -> tuple[str, ...]:
        """Jobs of one kind take about the same time per output."""
        return (self.rule, *(self.wildcards.get(name, "") for name in APART))


@dataclass
class Cost:
    """Sums over finished jobs: wall-clock and CPU seconds, bytes on the disk, outputs worked through."""

    wall_s: float = 0.0
    cpu_s: float = 0.0
    n_bytes: float = 0.0
    n_outputs: int = 0

    def add(self, other: "Cost") -> None:
        """Add another's."""
        self.wall_s += other.wall_s
        self.cpu_s += other.cpu_s
        self.n_bytes += other.n_bytes
        self.n_outputs += other.n_outputs


def forecast(work: Iterable[Work]) -> str:
    """What the jobs that are due will take, in a few lines for people; empty where none is due.

    A job costs what the jobs of its kind cost per output, else what those of its rule do.
    """
    work = list(work)
    due = [job for job in work if job.is_due]
    if not due:
        return ""
    known = _known_costs(work)
    cpu_s = gpu_s = n_bytes = 0.0
    unknown = [job for job in due if not _like(job, known)]
    for job in due:
        if like := _like(job, known):
            share = job.n_outputs / like.n_outputs
            gpu_s += share * like.wall_s if job.is_on_gpu else 0
            cpu_s += 0 if job.is_on_gpu else share * like.cpu_s
            n_bytes += share * like.n_bytes
    if len(unknown) == len(due):
        return f"{len(due)} jobs to run. What they will take is estimated when some of their kind have run."
    lines = [
        f"{len(due)} jobs to run.",
        f"By the benchmarks of jobs already run: {_hours(cpu_s)} of CPU, {_hours(gpu_s)} of jobs for a GPU, "
        f"{_size(n_bytes)} of results. Scratch holds one model directory per job in flight.",
    ]
    if timed := Counter(job.rule for job in unknown if job.benchmark):
        counted = ", ".join(f"{rule} ({count})" for rule, count in sorted(timed.items()))
        lines.append(f"Not estimated, as none of their kind has run yet: {counted}.")
    return "\n".join(lines)


def _like(job: Work, known: Mapping[tuple[str, ...], Cost]) -> Cost | None:
    return known.get(job.kind) or known.get((job.rule,))


def _known_costs(work: Iterable[Work]) -> dict[tuple[str, ...], Cost]:
    """Cost of finished jobs, by kind and by rule."""
    known: dict[tuple[str, ...], Cost] = defaultdict(Cost)
    for job in work:
        if job.benchmark and (cost := _cost_of(job)):
            known[job.kind].add(cost)
            known[job.rule,].add(cost)
    return dict(known)


def _cost_of(job: Work) -> Cost | None:
    """What a finished job took; None where it left no times or its files are gone."""
    try:
        with open(job.benchmark) as file:
            row = next(csv.DictReader(file, delimiter="\t"))
        n_bytes = sum(_bytes_of(path) for path in job.files)
    except (OSError, StopIteration):
        return None
    wall_s = float(row["s"])
    return Cost(wall_s, _number(row.get("cpu_time"), wall_s), n_bytes, job.n_outputs)


def _bytes_of(path: str) -> int:
    return (
        sum(os.stat(file).st_size for file in files_below(Path(path))) if os.path.isdir(path) else os.stat(path).st_size
    )


def _number(text: str | None, otherwise: float) -> float:
    """Of jobs that end within seconds Snakemake has no CPU time and writes NA or a dash."""
    try:
        return float(text)
    except (TypeError, ValueError):
        return otherwise


def _hours(seconds: float) -> str:
    return f"{seconds / 3600:.1f} hours" if seconds >= 3600 else f"{seconds / 60:.1f} minutes"


def _size(n_bytes: float) -> str:
    return f"{n_bytes / 1e9:.1f} GB" if n_bytes >= 1e9 else f"{n_bytes / 1e6:.1f} MB"
