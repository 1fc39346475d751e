"""The record of a job: which inputs, settings, code and packages its outputs come from.

A NetCDF file has it in its attribute `provenance`; beside any other output it lies as `.provenance/NAME.json`. Times
are not in it, so that the same work gives the same record.
"""

import contextlib
import json
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from pathlib import Path

from simanalogues.provenance.digests import digest_of
from simanalogues.provenance.software import software
from simanalogues.whole_files import write_text_whole

ATTRIBUTE = "provenance"
_CURRENT: ContextVar[str] = ContextVar("provenance", default="")


def record_of(
    rule: str, *, wildcards: Mapping, inputs: Mapping[str, list[str]], params: Mapping, config: Mapping
) -> dict:
    """The record of a job before it starts.

    Parameters
    ----------
    inputs
        Paths by their name in the rule.
    params
        The rule's settings; `code` among them is the digest of the stage's code.
    config
        The whole validated config.

    Returns
    -------
    dict
        What can be written as JSON: `rule`, `wildcards`, `inputs` (path and digest of each), `params`, `config` and
        `software`.
    """
    digests = {name: [{"path": path, "digest": digest_of(path)} for path in paths] for name, paths in inputs.items()}
    record = {"rule": rule, "wildcards": dict(wildcards), "inputs": digests}
    record |= {"params": dict(params), "config": dict(config), "software": software()}
    return json.loads(json.dumps(record, default=str))


@contextlib.contextmanager
def recorded(record: Mapping) -> Iterator[None]:
    """While this lasts, NetCDF files are written with the record."""
    token = _CURRENT.set(json.dumps(record))
    try:
        yield
    finally:
        _CURRENT.reset(token)


def current_attributes() -> dict[str, str]:
    """The attribute for a NetCDF file that is written now; empty outside of jobs."""
    text = _CURRENT.get()
    return {ATTRIBUTE: text} if text else {}


def sidecar_of(path: str | Path) -> Path:
    """Where the record of an output lies that is no NetCDF file."""
    path = Path(path)
    return path.parent / ".provenance" / f"{path.name}.json"


def write_sidecars(record: Mapping, outputs: list[str]) -> None:
    """Leave the record beside every output that is no NetCDF file."""
    for path in outputs:
        if not path.endswith(".nc"):
            write_text_whole(sidecar_of(path), json.dumps(record, indent=1))
