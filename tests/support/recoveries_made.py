"""Made-up files of kind `recovery`, whose scores are known."""

import numpy as np
import xarray as xr

from simanalogues.schema.files import write_dataset
from simanalogues.schema.recovery import RECOVERY
from simanalogues.scoring.weights import SCHEMES
from simanalogues.validation.scores import LEVELS, N_SPREAD

N_OUTPUTS, PER_OUTPUT = 10, 3
PARAMETERS = ["mass_msun", "age_primary_kyr"]
ESTIMATE = ("pseudo", "distance", "parameter")
NAMES = {"target": "t", "preparation": "main", "network": "VGG16", "tracer": "c", "method": "matching", "heads": "{}"}


def recovery_of(crps, *, simulations="ABCD", distances=("l1",), prior=1.0, pit=0.5, error=0.0, **attrs):
    """A recovery whose CRPS are as given, broadcast to (pseudo, distance, parameter).

    error
        Of all medians, broadcast alike; quantiles lie about the median as if the standard deviation were 1.
    """
    labels = labels_of(simulations)
    n = labels["output"][1].size
    shape = (n, len(distances), len(PARAMETERS))
    truth = np.random.default_rng(1).random((n, len(PARAMETERS)))
    median = truth[:, None] + np.broadcast_to(error, shape)
    quantile = median[..., None] + np.array([-1.645, -0.994, -0.674, 0.674, 0.994, 1.645])
    of_estimate = {"median": median, "pit": pit, "crps": crps}
    of_truth = {"truth": truth, "prior_median": 0.5, "prior_crps": prior, "outside": 0.0}
    of_distance = {"n_selected": 40, "fell_back": 0.0, "closest_rank": 0.25, "nearest_distance": 1.0}
    variables = {name: (ESTIMATE, np.broadcast_to(value, shape).copy()) for name, value in of_estimate.items()}
    variables |= {name: (ESTIMATE[::2], np.broadcast_to(value, truth.shape)) for name, value in of_truth.items()}
    variables |= {name: (ESTIMATE[:2], np.full(shape[:2], value)) for name, value in of_distance.items()}
    variables |= {f"{name}_by_weights": by_weights(variables[name]) for name in ("crps", "prior_crps")}
    variables |= {"spread": ((*ESTIMATE, "draw"), np.repeat(median[..., None], N_SPREAD, axis=-1))}
    variables |= {"quantile": ((*ESTIMATE, "level"), quantile), "level": ("level", np.array(LEVELS))}
    variables |= {"n_images": ("pseudo", np.full(n, 100)), "parameter_units": ("parameter", ["Msun", "kyr"])}
    coordinates = {"distance": list(distances), "parameter": PARAMETERS, "weights": list(SCHEMES)}
    return xr.Dataset(variables | labels, coords=coordinates, attrs=NAMES | {"without": "simulation"} | attrs)


def by_weights(variable):
    """The same with weights by each scheme: the first is that of the variable, and each next doubles what it says."""
    dims, values = variable
    return (*dims[:-1], "weights", dims[-1]), np.stack([values, 2 * values, 4 * values], axis=-2)


def labels_of(simulations):
    """Labels of all views of all outputs of the simulations."""
    n, names = len(simulations), np.array(list(simulations), dtype=object)
    return {
        "simulation": ("pseudo", np.repeat(names, N_OUTPUTS * PER_OUTPUT)),
        "output": ("pseudo", np.tile(np.repeat(np.arange(N_OUTPUTS), PER_OUTPUT), n)),
        "view": ("pseudo", np.tile(np.arange(PER_OUTPUT), n * N_OUTPUTS)),
        "realisation": ("pseudo", np.zeros(n * N_OUTPUTS * PER_OUTPUT, dtype=int)),
    }


def written(folder, **recoveries):
    """Paths of files of kind `recovery`, by name."""
    for name, dataset in recoveries.items():
        write_dataset(dataset, RECOVERY, folder / f"{name}.nc")
    return [folder / f"{name}.nc" for name in recoveries]


def random_crps(seed, mean=0.5, spread=0.1, simulations=4, per_simulation=0.0):
    """CRPS about a mean, shape (n_pseudo, 1, 1), the same for views of an output; and differing by simulation."""
    rng = np.random.default_rng(seed)
    of_outputs = mean + spread * rng.standard_normal((simulations, N_OUTPUTS, 1))
    of_outputs += per_simulation * rng.standard_normal((simulations, 1, 1))
    return np.broadcast_to(of_outputs, (simulations, N_OUTPUTS, PER_OUTPUT)).reshape(-1, 1, 1)
