"""Snakemake on the login node: it sends the jobs of a run to the throw-away SLURM, by the profile that ships."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml
from slurm_records import Job, jobs_in_queue, jobs_of_accounting, jobs_of_controller

# The throw-away cluster's instead of the site's that ship, each written exactly once in the profile.
SITE = {
    "&partition cpu": "&partition cores",
    "slurm_partition: gpu": "slurm_partition: cards",
    "gpu_model: a100": "gpu_model: fake",
}
PATIENCE_S = 300


class Driver:
    """A run in a folder of its own. Tests may change its `config`, and its `profile` by `set_resource`."""

    def __init__(self, root: Path, folder: Path, config: dict, *, accounting: bool) -> None:
        self.root, self.folder, self.config = root, folder, config
        profile = (root / "profiles/slurm/config.yaml").read_text()
        site = SITE | {
            # SLURM without accounting knows no accounts.
            "&account astro": "&account stars" if accounting else '&account ""',
            "&scratch system_tmpdir": f"&scratch {folder}/scratch",
        }
        for old, new in site.items():
            assert len(re.findall(rf"{re.escape(old)}\b", profile)) == 1, f"profiles/slurm has not one `{old}`"
            profile = profile.replace(old, new)
        self.profile = profile
        self.n_started = 0
        self.status = ["--slurm-status-command", "sacct" if accounting else "squeue"]
        self.records = jobs_of_accounting if accounting else jobs_of_controller

    def set_resource(self, rule: str, name: str, number: int) -> None:
        """Give a rule of the profile another number where it grows by attempt."""
        pattern = rf"(\n  {rule}:.*\n(?:    .*\n)*?    {name}: )\d+( \* attempt)"
        self.profile, count = re.subn(pattern, rf"\g<1>{number}\g<2>", self.profile)
        assert count == 1, f"profiles/slurm gives {rule} no {name} that grows with `attempt`"

    def start(self, *arguments: str) -> subprocess.Popen:
        """Snakemake in the background; `said` has what it prints."""
        folder = self.folder / "profile"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "config.yaml").write_text(self.profile)
        config = self.folder / "config.yaml"
        config.write_text(yaml.safe_dump(self.config))
        command = [sys.executable, "-m", "snakemake", "-s", self.root / "Snakefile", "--directory", self.folder]
        command += ["--configfile", config, "--workflow-profile", folder, *self.status]
        # As short as can be: a site's controller should be asked less often.
        command += ["--slurm-init-seconds-before-status-checks", "2", *arguments]
        # One file for each: the one before may go on.
        self.n_started += 1
        with open(self.said_file, "w") as said:
            environment = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"}
            return subprocess.Popen(command, stdout=said, stderr=said, env=environment, preexec_fn=heed_interrupts)

    @property
    def said(self) -> str:
        """What the Snakemake that was started last has printed so far."""
        return self.said_file.read_text()

    @property
    def said_file(self) -> Path:
        """Where Snakemake's output goes."""
        return self.folder / f"said-{self.n_started}.txt"

    @property
    def n_sent(self) -> int:
        """How many jobs it has sent to SLURM so far."""
        return self.said.count("has been submitted with SLURM jobid")

    @property
    def run_id(self) -> str:
        """SLURM's name of the jobs of the Snakemake that was started last; empty before it sends one."""
        said = re.search(r"SLURM run ID: (\S+)", self.said)
        return said[1] if said else ""

    @property
    def jobs(self) -> list[Job]:
        """SLURM's records of these jobs."""
        run_id = self.run_id
        return [job for job in self.records() if run_id and job.run == run_id]

    @property
    def in_queue(self) -> list[str]:
        """Numbers of these jobs that wait, run or are about to end."""
        queue = set(jobs_in_queue())
        return [str(job.number) for job in self.jobs if job.number in queue]

    def run(self, *arguments: str, succeeds: bool = True) -> str:
        """What Snakemake prints; it must succeed, or fail where `succeeds` is False."""
        code = self.start(*arguments).wait()
        assert (code == 0) == succeeds, self.said
        return self.said


def heed_interrupts() -> None:
    """What a shell starts in the background ignores SIGINT, and so would all that it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def wait_for(what: str, find: Callable, *, driver: subprocess.Popen | None = None):
    """The first true value of `find`, asked twice a second while the driver runs."""
    for _ in seconds_until(PATIENCE_S):
        if found := find():
            return found
        assert driver is None or driver.poll() is None, f"Snakemake ended before {what}"
    raise AssertionError(f"{what}: not within {PATIENCE_S} s")


def seconds_until(patience_s: float) -> Iterator[float]:
    """Time since the first call, twice a second."""
    start = time.monotonic()
    while (passed := time.monotonic() - start) < patience_s:
        yield passed
        time.sleep(0.5)
