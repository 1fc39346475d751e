"""What differs too much is refused by name; the tolerances mean what they say."""

import numpy as np
import pytest
import xarray as xr

from simanalogues.errors import QueryMismatch
from simanalogues.map_kinds.observed_map import observed_map_of
from simanalogues.query.alike import differences_of_maps
from simanalogues.query.tolerances import MASK, RATIO, TOLERANCES, TURN
from simanalogues.sky.beam import FrameBeam

BY_NAME = {tolerance.quantity: tolerance for tolerance in TOLERANCES}
# The frame is seen in rows 26 to 95 and columns 29 to 98 of the map.
CORNER, SMALL_CORNER, HOLE = np.s_[85:, :45], np.s_[92:, :36], np.s_[66:70, 62:66]


def refused(run, file, *words):
    """The differences that a refusal lists, and all that it says."""
    with pytest.raises(SystemExit) as stopped:
        run.ask(file, *words)
    assert isinstance(stopped.value.__cause__, QueryMismatch)
    text = str(stopped.value)
    assert not run.answer("new").exists()
    return {line[4:].split(":")[0] for line in text.splitlines() if line.startswith("  - ")}, text


@pytest.mark.parametrize(
    ("changes", "name", "stage"),
    [
        ({"BMAJ": 0.9 * 1.04 / 3600}, "beam major axis", "images"),
        ({"BMIN": 0.6 * 1.04 / 3600}, "beam minor axis", "images"),
        ({"BPA": 40.0 + 7.0}, "beam angle", "images"),
        ({"RESTFRQ": 230e9 * 1.03}, "frequency of the continuum", "images"),
        ({"noise": 4e-3}, "S/N", "embedding"),
        ({"missing": CORNER}, "mask", "embedding"),
        ({"missing": HOLE}, "mask on emission", "embedding"),
    ],
)
def test_a_file_that_differs_is_refused_by_name_with_the_stages_to_run(run, write_map, changes, name, stage):
    names, text = refused(run, write_map(**changes))
    assert names == {name}
    assert f"{stage} and what follows must run" in text
    assert "copy the target 'pair' in" in text
    assert f"call snakemake --configfile {run.configfile}" in text


@pytest.mark.parametrize(
    "changes",
    [
        {"BMAJ": 0.9 * 1.025 / 3600},
        {"BMIN": 0.6 * 0.98 / 3600},
        {"BPA": 40.0 - 180.0 + 5.0},
        {"RESTFRQ": 230e9 * 1.015},
        {"noise": 2.2e-3},
        {"missing": SMALL_CORNER},
    ],
)
def test_a_file_that_differs_a_little_is_matched(run, write_map, changes):
    run.ask(write_map(**changes))
    assert (run.answer("new") / "main/estimates.json").is_file()


def at_another_distance(target):
    """The same stars, 5 % further."""
    return {**target, "distance_pc": 105.0}


def in_another_frame(**frame):
    return lambda target: {**target, "frame": frame}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (at_another_distance, {"separation", "beam major axis", "beam minor axis"}),
        (in_another_frame(field_au=690.0), {"field"}),
        (in_another_frame(image_pixels=50), {"pixels along a side"}),
    ],
)
def test_another_target_that_differs_is_refused_with_its_own_report_to_make(run, write_map, change, expected):
    pair = run.config["targets"]["pair"]
    run.changed(lambda config: config["targets"].update(twin=change(pair)))
    names, text = refused(run, write_map(), "--target", "twin", "--catalogue", "pair")
    assert names == expected
    assert f"snakemake --configfile {run.configfile} results/twin/report.html" in text


@pytest.mark.parametrize(
    ("block", "values", "expected"),
    [
        ("embedding", {"preparations": {"main": {"stretch": "log"}}}, {"preparations.main.stretch"}),
        ("embedding", {"preparations": {"main": {"softening": 2.0}}}, {"preparations.main.softening"}),
        ("views", {"n_views": 6}, {"views.n_views"}),
        ("images", {"gas_to_dust": 50}, {"images.gas_to_dust"}),
        ("snapshots", {"radius_rsun": 3.0}, {"snapshots.radius_rsun"}),
    ],
)
def test_results_of_other_settings_are_refused_by_name(run, write_map, block, values, expected):
    run.changed(lambda config: config.update({block: {**config.get(block, {}), **values}}))
    names, text = refused(run, write_map())
    assert names == expected
    assert text.endswith("run snakemake with this config first")


def test_settings_without_effect_on_the_map_refuse_nothing(run, write_map):
    run.changed(lambda config: config.update(images={"keep_cubes": True, "sub_channels": 3}))
    run.ask(write_map())
    assert (run.answer("new") / "main/estimates.json").is_file()


def test_the_full_feature_is_refused(run, write_map):
    run.changed(lambda config: config["embedding"].update(preparations={"main": {"feature": "full"}}))
    names, text = refused(run, write_map())
    assert names == {"feature", "preparations.main.feature"}
    assert "feature: full, whose maps are not kept, expected grid or pooled" in text


def test_every_difference_is_listed(run, write_map):
    run.changed(lambda config: config["embedding"].update(preparations={"main": {"stretch": "linear"}}))
    names, _ = refused(run, write_map(BMAJ=0.95 / 3600, RESTFRQ=250e9, noise=4e-3, missing=HOLE))
    expected = {"beam major axis", "frequency of the continuum", "S/N", "mask on emission"}
    assert names == expected | {"preparations.main.stretch"}


def test_a_line_with_twice_the_noise_has_to_be_rendered_again(run, write_cube):
    names, text = refused(run, write_cube(noise=4e-3), "--tracer", "CO")
    assert names == {"S/N of moment 0", "noise of moment 0"}
    assert "images and what follows must run" in text


def lines(change):
    """A line's observation beside one whose attributes are changed: the differences, by name."""
    attributes = {"map_kind": "moment0", "projected_separation_au": 200.0, "field_au": 700.0, "distance_pc": 100.0}
    attributes |= {"beam_major_au": 90.0, "beam_minor_au": 60.0, "beam_angle_deg": 10.0, "frequency_hz": 230.538e9}
    attributes |= {"noise_jy_kms_per_beam": 0.01, "peak_jy_kms_per_beam": 1.0, "total_jy_kms": 3.0}
    attributes |= {"beam_major_arcsec": 0.9, "beam_minor_arcsec": 0.6, "beam_position_angle_deg": 40.0}
    attributes |= {"target": "pair", "tracer": "CO", "file": "co.fits", "position_angle_deg": 30.0, "pixel_au": 87.5}
    attributes |= {"centre_ra_deg": 248.0, "centre_dec_deg": -24.0}
    attributes |= {"first_channel_kms": -3.0, "channel_kms": 0.25, "n_channels": 25}
    maps = {"moment0": (("y", "x"), np.zeros((8, 8))), "observed": (("y", "x"), np.ones((8, 8), np.uint8))}
    cached = xr.Dataset(maps, attrs=attributes)
    own, expected = observed_map_of(cached.assign_attrs(change)), observed_map_of(cached)
    return {line.split(":")[0] for line in differences_of_maps(own, expected, "total")}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, set()),
        # OCS 19-18, a neighbour of CO 2-1 by 0.2 %.
        ({"frequency_hz": 231.061e9}, {"rest frequency"}),
        ({"first_channel_kms": -3.1, "n_channels": 25}, set()),
        ({"first_channel_kms": -3.25, "n_channels": 26}, {"first channel"}),
        ({"n_channels": 26}, {"last channel"}),
        ({"channel_kms": 0.3, "n_channels": 21}, {"channel width"}),
        ({"total_jy_kms": 4.0}, {"total flux over noise"}),
        ({"max_recoverable_scale_arcsec": 5.0}, {"largest scale"}),
        ({"map_kind": "moment1"}, {"kind of map"}),
    ],
)
def test_lines_are_told_apart_by_their_channels_and_frequency(change, expected):
    assert lines(change) == expected


@pytest.mark.parametrize("tolerance", [t for t in TOLERANCES if t.allowed > 0], ids=lambda t: t.quantity)
@pytest.mark.parametrize("sign", [1, -1])
def test_a_tolerance_holds_to_its_edge_on_either_side(tolerance, sign):
    cached = {"one over the ellipticity": 3.0, "channel width": 0.25} | {tolerance.quantity: 12.0}
    limit = tolerance.allowed * (cached[tolerance.scale] if tolerance.scale else 1.0)
    for stretch, expected in ((1 - 1e-9, True), (1 + 1e-9, False)):
        value = 12.0 * (limit * stretch) ** sign if tolerance.how == RATIO else 12.0 + sign * limit * stretch
        assert tolerance.is_kept(value, cached) is expected


def test_a_quantity_that_only_one_has_is_a_difference():
    for tolerance in (*TOLERANCES, MASK):
        for query, known, expected in ((None, None, True), (None, 1.0, False), (1.0, None, False)):
            assert tolerance.is_kept(query, {tolerance.quantity: known, tolerance.scale: 1.0}) is expected


def test_angles_that_are_the_same_axis_agree():
    angle = BY_NAME["beam angle"]
    assert angle.how == TURN
    assert angle.is_kept(89.5, {"beam angle": -89.5, "one over the ellipticity": 2.0})
    assert not angle.is_kept(80.0, {"beam angle": -80.0, "one over the ellipticity": 2.0})
    assert angle.is_kept(80.0, {"beam angle": 0.0, "one over the ellipticity": np.inf})


def covariance(beam: FrameBeam) -> np.ndarray:
    turn = np.deg2rad(beam.angle_deg)
    axes = np.array([[-np.sin(turn), np.cos(turn)], [np.cos(turn), np.sin(turn)]])
    return axes.T @ np.diag([beam.major_au**2, beam.minor_au**2]) @ axes


@pytest.mark.parametrize("ellipticity", [0.15, 0.3, 0.5])
def test_the_largest_turn_changes_a_beam_about_as_much_as_the_largest_change_of_an_axis(ellipticity):
    limit = BY_NAME["beam angle"].limit({"one over the ellipticity": 1 / ellipticity})
    own, turned = (covariance(FrameBeam(100.0, 100.0 * (1 - ellipticity), angle)) for angle in (10.0, 10.0 + limit))
    longer = covariance(FrameBeam(103.0, 100.0 * (1 - ellipticity), 10.0))
    ratio = np.linalg.norm(turned - own, 2) / np.linalg.norm(longer - own, 2)
    assert 0.7 < ratio < 1.2
