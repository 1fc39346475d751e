"""Reading the record of a result, and what became of its inputs since."""

import json
from collections.abc import Iterator
from pathlib import Path

from simanalogues.errors import ProvenanceMissing
from simanalogues.provenance.digests import digest_of
from simanalogues.provenance.record import ATTRIBUTE, sidecar_of


def read_record(path: str | Path) -> dict:
    """The record of a result: see `record.record_of`.

    Raises
    ------
    ProvenanceMissing
        There is no such file, or it has no record.
    """
    path = Path(path)
    if not path.exists():
        raise ProvenanceMissing(f"there is no file {path}: check the name, or run snakemake to make it")
    text = _attribute_of(path) if path.suffix == ".nc" else _text_of(sidecar_of(path))
    if not text:
        raise ProvenanceMissing(
            f"{path} has no record of where it comes from: expected the attribute `{ATTRIBUTE}` of a NetCDF file, or "
            f"{sidecar_of(path)}; results of the workflow have one, inputs have none"
        )
    return json.loads(text)


def _attribute_of(path: Path) -> str:
    import h5py

    try:
        with h5py.File(path) as file:
            text = file.attrs.get(ATTRIBUTE, "")
            # Of pure ASCII, netCDF makes an array of characters.
            return text.decode() if isinstance(text, bytes) else text
    except OSError as error:
        raise ProvenanceMissing(f"{path} cannot be read ({error}): run snakemake again to make it anew") from error


def _text_of(path: Path) -> str:
    return path.read_text() if path.is_file() else ""


def state_of(entry: dict, root: Path) -> str:
    """What became of an input since: `as it was`, `changed since`, or `gone`."""
    path = root / entry["path"]
    if not path.exists():
        return "gone"
    return "as it was" if digest_of(path) == entry["digest"] else "changed since"


def entries_of(record: dict) -> Iterator[dict]:
    """All inputs of a record, each with `path` and `digest`."""
    for entries in record["inputs"].values():
        yield from entries


def raw_inputs(record: dict, root: Path, seen: set[str] | None = None) -> Iterator[dict]:
    """The inputs that no job made, of the whole chain behind a record; each once.

    What is gone, and so cannot tell its own inputs, counts as raw.
    """
    seen = set() if seen is None else seen
    for entry in entries_of(record):
        if entry["path"] in seen:
            continue
        seen.add(entry["path"])
        try:
            made_by = read_record(root / entry["path"])
        except ProvenanceMissing:
            yield entry
            continue
        yield from raw_inputs(made_by, root, seen)
