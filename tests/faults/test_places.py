"""Where things lie: folders that cannot be written to, names of any letters, runs side by side."""

import copy
import shutil
from pathlib import Path

from faulty import contents, targets
from mounts import read_only

NAME = 'Ångström\'s "young" stars'


def part(expected, *folders):
    return {name: held for name, held in expected.items() if name.startswith(folders)}


def test_data_and_code_are_only_read_wherever_they_lie(new_run, config, root, demo_run, expected, tmp_path):
    data, code = tmp_path / NAME / "all data", tmp_path / NAME / "code"
    # Of the same name, which is in the results.
    tracer = config["targets"]["mockD"]["tracers"]["continuum"]
    observed = tmp_path / "observed" / Path(tracer["file"]).name
    observed.parent.mkdir()
    shutil.copy(tracer["file"], observed)
    with read_only(demo_run, data / "a run"), read_only(root, code), read_only(observed.parent, data / "ALMA b7 ü"):
        tracer["file"] = f"ALMA b7 ü/{observed.name}"
        config |= {"data_dir": str(data), "scratch_dir": str(tmp_path / NAME / "scratch's")}
        config["simulations"]["A"]["path"] = "a run"
        run = new_run(config, f"{NAME}/results of it", code / "Snakefile")
        run.finish(*targets("pixels"), most_runs=1)
        found = contents(run.folder / "results")
    assert found == {name: expected[name] for name in found}


def test_two_runs_side_by_side_with_two_targets_each_share_their_inputs(new_run, config, expected):
    config["embedding"]["backbones"] = ["pixels"]
    config["training"]["backbones"] = []
    config["targets"]["twin"] = copy.deepcopy(config["targets"]["mockD"])
    runs = [new_run(config, name) for name in ("one", "two")]
    wanted = targets("pixels") + targets("pixels", target="twin")
    drivers = [run.start("--", *wanted) for run in runs]
    for run, driver in zip(runs, drivers, strict=True):
        assert driver.wait(600) == 0, (run.folder / "said").read_text()
    one, two = (contents(run.folder / "results") for run in runs)
    assert one == two
    assert part(one, "mockD/", "shared/") == {name: expected[name] for name in part(one, "mockD/", "shared/")}
    shared = {name for name in one if name.startswith("twin/images")}
    assert len(shared) == 2
