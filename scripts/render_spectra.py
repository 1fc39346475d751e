"""Rule render_spectra."""

from simanalogues.plan.job import job_of
from simanalogues.spectra.render import render_spectra_of_views
from simanalogues.transfer.engines import EngineOptions

with job_of(snakemake):
    render_spectra_of_views(
        {name: snakemake.input[name] for name in ("snapshots", "views", "temperatures")},
        simulation={name: snakemake.params[name] for name in ("source", "opacity", "matter")},
        target={"distance_pc": snakemake.params.distance_pc, "field_au": snakemake.params.frame["field_au"]},
        settings=snakemake.params.settings,
        options=EngineOptions(
            engine=snakemake.params.settings["engine"],
            executable=snakemake.params.settings["executable"],
            threads=snakemake.threads,
            scratch=snakemake.params.scratch,
        ),
        destination=snakemake.output.spectra,
    )
