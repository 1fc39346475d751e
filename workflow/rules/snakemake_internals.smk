"""What leans on the inside of Snakemake, whose minor version is pinned for it: tests/workflow/test_internals.py fails
where Snakemake has changed under it.

- `workflow.dag`, its jobs and which of them are due: Snakemake tells no one else what a run will do.
- `workflow.persistence.locked`: nor whether the directory was locked by another process.
- `atexit`: neither `onsuccess` nor `onerror` is called after a dry run, nor where the directory is locked.
- `PersistenceBase.incomplete`: the one place that says what must be made again though it is not asked for.
- `gc.freeze`: what is loaded when the rules are read lives as long as the process.
"""

import atexit
import contextlib
import gc

from simanalogues.plan.driver import HOLDER, claim, release, who_holds
from simanalogues.plan.forecast import Work, forecast
from simanalogues.plan.preflight import require_inputs
from simanalogues.plan.unfinished import LIST, lost_results, note_done, note_due
from snakemake.persistence import PersistenceBase

# When Snakemake ends, it is back in the folder that it was started from.
WORKING_DIRECTORY = Path.cwd()
holder, listing_of_due = HOLDER.absolute(), LIST.absolute()


def begin():
    """Stop before the first job where an input is missing or a backbone or weight file cannot be used; and leave the
    lists of outputs for the jobs. A dry run does neither."""
    if not workflow.is_main_process:
        return
    claim(holder)
    digests.keep()
    explained(require_inputs)(plan)
    explained(plan.write_listings)()
    note_due(listing_of_due, (str(path) for job in workflow.dag.needrun_jobs() for path in job.output))
    say(forecast(map(work_of, workflow.dag.jobs)))


def succeed():
    """Strike off what the run has made."""
    if workflow.is_main_process:
        note_done(listing_of_due, (str(path) for job in workflow.dag.jobs for path in job.output))


def say(text):
    """A paragraph for people, beside what Snakemake prints; nothing where it is empty."""
    if text:
        sys.stderr.write(f"\n{text}\n\n")


def end():
    """What is left to say or do when Snakemake ends, however it does: of a dry run what it would take, of a locked
    directory who holds it."""
    digests.keep()
    release(holder)
    if workflow.persistence is None:
        return
    if workflow.persistence.locked:
        say(who_holds(holder))
    if workflow.dryrun:
        with contextlib.chdir(WORKING_DIRECTORY):
            say(forecast(map(work_of, workflow.dag.jobs)))


def rerun_what_was_lost(lost):
    """Take what an earlier run lost for incomplete, so that `rerun-incomplete` makes it again with all that follows."""
    incomplete_by_marker = PersistenceBase.incomplete

    async def incomplete_or_lost(persistence, job):
        marked = await incomplete_by_marker(persistence, job)
        return [*marked, *(path for path in job.output if path in lost)]

    PersistenceBase.incomplete = incomplete_or_lost


@functools.cache
def rules_on_gpu():
    """Names of the rules that the profile gives a GPU; one job of each is asked."""
    one_of = {job.rule.name: job for job in workflow.dag.jobs}
    return {name for name, job in one_of.items() if job.resources.get("gpu") or "gpu" in str(job.resources.get("gres"))}


def work_of(job):
    """One of Snakemake's jobs as the forecast sees it."""
    wildcards = dict(job.wildcards.items()) if job.wildcards else {}
    part = wildcards.get("chunk") or wildcards.get("block")
    return Work(
        job.rule.name,
        wildcards,
        len(plan.outputs_within(wildcards["simulation"], part)) if part else 1,
        job.rule.name in rules_on_gpu(),
        str(job.benchmark or ""),
        [str(path) for path in job.output],
        workflow.dag.needrun(job),
    )


if workflow.is_main_process:
    atexit.register(end)
    rerun_what_was_lost(lost_results(listing_of_due))


# The last line that is read: Python's garbage collector looks through the jobs only.
gc.freeze()
