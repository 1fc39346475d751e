import pytest

from simanalogues.errors import (
    BackboneUnknown,
    ConfigError,
    EngineUnavailable,
    InputMissing,
    MoleculeInvalid,
    TransitionUnknown,
    WeightsInvalid,
)
from simanalogues.plan.plan import Plan
from simanalogues.plan.preflight import require_inputs
from simanalogues.readers.folder import output_folder

IMAGES = {"opacity": "dsharp", "engine": "builtin", "executable": None}


def config(tmp_path, **simulation):
    return {
        "data_dir": str(tmp_path),
        "weights_dir": "weights",
        "outputs_per_chunk": 4,
        "chunks_per_block": 2,
        "simulations": {"A": {"path": "A", "settle_s": 0} | simulation},
        "targets": {"t": {"tracers": {"c": {"file": "map.fits"}}}},
        "images": IMAGES,
        "temperatures": {"method": "monte_carlo", "window_au": None},
        "embedding": {"backbones": ["pixels", "MobileNet"]},
        "validation": {"baselines": []},
        "frame": {"image_pixels": 64, "field_au": 100},
    }


def plan_of(tmp_path, is_driver=True, **simulation):
    return Plan(config(tmp_path, **simulation), tmp_path / "listing", is_driver=is_driver)


def make_outputs(tmp_path, numbers):
    for number in numbers:
        folder = output_folder(tmp_path / "A", number)
        folder.mkdir(parents=True)
        for name in ("hydro_file_descriptor.txt", f"sink_{number:05d}.csv", f"amr_{number:05d}.out00001"):
            (folder / name).write_text("")
        (folder / f"hydro_{number:05d}.out00001").write_text("")
        (folder / f"info_{number:05d}.txt").write_text("ncpu = 1\n")


def test_a_tracer_may_have_a_frame_of_its_own(tmp_path):
    tracers = {"CO": {"frame": {"image_pixels": 112}}, "continuum": {}}
    targets = {"t": {"frame": {"field_au": 900}, "tracers": tracers}}
    config = {"frame": {"image_pixels": 224, "field_au": 2000}, "targets": targets}
    plan = Plan(config, tmp_path, is_driver=True)
    assert plan.frame("t") == plan.frame("t", "continuum") == {"image_pixels": 224, "field_au": 900}
    assert plan.frame("t", "CO") == {"image_pixels": 112, "field_au": 900}


def test_chunks_are_fixed_ranges_of_output_numbers(tmp_path):
    plan = plan_of(tmp_path, outputs="2-9")
    assert plan.chunks("A") == ["00000-00003", "00004-00007", "00008-00011"]
    assert plan.outputs_within("A", "00000-00003") == [2, 3]
    assert plan.blocks("A") == ["00000-00007", "00008-00015"]
    assert plan.chunks_within("A", "00000-00007") == ["00000-00003", "00004-00007"]


def test_new_outputs_leave_earlier_chunks_as_they_are(tmp_path):
    before, after = plan_of(tmp_path, outputs="2-9"), plan_of(tmp_path, outputs="2-20")
    for chunk in before.chunks("A")[:2]:
        assert after.outputs_within("A", chunk) == before.outputs_within("A", chunk)
        assert after.outputs_until("A", chunk) == before.outputs_until("A", chunk)


def test_jobs_read_the_list_that_the_driver_left(tmp_path):
    make_outputs(tmp_path, [1, 2])
    plan_of(tmp_path).write_listings()
    make_outputs(tmp_path, [3])
    assert plan_of(tmp_path, is_driver=False).outputs("A") == [1, 2]
    assert plan_of(tmp_path).outputs("A") == [1, 2, 3]


def test_excluded_outputs_are_not_taken_and_say_so(tmp_path):
    plan = plan_of(tmp_path, outputs="1-4", exclude=[2])
    assert plan.outputs("A") == [1, 3, 4]
    assert plan.not_taken("A") == {2: "excluded by the config"}


def test_a_simulation_without_any_output_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="simulation 'A' has no output to use"):
        plan_of(tmp_path, outputs=[1], exclude=[1]).chunks("A")


def prepared(tmp_path, **changes):
    make_outputs(tmp_path, [1, 2])
    (tmp_path / "map.fits").write_text("")
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights/mobilenet_1_0_224_tf_no_top.h5").write_bytes(b"\x89HDF\r\n\x1a\n")
    return Plan(config(tmp_path, outputs=[1, 2]) | changes, tmp_path / "listing", is_driver=True)


def test_complete_inputs_pass(tmp_path):
    require_inputs(prepared(tmp_path))


def test_a_missing_domain_stops_the_run_before_the_first_job(tmp_path):
    plan = prepared(tmp_path)
    (output_folder(tmp_path / "A", 2) / "amr_00002.out00001").unlink()
    with pytest.raises(InputMissing, match="simulation 'A'.*amr_00002.out00001 is missing.*exclude"):
        require_inputs(plan)


def test_a_missing_map_opacity_or_folder_names_its_key(tmp_path):
    plan = prepared(tmp_path, images=IMAGES | {"opacity": "dustkappa_x.inp"})
    with pytest.raises(InputMissing, match="images.opacity: there is no file .*dustkappa_x.inp"):
        require_inputs(plan)
    (tmp_path / "map.fits").unlink()
    with pytest.raises(InputMissing, match="targets.t.tracers.c.file: there is no file .*map.fits"):
        require_inputs(plan)
    (tmp_path / "A").rename(tmp_path / "B")
    with pytest.raises(InputMissing, match="simulations.A.path: there is no folder"):
        require_inputs(plan)


@pytest.mark.parametrize(("engine", "method"), [("radmc3d", "monte_carlo"), ("builtin", "mctherm")])
def test_radmc3d_must_be_there_where_it_is_asked_for(tmp_path, engine, method):
    images = IMAGES | {"engine": engine, "executable": "/nowhere/radmc3d"}
    plan = prepared(tmp_path, images=images, temperatures={"method": method, "window_au": None})
    with pytest.raises(EngineUnavailable, match="'/nowhere/radmc3d', named by the config, is no file that can be run"):
        require_inputs(plan)


def test_a_backbone_that_does_not_exist_and_a_damaged_weight_file_are_named(tmp_path):
    plan = prepared(tmp_path)
    (tmp_path / "weights/mobilenet_1_0_224_tf_no_top.h5").write_bytes(b"<html>")
    with pytest.raises(WeightsInvalid, match="mobilenet.*weights of MobileNet, is no HDF5 file"):
        require_inputs(plan)
    plan.config["embedding"]["backbones"] = ["MobilNet"]
    with pytest.raises(BackboneUnknown, match="MobilNet"):
        require_inputs(plan)


LINE = {"molecule": "lines/co.dat", "transition": "2-1", "abundance": 2e-7}


def with_line(tmp_path, **line):
    tracer = {"kind": "moment1", "file": "map.fits", "line": LINE | line}
    return prepared(tmp_path, targets={"t": {"tracers": {"CO": tracer}}})


def test_a_line_that_ships_is_found_in_resources_and_the_users_own_file_first(root, tmp_path):
    plan = with_line(tmp_path)
    require_inputs(plan)
    (tmp_path / "lines").mkdir()
    (tmp_path / "lines/co.dat").write_text("no molecule")
    with pytest.raises(MoleculeInvalid, match="co.dat"):
        require_inputs(plan)


@pytest.mark.parametrize(
    ("line", "error", "message"),
    [
        ({"molecule": "lines/c2.dat"}, InputMissing, "targets.t.tracers.CO.line.molecule: there is no file .*lines/c2"),
        ({"transition": "3-1"}, TransitionUnknown, "3-1"),
        ({"transition": 400}, TransitionUnknown, "400"),
        ({"abundance": -1e-9}, MoleculeInvalid, "-1e-09, expected .*change the tracer's `line`"),
        (
            {"abundance_steps": [{"below_k": 9, "above_k": 8, "factor": 1}]},
            MoleculeInvalid,
            "expected either below_k or above_k",
        ),
    ],
)
def test_a_line_that_cannot_be_stops_the_run_before_the_first_job(root, tmp_path, line, error, message):
    with pytest.raises(error, match=message):
        require_inputs(with_line(tmp_path, **line))


def windowed(tmp_path, **fields_au):
    """A plan with a target for each field."""
    settings = config(tmp_path)
    tracer = {"tracers": {"c": {"file": "map.fits"}}}
    settings["targets"] = {name: tracer | {"frame": {"field_au": field_au}} for name, field_au in fields_au.items()}
    return Plan(settings, tmp_path, is_driver=True)


def test_fields_of_about_one_size_share_their_temperatures_and_a_wider_one_changes_nothing_of_the_others(tmp_path):
    plan = windowed(tmp_path, a=1400, b=1600, wide=5000, small=50)
    assert plan.window_au("a", "c") == plan.window_au("b", "c") == plan.window_au("a") == 2829
    assert plan.window_au("wide", "c") == 11314
    assert windowed(tmp_path, a=3500).window_au("a") == 8000
    assert plan.window_au("small") == 89
    assert plan.window_au("a") == windowed(tmp_path, a=1400).window_au("a")
    assert plan.window_au("a", field_au=5000) == plan.window_au("wide")


def test_a_window_of_temperatures_holds_the_field_in_every_direction(tmp_path):
    for field_au in (10, 577, 578, 1234.5, 9e4):
        assert 3**0.5 * field_au <= windowed(tmp_path, a=field_au).window_au("a") <= 1 + 6**0.5 * field_au


def test_the_config_may_give_one_window_for_all_that_holds_all(tmp_path):
    plan = windowed(tmp_path, a=1400, wide=5000)
    plan.config["temperatures"] = {"window_au": 9000}
    assert plan.window_au("a") == plan.window_au("wide") == 9000
    plan.config["temperatures"] = {"window_au": 8600}
    with pytest.raises(
        ConfigError, match=r"temperatures.window_au is 8600 AU, but targets.wide.tracers.c has a field of"
    ):
        plan.window_au("wide", "c")
