"""Pseudo-observations are embedded as the observation is, and with `feature: full` images take distances to them."""

import numpy as np
import pytest
import xarray as xr
from skimage.feature import hog

from simanalogues.distances.kernels import distances_to
from simanalogues.distances.registry import OF_FEATURES
from simanalogues.embedding.embed import embed_images, embed_observation
from simanalogues.embedding.plain import HogExtractor
from simanalogues.embedding.pseudo import embed_pseudo_observations
from simanalogues.schema.embedding import EMBEDDING
from simanalogues.schema.embedding_observation import EMBEDDING_OBSERVATION
from simanalogues.schema.embedding_pseudo import EMBEDDING_PSEUDO
from simanalogues.schema.files import read_dataset, write_dataset
from simanalogues.schema.pseudo_observations import PSEUDO_OBSERVATIONS

GRID = {"noise": "match", "flux": "peak", "stretch": "asinh", "feature": "grid", "softening": 3.0}
WHOLE = {"centre": "midpoint", "width_au": 200.0, "max_empty": 0.1, "rotation_deg": 0.0}


def pseudo_file(path, maps, **attributes):
    variables = maps if isinstance(maps, dict) else {"brightness": maps}
    rows = np.arange(len(next(iter(variables.values()))))
    numbers = dict.fromkeys(("output", "view", "realisation"), rows)
    numbers |= dict.fromkeys(("position_angle_deg", "error_west_beams", "error_north_beams"), 0.0 * rows)
    texts = {name: np.full(rows.size, "A", dtype=object) for name in ("simulation", "record_digest")}
    dataset = xr.Dataset({name: ("image", values) for name, values in {**numbers, **texts}.items()})
    dataset = dataset.assign({name: (("image", "y", "x"), np.float32(values)) for name, values in variables.items()})
    write_dataset(dataset.assign_attrs(attributes), PSEUDO_OBSERVATIONS, path)
    return path


@pytest.fixture
def files(tmp_path, framing, write_observation):
    """The observation, and pseudo-observations that are the observation, and it thrice as bright and upside down."""
    seen = np.where(framing.observed, framing.brightness, np.nan)
    pseudo = np.stack([seen, 3 * seen, seen[::-1]])
    return write_observation(tmp_path / "o.nc", framing), pseudo_file(tmp_path / "p.nc", pseudo)


@pytest.mark.slow
@pytest.mark.parametrize("backbone", ["pixels", "hog", "MobileNet"])
@pytest.mark.parametrize("flux", ["peak", "absolute"])
def test_the_observation_as_a_pseudo_observation_has_its_features(files, tmp_path, backbone, flux):
    observation, pseudo = files
    job = {"backbone": backbone, "settings": {**GRID, "flux": flux}}
    embed_observation(observation, **job, destination=tmp_path / "eo.nc")
    embed_pseudo_observations([pseudo], observation, **job, destination=tmp_path / "ep.nc")
    own = read_dataset(tmp_path / "eo.nc", EMBEDDING_OBSERVATION)["features"].values[0]
    theirs = read_dataset(tmp_path / "ep.nc", EMBEDDING_PSEUDO)["features"].values
    np.testing.assert_array_equal(theirs[0], own)
    # Brighter alone, it is the same under a common peak, and not as it is.
    assert np.allclose(theirs[1], own, atol=1e-5) == (flux == "peak")
    assert not np.allclose(theirs[2], own, atol=1e-2)


def test_a_velocity_field_as_a_pseudo_observation_has_its_features(tmp_path, rotating_blob, write_moments):
    moments = rotating_blob()
    observation = write_moments(tmp_path / "o.nc", moments)
    pseudo = pseudo_file(tmp_path / "p.nc", {name: values[None] for name, values in moments.items()})
    settings = {**GRID, "n_sigma": 3, "crop": WHOLE}
    job = {"backbone": "pixels", "settings": settings}
    embed_observation(observation, **job, destination=tmp_path / "eo.nc")
    embed_pseudo_observations([pseudo], observation, **job, destination=tmp_path / "ep.nc")
    own = read_dataset(tmp_path / "eo.nc", EMBEDDING_OBSERVATION)["features"].values[0]
    np.testing.assert_array_equal(read_dataset(tmp_path / "ep.nc", EMBEDDING_PSEUDO)["features"].values[0], own)


@pytest.mark.slow
@pytest.mark.parametrize("backbone", ["pixels", "MobileNet"])
def test_of_whole_maps_distances_to_pseudo_observations_are_taken_as_images_pass(
    files, tmp_path, maps, write_images, context, backbone
):
    observation, pseudo = files
    images, settings = write_images(tmp_path / "i.nc", maps), {**GRID, "feature": "full"}
    job = {"backbone": backbone, "settings": settings, "context": context}
    embed_images([images], observation, **job, pseudo=[pseudo], destination=tmp_path / "e.nc")
    taken = read_dataset(tmp_path / "e.nc", EMBEDDING)
    assert taken["pseudo_distance"].shape == (len(maps), 3, len(OF_FEATURES))
    # The first pseudo-observation is the observation.
    np.testing.assert_allclose(taken["pseudo_distance"][:, 0], taken["distance_value"], rtol=1e-6)
    assert not np.allclose(taken["pseudo_distance"][:, 2], taken["distance_value"], rtol=1e-2)


def test_other_pseudo_observations_make_a_block_of_whole_maps_anew(
    files, tmp_path, maps, write_images, context, framing
):
    observation, pseudo = files
    images = write_images(tmp_path / "i.nc", maps)
    job = {"backbone": "pixels", "settings": {**GRID, "feature": "full"}, "context": context}
    for brightness in (framing.brightness, framing.brightness[::-1]):
        pseudo_file(pseudo, brightness[None])
        embed_images([images], observation, **job, pseudo=[pseudo], destination=tmp_path / "e.nc")
    taken = read_dataset(tmp_path / "e.nc", EMBEDDING)
    embed_images([images], observation, **job, pseudo=[pseudo], destination=tmp_path / "anew.nc")
    anew = read_dataset(tmp_path / "anew.nc", EMBEDDING)
    np.testing.assert_array_equal(taken["pseudo_distance"], anew["pseudo_distance"])


def test_oriented_gradients_are_scikit_images_and_know_a_map_from_its_turn(two_clumps):
    maps = np.stack([two_clumps(48), np.rot90(two_clumps(48))]).astype(np.float32)
    features = HogExtractor((48, 48), feature="grid")(maps).kept
    np.testing.assert_allclose(features[0], hog(maps[0], pixels_per_cell=(6, 6), cells_per_block=(2, 2)), rtol=1e-6)
    assert distances_to(features[0], features[1:])[0, 0] > 0.1
