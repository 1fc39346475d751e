"""Made-up files of the kinds that matching and training read."""

import numpy as np
import xarray as xr

from simanalogues.parameters.records import record_digests
from simanalogues.schema.catalogue import CATALOGUE
from simanalogues.schema.embedding import EMBEDDING
from simanalogues.schema.embedding_observation import EMBEDDING_OBSERVATION
from simanalogues.schema.files import write_dataset
from simanalogues.schema.system_views import SYSTEM_VIEWS

N_VIEWS = 4
ORIGIN = {"backbone": "VGG16", "feature": "grid", "weights_digest": "abc", "noise": "match", "flux": "peak"}
ORIGIN |= {"stretch": "asinh", "softening": 3.0}


def catalogue_of(simulation, outputs, **by_star):
    """All variables of a catalogue are 1 but for those that tests look at; `by_star` replaces some, (output, star)."""
    n, sizes = len(outputs), {"output": len(outputs), "star": 2, "xyz": 3, "shell": 2, "edge": 3}
    dataset = xr.Dataset(
        {
            name: (variable.dims, np.ones([sizes[dim] for dim in variable.dims]))
            for name, variable in CATALOGUE.variables.items()
        },
        coords={"star": ["primary", "secondary"], "xyz": ["x", "y", "z"]},
        attrs={"simulation": simulation},
    )
    mass = np.stack([outputs, np.full(n, 2.0)], axis=1).astype(float)
    dataset["output"] = ("output", np.array(outputs))
    dataset["time_kyr"] = ("output", np.array(outputs, dtype=float))
    dataset["skipped"] = ("output", np.array([""] * n, dtype=object))
    dataset["separation_au"] = ("output", 250.0 + 10 * np.array(outputs))
    dataset["disk_size_au"] = (("output", "star"), np.where(mass == 2, np.nan, 10 * mass))
    for name in ("mass_msun", "age_kyr", "accretion_msun_per_yr", "luminosity_lsun"):
        dataset[name] = (("output", "star"), mass)
    for name, values in by_star.items():
        dataset[name] = (("output", "star"), values)
    return dataset


def write_embedding(path, simulation, outputs, features, digests=None, n_views=N_VIEWS, **attrs):
    n = len(features)
    digests = record_digests(catalogue_of(simulation, outputs)) if digests is None else digests
    dataset = xr.Dataset(
        {
            "features": (("image", "feature"), features.astype(np.float32)),
            "record_digest": ("image", np.repeat(digests, n_views)[:n]),
        },
        coords={
            "simulation": ("image", np.full(n, simulation, dtype=object)),
            "output": ("image", np.repeat(outputs, n_views)[:n]),
            "view": ("image", np.tile(np.arange(n_views), len(outputs))[:n]),
        },
        attrs=ORIGIN | attrs,
    )
    dataset["features"].encoding = {"contiguous": True} if n else {}
    write_dataset(dataset, EMBEDDING, path)
    return str(path)


def write_observation(path, features, **attrs):
    dataset = xr.Dataset(
        {
            "features": (("variant", "feature"), features.astype(np.float32)),
            "variant": ("variant", ["observed", "mirrored"]),
            "prepared": (("variant", "y", "x"), np.zeros((2, 4, 4), np.float32)),
        },
        attrs=ORIGIN | attrs,
    )
    write_dataset(dataset, EMBEDDING_OBSERVATION, path)
    return str(path)


def write_catalogue(path, simulation, outputs, **by_star):
    write_dataset(catalogue_of(simulation, outputs, **by_star), CATALOGUE, path)
    return str(path)


def write_system_views(path, simulation, outputs, n_views=N_VIEWS):
    n = len(outputs)
    classes = np.array([(["0", "I", "I", "II"] * n_views)[:n_views]] * n, dtype=object)
    dataset = xr.Dataset(
        {
            "output": ("output", np.array(outputs)),
            "orbital_plane_angle_deg": (("output", "view"), np.tile(10.0 + 10.0 * np.arange(n_views), (n, 1))),
            "orbital_inclination_deg": (("output", "view"), np.tile(80.0 - 10.0 * np.arange(n_views), (n, 1))),
            "disk_inclination_deg": (("output", "view", "star"), np.ones((n, n_views, 2))),
            "evolutionary_class": (("output", "view"), classes),
        },
        coords={"star": ["primary", "secondary"]},
        attrs={"simulation": simulation},
    )
    write_dataset(dataset, SYSTEM_VIEWS, path)
    return str(path)
