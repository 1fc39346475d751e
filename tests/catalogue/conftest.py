"""Two stars on a Kepler orbit, and files of all kinds that tell of them."""

import numpy as np
import pytest
import xarray as xr
from kinds import KINDS

from simanalogues.schema.disks import DISKS
from simanalogues.schema.files import write_dataset
from simanalogues.schema.snapshots import SNAPSHOTS
from simanalogues.schema.spectra import SPECTRA
from simanalogues.schema.temperatures import TEMPERATURES
from simanalogues.schema.views import VIEWS

# IAU 2015 and CODATA 2018, worked out apart from the package.
GRAVITY_AU3_PER_KYR2_MSUN = 39.47692e6
AU_PER_KYR_KMS = 210.949526
LABELS = {"star": ["primary", "secondary"], "xyz": ["x", "y", "z"]}
SIZES = {"star": 2, "xyz": 3, "shell": 4, "edge": 5, "view": 3, "wavelength": 6, "node": 7, "leaf": 8}


def period_of(semi_major_axis_au, mass_msun):
    return 2 * np.pi * np.sqrt(semi_major_axis_au**3 / (GRAVITY_AU3_PER_KYR2_MSUN * mass_msun))


def kepler_state(time_kyr, semi_major_axis_au, eccentricity, *, mass_msun=1.0):
    """Separation in AU and velocity in km/s, shape (n, 3), in the plane z = 0; at the time 0 at periastron on +x."""
    rate = 2 * np.pi / period_of(semi_major_axis_au, mass_msun)
    mean = np.remainder(rate * np.asarray(time_kyr) + np.pi, 2 * np.pi) - np.pi
    lower, upper = np.full_like(mean, -np.pi), np.full_like(mean, np.pi)
    for _ in range(60):
        middle = (lower + upper) / 2
        early = middle - eccentricity * np.sin(middle) < mean
        lower, upper = np.where(early, middle, lower), np.where(early, upper, middle)
    cosine, sine, flat = np.cos(lower), np.sin(lower), np.sqrt(1 - eccentricity**2)
    position = semi_major_axis_au * np.stack([cosine - eccentricity, flat * sine, 0 * sine], axis=-1)
    speed = semi_major_axis_au * rate / (1 - eccentricity * cosine) / AU_PER_KYR_KMS
    return position, speed[:, None] * np.stack([-sine, flat * cosine, 0 * sine], axis=-1)


def filled(kind_variables, outputs, seed=1):
    """Random numbers under the names of a contract."""
    rng = np.random.default_rng(seed)
    sizes = SIZES | {"output": len(outputs)}
    return {
        name: (variable.dims, rng.random([sizes[dim] for dim in variable.dims]))
        for name, variable in kind_variables.items()
    }


def records_of(outputs):
    """One output per 0.1 kyr: 200 AU wide, e = 0.5, 1 and 0.5 M_sun; the secondary is not there at output 3."""
    time = 0.1 * np.asarray(outputs) + 0.05
    separation, velocity = kepler_state(time, 200.0, 0.5, mass_msun=1.5)
    alone = np.asarray(outputs) == 3
    stars = np.stack([separation / 3, -2 * separation / 3], axis=1) + 5000.0
    moving = np.stack([velocity / 3, -2 * velocity / 3], axis=1)
    masses = np.tile([1.0, 0.5], (len(outputs), 1))
    for values in (stars, moving, masses):
        values[alone, 1] = np.nan
    named = filled(SNAPSHOTS.variables, outputs) | {
        "output": ("output", np.asarray(outputs)),
        "time_kyr": ("output", time),
        "skipped": ("output", np.where(alone, "one sink only", "").astype(object)),
        "n_sinks": ("output", np.where(alone, 1, 2)),
        "star_id": (("output", "star"), np.where(np.isnan(masses), -1, [1, 2])),
        "position_au": (("output", "star", "xyz"), stars),
        "velocity_kms": (("output", "star", "xyz"), moving),
        "mass_msun": (("output", "star"), masses),
    }
    settings = {"radius_rsun": 2.5, "accretion_fraction": 0.5, "intrinsic": "hayashi", "box_au": 1e4}
    return xr.Dataset(named, coords=LABELS, attrs=settings | {"reconstructed": ""})


def with_outputs(variables, outputs, **attributes):
    """A dataset of chunk files whose `skipped` is empty everywhere."""
    skipped = np.full(len(outputs), "", dtype=object)
    named = variables | {"output": ("output", np.asarray(outputs)), "skipped": ("output", skipped)}
    used = {dim for values in named.values() for dim in values[0]}
    return xr.Dataset(named, coords={dim: LABELS[dim] for dim in LABELS if dim in used}, attrs=attributes)


def disks_of(outputs):
    variables = filled(DISKS.variables, outputs) | {"shell_edge_au": ("edge", np.arange(5.0))}
    return with_outputs(variables, outputs, last_shell=0, shells_per_decade=10)


def temperatures_of(outputs):
    variables = filled(TEMPERATURES.variables, outputs) | {"n_photons": ("output", np.full(len(outputs), 1000))}
    return with_outputs(variables, outputs, method="monte_carlo", seed=1, window_au=1000.0)


def spectra_of(outputs):
    classes = np.full((len(outputs), SIZES["view"]), "0", dtype=object)
    variables = filled(SPECTRA.variables, outputs) | {"evolutionary_class": (("output", "view"), classes)}
    return with_outputs(variables, outputs, aperture_au=1000.0)


def views_of(outputs):
    """Observers on +z, on +x and at 30 degrees from +z; output 2 has none."""
    variables = filled(VIEWS.variables, outputs)
    lines = np.array([[0, 0, 1], [1, 0, 0], [0.5, 0, np.sqrt(0.75)]])
    sightlines = np.where((np.asarray(outputs) == 2)[:, None, None], np.nan, lines)
    return with_outputs(variables | {"sightline": (("output", "view", "xyz"), sightlines)}, outputs)


DATASETS = {
    "snapshots": records_of,
    "disks": disks_of,
    "temperatures": temperatures_of,
    "spectra": spectra_of,
    "views": views_of,
}


@pytest.fixture
def kepler():
    """The function that gives the state of a Kepler orbit."""
    return kepler_state


@pytest.fixture
def kepler_period():
    """The function that gives the period of a Kepler orbit in kyr."""
    return period_of


@pytest.fixture
def chunk(tmp_path):
    """The function that writes one file of a kind, changed by `change`, and gives its path."""

    def write(kind, outputs, *, simulation="A", change=lambda dataset: dataset):
        path = tmp_path / kind / f"{outputs[0]:05d}.nc"
        dataset = DATASETS[kind](outputs).assign_attrs(simulation=simulation)
        write_dataset(change(dataset), KINDS[kind], path)
        return path

    return write


@pytest.fixture
def inputs(chunk):
    """Files of outputs 0 to 5 in two chunks, the later one first."""
    chunks = ([3, 4, 5], [0, 1, 2])
    return {kind: [chunk(kind, outputs) for outputs in chunks] for kind in ("snapshots", "disks", "temperatures")}
