"""A planted problem: features that encode the metadata of four simulations, seen from sixteen sides, plus noise."""

import numpy as np
import pandas as pd
import pytest
from catalogue_files import catalogue_of, write_catalogue, write_embedding, write_observation, write_system_views

from simanalogues.parameters.records import record_digests
from simanalogues.schema.files import read_dataset
from simanalogues.schema.training import TRAINING
from simanalogues.training.embed import embed_with_head
from simanalogues.training.head_file import read_head
from simanalogues.training.train import train_head

SIMULATIONS = ("A", "B", "C", "D")
N_OUTPUTS, N_VIEWS, N_CHANNELS = 60, 4, 48
METADATA = ["mass_primary_msun", "luminosity_primary_lsun"]
SETTINGS = {
    "seed": 5,
    "n_views": 4,
    "metadata": METADATA,
    "unusable_metadata": "refuse",
    "validation": {"fraction": 0.2, "simulation": None},
    "pooling": "average",
    "widths": [64, 32, 16],
    "dropout": 0.0,
    "l2": 1e-5,
    "triplets_per_epoch": 6000,
    "batch_size": 64,
    "epochs": 4,
    "keep": "best",
    "patience": None,
    "learning_rate": 1e-3,
    "beta_1": 0.9,
    "beta_2": 0.999,
    "epsilon": 1e-7,
    "gate": True,
    "as_printed": False,
    "mixed_precision": False,
}
NAMES = {"target": "t", "preparation": "main", "backbone": "VGG16", "tracer": "continuum", "head": "azimuth"}


class Planted:
    """The files of the planted problem, and the jobs over them."""

    def __init__(self, folder, *, shuffled=False, cells=1, scale=0.5, noise=0.02):
        self.folder, rng = folder, np.random.default_rng(3)
        mixing = rng.standard_normal((len(METADATA), N_CHANNELS))
        self.inputs = {"embeddings": [], "catalogue": [], "system_views": []}
        origin = {"feature": "pooled" if cells == 1 else "grid"}
        for simulation in SIMULATIONS:
            outputs = np.arange(20, 20 + N_OUTPUTS)
            mass, luminosity = rng.uniform(0.1, 1.0, (N_OUTPUTS, 2)), rng.uniform(1.0, 30.0, (N_OUTPUTS, 2))
            by_star = {"mass_msun": mass, "luminosity_lsun": luminosity}
            seen = np.log(np.column_stack([mass[:, 0], luminosity[:, 0] / 10])) @ mixing * scale
            features = np.repeat(seen, N_VIEWS, axis=0)
            features = features + noise * rng.standard_normal((cells, *features.shape))
            if shuffled:
                features = features[:, rng.permutation(features.shape[1])]
            flat = np.moveaxis(features, 0, 1).reshape(len(seen) * N_VIEWS, -1)
            self._write(simulation, outputs, flat, by_star, origin)
        variants = flat[:2] * 1.0
        self.observation = write_observation(folder / "observation.nc", variants, **origin)

    def _write(self, simulation, outputs, features, by_star, origin):
        digests = self._catalogue(simulation, outputs, by_star)
        path = self.folder / f"{simulation}.nc"
        views = {"n_views": N_VIEWS}
        self.inputs["embeddings"].append(
            write_embedding(path, simulation, outputs, features, digests, **views, **origin)
        )
        path = self.folder / f"{simulation}_views.nc"
        self.inputs["system_views"].append(write_system_views(path, simulation, outputs, **views))

    def _catalogue(self, simulation, outputs, by_star):
        path = self.folder / f"{simulation}_catalogue.nc"
        self.inputs["catalogue"].append(write_catalogue(path, simulation, outputs, **by_star))
        return record_digests(catalogue_of(simulation, outputs, **by_star))

    def train(self, name="azimuth", names=None, resources=None, **changes):
        """History of a head, trained under another file name where one is given."""
        destinations = {
            "head": self.folder / name / "head.keras",
            "history": self.folder / name / "history.nc",
            "checkpoint": self.folder / name / "checkpoint.npz",
        }
        train_head(
            self.inputs,
            names=NAMES | (names or {}),
            settings=SETTINGS | changes,
            resources=resources or {},
            destinations=destinations,
        )
        return read_dataset(destinations["history"], TRAINING)

    def weights(self, name="azimuth"):
        return read_head(self.folder / name / "head.keras")[0].get_weights()

    def embed(self, name="azimuth"):
        """Paths of what the head makes of all files."""
        folder = self.folder / f"{name}_embedded"
        destinations = {
            "embeddings": [folder / f"{simulation}.nc" for simulation in SIMULATIONS],
            "observation": folder / "observation.nc",
        }
        inputs = {"embeddings": self.inputs["embeddings"], "observation": self.observation}
        embed_with_head(self.folder / name / "head.keras", inputs, destinations)
        return destinations


@pytest.fixture(scope="session")
def planted(tmp_path_factory):
    """The planted problem with its head trained; read only."""
    problem = Planted(tmp_path_factory.mktemp("planted"))
    problem.history = problem.train()
    return problem


@pytest.fixture
def make_planted(tmp_path):
    """The function that makes a planted problem."""
    return lambda **options: Planted(tmp_path, **options)


@pytest.fixture
def labels():
    """Images of three simulations with 10, 6 and 3 outputs of 16 views each."""
    rows = [
        {"simulation": simulation, "output": output, "view": view}
        for simulation, n in (("A", 10), ("B", 6), ("C", 3))
        for output in range(1, n + 1)
        for view in range(16)
    ]
    return pd.DataFrame(rows)
