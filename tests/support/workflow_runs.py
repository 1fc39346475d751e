"""Snakemake in a folder of its own: dry runs, and runs."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml
from dry_runs import dry_run


class Workflow:
    """Snakemake in a folder of its own, with a config that tests may change."""

    def __init__(self, root: Path, folder: Path, config: dict) -> None:
        self.root, self.folder, self.config = root, folder, config

    def snakemake(self, *arguments: str, check: bool = True) -> str:
        """What Snakemake prints; it must succeed, or fail where `check` is False."""
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as configfile:
            yaml.safe_dump(self.config, configfile)
            configfile.flush()
            command = ["-s", str(self.root / "Snakefile"), "--directory", str(self.folder)]
            command += ["--configfile", configfile.name, "--cores", "2", *arguments]
            status, output = (dry_run if "-n" in arguments else real_run)(self.folder, *command)
        assert (status == 0) == check, output
        return output

    def jobs(self, *arguments: str) -> dict[str, int]:
        """Number of jobs that would run, by rule; without the total."""
        lines = self.snakemake("-n", "--quiet", "rules", *arguments).splitlines()
        if "Job stats:" not in lines:
            return {}
        table = lines[lines.index("Job stats:") + 3 :]
        rows = [line.split() for line in table[: table.index("")]]
        return {name: int(count) for name, count in rows if name != "total"}

    def planned(self, *arguments: str) -> dict[str, list[str]]:
        """First output of every job that would run, by rule; without the target `all`."""
        printed = self.snakemake("-n", *arguments)
        jobs = re.findall(r"^(?:local)?rule (\w+):\n(?: {4}.*\n)*? {4}output: ([^,\n]*)", printed, re.MULTILINE)
        found = {}
        for rule, output in jobs:
            found.setdefault(rule, []).append(output)
        found.pop("all", None)
        return found


def real_run(folder: Path, *arguments: str) -> tuple[int, str]:
    """Exit status and output of `snakemake` in a folder."""
    done = subprocess.run(
        [sys.executable, "-m", "snakemake", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"},
    )
    return done.returncode, done.stdout + done.stderr
