"""The stage's files: what is in them, and that their bytes do not depend on how images are cut into files."""

import netCDF4
import numpy as np
import pytest

from simanalogues.embedding.embed import embed_images, embed_observation
from simanalogues.embedding.framing import framing_of
from simanalogues.embedding.preparation import Preparation, prepared_map
from simanalogues.errors import BackboneUnknown, CacheDamaged, ContractBroken, EmbeddingMismatch, InputMissing
from simanalogues.map_kinds.observed_map import read_observed_map
from simanalogues.schema.embedding import EMBEDDING
from simanalogues.schema.embedding_observation import EMBEDDING_OBSERVATION
from simanalogues.schema.files import read_dataset
from simanalogues.sky.seeds import image_rng

GRID = {"noise": "match", "flux": "peak", "stretch": "asinh", "feature": "grid", "softening": 3.0}


@pytest.fixture
def observation(tmp_path, framing, write_observation):
    """The observation's file."""
    return write_observation(tmp_path / "continuum.nc", framing)


@pytest.fixture
def embedded(tmp_path, observation, context):
    """A function that embeds image files and reads the result."""

    def embed(*images, backbone="pixels", settings=GRID, name="embedding.nc", seed=3):
        destination = tmp_path / name
        job = {"backbone": backbone, "settings": settings, "context": {**context, "seed": seed}}
        embed_images(list(images), observation, **job, destination=destination)
        return read_dataset(destination, EMBEDDING)

    return embed


def test_rows_are_the_prepared_maps_in_the_order_of_the_files(tmp_path, embedded, observation, maps, write_images):
    dataset = embedded(write_images(tmp_path / "a.nc", maps))
    framing = framing_of(read_observed_map(observation), observation)
    rng = image_rng(3, "mockD", tracer="continuum", simulation="A", output=15, view=1)
    expected = prepared_map(maps[3].astype(np.float32).astype(float), framing, Preparation(), rng=rng)
    np.testing.assert_array_equal(dataset["features"][3], expected.ravel())
    assert (dataset["simulation"][3], dataset["output"][3], dataset["view"][3]) == ("A", 15, 1)


def test_a_file_says_where_its_features_come_from(tmp_path, embedded, maps, write_images):
    attributes = embedded(write_images(tmp_path / "a.nc", maps)).attrs
    expected = {"backbone": "pixels", "target": "mockD", "tracer": "continuum", "preparation": "main", **GRID}
    assert {name: attributes[name] for name in expected} == expected


@pytest.mark.slow
@pytest.mark.parametrize("backbone", ["pixels", "MobileNet"])
def test_bytes_do_not_depend_on_how_images_are_cut_into_files(tmp_path, embedded, maps, backbone, write_images):
    one = embedded(write_images(tmp_path / "all.nc", maps), backbone=backbone, name="one.nc")
    first, second = write_images(tmp_path / "a.nc", maps[:4]), write_images(tmp_path / "b.nc", maps[4:], "A", 16)
    two = embedded(first, second, backbone=backbone, name="two.nc")
    rest = embedded(second, backbone=backbone, name="rest.nc")
    assert one["features"].values.tobytes() == two["features"].values.tobytes()
    assert one["features"][4:].values.tobytes() == rest["features"].values.tobytes()
    assert (tmp_path / "one.nc").read_bytes() == (tmp_path / "two.nc").read_bytes()


def test_another_seed_gives_other_noise(tmp_path, embedded, maps, write_images):
    images = write_images(tmp_path / "a.nc", maps)
    assert not np.array_equal(embedded(images)["features"], embedded(images, seed=4)["features"])


def test_features_lie_contiguous_and_uncompressed(tmp_path, embedded, maps, write_images):
    embedded(write_images(tmp_path / "a.nc", maps))
    with netCDF4.Dataset(tmp_path / "embedding.nc") as opened:
        assert opened["features"].chunking() == "contiguous"
        assert opened["features"].dtype == np.float32


@pytest.mark.parametrize(("backbone", "feature"), [("pixels", "grid"), ("pixels", "full"), ("MobileNet", "grid")])
def test_a_block_without_images_gives_a_valid_file(tmp_path, embedded, backbone, feature, write_images):
    images = write_images(tmp_path / "a.nc", np.empty((0, 48, 48)))
    for paths in ([images], []):
        dataset = embedded(*paths, backbone=backbone, settings={**GRID, "feature": feature})
        assert dataset.sizes["image"] == 0
        assert dataset.sizes["feature"] > 0
        assert ("distance_value" in dataset) == (feature == "full")


@pytest.mark.slow
@pytest.mark.parametrize("backbone", ["pixels", "MobileNet"])
def test_full_keeps_distances_to_the_observation(
    tmp_path, embedded, observation, framing, maps, backbone, write_images
):
    settings = {**GRID, "noise": "none", "feature": "full", "flux": "absolute"}
    images = write_images(tmp_path / "a.nc", [*maps, framing.brightness])
    dataset = embedded(images, backbone=backbone, settings=settings)
    assert dataset["distance"].values.tolist() == ["cosine", "euclidean", "braycurtis", "canberra", "l1"]
    assert dataset["features"].shape == (8, {"pixels": 48 * 48, "MobileNet": 1024}[backbone])
    # The last image is the observation itself.
    np.testing.assert_allclose(dataset["distance_value"][7], 0, atol=1e-5)
    assert (dataset["distance_value"][:7] > 1e-4).all()


@pytest.mark.slow
def test_whole_feature_maps_are_kept_where_heads_are_trained_on_them(
    tmp_path, embedded, observation, maps, write_images
):
    settings = {**GRID, "noise": "none", "feature": "full", "keep_maps": True}
    dataset = embedded(write_images(tmp_path / "a.nc", maps[:3]), backbone="MobileNet", settings=settings)
    # 48 pixels, halved five times.
    assert dataset["maps"].shape == (3, 1, 1, 1024)
    np.testing.assert_allclose(dataset["maps"][:, 0, 0], dataset["features"], rtol=1e-3, atol=1e-6)
    embed_observation(observation, backbone="MobileNet", settings=settings, destination=tmp_path / "own.nc")
    assert read_dataset(tmp_path / "own.nc", EMBEDDING_OBSERVATION)["maps"].shape == (4, 1, 1, 1024)


def test_full_distances_of_pixels_are_scipys(tmp_path, embedded, observation, maps, write_images):
    from scipy.spatial.distance import cdist

    dataset = embedded(write_images(tmp_path / "a.nc", maps), settings={**GRID, "feature": "full"})
    # Maps of at most 56 pixels are kept as they are.
    framing = framing_of(read_observed_map(observation), observation)
    query = prepared_map(framing.brightness, framing, Preparation()).reshape(1, -1)
    for name, scipy_name in {"cosine": "cosine", "euclidean": "euclidean", "l1": "cityblock"}.items():
        expected = cdist(query.astype(float), dataset["features"].values.astype(float), scipy_name)[0]
        np.testing.assert_allclose(dataset["distance_value"].sel(distance=name), expected, rtol=1e-5)


def test_the_observation_has_itself_its_mirror_and_its_turns(tmp_path, observation):
    settings = {**GRID, "feature": "full"}
    embed_observation(observation, backbone="pixels", settings=settings, destination=tmp_path / "own.nc")
    dataset = read_dataset(tmp_path / "own.nc", EMBEDDING_OBSERVATION)
    assert dataset["variant"].values.tolist() == ["observed", "mirrored", "turned90", "turned180"]
    observed, mirrored, _, turned180 = dataset["prepared"].values
    np.testing.assert_array_equal(mirrored, observed[:, ::-1])
    np.testing.assert_array_equal(turned180, observed[::-1, ::-1])
    np.testing.assert_allclose(dataset["distance_value"][0], 0, atol=1e-6)
    assert (dataset["distance_value"][1:] > 0.01).all()


@pytest.mark.slow
def test_the_observation_gets_no_noise_and_the_features_of_a_network(tmp_path, observation, framing):
    embed_observation(observation, backbone="MobileNet", settings=GRID, destination=tmp_path / "own.nc")
    dataset = read_dataset(tmp_path / "own.nc", EMBEDDING_OBSERVATION)
    read = framing_of(read_observed_map(observation), observation)
    np.testing.assert_array_equal(dataset["prepared"][0], prepared_map(read.brightness, read, Preparation()))
    assert dataset["features"].shape == (4, 16 * 1024)
    assert "distance_value" not in dataset


def test_images_of_another_size_are_refused(tmp_path, embedded, write_images):
    images = write_images(tmp_path / "a.nc", np.zeros((2, 40, 48)))
    with pytest.raises(EmbeddingMismatch, match="images of 40 x 48 pixels, the observation's frame has 48 x 48"):
        embedded(images)


def test_an_image_with_nan_is_refused_and_leaves_no_file(tmp_path, embedded, maps, write_images):
    maps[3, 2, 1] = np.nan
    images = write_images(tmp_path / "a.nc", maps)
    with pytest.raises(ContractBroken, match="a.nc: the image of simulation A, output 15, view 1 has NaN"):
        embedded(images)
    assert not (tmp_path / "embedding.nc").exists()


def test_a_missing_image_file_is_named(tmp_path, embedded):
    with pytest.raises(InputMissing, match="there is no file .*nothing.nc"):
        embedded(tmp_path / "nothing.nc")


def test_a_truncated_image_file_is_moved_aside(tmp_path, embedded, maps, write_images):
    images = write_images(tmp_path / "a.nc", maps)
    images.write_bytes(images.read_bytes()[:5000])
    with pytest.raises(CacheDamaged, match="a.nc is damaged.*moved to .*a.nc.damaged"):
        embedded(images)


def test_an_unknown_backbone_is_refused(tmp_path, embedded, maps, write_images):
    with pytest.raises(BackboneUnknown, match="no backbone is called 'pixel'"):
        embedded(write_images(tmp_path / "a.nc", maps), backbone="pixel")
