import copy

import jsonschema
import pytest
import yaml

from simanalogues.errors import ConfigError
from simanalogues.plan.settings import keys_of, read_schema, table_of_keys, validated


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


@pytest.mark.parametrize("name", ["demo", "iras16293", "nine_tracers", "paper"])
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
    table = table_of_keys(read_schema(schema_file))
    assert table in (root / "config/README.md").read_text(), "run `make config-table`"


LINE = {"molecule": "lines/co.dat", "transition": "2-1", "abundance": 2e-7}
LIST = {"name": "x", "weight_amu": 44.0, "lines": [], "partition": {"temperature_k": [10, 20], "value": [1, 2]}}
OF_CO = "targets.mockD.tracers.CO"


def test_a_line_that_is_only_named_is_the_block_that_ships(demo, root, schema_file):
    named = changed(demo, f"{OF_CO}.line", "SO")
    before = copy.deepcopy(named)
    line = validated(named, schema_file)["targets"]["mockD"]["tracers"]["CO"]["line"]
    shipped = yaml.safe_load((root / "resources/lines/tracers.yaml").read_text())["SO"]
    assert {key: line[key] for key in shipped} == shipped
    assert line["isotope_ratio"] == 1
    assert named == before


def test_two_tracers_of_one_name_share_no_block(demo, schema_file):
    tracer = demo["targets"]["mockD"]["tracers"]["CO"] | {"line": "SO"}
    config = changed(changed(demo, OF_CO, tracer), "targets.mockD.tracers.SO", tracer)
    tracers = validated(config, schema_file)["targets"]["mockD"]["tracers"]
    tracers["SO"]["line"]["abundance"] = 1.0
    assert tracers["CO"]["line"]["abundance"] == 1e-9


@pytest.mark.parametrize("name", ["CO", "CS", "SO", "SiO", "HCO+", "HCN", "OCS", "o-H2CS", "p-H2CS"])
def test_every_line_that_ships_is_valid(demo, schema_file, name):
    validated(changed(demo, f"{OF_CO}.line", name), schema_file)


def test_the_distances_of_the_paper_are_taken_by_default(demo, schema_file):
    demo["matching"].pop("distances", None)
    distances = validated(demo, schema_file)["matching"]["distances"]
    assert distances == ["cosine", "euclidean", "braycurtis", "canberra", "l1", "cosine_euclidean"]


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("line", "SOO", r"mockD.tracers.CO.line: no line called 'SOO' ships: choose one of CO, CS, SO.*`molecule` or"),
        ("line", 5, r"mockD.tracers.CO.line: 5 is not of type 'object'"),
        ("line", {"transition": 1, "abundance": 1e-9}, r"CO.line: give either `molecule`, or `list`"),
        ("line", LINE | {"list": LIST}, r"CO.line: give either `molecule`, or `list`"),
        ("line", {"molecule": "co.dat", "transition": 1}, r"CO.line: 'abundance' is a required property: add it"),
        ("line.abundance", -1e-9, r"CO.line.abundance: -1e-09 is less than the minimum of 0 \(Molecules per H2.\)"),
        ("line.abundance_steps", [{"factor": 2}], r"abundance_steps.0: give either `below_k`, or `above_k`"),
        ("line.abundance_steps", [{"below_k": 9, "above_k": 8, "factor": 2}], r"steps.0: give either `below_k`, or"),
        ("line.abundance_steps", [{"below_k": 9, "factor": -2}], r"abundance_steps.0.factor: -2 is less than the min"),
        ("n_channels", 1, r"CO.n_channels: 1 is less than the minimum of 2"),
        ("velocity_range_kms", [-5], r"CO.velocity_range_kms: \[-5\] is too short"),
        ("crop", {"width_au": 0}, r"CO.crop.width_au: 0 is less than or equal to the minimum"),
        ("crop", {"centre": "north"}, r"CO.crop.centre: 'north' is not valid under any of the given schemas"),
        ("kind", "moment2", r"CO.kind: 'moment2' is not one of \['continuum', 'moment0', 'moment1'\]"),
    ],
)
def test_a_line_tracer_that_cannot_be_is_named_with_what_was_expected(demo, schema_file, path, value, message):
    with pytest.raises(ConfigError, match=message):
        validated(changed(demo, f"{OF_CO}.{path}", value), schema_file)


@pytest.mark.parametrize("kind", ["moment0", "moment1"])
def test_a_moment_without_a_line_is_refused_and_a_continuum_without_is_not(demo, schema_file, kind):
    tracer = {"kind": kind, "file": "map.fits"}
    with pytest.raises(ConfigError, match="mockD.tracers.CO: 'line' is a required property: add it"):
        validated(changed(demo, OF_CO, tracer), schema_file)
    validated(changed(demo, OF_CO, tracer | {"kind": "continuum"}), schema_file)


def test_a_distance_that_figures_show_must_be_taken(demo, schema_file):
    only_l1 = changed(demo, "matching.distances", ["l1"])
    with pytest.raises(ConfigError, match=r"figures.distance: 'euclidean' is not among matching.distances \(l1\): add"):
        validated(only_l1, schema_file)
    shown = changed(only_l1, "figures.distance", "l1")
    with pytest.raises(ConfigError, match=r"figures.line_distance: 'cosine_euclidean' is not among matching.distances"):
        validated(shown, schema_file)
    validated(changed(shown, "figures.line_distance", "l1"), schema_file)


@pytest.mark.parametrize(("tracer", "key"), [("CO", "figures.distance"), ("continuum", "figures.line_distance")])
def test_a_distance_that_no_tracer_is_shown_with_need_not_be_taken(demo, schema_file, tracer, key):
    tracers = demo["targets"]["mockD"]["tracers"]
    demo["targets"]["mockD"]["tracers"] = {tracer: tracers[tracer]}
    taken = {"CO": "cosine_euclidean", "continuum": "euclidean"}[tracer]
    config = validated(changed(demo, "matching.distances", [taken]), schema_file)
    assert config["figures"][key.split(".")[1]] != taken


def test_a_line_of_a_continuum_is_refused(demo, schema_file):
    with pytest.raises(ConfigError, match="tracers.continuum.line: a continuum has no line: choose kind moment0 or"):
        validated(changed(demo, "targets.mockD.tracers.continuum.line", "CO"), schema_file)
