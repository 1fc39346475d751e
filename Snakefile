# SimAnalogues: which moments and viewing angles of simulated binary stars look like an observed one?
# Stages, in the order of the data: workflow/rules/1_snapshots.smk to 9_figures.smk. Every config key: config/README.md.

import gc

from snakemake.utils import min_version

min_version("9.0")


if not workflow.overwrite_configfiles:

    configfile: "config/demo.yaml"


include: "workflow/rules/common.smk"
include: "workflow/rules/common_targets.smk"
include: "workflow/rules/common_catalogue.smk"
include: "workflow/rules/common_training.smk"
include: "workflow/rules/common_figures.smk"
include: "workflow/rules/common_validation.smk"


wildcard_constraints:
    simulation=r"[A-Za-z0-9_+-]+",
    target=r"(?!shared/)[A-Za-z0-9_+-]+",
    tracer=r"[A-Za-z0-9_+-]+",
    preparation=r"[A-Za-z0-9_+-]+",
    # Without a dash, which sets a trained head apart: the network NAME-trained.
    backbone=r"[A-Za-z0-9_+]+",
    head=r"azimuth|without-[A-Za-z0-9_+-]+",
    point=r"\d{3}",
    window=r"\d+au",
    network=r"[A-Za-z0-9_+-]+",
    chunk=r"\d{5}-\d{5}",
    block=r"\d{5}-\d{5}",
    flux=r"own|matched",


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
        expand("results/{target}/report.html", target=config["targets"]),


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


# What is loaded by now lives as long as the process: Python's garbage collector looks through the jobs only.
gc.freeze()
