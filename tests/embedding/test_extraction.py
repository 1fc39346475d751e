"""Features of prepared maps: against Keras's own pipeline, and independent of how maps are put together."""

import importlib.util
import os
import subprocess
import sys

import keras
import numpy as np
import pytest

from simanalogues.embedding import runtimes
from simanalogues.embedding.backbones import BACKBONES
from simanalogues.embedding.extraction import Extractor, extractor_of, feature_head
from simanalogues.embedding.features import adaptive_bins, default_batch_size
from simanalogues.embedding.plain import PixelExtractor
from simanalogues.embedding.preparation import Preparation, prepared_map
from simanalogues.embedding.weights import RESOURCES
from simanalogues.errors import ConfigError, RuntimeUnavailable, WeightsInvalid
from simanalogues.sky.seeds import image_rng

MOBILENET = RESOURCES / BACKBONES["MobileNet"].weights_name
N = 96


@pytest.fixture(scope="module")
def prepared(two_clumps, framing_of) -> np.ndarray:
    """Five prepared maps with noise."""
    framing = framing_of(N)
    return np.array(
        [
            prepared_map(
                two_clumps(N, 0.2 + 0.06 * view),
                framing,
                Preparation(),
                rng=image_rng(1, "t", tracer="continuum", simulation="A", output=1, view=view),
            )
            for view in range(5)
        ]
    )


@pytest.fixture(scope="module")
def last_maps(prepared) -> np.ndarray:
    """MobileNet's last feature maps by Keras's own pipeline: 0-255, three channels, preprocess_input, predict."""
    network = keras.applications.MobileNet(include_top=False, weights=str(MOBILENET), input_shape=(N, N, 3))
    coloured = np.repeat(prepared[..., None] * 255.0, 3, axis=-1)
    return network.predict(keras.applications.mobilenet.preprocess_input(coloured), verbose=0)


def mobilenet(feature: str, **options) -> Extractor:
    """MobileNet with the shipped weights."""
    return Extractor(BACKBONES["MobileNet"], (N, N), feature=feature, weights=MOBILENET, **options)


@pytest.mark.slow
def test_pooled_features_are_keras_own(prepared, last_maps):
    features = mobilenet("pooled")(prepared).kept
    assert features.shape == (5, 1024)
    np.testing.assert_allclose(features, last_maps.mean(axis=(1, 2)), atol=2e-5 * last_maps.max())


@pytest.mark.slow
def test_grid_features_are_keras_adaptive_average(prepared, last_maps):
    extractor = mobilenet("grid")
    features = extractor(prepared).kept
    assert features.shape == (5, extractor.n_features) == (5, 4 * 4 * 1024)
    expected = np.asarray(keras.layers.AdaptiveAveragePooling2D(4)(last_maps)).reshape(5, -1)
    np.testing.assert_allclose(features, expected, atol=2e-5 * last_maps.max())


def test_full_features_are_the_whole_map_with_the_pooled_kept(prepared, last_maps):
    features = mobilenet("full")(prepared)
    np.testing.assert_allclose(features.full, last_maps.reshape(5, -1), atol=2e-5 * last_maps.max())
    np.testing.assert_allclose(features.kept, last_maps.mean(axis=(1, 2)), atol=2e-5 * last_maps.max())


@pytest.mark.slow
def test_a_map_has_the_same_bytes_at_any_place_and_beside_any_other(prepared):
    extractor = mobilenet("grid")
    together = extractor(prepared).kept
    alone = np.concatenate([extractor(prepared[i : i + 1]).kept for i in range(5)])
    shuffled = extractor(prepared[::-1]).kept[::-1]
    assert together.tobytes() == alone.tobytes() == shuffled.tobytes()


@pytest.mark.slow
def test_groups_of_any_size_give_the_same_features_but_for_rounding(prepared):
    one_by_one = mobilenet("full")(prepared)
    for size in (2, 5, 8):
        grouped = mobilenet("full", batch_size=size)(prepared)
        np.testing.assert_allclose(grouped.kept, one_by_one.kept, atol=1e-4)
        np.testing.assert_allclose(grouped.full, one_by_one.full, atol=1e-3)


@pytest.mark.slow
def test_features_tell_a_map_from_its_mirror_image(prepared):
    features = mobilenet("grid")(np.array([prepared[0], prepared[0][:, ::-1]])).kept
    assert np.abs(features[0] - features[1]).max() > 0.1


@pytest.mark.slow
def test_plain_operations_give_the_compiled_features(prepared):
    network = BACKBONES["MobileNet"].build((N, N))
    network.load_weights(MOBILENET)
    head = feature_head(BACKBONES["MobileNet"].preprocess(), "pooled")
    plain = runtimes.on_plain_operations(network, head, (5, N, N))(prepared)[0]
    np.testing.assert_allclose(plain, mobilenet("pooled")(prepared).kept, atol=1e-4)


@pytest.mark.parametrize("backend", ["jax", "torch"])
def test_other_keras_backends_give_the_same_features(backend, prepared, tmp_path):
    if importlib.util.find_spec(backend) is None:
        pytest.skip(f"KERAS_BACKEND={backend} needs the package {backend}, which is not installed")
    np.save(tmp_path / "maps.npy", prepared)
    code = (
        "import sys, numpy; from simanalogues.embedding.extraction import extractor_of;"
        "maps = numpy.load(sys.argv[1] + '/maps.npy');"
        "extractor, _ = extractor_of('MobileNet', maps.shape[1:], {'feature': 'grid'});"
        "numpy.save(sys.argv[1] + '/features.npy', extractor(maps).kept)"
    )
    environment = {**os.environ, "KERAS_BACKEND": backend, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, env=environment)
    np.testing.assert_allclose(np.load(tmp_path / "features.npy"), mobilenet("grid")(prepared).kept, atol=1e-4)


@pytest.mark.slow
def test_openvino_gives_the_features_of_float32(prepared):
    pytest.importorskip("openvino", reason="the optional extra openvino is not installed")
    ours, theirs = (mobilenet("full", runtime=runtime)(prepared) for runtime in ("keras", "openvino"))
    # bfloat16 would differ by 1e-2.
    np.testing.assert_allclose(theirs.kept, ours.kept, atol=1e-4)
    np.testing.assert_allclose(theirs.full, ours.full, atol=1e-4)


def test_openvino_that_is_not_installed_is_said_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "openvino", None)
    with pytest.raises(RuntimeUnavailable, match="needs the package openvino, which is not installed"):
        mobilenet("pooled", runtime="openvino")


def test_openvino_beside_another_backend_is_refused(monkeypatch):
    monkeypatch.setattr(keras.backend, "backend", lambda: "jax")
    with pytest.raises(ConfigError, match="`runtime: openvino` needs KERAS_BACKEND=tensorflow, it is jax"):
        runtimes.on_openvino(None, None, (1, N, N))


def test_an_unknown_runtime_is_refused():
    with pytest.raises(ConfigError, match="`runtime: onnx` cannot be: choose one of keras, openvino"):
        mobilenet("pooled", runtime="onnx")


def test_pixels_are_the_map_itself(prepared):
    extractor, origin = extractor_of("pixels", (N, N), {"feature": "grid"})
    np.testing.assert_array_equal(extractor(prepared).kept, prepared.reshape(5, -1))
    assert extractor.n_features == N * N
    assert (origin["backbone"], origin["weights_digest"]) == ("pixels", "")


def test_full_pixels_keep_the_map_averaged_to_56_pixels():
    maps = np.random.default_rng(1).random((2, 112, 40), dtype=np.float32)
    extractor = PixelExtractor((112, 40), feature="full")
    features = extractor(maps)
    np.testing.assert_array_equal(features.full, maps.reshape(2, -1))
    np.testing.assert_allclose(features.kept, maps.reshape(2, 56, 2, 40).mean(axis=2).reshape(2, -1), rtol=1e-6)
    assert extractor.n_features == 56 * 40


def test_the_origin_names_the_weights_by_their_digest():
    _, origin = extractor_of("MobileNet", (32, 32), {"feature": "pooled"})
    assert len(origin["weights_digest"]) == 32
    assert (origin["backbone"], origin["runtime"], origin["input_pixels_x"]) == ("MobileNet", "keras", 32)


def test_a_backbone_without_weights_is_refused(tmp_path):
    with pytest.raises(WeightsInvalid, match="the weights of VGG19 are missing"):
        extractor_of("VGG19", (N, N), {"feature": "grid", "weights_dir": tmp_path})


def test_adaptive_bins_cover_everything_and_divide_evenly_where_possible():
    assert adaptive_bins(8, 4) == [slice(0, 2), slice(2, 4), slice(4, 6), slice(6, 8)]
    assert adaptive_bins(7, 4) == [slice(0, 2), slice(1, 4), slice(3, 6), slice(5, 7)]
    assert adaptive_bins(2, 4) == [slice(0, 1), slice(0, 1), slice(1, 2), slice(1, 2)]


def test_large_maps_pass_in_small_batches():
    assert [default_batch_size((n, n)) for n in (64, 224, 448, 800, 2000)] == [32, 32, 8, 2, 1]
