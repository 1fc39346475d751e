"""Made-up files of kind `recovery`, whose scores are known."""

import numpy as np
import xarray as xr

from simanalogues.schema.files import write_dataset
from simanalogues.validation.scores import LEVELS

N_OUTPUTS, PER_OUTPUT = 10, 3
PARAMETERS = ["mass_msun", "age_primary_kyr"]


def recovery_of(crps, *, simulations="ABCD", distances=("l1",), prior=1.0, pit=None, error=0.0, **attrs):
    """A recovery whose CRPS are as given, broadcast to (pseudo, distance, parameter).

    error
        Of all medians, broadcast alike; quantiles lie about the median as if the standard deviation were 1.
    """
    n = len(simulations) * N_OUTPUTS * PER_OUTPUT
    shape = (n, len(distances), len(PARAMETERS))
    truth = np.random.default_rng(1).random((n, len(PARAMETERS)))
    median = truth[:, None] + np.broadcast_to(error, shape)
    quantile = median[..., None] + np.array([-1.645, -0.994, -0.674, 0.674, 0.994, 1.645])
    estimate = ("pseudo", "distance", "parameter")
    dataset = xr.Dataset(
        {
            "simulation": ("pseudo", np.repeat(list(simulations), N_OUTPUTS * PER_OUTPUT).astype(object)),
            "output": ("pseudo", np.tile(np.repeat(np.arange(N_OUTPUTS), PER_OUTPUT), len(simulations))),
            "view": ("pseudo", np.tile(np.arange(PER_OUTPUT), n // PER_OUTPUT)),
            "realisation": ("pseudo", np.zeros(n, dtype=int)),
            "parameter_units": ("parameter", np.array(["Msun", "kyr"], dtype=object)),
            "level": ("level", np.array(LEVELS)),
            "truth": (("pseudo", "parameter"), truth),
            "prior_median": (("pseudo", "parameter"), np.full_like(truth, 0.5)),
            "prior_crps": (("pseudo", "parameter"), np.broadcast_to(prior, truth.shape).astype(float)),
            "outside": (("pseudo", "parameter"), np.zeros_like(truth)),
            "n_images": ("pseudo", np.full(n, 100)),
            "median": (estimate, median),
            "quantile": ((*estimate, "level"), quantile),
            "pit": (estimate, np.broadcast_to(0.5 if pit is None else pit, shape).astype(float)),
            "crps": (estimate, np.broadcast_to(crps, shape).astype(float)),
            **{
                name: (("pseudo", "distance"), np.full(shape[:2], value))
                for name, value in (
                    ("n_selected", 40),
                    ("fell_back", 0.0),
                    ("closest_rank", 0.25),
                    ("nearest_distance", 1.0),
                )
            },
        },
        coords={"distance": list(distances), "parameter": PARAMETERS},
    )
    names = {"target": "t", "preparation": "main", "network": "VGG16", "tracer": "c", "method": "matching"}
    dataset.attrs = {**names, "without": "simulation", "heads": "{}", **attrs}
    return dataset


def written(folder, **recoveries):
    """Paths of files of kind `recovery`, by name."""
    for name, dataset in recoveries.items():
        write_dataset(dataset, "recovery", folder / f"{name}.nc")
    return [folder / f"{name}.nc" for name in recoveries]


def random_crps(seed, mean=0.5, spread=0.1, simulations=4, per_simulation=0.0):
    """CRPS about a mean, shape (n_pseudo, 1, 1), the same for views of an output; and differing by simulation."""
    rng = np.random.default_rng(seed)
    of_outputs = mean + spread * rng.standard_normal((simulations, N_OUTPUTS, 1))
    of_outputs += per_simulation * rng.standard_normal((simulations, 1, 1))
    return np.broadcast_to(of_outputs, (simulations, N_OUTPUTS, PER_OUTPUT)).reshape(-1, 1, 1)
