import subprocess
import sys

import pytest

from simanalogues.distances.registry import COMBINED, DISTANCES, OF_FEATURES
from simanalogues.plan.settings import keys_of, read_schema


def test_a_distance_is_either_of_features_or_combined_of_those():
    assert sorted([*OF_FEATURES, *COMBINED]) == sorted(DISTANCES)
    for name in COMBINED:
        assert set(DISTANCES[name].parts) <= set(OF_FEATURES)


@pytest.mark.parametrize("distance", DISTANCES.values(), ids=list(DISTANCES))
def test_each_has_a_label_an_equation_and_takes_another_as_printed_only_if_that_is_of_features(distance):
    assert distance.label and distance.equation
    assert distance.printed_as is None or distance.printed_as in OF_FEATURES


@pytest.mark.parametrize("key", ["figures.distance", "figures.line_distance", "matching.distances"])
def test_the_config_offers_every_distance(root, key):
    item = dict(keys_of(read_schema(root / "workflow/schemas/config.schema.yaml")))[key]
    assert item.get("items", item)["enum"] == list(DISTANCES)


def test_names_can_be_asked_for_without_the_kernels(root):
    code = "import sys, simanalogues.distances.registry; assert 'numba' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": str(root / "workflow/src")})
