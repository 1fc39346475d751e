"""Simulations of any format in the config and in the plan of a run."""

from pathlib import Path

import pytest
import yaml

from simanalogues.errors import ConfigError, InputMissing
from simanalogues.plan.plan import Plan
from simanalogues.plan.preflight import require_inputs
from simanalogues.plan.settings import validated
from simanalogues.readers.source import Source

OTHER = {"path": "B", "format": "yt", "pattern": "plt{output:05d}", "stars_pattern": "stars_{output:05d}.csv"}


@pytest.fixture
def simulations(root):
    """The block after the checks, for one simulation beside the demo's."""
    schema_file = root / "workflow/schemas/config.schema.yaml"
    demo = yaml.safe_load((root / "config/demo.yaml").read_text())

    def checked(simulation):
        return validated(demo | {"simulations": demo["simulations"] | {"B": simulation}}, schema_file)["simulations"]

    return checked


def test_a_simulation_is_of_ramses_where_nothing_else_is_said(simulations):
    assert simulations({"path": "B"})["B"]["format"] == "ramses"


@pytest.mark.parametrize("name", ["yt", "radmc3d"])
def test_other_formats_are_taken_with_their_patterns(simulations, name):
    checked = simulations(OTHER | {"format": name})["B"]
    assert checked["pattern"] == "plt{output:05d}"
    assert checked["gas_to_dust"] == 100


@pytest.mark.parametrize("key", ["pattern", "stars_pattern"])
def test_other_formats_need_their_patterns(simulations, key):
    with pytest.raises(ConfigError, match=f"simulations.B: '{key}' is a required property: add it"):
        simulations({name: value for name, value in OTHER.items() if name != key})


@pytest.mark.parametrize("pattern", ["plt", "plt{number}", "plt{output:.3f}"])
def test_a_pattern_without_the_number_is_refused_with_an_example(simulations, pattern):
    with pytest.raises(ConfigError, match=r"simulations.B.pattern: .* does not match .*such as .plt{output:05d}"):
        simulations(OTHER | {"pattern": pattern})


def test_other_formats_come_as_a_folder(simulations):
    with pytest.raises(ConfigError, match="simulations.B: 'path' is a required property"):
        simulations({name: value for name, value in OTHER.items() if name != "path"} | {"archive": "B.tar"})


def test_an_unknown_format_is_refused(simulations):
    with pytest.raises(ConfigError, match=r"simulations.B.format: 'arepo' is not one of \['ramses', 'yt', 'radmc3d'\]"):
        simulations(OTHER | {"format": "arepo"})


def plan_of(tmp_path, is_driver=True, **keys):
    simulation = {"path": "A", "settle_s": 0} | {key: value for key, value in OTHER.items() if key != "path"} | keys
    config = {"data_dir": str(tmp_path), "outputs_per_chunk": 4, "simulations": {"A": simulation}}
    return Plan(config, tmp_path / "listing", is_driver=is_driver)


def make_plots(tmp_path, numbers):
    for number in numbers:
        (tmp_path / f"A/plt{number:05d}").mkdir(parents=True)
        (tmp_path / f"A/stars_{number:05d}.csv").write_text("")


def test_outputs_of_another_code_are_found_by_their_pattern(tmp_path):
    make_plots(tmp_path, [1, 2, 9])
    (tmp_path / "A/stars_00002.csv").unlink()
    plan = plan_of(tmp_path)
    plan.write_listings()
    assert plan.outputs("A") == plan_of(tmp_path, is_driver=False).outputs("A") == [1, 9]
    assert plan.not_taken("A") == {2: "incomplete: stars_00002.csv is missing"}


def test_the_small_inputs_of_a_chunk_are_its_stars(tmp_path):
    make_plots(tmp_path, [1, 9])
    assert plan_of(tmp_path, outputs=[1, 2, 9]).small_inputs("A", "00000-00003") == [
        str(tmp_path / "A/stars_00001.csv")
    ]


def test_the_source_is_the_folder_and_the_way_it_is_read(tmp_path):
    patterns = {key: OTHER[key] for key in ("pattern", "stars_pattern")}
    source = plan_of(tmp_path, format="radmc3d", gas_to_dust=120.0).source("A")
    assert source == Source(tmp_path / "A", "radmc3d", **patterns, gas_to_dust=120.0)


def test_the_source_of_an_archive_is_where_it_is_unpacked(tmp_path):
    config = {"data_dir": str(tmp_path), "simulations": {"A": {"archive": "A.tar", "outputs": [1]}}}
    plan = Plan(config, tmp_path / "listing", is_driver=True)
    assert plan.source("A") == Source(Path("results/shared/archives/A"))


def test_missing_stars_stop_the_run_before_the_first_job(tmp_path):
    make_plots(tmp_path, [1, 2])
    plan = plan_of(tmp_path, outputs=[1, 2])
    (tmp_path / "A/stars_00002.csv").unlink()
    with pytest.raises(InputMissing, match="simulation 'A'.*stars_00002.csv is missing.*output 2 under `exclude`"):
        require_inputs(plan)
