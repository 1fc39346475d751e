"""A planted catalogue: features are the parameters of systems plus noise, so that what they tell is known."""

from dataclasses import dataclass

import numpy as np
import xarray as xr
from catalogue_files import ORIGIN, catalogue_of, write_catalogue, write_embedding, write_system_views

from simanalogues.parameters.records import record_digests
from simanalogues.schema.embedding_pseudo import EMBEDDING_PSEUDO
from simanalogues.schema.files import write_dataset

N_VIEWS = 4
POOLED = {"feature": "pooled"}
PARAMETERS = ["mass_primary_msun", "age_primary_kyr"]
MATCHING = {
    "distances": ["euclidean", "l1"],
    "cut_sigma": 50.0,
    "n_best": 40,
    "weights": "none",
    "as_printed": False,
    "parameters": PARAMETERS,
    "priors": {},
}
SETTINGS = {"matching": MATCHING, "without": "simulation", "window_kyr": 3.0, "seed": 1}
TARGET = {"primary": [10.0, 1 / 3600], "secondary": [10.0, 0.0], "distance_pc": 200.0, "separation_error_au": 5.0}
NAMES = {"target": "t", "tracer": "c", "network": "VGG16", "preparation": "main"}


@dataclass(frozen=True)
class Planted:
    """Truths (output, parameter) and digests by simulation, and the inputs of `recover`."""

    truths: dict
    outputs: list
    inputs: dict
    features: dict
    digests: dict


def planted(
    folder,
    simulations="ABCD",
    n_outputs=60,
    *,
    noise=0.25,
    n_features=2,
    per_output=0.0,
    shuffled=False,
    attrs=POOLED,
):
    """Parameters are uniform in 0 to 1 in all simulations; `per_output` is noise that views of an output share."""
    rng = np.random.default_rng(1)
    outputs = list(range(1, n_outputs + 1))
    mixing = np.eye(len(PARAMETERS), n_features)
    truths, features, digests = {}, {}, {}
    inputs = {"embeddings": [], "catalogue": [], "system_views": []}
    for name in simulations:
        truths[name] = rng.random((n_outputs, len(PARAMETERS)))
        stars = {"mass_msun": columns(truths[name][:, 0]), "age_kyr": columns(truths[name][:, 1])}
        digests[name] = record_digests(catalogue_of(name, outputs, **stars))
        shared = truths[name] @ mixing + per_output * rng.standard_normal((n_outputs, n_features))
        seen = np.repeat(shared, N_VIEWS, axis=0)
        seen = 5 + seen + noise * rng.standard_normal(seen.shape)
        features[name] = rng.permutation(seen) if shuffled else seen
        path = folder / f"{name}.nc"
        inputs["embeddings"].append(write_embedding(path, name, outputs, features[name], digests[name], **attrs))
        inputs["catalogue"].append(write_catalogue(folder / f"{name}_c.nc", name, outputs, **stars))
        inputs["system_views"].append(write_system_views(folder / f"{name}_v.nc", name, outputs, N_VIEWS))
    inputs["pseudo"] = write_pseudo(folder / "pseudo.nc", features, digests, outputs, **attrs)
    return Planted(truths, outputs, inputs, features, digests)


def columns(of_primary):
    """Values of the primary, with 1 for the secondary."""
    return np.stack([of_primary, np.ones_like(of_primary)], axis=1)


def write_pseudo(path, features, digests, outputs, n_views=N_VIEWS, **attrs):
    """One view of each output of each simulation as a pseudo-observation, with the features that it has."""
    rows = np.arange(len(outputs)) * n_views + np.arange(len(outputs)) % n_views
    names = [name for name in features for _ in outputs]
    dataset = xr.Dataset(
        {
            "features": (("image", "feature"), np.concatenate([f[rows] for f in features.values()]).astype("f4")),
            "simulation": ("image", np.array(names, dtype=object)),
            "output": ("image", np.tile(outputs, len(features))),
            "view": ("image", np.tile(rows % n_views, len(features))),
            "realisation": ("image", np.zeros(len(names), dtype=int)),
            "record_digest": ("image", np.concatenate([digests[name] for name in features])),
        },
        attrs=ORIGIN | attrs,
    )
    write_dataset(dataset, EMBEDDING_PSEUDO, path)
    return str(path)
