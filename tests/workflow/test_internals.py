"""What workflow/rules/snakemake_internals.smk takes for granted of Snakemake."""

import inspect
import re

from snakemake.api import Workflow
from snakemake.common import __version__
from snakemake.persistence import PersistenceBase
from snakemake.workflow import DAG

PINNED = re.compile(r'"snakemake>=(\d+\.\d+),<(\d+\.\d+)"')


def test_snakemake_is_of_the_minor_version_that_the_project_pins(root):
    lowest, _ = PINNED.search((root / "pyproject.toml").read_text()).groups()
    assert __version__.split(".")[:2] == lowest.split(".")


def test_persistence_says_what_is_incomplete_job_by_job_and_whether_it_is_locked():
    assert inspect.iscoroutinefunction(PersistenceBase.incomplete)
    assert list(inspect.signature(PersistenceBase.incomplete).parameters) == ["self", "job"]
    assert isinstance(PersistenceBase.locked, property)


def test_a_workflow_knows_its_jobs_and_which_of_them_are_due():
    assert isinstance(DAG.jobs, property)
    assert list(inspect.signature(DAG.needrun).parameters) == ["self", "job"]
    assert callable(DAG.needrun_jobs)
    for name in ("dag", "persistence", "is_main_process", "dryrun", "overwrite_configfiles"):
        assert hasattr(Workflow, name) or f"self.{name}" in inspect.getsource(Workflow)
