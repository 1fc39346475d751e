"""Files of the user that rules read, each as a path; empty where there is none to read.

A dry run needs none of them. What is in them counts, not when they were touched: `workflow/rules/common.smk`.
"""

from collections.abc import Mapping

from simanalogues.plan import job_settings
from simanalogues.plan.plan import Plan


def archive_of_simulation(plan: Plan, wildcards: Mapping) -> str:
    """The archive that a simulation is unpacked from."""
    return str(plan.archive(wildcards["simulation"]) or "")


def molecule_of_tracer(plan: Plan, wildcards: Mapping) -> str:
    """The molecule file of a line tracer, if it has one."""
    line = job_settings.line_of(plan, wildcards["target"], wildcards["tracer"]) or {}
    return line.get("molecule", "")


def fits_of_tracer(plan: Plan, wildcards: Mapping) -> str:
    """The FITS file of an observed map."""
    return job_settings.map_settings(plan, wildcards["target"], wildcards["tracer"])["file"]


def opacity_file(plan: Plan, wildcards: Mapping) -> str:
    """The opacity table as an input; none for `dsharp`."""
    opacity = job_settings.opacity_of_images(plan)
    return "" if opacity == "dsharp" else opacity


def weights_of_backbone(plan: Plan, wildcards: Mapping) -> str:
    """Weight file of a backbone: the user's, the shipped one, or the one to be downloaded; none for `pixels`."""
    return plan.weights(wildcards["backbone"]) or ""
