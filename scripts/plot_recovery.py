"""Rule plot_recovery."""

from simanalogues.figures.calibration import plot_calibration
from simanalogues.figures.familiarity import plot_familiarity
from simanalogues.figures.recovery import plot_recovery
from simanalogues.plan.job import job_of
from simanalogues.tables.recoveries import read_recoveries

PLOTS = {"recovery": plot_recovery, "calibration": plot_calibration, "familiarity": plot_familiarity}

with job_of(snakemake):
    for without in snakemake.params.folds:
        tables = read_recoveries(snakemake.input[without])
        for kind, plot in PLOTS.items():
            plot(
                tables,
                settings=snakemake.params.settings,
                pdf=snakemake.output[f"{kind}_{without}_pdf"],
                png=snakemake.output[f"{kind}_{without}_png"],
            )
