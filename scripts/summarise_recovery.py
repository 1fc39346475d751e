"""Rule summarise_recovery."""

from simanalogues.plan.job import job_of
from simanalogues.validation.calibration import write_calibration
from simanalogues.validation.choice import write_choice
from simanalogues.validation.familiarity import write_familiarity
from simanalogues.validation.summary import tabulate_scores

with job_of(snakemake):
    recoveries, output = snakemake.input.recoveries, snakemake.output
    drawing = {"n_bootstrap": snakemake.params.n_bootstrap, "seed": snakemake.params.seed}
    tabulate_scores(recoveries, **drawing, destinations={"json": output.scores, "csv": output.csv})
    write_choice(recoveries, **drawing, destination=output.choice)
    write_calibration(recoveries, destination=output.calibration)
    write_familiarity(recoveries, destination=output.familiarity)
