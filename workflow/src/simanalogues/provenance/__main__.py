"""Print where a result comes from: `make provenance FILE=results/mockD/report.html`."""

import sys
from pathlib import Path

import yaml

from simanalogues.errors import ProvenanceMissing
from simanalogues.provenance.reading import entries_of, raw_inputs, read_record, state_of


def described(path: str | Path, root: Path) -> str:
    """A result's record as YAML, each input with what became of it, and the raw inputs behind the whole chain.

    Parameters
    ----------
    root
        Working directory of the run, which paths of results are relative to.
    """
    record = read_record(path)
    inputs = {entry["path"]: f"{entry['digest']} ({state_of(entry, root)})" for entry in entries_of(record)}
    raw = {entry["path"]: f"{entry['digest']} ({state_of(entry, root)})" for entry in raw_inputs(record, root)}
    page = {"file": str(path), "rule": record["rule"], "wildcards": record["wildcards"], "inputs": inputs}
    page |= {"raw_inputs_of_the_whole_chain": raw, "params": record["params"], "software": record["software"]}
    return yaml.safe_dump(page | {"config": record["config"]}, sort_keys=False, width=120)


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1]:
        raise SystemExit("say of which file: make provenance FILE=results/mockD/report.html")
    try:
        print(described(sys.argv[1], Path.cwd()))
    except ProvenanceMissing as error:
        raise SystemExit(str(error)) from error
