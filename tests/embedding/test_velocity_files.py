"""Moment 1 from files to features, for observed and synthetic maps, and which files are refused."""

import numpy as np
import pytest

from simanalogues.embedding.comparison import read_comparison
from simanalogues.embedding.embed import embed_images, embed_observation
from simanalogues.embedding.framing import framing_of
from simanalogues.embedding.preparation import Preparation, prepared_map
from simanalogues.errors import ConfigError, ContractBroken, EmbeddingMismatch, ObservationInvalid
from simanalogues.map_kinds.observed_map import read_observed_map
from simanalogues.schema.embedding import EMBEDDING
from simanalogues.schema.embedding_observation import EMBEDDING_OBSERVATION
from simanalogues.schema.files import read_dataset
from simanalogues.schema.images import IMAGES

N = 48
WHOLE = {"centre": "midpoint", "width_au": 200.0, "max_empty": 0.1, "rotation_deg": 0.0}
SETTINGS = {"n_sigma": 10, "crop": WHOLE}


@pytest.fixture
def comparison(tmp_path, write_moments):
    """A function that writes an observation and reads how maps are compared with it."""

    def compare(maps, settings=SETTINGS, **attributes):
        return read_comparison(write_moments(tmp_path / "CO.nc", maps, **attributes), Preparation(), settings)

    return compare


@pytest.fixture
def embedded(tmp_path, rotating_blob, write_moments):
    """A function that embeds an observation and three images with `pixels`, and reads both results."""
    turned = [rotating_blob(turn_deg) for turn_deg in (0, 90, 180)]
    images = {name: np.stack([maps[name] for maps in turned]) for name in ("moment0", "moment1")}

    def embed(settings=SETTINGS, maps=images):
        observation = write_moments(tmp_path / "CO.nc", rotating_blob())
        written = write_moments(tmp_path / "images.nc", maps, kind=IMAGES)
        context = {"seed": 3, "target": "mockD", "tracer": "CO", "preparation": "main"}
        job = {"backbone": "pixels", "settings": settings}
        embed_images([written], observation, **job, context=context, destination=tmp_path / "embedding.nc")
        embed_observation(observation, **job, destination=tmp_path / "own.nc")
        own = read_dataset(tmp_path / "own.nc", EMBEDDING_OBSERVATION)
        return read_dataset(tmp_path / "embedding.nc", EMBEDDING), own

    return embed


def test_an_embedding_of_moment_1_finds_the_observation_and_its_variants(embedded):
    images, own = embedded()
    observed, mirrored, turned90, turned180 = own["features"].values
    np.testing.assert_allclose(images["features"].values, [observed, turned90, turned180], atol=1e-5)
    np.testing.assert_allclose(mirrored, turned180, atol=1e-5)
    assert np.abs(observed - mirrored).max() > 0.5
    assert images["output"].values.tolist() == [14, 14, 15]
    assert {name: images.attrs[name] for name in ("crop_width_au", "threshold_jy_kms_per_beam")} == {
        name: own.attrs[name] for name in ("crop_width_au", "threshold_jy_kms_per_beam")
    }


def test_networks_may_see_more_pixels_than_the_frame_has(embedded):
    images, own = embedded(SETTINGS | {"crop": WHOLE | {"image_pixels": 3 * N}})
    assert own["prepared"].shape == (4, 3 * N, 3 * N)
    np.testing.assert_allclose(images["features"].values[0], own["features"].values[0], atol=1e-5)
    coarse = embedded()[1]["prepared"].values[0]
    # The middle of each 3 x 3 pixels lies where the coarse pixel's own centre is.
    np.testing.assert_allclose(own["prepared"].values[0][1::3, 1::3], coarse, atol=0.02)


@pytest.mark.parametrize(
    "changed",
    [
        SETTINGS | {"n_sigma": 80},
        SETTINGS | {"crop": WHOLE | {"width_au": 150.0}},
        SETTINGS | {"velocity_limit_kms": 9.0},
    ],
)
def test_another_threshold_crop_or_limit_gives_other_features(embedded, changed):
    before, after = embedded()[0], embedded(changed)[0]
    assert np.abs(before["features"].values - after["features"].values).max() > 0.02


@pytest.mark.parametrize("name", ["moment0", "moment1"])
def test_images_that_lack_a_moment_are_refused(embedded, name):
    maps = {"moment0": np.ones((2, N, N)), "moment1": np.ones((2, N, N))}
    maps.pop(name)
    with pytest.raises(EmbeddingMismatch, match=f"images.nc has no {name}, with which the observation is compared"):
        embedded(maps=maps)


def test_a_moment_0_with_nan_is_refused_and_a_moment_1_with_nan_is_not(embedded):
    maps = {"moment0": np.ones((2, N, N)), "moment1": np.ones((2, N, N))}
    maps["moment1"][1, 3, 4] = np.nan
    assert np.isfinite(embedded(maps=maps)[0]["features"].values).all()
    maps["moment0"][1, 3, 4] = np.nan
    with pytest.raises(ContractBroken, match="simulation A, output 14, view 1 has NaN or infinite moment0"):
        embedded(maps=maps)


def test_an_observation_below_the_threshold_is_refused(comparison, rotating_blob):
    with pytest.raises(ObservationInvalid, match=r"CO.nc: moment 0 exceeds 200 times its noise \(2 Jy.*`n_sigma`"):
        comparison(rotating_blob(), SETTINGS | {"n_sigma": 200})


def test_a_crop_without_any_velocity_is_refused(comparison, rotating_blob):
    settings = SETTINGS | {"crop": WHOLE | {"centre": [-190, 190], "width_au": 80.0}}
    with pytest.raises(ObservationInvalid, match=r"CO.nc: .*nowhere in the crop.*`crop`"):
        comparison(rotating_blob(), settings)


def test_a_crop_that_leaves_the_frame_is_refused(comparison, rotating_blob):
    with pytest.raises(ConfigError, match="500 AU wide .* leaves the frame"):
        comparison(rotating_blob(), SETTINGS | {"crop": WHOLE | {"width_au": 500.0}})


@pytest.mark.parametrize("name", ["pixel_au", "projected_separation_au", "noise_jy_kms_per_beam"])
def test_a_file_that_lacks_an_attribute_is_refused(comparison, name, rotating_blob):
    with pytest.raises(ContractBroken, match=f"CO.nc has no attribute '{name}'"):
        comparison(rotating_blob(), **{name: None})


def test_an_unknown_kind_of_map_is_refused(comparison, rotating_blob):
    with pytest.raises(ContractBroken, match="map_kind = moment2"):
        comparison(rotating_blob(), map_kind="moment2")


def test_moment_0_is_prepared_like_a_continuum(comparison, tmp_path, rotating_blob):
    beam = {"beam_major_au": 40.0, "beam_minor_au": 32.0, "beam_angle_deg": 10.0}
    maps = {"moment0": rotating_blob()["moment0"]}
    seen = comparison(maps, {}, map_kind="moment0", **beam)
    path = tmp_path / "CO.nc"
    framing = framing_of(read_observed_map(path), path)
    assert (seen.variables, framing.noise) == (("moment0",), 0.01)
    np.testing.assert_array_equal(seen.observation, prepared_map(framing.brightness, framing, Preparation()))
    prepared = seen.prepare({"moment0": 7 * maps["moment0"]}, np.random.default_rng(1))
    expected = prepared_map(7 * maps["moment0"], framing, Preparation(), rng=np.random.default_rng(1))
    np.testing.assert_array_equal(prepared, expected)
    with pytest.raises(ContractBroken, match="no attribute 'noise_jy_kms_per_beam'"):
        comparison(maps, {}, map_kind="moment0", **beam, noise_jy_kms_per_beam=None)
