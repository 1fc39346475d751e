import numpy as np
import pytest
from PIL import Image

from simanalogues.errors import InputMissing
from simanalogues.figures.cone import cone_of, plot_cone
from simanalogues.figures.distance_distributions import plot_distance_distributions
from simanalogues.figures.estimate import plot_estimate
from simanalogues.figures.evolution import plot_evolution
from simanalogues.figures.gallery import plot_galleries
from simanalogues.figures.image_rows import read_maps
from simanalogues.figures.kinds import appearance_of
from simanalogues.figures.orientation import plot_orientation
from simanalogues.figures.sky_panel import beam_patch
from simanalogues.figures.usable import plot_usable, share_of_sightlines
from simanalogues.map_kinds.observed_map import read_observed_map
from simanalogues.schema.snapshots import SNAPSHOTS
from simanalogues.schema.views import VIEWS
from simanalogues.tables.records import read_output


def draw(kind, target, settings, folder, tracer="continuum", name="x"):
    files = {"pdf": folder / f"{name}.pdf", "png": folder / f"{name}.png"}
    outputs = {"snapshots": target.snapshots, "views": target.views, "images": target.images}
    observation = target.observations[tracer]
    if kind == "distance_distributions":
        plot_distance_distributions(target.matchings, tracer=tracer, **files)
    elif kind == "orientation":
        plot_orientation(target.matchings, tracer=tracer, **files)
    elif kind == "estimate":
        plot_estimate(target.matchings, observation, settings=settings, trained=False, **files)
    elif kind == "cone":
        plot_cone(target.matchings, observation, outputs=outputs, settings=settings, **files)
    elif kind == "usable":
        plot_usable(target.snapshots, target.views, observation=observation, **files)
    elif kind == "evolution":
        plot_evolution(target.matchings, target.snapshots, settings=settings, **files)
    return files


KINDS = ("distance_distributions", "orientation", "estimate", "cone", "usable", "evolution")


def has_content(png):
    with Image.open(png) as image:
        pixels = np.asarray(image.convert("L"), dtype=float)
    return min(pixels.shape) > 200 and (pixels < 200).mean() > 0.002


@pytest.mark.slow
@pytest.mark.parametrize("tracer", ["continuum", "SO", "CO"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_figure_is_drawn_of_every_kind_of_map(kind, tracer, target, settings, tmp_path):
    files = draw(kind, target, settings, tmp_path, tracer)
    assert has_content(files["png"])
    assert files["pdf"].read_bytes().startswith(b"%PDF")


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_every_figure_is_drawn_with_one_simulation_no_truth_and_a_fallback(kind, lonely_target, settings, tmp_path):
    assert has_content(draw(kind, lonely_target, settings | {"truth": {}, "distance": "cosine"}, tmp_path)["png"])


@pytest.mark.slow
def test_the_same_figure_has_the_same_bytes(target, settings, tmp_path):
    first, second = (draw("orientation", target, settings, tmp_path, name=name) for name in ("first", "second"))
    for kind in ("pdf", "png"):
        assert first[kind].read_bytes() == second[kind].read_bytes()


def galleries(target, settings, folder, distances, tracer="continuum"):
    pdf, png = ([folder / f"{name}.{kind}" for name in distances] for kind in ("pdf", "png"))
    (matching, _), observation = target.matchings_of(tracer), target.observations[tracer]
    plot_galleries(matching, observation, images=target.images, settings=settings, pdf=pdf, png=png)
    return png


@pytest.mark.slow
def test_there_is_a_gallery_for_each_distance(target, lonely_target, settings, tmp_path):
    assert all(has_content(png) for png in galleries(target, settings, tmp_path, ["l1"]))
    assert all(has_content(png) for png in galleries(lonely_target, settings, tmp_path, ["cosine"]))


@pytest.mark.slow
@pytest.mark.parametrize("tracer", ["SO", "CO"])
def test_there_is_a_gallery_of_a_line(tracer, target, settings, tmp_path):
    assert all(has_content(png) for png in galleries(target, settings, tmp_path, ["cosine_euclidean"], tracer))


def test_the_beam_is_drawn_from_plus_y_towards_minus_x(target, settings):
    patch = beam_patch(appearance_of(read_observed_map(target.observation), settings))
    # The end of the major axis: 30 degrees from +y towards -x.
    end = patch.get_transform().transform((0.0, 1.0)) - patch.get_transform().transform((0.0, 0.0))
    angle = np.deg2rad(30)
    np.testing.assert_allclose(end / np.linalg.norm(end), [-np.sin(angle), np.cos(angle)], atol=1e-9)
    assert np.linalg.norm(end) == pytest.approx(110.0)


def test_the_cone_is_drawn_with_the_angle_of_its_sightlines(target):
    place = {"simulation": "A", "output": 18}
    cone = cone_of(read_output(target.snapshots, SNAPSHOTS, **place), read_output(target.views, VIEWS, **place))
    assert np.sin(np.deg2rad(cone.angle_deg)) * cone.separation_au == pytest.approx(600, rel=1e-6)
    assert (np.sign(cone.sightlines[:, 2]) == cone.nappe).all()


def test_a_map_that_no_file_holds_is_named(target, settings):
    look = appearance_of(read_observed_map(target.observation), settings)
    with pytest.raises(InputMissing, match="tracer 'continuum'.* view 9 of output 99 of 'A'.*snakemake again"):
        read_maps(target.images, [("A", 99, 9)], look)


def test_the_share_of_sightlines_is_that_of_random_ones():
    sine = np.sqrt(1 - np.random.default_rng(0).uniform(-1, 1, 200_000) ** 2)
    for distance in (610.0, 900.0, 3000.0):
        assert share_of_sightlines(np.array(distance), 600.0) == pytest.approx(np.mean(distance * sine > 600), abs=5e-3)
    assert share_of_sightlines(np.array([500.0, np.nan]), 600.0).tolist() == [0, 0]
