"""Rule make_pseudo_observations."""

import tempfile
from pathlib import Path

from simanalogues.plan.job import job_of
from simanalogues.pseudo.framed import frame_pseudo_observations
from simanalogues.pseudo.skies import INDEX, observer_of, write_pseudo_skies

with job_of(snakemake), tempfile.TemporaryDirectory() as folder:
    params = snakemake.params
    target = {
        "name": snakemake.wildcards.target,
        "systemic_kms": params.map["systemic_kms"],
        **params.geometry,
    }
    observer = observer_of(
        snakemake.input.observation,
        settings=params.settings,
        line=params.line,
        target=target,
        drawing=params.drawing,
        threads=snakemake.threads,
    )
    write_pseudo_skies(
        {name: snakemake.input[name] for name in ("snapshots", "views", "temperatures")},
        simulation={"source": params.source, "opacity": params.opacity},
        observer=observer,
        line=params.line,
        folder=Path(folder),
    )
    frame_pseudo_observations(
        Path(folder, INDEX),
        snakemake.input.observation,
        target=target,
        entry=params.map,
        frame=params.frame,
        destination=snakemake.output.pseudo,
    )
