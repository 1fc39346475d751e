"""What a run that was cut off had yet to make, for the next one.

Snakemake deletes a job's old output when the job starts. If the job then fails or is killed, and what was once made
from that output is still there, Snakemake takes the missing file for one that nobody needs, and says that nothing is to
be done: results of the old settings would pass for new ones. So a driver writes down what it is about to make, and the
next one takes what is missing of that for incomplete. What a user removes after a run has ended is not on the list.
Light to import, so that a Snakefile may use it.
"""

import contextlib
import json
from collections.abc import Iterable
from pathlib import Path

from simanalogues.errors import WritingFailed
from simanalogues.whole_files import write_text_whole

# In the working directory of a run.
LIST = Path(".snakemake/simanalogues/due.json")


def lost_results(listing: Path) -> set[str]:
    """Files that an earlier run was about to make, and that are not there."""
    return {path for path in _read(listing) if not Path(path).exists()}


def note_due(listing: Path, due: Iterable[str]) -> None:
    """Write down what a run is about to make, beside what earlier ones lost."""
    with contextlib.suppress(WritingFailed):  # on a full disk the jobs will say so
        write_text_whole(listing, json.dumps(sorted(lost_results(listing).union(due))))


def note_done(listing: Path, done: Iterable[str]) -> None:
    """Strike off what a run has made."""
    with contextlib.suppress(WritingFailed):
        write_text_whole(listing, json.dumps(sorted(lost_results(listing).difference(done))))


def _read(listing: Path) -> list[str]:
    try:
        return json.loads(listing.read_text())
    except (OSError, ValueError):
        return []
