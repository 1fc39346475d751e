"""The kinds of maps, and that nothing beside them knows their names."""

import ast
from pathlib import Path

import pytest
import yaml

from simanalogues.embedding.comparison import COMPARISONS
from simanalogues.figures.kinds import APPEARANCES
from simanalogues.images.render import RENDERED
from simanalogues.map_kinds.registry import EMBEDDING_KEYS, MAP_KINDS, kind_of
from simanalogues.observation.observe import FRAMED
from simanalogues.pseudo.skies import NOISY
from simanalogues.schema.variable import MAPS

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "workflow/src/simanalogues"
SOURCES = [path for path in sorted(PACKAGE.rglob("*.py")) if path.parent.name != "map_kinds"]
# Where the name of a kind stands as such, and not as that of a variable.
COMPARING = (ast.Compare, ast.MatchValue)
VARIABLES = set(MAPS)


def kinds_asked_for(tree):
    """Names of kinds that code compares with, or keeps a table by whose keys are not all variables of files."""
    for node in ast.walk(tree):
        if isinstance(node, COMPARING):
            # `name in dataset` asks for a variable.
            asks = isinstance(node, ast.Compare) and all(isinstance(op, ast.In | ast.NotIn) for op in node.ops)
            nodes = node.comparators if asks else list(ast.walk(node))
        elif isinstance(node, ast.Dict):
            nodes = [key for key in node.keys if key is not None]
            if {key.value for key in nodes if isinstance(key, ast.Constant)} <= VARIABLES | {
                "observed",
                "emission_free",
            }:
                continue
            if any(
                isinstance(value, ast.Call) and getattr(value.func, "id", "") == "Variable" for value in node.values
            ):
                continue
        else:
            continue
        for found in nodes:
            for leaf in ast.walk(found):
                if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str) and leaf.value in MAP_KINDS:
                    yield leaf.value


def test_no_code_beside_the_kinds_tests_for_a_kind_by_its_name():
    found = {str(path): sorted(kinds_asked_for(ast.parse(path.read_text()))) for path in SOURCES}
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(
    "code",
    [
        'kind == "moment1"',
        'attributes["map_kind"] != "continuum"',
        'kind in ("moment0", "moment1")',
        '{"continuum": 1, "moment0": 2}',
        'kinds - {"moment1"} == kinds',
    ],
)
def test_a_test_for_a_kind_is_found(code):
    assert list(kinds_asked_for(ast.parse(code)))


@pytest.mark.parametrize("code", ['"moment0" in dataset', 'maps["moment1"]', '{"moment0": 1, "moment1": 2}'])
def test_the_name_of_a_variable_is_no_test_for_a_kind(code):
    assert not list(kinds_asked_for(ast.parse(code)))


def test_the_schema_of_the_config_has_these_kinds():
    schema = yaml.safe_load((ROOT / "workflow/schemas/config.schema.yaml").read_text())
    tracer = schema["properties"]["targets"]["additionalProperties"]["properties"]["tracers"]["additionalProperties"]
    assert tracer["properties"]["kind"]["enum"] == list(MAP_KINDS)
    assert tracer["if"]["properties"]["kind"]["enum"] == [kind.name for kind in MAP_KINDS.values() if kind.is_line]


@pytest.mark.parametrize("kind", MAP_KINDS.values(), ids=MAP_KINDS)
def test_every_stage_knows_how_to_treat_a_kind(kind):
    assert kind.framed_from in FRAMED
    assert kind.framed_from in NOISY
    assert kind.rendered_as in RENDERED
    assert kind.compared_as in COMPARISONS
    assert kind.compared_as in APPEARANCES
    assert set(kind.variables) <= set(MAPS)
    assert kind.brightness.variable in kind.variables


def test_only_a_velocity_has_a_crop_and_a_threshold_and_a_distance_of_its_own():
    velocities = {kind.name for kind in MAP_KINDS.values() if kind.is_velocity}
    assert velocities == {kind.name for kind in MAP_KINDS.values() if kind.embedding_keys}
    assert velocities == {kind.name for kind in MAP_KINDS.values() if kind.distance_key == "line_distance"}
    assert EMBEDDING_KEYS == ("n_sigma", "crop", "velocity_limit_kms")


def test_a_tracer_without_a_kind_is_a_continuum():
    assert kind_of({}) is MAP_KINDS["continuum"]
