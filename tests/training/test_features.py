import time

import numpy as np
import pytest
from catalogue_files import write_embedding

from simanalogues.errors import CatalogueEmpty, EmbeddingMismatch
from simanalogues.schema.embedding import EMBEDDING
from simanalogues.schema.files import read_dataset, write_dataset
from simanalogues.training.batches import batches_of, read_ahead
from simanalogues.training.features import open_features
from simanalogues.training.perceptron import Perceptron

RNG = np.random.default_rng(1)
GRID = RNG.random((8, 16, 5)).astype(np.float32)
MAPS = RNG.random((8, 7, 6, 5)).astype(np.float32)


def files(folder, features, **attrs):
    """Two files of four images each, and an empty one between."""
    parts = (("A", [1], features[:4]), ("B", [], features[:0]), ("C", [3], features[4:]))
    return [write_embedding(folder / f"{name}.nc", name, outputs, rows, **attrs) for name, outputs, rows in parts]


def with_maps(paths, maps):
    """The same files with feature maps."""
    for path, rows in zip(paths, (maps[:4], maps[:0], maps[4:]), strict=True):
        dataset = read_dataset(path, EMBEDDING)
        dataset["maps"] = (("image", "map_y", "map_x", "channel"), rows)
        write_dataset(dataset, EMBEDDING, path)
    return paths


def test_pooled_features_are_one_cell(tmp_path):
    features = open_features(files(tmp_path, GRID[:, 0], feature="pooled"), "average")
    assert features.map_shape == (1, 1, 5)
    np.testing.assert_array_equal(features.take(np.array([7, 0, 7])), GRID[[7, 0, 7], :1])
    assert list(features.labels["simulation"]) == ["A"] * 4 + ["C"] * 4


def test_of_a_grid_the_average_over_its_cells_is_taken(tmp_path):
    features = open_features(files(tmp_path, GRID.reshape(8, -1), feature="grid"), "average")
    np.testing.assert_allclose(features.take(np.arange(8))[:, 0], GRID.mean(axis=1), rtol=1e-6)
    assert not features.streamed


def test_a_grid_can_be_flattened_cell_by_cell(tmp_path):
    features = open_features(files(tmp_path, GRID.reshape(8, -1), feature="grid"), "flatten")
    assert features.map_shape == (4, 4, 5)
    np.testing.assert_array_equal(features.take(np.array([5, 2])), GRID[[5, 2]])
    assert features.streamed


def test_whole_maps_are_read_from_the_disk_row_by_row(tmp_path):
    paths = with_maps(files(tmp_path, GRID[:, 0], feature="full"), MAPS)
    features = open_features(paths, "flatten")
    assert features.map_shape == (7, 6, 5)
    rows = np.array([6, 1, 6, 3])
    np.testing.assert_array_equal(features.take(rows), MAPS[rows].reshape(4, 42, 5))


def test_what_cannot_be_flattened_is_named(tmp_path):
    with pytest.raises(EmbeddingMismatch, match="A.nc holds pooled features, which cannot be flattened"):
        open_features(files(tmp_path, GRID[:, 0], feature="pooled"), "flatten")
    with pytest.raises(EmbeddingMismatch, match="A.nc holds no feature maps"):
        open_features(files(tmp_path, GRID[:, 0], feature="full"), "flatten")


def test_files_of_different_origin_are_refused(tmp_path):
    paths = files(tmp_path, GRID[:, 0], feature="pooled")
    write_embedding(tmp_path / "C.nc", "C", [3], GRID[4:, 0], feature="pooled", weights_digest="other")
    with pytest.raises(EmbeddingMismatch, match="C.nc was embedded with weights_digest = other, the first file with"):
        open_features(paths, "average")


def test_a_catalogue_without_images_is_refused(tmp_path):
    empty = write_embedding(tmp_path / "A.nc", "A", [], GRID[:0, 0], feature="pooled")
    with pytest.raises(CatalogueEmpty, match="nothing to train on"):
        open_features([empty], "average")


def test_batches_hold_anchors_then_positives_then_negatives_and_the_last_is_shorter(tmp_path):
    features = open_features(files(tmp_path, GRID[:, 0], feature="pooled"), "average")
    triplets = np.array([[0, 1, 2], [3, 4, 5], [6, 7, 0]])
    perceptron = Perceptron(1, 5, (4, 3), 0.5)
    batches = list(batches_of(triplets, features, perceptron, size=2, rng=np.random.default_rng(1)))
    np.testing.assert_array_equal(batches[0].features[:, 0], GRID[[0, 3, 1, 4, 2, 5], 0])
    np.testing.assert_array_equal(batches[1].features[:, 0], GRID[[6, 7, 0], 0])
    assert [len(batch.masks[0]) for batch in batches] == [6, 3]


def test_streamed_batches_are_those_from_memory(tmp_path):
    paths = files(tmp_path, GRID.reshape(8, -1), feature="grid")
    features = open_features(paths, "flatten")
    triplets, perceptron = RNG.integers(0, 8, (50, 3)), Perceptron(16, 5, (4, 3), 0.5)
    batches = list(batches_of(triplets, features, perceptron, size=7, rng=np.random.default_rng(1)))
    rng = np.random.default_rng(1)
    for batch, first in zip(batches, range(0, 50, 7), strict=True):
        np.testing.assert_array_equal(batch.features, GRID[triplets[first : first + 7].T.ravel()])
        np.testing.assert_array_equal(batch.masks[0], perceptron.draw_masks(rng, len(batch.features))[0])


def test_what_is_read_ahead_comes_in_order_while_the_reader_is_busy():
    read = []
    items = read_ahead((read.append(i) or i for i in range(10)), 3)
    assert next(items) == 0
    deadline = time.monotonic() + 5
    while len(read) < 4 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert 4 <= len(read) <= 6
    assert list(items) == list(range(1, 10))


def test_what_stops_reading_ahead_is_raised_where_it_is_read():
    def failing():
        yield 1
        raise OSError("the disk is gone")

    items = read_ahead(failing(), 2)
    assert next(items) == 1
    with pytest.raises(OSError, match="the disk is gone"):
        next(items)
