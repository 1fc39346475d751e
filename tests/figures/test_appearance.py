import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.path import Path

from simanalogues.figures.image_rows import read_maps
from simanalogues.figures.kinds import appearance_of
from simanalogues.figures.sky_panel import draw_colour_bar, draw_map
from simanalogues.map_kinds.observed_map import read_observed_map

LABEL = ("A", 18, 1)


def look_of(target, tracer, settings):
    return appearance_of(read_observed_map(target.observations[tracer]), settings)


def drawn(look, values=None):
    """The axis with a map, and its colours, shape (y, x, 4), y upward."""
    figure = Figure()
    axis = figure.subplots()
    image = draw_map(axis, look.observed() if values is None else values, look)
    draw_colour_bar(figure, np.array([axis]), look)
    return figure, axis, image, image.to_rgba(image.get_array())


@pytest.mark.parametrize(("tracer", "unit"), [("continuum", "(Jy/beam)"), ("SO", "(Jy/beam km/s)")])
def test_brightness_of_a_synthetic_map_is_scaled_to_the_observed_peak(tracer, unit, target, settings):
    look = look_of(target, tracer, settings)
    maps = read_maps(target.images, [LABEL], look)
    assert maps[LABEL][look.seen].max() == pytest.approx(np.nanmax(look.observed()), rel=1e-6)
    assert unit in look.label and "scaled" in look.label


def test_brightness_stays_as_it_is_where_the_flux_is_absolute(target, settings):
    scaled, absolute = (look_of(target, "SO", settings | {"flux": flux}) for flux in ("total", "absolute"))
    seen = scaled.seen
    ours, theirs = (read_maps(target.images, [LABEL], look)[LABEL] for look in (scaled, absolute))
    assert ours[seen].sum() == pytest.approx(scaled.observed()[seen].sum(), rel=1e-5)
    assert theirs.max() == pytest.approx(0.05, rel=0.05)
    assert "scaled" not in absolute.label


def test_velocities_are_never_scaled(target, settings):
    look = look_of(target, "CO", settings)
    shown = read_maps(target.images, [LABEL], look)[LABEL]
    # The second view of the third used output: 2 km/s + 13 x 0.05 km/s, reached far from the midpoint.
    assert 2.3 < np.nanmax(shown) <= 2.65


def test_the_colours_of_velocities_are_symmetric_and_receding_is_red(target, settings):
    look = look_of(target, "CO", settings)
    stretch = look.stretch()
    assert stretch.vmin == -stretch.vmax
    figure, _, image, _ = drawn(look)
    red, blue = image.cmap(stretch(2.0)), image.cmap(stretch(-2.0))
    assert red[0] > red[2] and blue[2] > blue[0]
    assert "positive recedes" in figure.axes[-1].get_ylabel()


def test_up_is_the_side_of_the_primary(target, settings):
    _, axis, image, _ = drawn(look_of(target, "CO", settings))
    values, (x_0, x_1, y_0, y_1) = image.get_array(), image.get_extent()
    assert image.origin == "lower" and y_0 < y_1 and x_0 < x_1
    half = len(values) // 2
    # The primary recedes.
    assert np.nanmean(values[half:]) > 1 and np.nanmean(values[:half]) < -1
    assert axis.get_ylim()[0] < axis.get_ylim()[1]


def test_velocities_without_emission_are_grey(target, settings):
    look = look_of(target, "CO", settings)
    moment0 = look.observation.maps["moment0"]
    shown = look.observed()
    assert np.array_equal(np.isfinite(shown), np.nan_to_num(moment0) > 10 * 4e-4)
    _, axis, _, colours = drawn(look)
    assert (colours[~np.isfinite(shown)][:, 3] == 0).all()
    assert to_rgb(axis.get_facecolor()) == (0.82, 0.82, 0.82)


def test_a_synthetic_velocity_is_masked_by_its_own_moment_0_and_where_nothing_was_observed(target, settings):
    look = look_of(target, "CO", settings)
    maps = {"moment0": np.full((48, 48), 1.0), "moment1": np.full((48, 48), 2.0)}
    maps["moment0"][:24] = 3.9e-3
    shown = look.synthetic(maps)
    assert np.isnan(shown[:24]).all()
    assert (shown[24:] == 2.0).all()
    maps["moment0"][:] = 1.0
    assert np.isnan(look.synthetic(maps)[:3, :5]).all()


def test_a_ready_moment_1_map_is_shown_as_it_came(line_target, settings):
    look = look_of(line_target, "CS", settings)
    np.testing.assert_array_equal(look.observed(), look.observation.maps["moment1"])
    assert look.threshold == 0


def test_the_ends_of_the_scale_are_the_largest_velocity_in_the_crop_or_the_given_one(target, settings):
    look = look_of(target, "CO", settings)
    places = (np.arange(48) - 23.5) * 2000 / 48
    points = np.stack(np.meshgrid(places, places), axis=-1).reshape(-1, 2)
    inside = Path(look.outline.corners_au()).contains_points(points).reshape(48, 48)
    # Pixels that the crop's rim cuts count too.
    assert look.limit_kms == pytest.approx(np.nanmax(np.abs(look.observed()[inside])), rel=0.02)
    assert look.limit_kms >= np.nanmax(np.abs(look.observed()[inside])) * (1 - 1e-6)
    # Noise over noise outside of the emission is up to 40 times as fast.
    assert np.abs(look.observation.maps["moment1"][inside]).max() > 10 * look.limit_kms
    settings["tracers"]["CO"]["velocity_limit_kms"] = 7.0
    assert look_of(target, "CO", settings).stretch().vmax == 7.0


def test_the_outline_of_the_crop_is_drawn_on_velocities_only(target, settings):
    look = look_of(target, "CO", settings)
    _, axis, _, _ = drawn(look)
    (outline,) = axis.patches
    np.testing.assert_allclose(outline.get_xy()[:4], look.outline.corners_au())
    assert not drawn(look_of(target, "SO", settings))[1].patches


def test_what_is_shown_holds_the_crop_and_the_stars(target, settings):
    look = look_of(target, "CO", settings)
    assert look.shown_au / 2 > max(np.abs(look.outline.corners_au()).max(), 300.0)
    assert look.shown_au < look.observation.field_au
    assert look_of(target, "SO", settings).shown_au == 2000.0
