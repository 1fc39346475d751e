"""What all rules share: the checked config, the plan of the run, and what rules ask of it."""

import functools
import sys
from pathlib import Path

SOURCE = str(Path(workflow.basedir) / "workflow" / "src")
sys.path.insert(0, SOURCE)

from simanalogues.errors import SimAnaloguesError
from simanalogues.plan import paths
from simanalogues.plan.checked import checked_config
from simanalogues.plan.environment import share_with_jobs
from simanalogues.plan.inputs import catalogue, figures, raw_files, simulations, targets, training, validation
from simanalogues.plan.plan import Plan
from simanalogues.provenance.digests import DigestMemory
from snakemake.exceptions import WorkflowError

share_with_jobs(SOURCE, ".snakemake/numba")
digests = DigestMemory(Path(".snakemake/simanalogues/digests.json").absolute())


def explained(function):
    """A function whose errors, which say what to do, Snakemake shows without a traceback."""

    @functools.wraps(function)
    def call(*args, **named):
        try:
            return function(*args, **named)
        except SimAnaloguesError as error:
            raise WorkflowError(str(error))

    return call


SCHEMA = Path(workflow.basedir) / "workflow" / "schemas" / "config.schema.yaml"
config.update(explained(checked_config)(config, SCHEMA))
plan = Plan(config, Path(paths.LISTINGS), is_driver=workflow.is_main_process, digests=digests)


def asked(question):
    """A function of `simanalogues.plan.inputs` as rules name it: bound to the plan of this run."""
    return functools.partial(explained(question), plan)


def asked_for_raw(question):
    """A function that names a user's file, as an input where the file exists: a dry run needs no data, and a real run
    was checked before. A touch runs nothing; what is in the file counts, by `contents_of` among the params."""

    def named(wildcards):
        path = explained(question)(plan, wildcards)
        if path.startswith("results/"):
            return path
        return ancient(path) if path and Path(path).exists() else []

    return named


def questions_of(module):
    """The public functions that a module defines, by name."""
    return {
        name: value
        for name, value in vars(module).items()
        if callable(value) and value.__module__ == module.__name__ and not name.startswith("_")
    }


# So a rule names a function of these modules as if it stood here.
for module in (simulations, targets, catalogue, training, validation, figures):
    globals().update({name: asked(question) for name, question in questions_of(module).items()})
globals().update({name: asked_for_raw(question) for name, question in questions_of(raw_files).items()})
