"""Weight files: where they are looked for, and what is said of those that cannot be used."""

import shutil

import h5py
import keras
import numpy as np
import pytest

from simanalogues.embedding import weights
from simanalogues.embedding.backbones import BACKBONES
from simanalogues.errors import BackboneUnknown, WeightsInvalid
from simanalogues.provenance.digests import digest_of_contents

MOBILENET = weights.RESOURCES / BACKBONES["MobileNet"].weights_name


@pytest.fixture
def network():
    """MobileNet with random weights."""
    return BACKBONES["MobileNet"].build((32, 32))


def test_the_shipped_weights_are_found_without_a_weights_dir():
    assert weights.require_weights("MobileNet") == MOBILENET


def test_weights_dir_comes_before_resources(tmp_path):
    own = shutil.copy(MOBILENET, tmp_path)
    assert str(weights.require_weights("MobileNet", tmp_path)) == own


def test_the_shipped_weights_load(network):
    before = network.get_weights()[0].copy()
    weights.load_weights(network, MOBILENET, "MobileNet")
    assert not np.array_equal(network.get_weights()[0], before)


def test_missing_weights_say_where_was_looked_and_what_to_do(tmp_path):
    with pytest.raises(WeightsInvalid, match=r"VGG19 are missing: no vgg19_.*in weights_dir.*resources.*Get it from"):
        weights.require_weights("VGG19", tmp_path)


def test_weights_of_an_unknown_backbone_are_refused():
    with pytest.raises(BackboneUnknown, match="no backbone is called 'VGG15'"):
        weights.locate_weights("VGG15")


def test_a_path_without_a_file_is_refused(network, tmp_path):
    with pytest.raises(WeightsInvalid, match="there is no file .*nothing.h5"):
        weights.load_weights(network, tmp_path / "nothing.h5", "MobileNet")


@pytest.mark.parametrize("length", [0, 1000, 6_000_000])
def test_a_truncated_file_is_refused(network, tmp_path, length):
    path = tmp_path / "cut.h5"
    path.write_bytes(MOBILENET.read_bytes()[:length])
    with pytest.raises(WeightsInvalid, match="cut.h5, the weights of MobileNet, is damaged"):
        weights.load_weights(network, path, "MobileNet")


def test_a_file_with_nan_is_refused(network, tmp_path):
    path = shutil.copy(MOBILENET, tmp_path / "nan.h5")
    with h5py.File(path, "r+") as opened:
        opened["conv1/conv1/kernel"][0, 0, 0, 0] = np.nan
    with pytest.raises(WeightsInvalid, match="nan.h5, the weights of MobileNet, is damaged: it holds NaN"):
        weights.load_weights(network, path, "MobileNet")


def test_a_file_of_another_network_is_refused():
    with pytest.raises(WeightsInvalid, match="tf_no_top.h5 does not hold the weights of VGG16 .*another network"):
        weights.load_weights(BACKBONES["VGG16"].build((32, 32)), MOBILENET, "VGG16")


def test_a_file_of_the_same_network_in_another_width_is_refused(network, tmp_path):
    path = tmp_path / "half.h5"
    keras.applications.MobileNet(include_top=False, weights=None, alpha=0.5, input_shape=(32, 32, 3)).save_weights(
        tmp_path / "half.weights.h5"
    )
    (tmp_path / "half.weights.h5").rename(path)
    with pytest.raises(WeightsInvalid, match="half.h5 does not hold the weights of MobileNet"):
        weights.load_weights(network, path, "MobileNet")


def test_an_hdf5_file_without_layers_is_refused(network, tmp_path):
    path = tmp_path / "other.h5"
    with h5py.File(path, "w") as opened:
        opened["brightness"] = np.zeros(3)
    with pytest.raises(WeightsInvalid, match="other.h5 does not hold the weights of MobileNet"):
        weights.load_weights(network, path, "MobileNet")


def test_fetching_takes_what_is_here_already(tmp_path):
    weights.fetch_weights("MobileNet", tmp_path / "deep" / "weights.h5")
    assert digest_of_contents(tmp_path / "deep" / "weights.h5") == digest_of_contents(MOBILENET)


def test_fetching_downloads_with_keras_and_leaves_only_the_file(tmp_path, monkeypatch):
    def get_file(name, url, *, file_hash, cache_dir, cache_subdir):
        assert (url, file_hash) == (BACKBONES["VGG19"].weights_url, BACKBONES["VGG19"].weights_md5)
        return shutil.copy(MOBILENET, f"{cache_dir}/{name}")

    monkeypatch.setattr(keras.utils, "get_file", get_file)
    weights.fetch_weights("VGG19", tmp_path / "vgg19.h5")
    assert [path.name for path in tmp_path.iterdir()] == ["vgg19.h5"]


def test_a_failed_download_says_what_to_do_and_leaves_nothing(tmp_path, monkeypatch):
    def get_file(*_args, **_options):
        raise Exception("URL fetch failure")

    monkeypatch.setattr(keras.utils, "get_file", get_file)
    with pytest.raises(WeightsInvalid, match="VGG19 could not be downloaded .*URL fetch failure.*put it into"):
        weights.fetch_weights("VGG19", tmp_path / "vgg19.h5")
    assert not list(tmp_path.iterdir())
