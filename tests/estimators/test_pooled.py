import numpy as np
from catalogue_files import ORIGIN
from recovery_files import planted

from simanalogues.estimators.pooled import pooled_features, pooled_observation


def test_features_of_a_grid_are_averaged_over_its_cells(tmp_path):
    grid = planted(tmp_path, simulations="AB", n_outputs=3, n_features=32, attrs={"feature": "grid"})
    images = pooled_features(grid.inputs["embeddings"], ORIGIN | {"feature": "grid"})
    expected = np.concatenate(list(grid.features.values())).reshape(-1, 16, 2).mean(axis=1)
    np.testing.assert_allclose(images, expected, rtol=1e-6)
    seen = pooled_observation("o.nc", grid.features["A"][0], ORIGIN | {"feature": "grid"})
    np.testing.assert_allclose(seen, expected[:1], rtol=1e-6)


def test_maps_themselves_are_averaged_to_fewer_pixels(tmp_path):
    attrs = {"feature": "grid", "weights_digest": "", "input_pixels_y": 64, "input_pixels_x": 96}
    pixels = planted(tmp_path, simulations="AB", n_outputs=3, n_features=64 * 96, attrs=attrs)
    images = pooled_features(pixels.inputs["embeddings"], ORIGIN | attrs)
    maps = np.concatenate(list(pixels.features.values())).reshape(-1, 32, 2, 32, 3)
    np.testing.assert_allclose(images, maps.mean(axis=(2, 4)).reshape(-1, 1024), rtol=1e-5)
