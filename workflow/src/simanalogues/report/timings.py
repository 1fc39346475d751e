"""Time per rule, from the benchmark files that Snakemake writes."""

import csv
from collections.abc import Iterable
from pathlib import Path


def time_per_rule(folders: Iterable[str | Path]) -> list[dict]:
    """Jobs, total and longest seconds, and the largest memory in MB of each rule that has benchmark files.

    Parameters
    ----------
    folders
        Each holds `{rule}/**/*.tsv`; one that does not exist is passed over.

    Returns
    -------
    The rules in the order of their names; memory is None where no job was long enough to be measured.
    """
    jobs: dict[str, list[dict]] = {}
    for folder in map(Path, folders):
        for path in sorted(folder.rglob("*.tsv")):
            rule = path.relative_to(folder).parts[0].removesuffix(".tsv")
            jobs.setdefault(rule, []).extend(_read_benchmark(path))
    return [_summed(rule, jobs[rule]) for rule in sorted(jobs)]


def _read_benchmark(path: Path) -> list[dict]:
    with path.open(newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


def _summed(rule: str, jobs: list[dict]) -> dict:
    seconds = [float(job["s"]) for job in jobs]
    memory = [float(job["max_rss"]) for job in jobs if job.get("max_rss", "-") not in ("-", "NA", "")]
    return {
        "rule": rule,
        "jobs": len(jobs),
        "total_s": sum(seconds),
        "longest_s": max(seconds, default=0.0),
        "memory_mb": max(memory, default=None),
    }
