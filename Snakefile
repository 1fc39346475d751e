# SimAnalogues: which moments and viewing angles of simulated binary stars look like an observed one?
# Stages, in the order of the data: workflow/rules/1_snapshots.smk to 9_figures.smk. Every config key: config/README.md.

from snakemake.utils import min_version

min_version("9.27")


if not workflow.overwrite_configfiles:

    configfile: "config/demo.yaml"


include: "workflow/rules/common.smk"


wildcard_constraints:
    **paths.WILDCARDS,


localrules:
    all,
    fetch_weights,
    unpack_archive,


onstart:
    begin()


onsuccess:
    succeed()


rule all:
    """The report of every target."""
    input:
        expand(paths.REPORT, target=config["targets"]),


include: "workflow/rules/1_snapshots.smk"
include: "workflow/rules/temperatures.smk"
include: "workflow/rules/catalogue.smk"
include: "workflow/rules/2_observation.smk"
include: "workflow/rules/3_views.smk"
include: "workflow/rules/4_images.smk"
include: "workflow/rules/5_embedding.smk"
include: "workflow/rules/6_training.smk"
include: "workflow/rules/7_matching.smk"
include: "workflow/rules/8_validation.smk"
include: "workflow/rules/9_figures.smk"
include: "workflow/rules/9_training_figures.smk"
include: "workflow/rules/9_validation_figures.smk"
include: "workflow/rules/9_explore.smk"
include: "workflow/rules/snakemake_internals.smk"
