"""What all rules share: the validated config, the plan of the run, and what rules ask about simulations."""

import atexit
import contextlib
import functools
import sys
from pathlib import Path

SOURCE = str(Path(workflow.basedir) / "workflow" / "src")
sys.path.insert(0, SOURCE)

from simanalogues.plan import job_settings
from simanalogues.plan.driver import HOLDER, claim, release, who_holds
from simanalogues.embedding.backbones import WITHOUT_WEIGHTS
from simanalogues.plan.environment import share_with_jobs
from simanalogues.errors import SimAnaloguesError
from simanalogues.map_kinds.registry import kind_of
from simanalogues.parameters.names import require_parameters
from simanalogues.plan.plan import Plan
from simanalogues.plan.preflight import require_inputs
from simanalogues.plan.forecast import Work, forecast
from simanalogues.provenance.code import code_digest
from simanalogues.pseudo.draws import share_of
from simanalogues.provenance.digests import DigestMemory
from simanalogues.schema.recovery_kind import BASELINES
from simanalogues.plan.settings import validated
from simanalogues.training.grid_points import points_of
from simanalogues.training.heads import heads_of, require_training, trained_name
from simanalogues.readers.listing import size_digest
from simanalogues.plan.unfinished import LIST, lost_results, note_done, note_due
from snakemake.exceptions import WorkflowError
from snakemake.persistence import PersistenceBase

share_with_jobs(SOURCE, ".snakemake/numba")
# When Snakemake ends, it is back in the folder that it was started from.
WORKING_DIRECTORY = Path.cwd()
digests = DigestMemory(Path(".snakemake/simanalogues/digests.json").absolute())
holder, listing_of_due = HOLDER.absolute(), LIST.absolute()

SCHEMA = Path(workflow.basedir) / "workflow" / "schemas" / "config.schema.yaml"
RESOURCES = Path(workflow.basedir) / "resources"

try:
    config.update(validated(config, SCHEMA))
    require_parameters(config["matching"], with_spectra=config["spectra"]["render"])
    require_training(config)
    plan = Plan(config, Path("results/shared/listing"), is_driver=workflow.is_main_process)
except SimAnaloguesError as error:
    raise WorkflowError(str(error))


def begin():
    """Stop before the first job where an input is missing or a backbone or weight file cannot be used; and leave the
    lists of outputs for the jobs. A dry run does neither."""
    if not workflow.is_main_process:
        return
    claim(holder)
    digests.keep()
    try:
        require_inputs(plan, RESOURCES)
        plan.write_listings()
    except SimAnaloguesError as error:
        raise WorkflowError(str(error))
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


if workflow.is_main_process:
    atexit.register(end)
    lost = lost_results(listing_of_due)
    incomplete_by_marker = PersistenceBase.incomplete

    async def incomplete_or_lost(persistence, job):
        """Outputs of a job that Snakemake has marked as incomplete, and those that an earlier run lost: both are made
        again by `rerun-incomplete`, with all that follows. Snakemake has no other place to tell it so."""
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


def settings_of(stage):
    """The config block of a stage, with the seed."""
    return job_settings.settings_of(config, stage)


source_digest = code_digest


def raw(path):
    """A user's file as an input, where it exists: a dry run needs no data, and a real run was checked before. A touch
    runs nothing; what is in the file counts, by `contents_of` among the params."""
    return ancient(str(path)) if Path(path).exists() else []


def contents_of(*inputs):
    """The function that gives the digests of what is in a rule's raw inputs, from those that name them. It asks nothing
    for `input`: Snakemake takes params that do for derived, and ignores their changes."""

    def contents(wildcards):
        paths = [path for path in (named(wildcards) for named in inputs) if path]
        return [digests.contents(path) for path in paths if not path.startswith("results/")]

    return contents


def source_of_simulation(wildcards):
    """Where the outputs are and how they are read."""
    return plan.source(wildcards.simulation).params()


def outputs_of_simulation(wildcards):
    """All output numbers of a simulation."""
    return plan.outputs(wildcards.simulation)


def outputs_of_chunk(wildcards):
    """Output numbers of a chunk."""
    return plan.outputs_within(wildcards.simulation, wildcards.chunk)


def outputs_until_chunk(wildcards):
    """Output numbers up to the end of a chunk."""
    return plan.outputs_until(wildcards.simulation, wildcards.chunk)


def stars_of_simulation(wildcards):
    """Sink ids of the pair, empty for the two lowest."""
    return config["simulations"][wildcards.simulation].get("stars", [])


def small_inputs_of_chunk(wildcards):
    """Info and sink files of a chunk."""
    return plan.small_inputs(wildcards.simulation, wildcards.chunk)


def archive_of_simulation(wildcards):
    """The archive that a simulation is unpacked from."""
    return raw(plan.archive(wildcards.simulation))


def unpacked_archive(wildcards):
    """The unpacked folder, for a simulation that is an archive."""
    return str(plan.folder(wildcards.simulation)) if plan.archive(wildcards.simulation) else []


def sizes_of_chunk(wildcards):
    """Digest of the names and sizes of all files of a chunk, or of the archive that holds them."""
    return sizes_of(wildcards.simulation, wildcards.chunk)


@functools.cache
def sizes_of(simulation, chunk):
    """The same; every tracer of every target asks for it."""
    archive = plan.archive(simulation)
    if archive:
        return digests.contents(archive)
    return size_digest(plan.source(simulation), plan.outputs_within(simulation, chunk))


def snapshots_of_number(wildcards):
    """Records of the chunk that holds one output."""
    if int(wildcards.number) not in plan.outputs(wildcards.simulation):
        raise WorkflowError(f"simulation '{wildcards.simulation}' has no output {wildcards.number} in this config")
    return f"results/shared/snapshots/{wildcards.simulation}/{plan.chunk_of(wildcards.number)}.nc"
