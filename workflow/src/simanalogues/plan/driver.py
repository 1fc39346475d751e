"""Which Snakemake process works in a directory: what to say when another one finds it locked.

Light to import, so that a Snakefile may use it.
"""

import contextlib
import json
import os
import shlex
import socket
import sys
import time
from pathlib import Path

from simanalogues.errors import WritingFailed
from simanalogues.whole_files import write_text_whole

# In the working directory of a run.
HOLDER = Path(".snakemake/simanalogues/driver.json")


def claim(holder: Path) -> None:
    """Leave a note of this process, which holds Snakemake's lock of the directory."""
    note = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "born": _birth_of(os.getpid()),
        "started": time.strftime("%Y-%m-%d %H:%M:%S"),
        "command": shlex.join(sys.argv),
    }
    with contextlib.suppress(WritingFailed):  # a note that cannot be left makes a message poorer, nothing else
        write_text_whole(holder, json.dumps(note))


def release(holder: Path) -> None:
    """Remove the note, if it is of this process."""
    note = _read(holder)
    if note.get("pid") == os.getpid() and note.get("host") == socket.gethostname():
        holder.unlink(missing_ok=True)


def who_holds(holder: Path) -> str:
    """Who holds a directory that is locked, and what to do about it."""
    note = _read(holder)
    unlock = "lift the lock with `snakemake --unlock` and the same --configfile and --directory, then run again"
    if not note:
        return f"No process left a note of itself in {holder}. If nothing runs here, {unlock}."
    who = f"process {note['pid']} on {note['host']}, started {note['started']} as `{note['command']}`"
    where = holder.parents[2]
    if note["host"] != socket.gethostname():
        return (
            f"{where} is held by {who}. See on {note['host']} whether it is alive (ps {note['pid']}): wait for it, or "
            f"end it; if it is gone, {unlock}."
        )
    if _is_alive(note):
        return (
            f"{where} is held by {who}, which is alive: wait until it is done, or end it and its "
            f"jobs with `kill -INT {note['pid']}`."
        )
    return f"The lock of {where} is stale: {who} is gone. Now {unlock}."


def _is_alive(note: dict) -> bool:
    """Whether the process is there and is the same, as numbers are given again."""
    return bool(note["born"]) and _birth_of(note["pid"]) == note["born"]


def _birth_of(pid: int) -> str:
    """When a process was born, in clock ticks since the machine was; empty where there is none."""
    try:
        # After the name, which is in brackets and may hold blanks, field 22 of proc(5) is the 20th.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        return ""


def _read(holder: Path) -> dict:
    try:
        return json.loads(holder.read_text())
    except (OSError, ValueError):
        return {}
