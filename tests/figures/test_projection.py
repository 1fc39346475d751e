import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from scipy.stats import ortho_group

from simanalogues.errors import ConfigError
from simanalogues.figures import components as components_module
from simanalogues.figures.components import components_of, projected
from simanalogues.figures.projection import Cloud, cloud_of, draw_cloud, norm_of, plot_projection, values_by_image
from simanalogues.schema.embedding import EMBEDDING
from simanalogues.schema.embedding_observation import EMBEDDING_OBSERVATION
from simanalogues.schema.files import read_dataset
from simanalogues.schema.matching import MATCHING

SPREADS = np.array([5.0, 2.0, 0.5, 0.1, 0.1])


@pytest.fixture
def vectors():
    """600 vectors that spread 5, 2, 0.5, ... along directions that are turned at random, about a mean that is not 0."""
    rng = np.random.default_rng(5)
    turned = rng.normal(0, SPREADS, (600, 5)) @ ortho_group.rvs(5, random_state=3) + rng.normal(0, 30, 5)
    return turned.astype(np.float32)


def of_numpy(vectors):
    centred = vectors.astype(float) - vectors.mean(axis=0, dtype=float)
    _, values, axes = np.linalg.svd(centred, full_matrices=False)
    signs = np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)])
    return centred @ (axes * signs[:, None])[:2].T, (values**2 / (values**2).sum())[:2]


def found(blocks, seed=0):
    components = components_of(blocks, np.random.default_rng(seed))
    return components, *projected(blocks, components)


@pytest.mark.slow
def test_components_of_turned_vectors_are_those_of_a_singular_value_decomposition(vectors):
    points, shares = of_numpy(vectors)
    components, ours, share = found([vectors[:250], vectors[:0], vectors[250:]])
    np.testing.assert_allclose(ours, points, atol=2e-3)
    np.testing.assert_allclose(share, shares, rtol=1e-4)
    np.testing.assert_allclose(components.axes @ components.axes.T, np.eye(2), atol=1e-5)
    np.testing.assert_allclose(ours.std(axis=0), SPREADS[:2], rtol=0.1)


@pytest.mark.slow
def test_the_same_turn_of_all_vectors_leaves_their_picture_but_for_signs(vectors):
    turned = (vectors @ ortho_group.rvs(5, random_state=9)).astype(np.float32)
    np.testing.assert_allclose(np.abs(found([turned])[1]), np.abs(found([vectors])[1]), atol=2e-3)


@pytest.mark.slow
def test_small_pieces_change_nothing(vectors, monkeypatch):
    whole = found([vectors])[1]
    monkeypatch.setattr(components_module, "ROWS_AT_ONCE", 7)
    np.testing.assert_allclose(found([vectors])[1], whole, atol=1e-9)


def test_of_many_vectors_a_seeded_part_gives_nearly_the_same_components(vectors, monkeypatch):
    points, shares = of_numpy(vectors)
    monkeypatch.setattr(components_module, "MOST_FOR_AXES", 200)
    _, ours, share = found([vectors])
    assert ours.shape == points.shape
    np.testing.assert_allclose(share, shares, rtol=0.05)
    # The first axis of a part lies within a few degrees of that of all.
    assert 0 < np.abs(ours[:, 0] - points[:, 0]).max() < 0.1 * 4 * SPREADS[0]
    np.testing.assert_array_equal(found([vectors])[1], ours)
    assert (found([vectors], seed=1)[1] != ours).any()


@pytest.mark.parametrize("n", [1, 2, 5])
def test_vectors_that_are_all_the_same_lie_at_one_point(n):
    _, points, shares = found([np.full((n, 4), 3.0, np.float32)])
    np.testing.assert_array_equal(points, np.zeros((n, 2)))
    np.testing.assert_array_equal(shares, [0, 0])


def test_vectors_along_a_line_have_one_component():
    line = np.outer(np.arange(6.0), [3.0, 4.0]).astype(np.float32)
    _, points, shares = found([line])
    np.testing.assert_allclose(points[:, 0], 5 * (np.arange(6) - 2.5), rtol=1e-6)
    np.testing.assert_allclose(points[:, 1], 0, atol=1e-5)
    np.testing.assert_allclose(shares, [1, 0], atol=1e-9)


@pytest.mark.slow
def test_the_observation_takes_no_part_in_the_components_but_is_projected(trained_target):
    files = trained_target.embeddings["MobileNet"]
    cloud = cloud_of("MobileNet", files["images"], files["observation"], seed=1)
    features = np.concatenate([read_dataset(path, EMBEDDING)["features"].values for path in files["images"]])
    points, _ = of_numpy(features)
    np.testing.assert_allclose(cloud.points, points, atol=5e-3)
    assert len(cloud.labels) == len(features) == 52
    observed = read_dataset(files["observation"], EMBEDDING_OBSERVATION)["features"].values[0]
    axes, *_ = np.linalg.lstsq(features - features.mean(axis=0), points, rcond=None)
    np.testing.assert_allclose(cloud.observation, (observed - features.mean(axis=0)) @ axes, atol=0.02)
    assert cloud.n_features == 30


def test_values_are_those_of_the_images_whatever_their_order(trained_target):
    table = read_dataset(trained_target.matchings[0], MATCHING)
    values = values_by_image(table.isel(image=slice(None, None, -1)), "mass_primary_msun")
    row = 17
    place = tuple(table[name].values[row] for name in ("simulation", "output", "view"))
    assert values[place] == table["parameter_value"].sel(parameter="mass_primary_msun").values[row]


def test_a_parameter_that_the_matching_does_not_have_is_refused(trained_target):
    table = read_dataset(trained_target.matchings[0], MATCHING)
    with pytest.raises(ConfigError, match="projection_parameter is 'spin'.*matching.parameters \\(mass_msun, "):
        values_by_image(table, "spin")


def cloud(names, points):
    labels = pd.MultiIndex.from_arrays(
        [names, range(len(names)), [0] * len(names)], names=["simulation", "output", "view"]
    )
    return Cloud("B", np.asarray(points), labels, np.array([9.0, 8.0]), np.array([0.756, 0.1]), 12)


def test_each_image_is_a_mark_of_its_simulation_and_the_observation_a_star():
    axis = Figure().subplots()
    ours = cloud(["A", "E", "A"], [[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]])
    # The last image is not among the values, which are in another order.
    values = pd.Series([0.2, 0.1], index=ours.labels[[1, 0]])
    draw_cloud(axis, ours, values, norm_of(values.to_numpy()))
    assert [marks.get_array().tolist() for marks in axis.collections if marks.get_array() is not None] == [[0.1], [0.2]]
    shown = [marks.get_offsets().tolist() for marks in axis.collections]
    assert [places for places in shown if places] == [[[3.0, 3.0]], [[1.0, 1.0]], [[2.0, 2.0]]]
    first, second = (axis.collections[i].get_paths()[0].vertices.shape for i in (1, 3))
    assert first != second
    (star,) = axis.lines
    assert (star.get_marker(), *star.get_xdata(), *star.get_ydata()) == ("*", 9.0, 8.0)
    assert axis.get_xlabel() == "first component (75.6 % of the variance)"


def test_values_over_many_decades_have_logarithmic_colours():
    assert isinstance(norm_of(np.array([1e-8, 1e-5, np.nan])), LogNorm)
    assert not isinstance(norm_of(np.array([0.0, 1e-5])), LogNorm)
    assert (norm_of(np.array([2.0, 3.0])).vmin, norm_of(np.array([np.nan])).vmax) == (2.0, 1)


@pytest.mark.slow
@pytest.mark.parametrize("parameter", ["mass_primary_msun", "disk_size_primary_au"])
def test_the_same_projection_has_the_same_bytes(parameter, trained_target, settings, tmp_path):
    files = {
        f"{key}_{kind}": trained_target.embeddings[name][kind]
        for key, name in (("backbone", "MobileNet"), ("trained", "MobileNet-trained"))
        for kind in ("images", "observation")
    }
    files["matching"] = next(path for path in trained_target.matchings if path.stem == "MobileNet")
    settings["projection_parameter"] = parameter
    made = [{"pdf": tmp_path / f"{name}.pdf", "png": tmp_path / f"{name}.png"} for name in "ab"]
    for paths in made:
        plot_projection(files, backbone="MobileNet", settings=settings, **paths)
    for kind in ("pdf", "png"):
        assert made[0][kind].read_bytes() == made[1][kind].read_bytes()
