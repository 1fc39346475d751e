"""What SLURM itself has on record about jobs: by `scontrol` from the controller, or by `sacct` from the accounting."""

import re
import subprocess
from dataclasses import dataclass

COLUMNS = "JobID,JobName,State,Partition,Timelimit,Comment,AllocTRES"


@dataclass(frozen=True)
class Job:
    """One job; those of Snakemake carry the run as their name and the rule in their comment."""

    number: int
    run: str
    state: str
    partition: str
    minutes: int
    rule: str
    n_gpus: int
    mem_mb: int


def jobs_of_controller() -> list[Job]:
    """Records of the controller, oldest first; it forgets a job some time after its end (MinJobAge)."""
    lines = ask("scontrol", "--details", "--oneliner", "show", "job").splitlines()
    return sorted((job_of_line(line) for line in lines if line.startswith("JobId=")), key=lambda job: job.number)


def jobs_of_accounting() -> list[Job]:
    """Records of the accounting database, oldest first."""
    since = ("--starttime", "now-1days")
    lines = ask("sacct", "--allocations", "--parsable2", "--noheader", *since, "--format", COLUMNS).splitlines()
    return [job_of_columns(line.split("|")) for line in lines]


def jobs_in_queue() -> list[int]:
    """Numbers of the jobs that wait, run or are about to end."""
    return [int(number) for number in ask("squeue", "--noheader", "--format", "%i").split()]


def ask(*command: str) -> str:
    """What one of SLURM's commands says."""
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def job_of_line(line: str) -> Job:
    """A line of `scontrol`, with the GPUs that were assigned: TRES has them only where there is an accounting, and is
    called AllocTRES since 23.02."""
    names = ("JobId", "JobName", "JobState", "Partition", "TimeLimit", "Comment")
    values = [match[1] if (match := re.search(rf"\b{name}=(\S+)", line)) else "" for name in names]
    mem = re.search(r"\b(?:Alloc)?TRES=\S*?(mem=\w+)", line)
    gpus = re.search(r"\bJOB_GRES=gpu:(?:\w+:)?(\d+)", line)
    return job_of_columns([*values, f"{mem[1] if mem else 'mem=0M'},gres/gpu={gpus[1] if gpus else 0}"])


def job_of_columns(columns: list[str]) -> Job:
    """From its columns as text."""
    number, run, state, partition, limit, comment, tres = columns
    rule = re.match(r"rule_(\w+?)(?:_wildcards_.*)?$", comment)
    amounts = dict(item.split("=") for item in tres.split(",") if item)
    return Job(
        number=int(number),
        run=run,
        # `CANCELLED by 0`
        state=state.split()[0],
        partition=partition,
        minutes=minutes_of(limit),
        rule=rule[1] if rule else "",
        n_gpus=int(amounts.get("gres/gpu", 0)),
        mem_mb=megabytes_of(amounts.get("mem", "0M")),
    )


def minutes_of(limit: str) -> int:
    """Of [days-]hours:minutes:seconds."""
    days, _, clock = limit.rpartition("-")
    hours, minutes, _ = (int(part) for part in clock.split(":"))
    return 60 * (24 * int(days or 0) + hours) + minutes


def megabytes_of(amount: str) -> int:
    """Of such as 500M or 15.625G."""
    return round(float(amount[:-1]) * {"M": 1, "G": 1024}[amount[-1]])
