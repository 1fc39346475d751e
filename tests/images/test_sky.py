"""The whole chain on a real pair: the mock observation was made from run D's output 28 at a known direction."""

from dataclasses import replace

import numpy as np
import pytest

from simanalogues.assembly.assemble import model_of
from simanalogues.images.keep import keep_model
from simanalogues.images.model import write_model_of
from simanalogues.images.render import maps_of_views, render_images
from simanalogues.models.directory import read_model
from simanalogues.models.field import window_of_field
from simanalogues.schema.files import read_dataset
from simanalogues.schema.images import IMAGES
from simanalogues.units import AU_CM
from simanalogues.views.cone import cone_of_sightlines, reference_axis
from simanalogues.views.place import place_views

N_PIXELS, FIELD_AU = 96, 2000.0
AZIMUTH_STEP_DEG = 15


@pytest.fixture(scope="module")
def maps(record, assembly, observation, true_sightline, views_of, job_of, tmp_path_factory):
    """Maps at the true direction (first) and all around the cone on both nappes, with their azimuths from the truth."""
    separation = record["position_au"].values[0] - record["position_au"].values[1]
    axis = reference_axis(separation, true_sightline)
    azimuths = np.arange(0, 360, AZIMUTH_STEP_DEG)
    cones = [
        cone_of_sightlines(
            separation,
            axis,
            projected_separation=observation.attrs["projected_separation_au"],
            azimuths_rad=np.deg2rad(azimuths),
            nappe=nappe * int(np.sign(separation @ true_sightline)),
        )
        for nappe in (1, -1)
    ]
    directory = tmp_path_factory.mktemp("model")
    write_model_of(record, assembly, directory)
    views = views_of(separation, np.concatenate(cones))
    np.testing.assert_allclose(views["sightline"][0], true_sightline, atol=1e-6)
    seen = maps_of_views(directory, views, job_of(assembly.settings, observation))["brightness"]
    return seen, np.tile(azimuths, 2)


def likeness(synthetic, observation):
    """Correlation of two maps on a scale that shows faint emission, from the noise level up."""
    noise = observation.attrs["noise_jy_per_beam"]
    scale = observation.attrs["peak_jy_per_beam"] / synthetic.max()
    pair = [
        np.arcsinh(values / (3 * noise)).ravel() for values in (synthetic * scale, observation["brightness"].values)
    ]
    return np.corrcoef(pair)[0, 1]


def test_the_truth_looks_more_like_the_observation_than_its_mirror_and_its_turn(maps, observation):
    at_truth = maps[0][0]
    assert likeness(at_truth, observation) > 0.85
    assert likeness(at_truth, observation) > likeness(at_truth[:, ::-1], observation) + 0.05
    assert likeness(at_truth, observation) > likeness(at_truth[::-1, ::-1], observation) + 0.05


def test_no_view_over_20_degrees_away_looks_more_like_the_observation(maps, observation):
    synthetic, azimuth = maps
    likenesses = np.array([likeness(values, observation) for values in synthetic])
    away = np.minimum(azimuth, 360 - azimuth) > 20
    away[len(azimuth) // 2 :] = True
    assert likenesses[0] > likenesses[away].max()


def test_the_primary_is_above_the_secondary(maps, observation):
    at_truth = maps[0][0]
    row = int(np.unravel_index(at_truth.argmax(), at_truth.shape)[0])
    y_au = (row - (N_PIXELS - 1) / 2) * FIELD_AU / N_PIXELS
    assert y_au == pytest.approx(observation.attrs["projected_separation_au"] / 2, abs=50)


def test_the_same_velocity_on_everything_changes_no_model(record, assembly):
    moved = record.copy(deep=True)
    moved["velocity_kms"] = moved["velocity_kms"] + 5.0
    shift = model_of(record, assembly).gas_velocity_cm_s - model_of(moved, assembly).gas_velocity_cm_s
    np.testing.assert_allclose(shift, 5e5, rtol=1e-9)


@pytest.mark.parametrize("field_au", [300.0, 777.0, 1500.0, 4300.0])
def test_every_window_is_tiled_without_a_gap(record, assembly, field_au):
    octree = model_of(record, replace(assembly, window_au=window_of_field(field_au))).octree
    base_volume = np.prod(octree.shape) * octree.base_width_cm**3
    np.testing.assert_allclose((octree.leaf_width_cm**3).sum(), base_volume, rtol=1e-12)


def test_a_chunk_gives_a_map_per_view_and_no_map_of_a_skipped_output(folder, observation, target, assembly):
    inputs = {name: folder / f"{name}.nc" for name in ("snapshots", "views", "observation")}
    for far_pc, expected in ((target["distance_pc"], 4), (10 * target["distance_pc"], 0)):
        place_views(
            inputs["snapshots"],
            target=target | {"distance_pc": far_pc},
            field_au=FIELD_AU,
            settings={"n_views": 2, "both_nappes": True},
            destination=inputs["views"],
        )
        render_images(
            inputs,
            simulation={"source": assembly.source.params(), "opacity": assembly.opacity},
            settings=assembly.settings,
            threads=2,
            scratch=None,
            destinations={"images": folder / "images.nc"},
        )
        images = read_dataset(folder / "images.nc", IMAGES)
        assert images.sizes == {"image": expected, "y": N_PIXELS, "x": N_PIXELS}
        assert set(images["output"].values.tolist()) <= {28}


def test_emission_that_the_interferometer_filters_out_is_filtered(
    record, assembly, observation, maps, true_sightline, views_of, job_of, tmp_path
):
    separation = record["position_au"].values[0] - record["position_au"].values[1]
    write_model_of(record, assembly, tmp_path)
    filtered = observation.assign_attrs(max_recoverable_scale_arcsec=3.0)
    views = views_of(separation, true_sightline[None])
    seen = maps_of_views(tmp_path, views, job_of(assembly.settings, filtered))["brightness"][0]
    assert seen.sum() < 0.5 * maps[0][0].sum()
    assert seen.max() > 0.5 * maps[0][0].max()


def test_a_kept_model_is_the_rendered_one_in_ascii(folder, record, assembly, tmp_path):
    simulation = {"source": assembly.source.params(), "opacity": assembly.opacity}
    keep_model(
        {"snapshots": folder / "snapshots.nc"},
        28,
        simulation=simulation,
        field_au=FIELD_AU,
        settings=assembly.settings,
        destination=tmp_path / "model",
    )
    kept, built = read_model(tmp_path / "model"), model_of(record, assembly)
    np.testing.assert_allclose(kept.dust_density, built.dust_density, rtol=1e-6)
    np.testing.assert_allclose(kept.stars.position_cm, built.stars.position_cm, rtol=1e-6, atol=1e-6 * AU_CM)
    assert (tmp_path / "model/amr_grid.inp").is_file()
