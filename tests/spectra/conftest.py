"""Run A with two outputs, one of which has no view, and its views."""

import pytest
import xarray as xr
from recorded_runs import write_record

from simanalogues.readers.source import Source
from simanalogues.schema.files import read_dataset, write_dataset
from simanalogues.schema.spectra import SPECTRA
from simanalogues.schema.views import VIEWS
from simanalogues.spectra.render import render_spectra_of_views
from simanalogues.transfer.options import EngineOptions
from simanalogues.views.place import place_views

OUTPUTS = (26, 36)
FIELD_AU, DISTANCE_PC = 2000.0, 293.0
MATTER = {"gas_to_dust": 100, "cloud_k": 10, "sublimation_k": 1500}


@pytest.fixture(scope="session")
def chunk(demo_run, tmp_path_factory) -> dict[str, str]:
    """Paths of the records and the views; output 26 is said to have no view."""
    folder = tmp_path_factory.mktemp("spectra")
    paths = {name: str(folder / f"{name}.nc") for name in ("snapshots", "views")} | {"temperatures": []}
    write_record("A", demo_run, OUTPUTS, paths["snapshots"])
    target = {"primary": (52.0, 31.0), "secondary": (52.0, 31.0 - 30 / 3600 / 293), "distance_pc": DISTANCE_PC}
    settings = {"n_views": 2, "both_nappes": False}
    place_views(paths["snapshots"], target=target, field_au=FIELD_AU, settings=settings, destination=folder / "all.nc")
    views = read_dataset(folder / "all.nc", VIEWS)
    without = xr.where(views["output"] == OUTPUTS[0], "too close", views["skipped"]).astype(object)
    write_dataset(views.assign(skipped=without), VIEWS, paths["views"])
    return paths


@pytest.fixture(scope="session")
def render(root, demo_run, chunk, tmp_path_factory):
    """The function that gives the spectra of the chunk with changed settings."""

    def render(aperture_au=None, distance_pc=DISTANCE_PC, opacity="resources/opacity/dustkappa_powerlaw.inp"):
        destination = tmp_path_factory.mktemp("rendered") / "spectra.nc"
        render_spectra_of_views(
            chunk,
            simulation={"source": Source(demo_run).params(), "opacity": str(root / opacity), "matter": MATTER},
            target={"distance_pc": distance_pc, "field_au": FIELD_AU},
            settings={"n_wavelengths": 20, "aperture_au": aperture_au},
            options=EngineOptions(threads=2),
            destination=destination,
        )
        return read_dataset(destination, SPECTRA)

    return render


@pytest.fixture(scope="session")
def spectra(render):
    return render()
