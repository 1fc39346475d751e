"""Run D with its output 28, from which the mock observation was made at a known direction."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from simanalogues.assembly.assemble import Assembly
from simanalogues.images.maps import Sky
from simanalogues.images.render import Job, engine_options
from simanalogues.map_kinds.observed_map import observed_map_of
from simanalogues.models.field import window_of_field
from simanalogues.observation.observe import observe
from simanalogues.readers.source import Source
from simanalogues.schema.files import read_dataset
from simanalogues.schema.observation import OBSERVATION
from simanalogues.schema.snapshots import SNAPSHOTS
from simanalogues.transfer.camera import axes_of
from simanalogues.views.cone import up_vectors

N_PIXELS, FIELD_AU = 96, 2000.0


@pytest.fixture(scope="session")
def truth(root):
    return json.loads((root / "resources/observations/mockD/mockD_truth.json").read_text())


@pytest.fixture(scope="session")
def frame():
    return {"image_pixels": N_PIXELS, "field_au": FIELD_AU}


@pytest.fixture(scope="session")
def target(truth):
    stars = {star: truth[f"{star}_radec_deg"] for star in ("primary", "secondary")}
    systemic = truth["systemic_velocity_kms"]
    return {"name": "mockD", "distance_pc": truth["distance_pc"], "systemic_kms": systemic, **stars}


@pytest.fixture(scope="session")
def folder(recorded_d, tmp_path_factory):
    """A copy of run D with its output 28 and its record, beside which tests write."""
    return Path(shutil.copytree(recorded_d, tmp_path_factory.mktemp("sky") / "recorded"))


@pytest.fixture(scope="session")
def observation(root, folder, target, frame):
    fits = root / "resources/observations/mockD/mockD_continuum.fits"
    observe(fits, target=target, tracer="continuum", entry={}, frame=frame, destination=folder / "observation.nc")
    return read_dataset(folder / "observation.nc", OBSERVATION)


@pytest.fixture(scope="session")
def record(folder):
    return read_dataset(folder / "snapshots.nc", SNAPSHOTS).isel(output=0)


@pytest.fixture(scope="session")
def assembly(root, folder):
    settings = {
        "engine": "builtin",
        "executable": None,
        "gas_to_dust": 100,
        "background_k": 2.725,
        "cloud_k": 10,
        "sublimation_k": 1500,
        "sub_pixels": True,
        "velocity_substeps": True,
        "sub_channels": None,
        "channel_noise": "none",
        "hydrogen_mass": 2.8,
        "seed": 1,
    }
    opacity = str(root / "resources/opacity/dustkappa_powerlaw.inp")
    return Assembly(Source(folder / "D"), opacity, window_of_field(FIELD_AU), settings)


@pytest.fixture(scope="session")
def true_sightline(truth):
    return axes_of(*(np.array([truth[name]]) for name in ("incl_deg", "phi_deg", "posang_deg")))[0][0]


@pytest.fixture(scope="session")
def views_of():
    """The function that gives one output's views from the pair's separation and sightlines."""
    return views_along


def views_along(separation, sightlines):
    vectors = {"sightline": sightlines, "up": up_vectors(separation, sightlines)}
    variables = {name: (("view", "xyz"), values) for name, values in vectors.items()}
    return xr.Dataset(variables, coords={"output": 28}, attrs={"simulation": "D"})


@pytest.fixture(scope="session")
def job_of():
    """The function that gives what a job renders with, its settings changed."""
    return job_with


def job_with(settings, observation, line=None, **changes):
    settings = settings | changes
    return Job(Sky(observed_map_of(observation), settings, line), engine_options(settings, 2))
