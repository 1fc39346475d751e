"""What every job does about its work: its log, its scratch, a check that its inputs stay as they are, its record."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from simanalogues.errors import InputChanged
from simanalogues.log import log_to
from simanalogues.provenance.record import record_of, recorded, write_sidecars
from simanalogues.scratch import scratch_for_job


@contextlib.contextmanager
def job_of(snakemake: Any) -> Iterator[None]:
    """Run the body as a job of the workflow.

    Parameters
    ----------
    snakemake
        The object that a script of Snakemake is given.

    Raises
    ------
    InputChanged
        An input was written to while the job ran: its result would be of no one state of it.
    """
    with log_to(snakemake.log[0]), scratch_for_job(snakemake.params.get("scratch")):
        inputs = inputs_by_name(snakemake.input)
        before = states_of(inputs)
        record = record_of(
            snakemake.rule,
            wildcards=dict(snakemake.wildcards.items()),
            inputs=inputs,
            params=dict(snakemake.params.items()),
            config=snakemake.config,
        )
        with recorded(record):
            yield
        require_unchanged(before, states_of(inputs))
        write_sidecars(record, [str(path) for path in snakemake.output])


def inputs_by_name(named: Any) -> dict[str, list[str]]:
    """Paths of a rule's inputs by their name; those without a name under an empty one."""
    inputs = {name: [str(path)] if isinstance(path, str) else list(map(str, path)) for name, path in named.items()}
    others = [str(path) for path in named if not any(str(path) in paths for paths in inputs.values())]
    return {name: paths for name, paths in {**inputs, "": others}.items() if paths}


def states_of(inputs: dict[str, list[str]]) -> dict[str, tuple[int, int]]:
    """Size and time of change of every input file; (-1, -1) where there is none."""
    return {path: _state_of(path) for paths in inputs.values() for path in paths if not Path(path).is_dir()}


def _state_of(path: str) -> tuple[int, int]:
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return -1, -1
    return status.st_size, status.st_mtime_ns


def require_unchanged(before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]]) -> None:
    """Raise InputChanged where a file has another size or time of change than before."""
    if changed := [path for path, state in before.items() if after.get(path) != state]:
        raise InputChanged(
            f"{', '.join(changed[:5])} changed while the job ran, expected an input that is complete: let it come to "
            "rest, and run snakemake again"
        )
