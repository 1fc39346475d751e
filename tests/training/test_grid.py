import json

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from simanalogues.errors import ConfigError
from simanalogues.schema.files import write_dataset
from simanalogues.schema.training import SETS, TRAINING
from simanalogues.training.grid import tabulate_grid
from simanalogues.training.grid_points import points_of
from simanalogues.training.heads import heads_of, require_training


def history(path, accuracy, loss, kept=1):
    sizes = {"epoch": 2, "set": 3}
    dataset = xr.Dataset(
        {
            name: (variable.dims, np.zeros([sizes[dim] for dim in variable.dims]))
            for name, variable in TRAINING.variables.items()
        },
        coords={"set": list(SETS)},
        attrs={"kept_epoch": kept},
    ).assign_coords(epoch=[0, 1])
    dataset["accuracy"][kept, 1] = accuracy
    dataset["loss"][kept, 1] = loss
    write_dataset(dataset, TRAINING, path)
    return path


def test_every_value_is_tried_with_every_other():
    points = points_of({"dropout": [0.1, 0.5], "widths": [[8, 4], [16, 8], [32, 4]]})
    assert list(points) == ["000", "001", "002", "003", "004", "005"]
    assert points["001"] == {"dropout": 0.1, "widths": [16, 8]}
    assert len({json.dumps(point) for point in points.values()}) == 6
    assert points_of({}) == {}


def test_the_best_point_has_the_highest_validation_accuracy_and_of_equals_the_lowest_loss(tmp_path):
    points = points_of({"dropout": [0.1, 0.3, 0.5]})
    measured = ((0.7, 0.2), (0.8, 0.5), (0.8, 0.4))
    histories = [history(tmp_path / f"{name}.nc", *pair) for name, pair in zip(points, measured, strict=True)]
    tabulate_grid(histories, points, {"csv": tmp_path / "t/grid.csv", "json": tmp_path / "t/grid.json"})
    table = pd.read_csv(tmp_path / "t/grid.csv", dtype={"point": str})
    assert list(table["point"]) == ["002", "001", "000"]
    assert list(table["dropout"]) == [0.5, 0.3, 0.1]
    np.testing.assert_allclose(table["validation_accuracy"], [0.8, 0.8, 0.7])
    best = json.loads((tmp_path / "t/grid.json").read_text())
    assert best == {"point": "002", "validation_accuracy": 0.8, "training": {"dropout": 0.5}}


def config(**training):
    block = {
        "backbones": ["VGG16"],
        "metadata": ["mass_primary_msun"],
        "splits": ["azimuth"],
        "validation": {"fraction": 0.2, "simulation": None},
        "pooling": "average",
        "keep": "best",
        "patience": None,
        "grid": {},
    }
    return {
        "simulations": {"A": {}, "E": {}},
        "embedding": {"backbones": ["pixels", "VGG16"], "preparations": {"main": {"feature": "grid"}}},
        "spectra": {"render": False},
        "views": {"n_views": 8},
        "matching": {"parameters": ["mass_primary_msun", "age_primary_kyr"]},
        "figures": {"projection_parameter": "mass_primary_msun"},
        "training": block | training,
    }


def test_a_head_per_left_out_simulation_beside_that_of_the_azimuths():
    assert heads_of({"splits": ["azimuth"]}, ["A", "E"]) == ["azimuth"]
    assert heads_of({"splits": ["azimuth", "simulation"]}, ["A", "E"]) == ["azimuth", "without-A", "without-E"]


def test_a_sound_block_passes():
    require_training(config())
    require_training(config(validation={"fraction": 0, "simulation": None}, keep="last"))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"backbones": ["pixels"]}, "`pixels` is no network that a head could be put on"),
        ({"backbones": ["VGG19"]}, "'VGG19' is not among embedding.backbones .pixels, VGG16."),
        ({"metadata": ["mass"]}, "training.metadata: no parameter is called 'mass': choose from mass_msun, "),
        ({"metadata": ["bolometric_temperature_k"]}, "comes from spectra"),
        ({"splits": ["simulation"]}, "add azimuth, whose head has seen every simulation"),
        ({"validation": {"fraction": 0.2, "simulation": "B"}}, "'B' must be one of at least two simulations .A, E."),
        ({"validation": {"fraction": 0, "simulation": None}}, "fraction is 0, so that nothing is left for keep"),
    ],
)
def test_a_block_that_cannot_be_is_refused_with_what_to_do(changes, says):
    with pytest.raises(ConfigError, match=says):
        require_training(config(**changes))


def test_a_split_by_simulation_takes_two_of_them():
    single = config(splits=["azimuth", "simulation"])
    single["simulations"] = {"A": {}}
    with pytest.raises(ConfigError, match="takes at least two of them, but there is only A"):
        require_training(single)


def test_a_split_by_azimuth_takes_two_of_them():
    single = config()
    single["views"]["n_views"] = 1
    with pytest.raises(ConfigError, match="at least two azimuths, but views.n_views is 1"):
        require_training(single)


def test_the_parameter_that_colours_the_projection_must_be_estimated():
    other = config()
    other["figures"]["projection_parameter"] = "eccentricity"
    with pytest.raises(ConfigError, match="projection_parameter: 'eccentricity' is not among matching.parameters"):
        require_training(other)


def test_pooled_features_cannot_be_flattened():
    pooled = config(pooling="flatten")
    pooled["embedding"]["preparations"]["main"]["feature"] = "pooled"
    with pytest.raises(ConfigError, match="`flatten` needs a feature map"):
        require_training(pooled)
