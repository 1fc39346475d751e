import copy

import jsonschema
import pytest
import yaml

from simanalogues.errors import ConfigError
from simanalogues.settings import keys_of, table_of_keys, validated


@pytest.fixture
def schema_file(root):
    return root / "workflow/schemas/config.schema.yaml"


@pytest.fixture
def demo(root):
    return yaml.safe_load((root / "config/demo.yaml").read_text())


def test_defaults_are_filled_in_at_every_depth(demo, schema_file):
    config = validated(demo, schema_file)
    assert config["seed"] == 1
    assert config["frame"] == {"image_pixels": 224, "field_au": 2000}
    assert config["embedding"]["preparations"]["main"]["noise"] == "match"
    assert config["targets"]["mockD"]["separation_error_au"] == 10
    assert config["snapshots"]["radius_rsun"] == 2.5


def test_the_given_config_is_not_changed(demo, schema_file):
    before = copy.deepcopy(demo)
    validated(demo, schema_file)
    assert demo == before


@pytest.mark.parametrize("name", ["demo", "iras16293", "paper"])
def test_the_configs_that_ship_are_valid(root, schema_file, name):
    validated(yaml.safe_load((root / f"config/{name}.yaml").read_text()), schema_file)


def changed(config, path, value):
    config = copy.deepcopy(config)
    *parents, last = path.split(".")
    block = config
    for parent in parents:
        block = block.setdefault(parent, {})
    block[last] = value
    return config


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("images.engin", "radmc3d", r"images: `engin` is no known key: did you mean `engine`\?"),
        ("sed", 3, r"`sed` is no known key"),
        ("images.engine", "magic", r"images.engine: 'magic' is not one of \['builtin', 'radmc3d'\]"),
        ("frame.field_au", -5, r"frame.field_au: -5 is less than or equal to the minimum.*Width of the field \(AU\)"),
        ("targets.mockD.distance_pc", "near", r"targets.mockD.distance_pc: 'near' is not of type 'number'"),
        ("targets.shared", {}, r"'shared' does not match"),
        ("simulations.A", {"archive": "A.tar"}, r"simulations.A: give either `path`, or `archive` together with"),
        ("simulations.A.outputs", {"from": 3}, r"simulations.A.outputs"),
        ("matching.distances", ["euclidian"], r"matching.distances.0: 'euclidian' is not one of"),
    ],
)
def test_a_wrong_key_or_value_is_named_with_what_was_expected(demo, schema_file, path, value, message):
    with pytest.raises(ConfigError, match=message):
        validated(changed(demo, path, value), schema_file)


def test_a_missing_block_is_named(schema_file):
    with pytest.raises(ConfigError, match="top level: 'targets' is a required property: add it"):
        validated({"simulations": {"A": {"path": "x"}}}, schema_file)


def test_the_schema_is_one_and_describes_every_key(schema_file):
    schema = yaml.safe_load(schema_file.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    # An unquoted comma in a flow mapping would end the text and start a keyword that no schema knows.
    strays = [
        path for path, item in keys_of(schema) if None in {k: v for k, v in item.items() if k != "default"}.values()
    ]
    assert strays == []
    undescribed = [path for path, item in keys_of(schema) if "description" not in item]
    assert undescribed == []


def test_the_readme_of_the_config_has_the_table_of_all_keys(root, schema_file):
    table = table_of_keys(yaml.safe_load(schema_file.read_text()))
    assert table in (root / "config/README.md").read_text(), "run `make config-table`"
