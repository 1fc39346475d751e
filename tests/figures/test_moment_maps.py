import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from simanalogues.figures.kinds import appearance_of
from simanalogues.figures.moment_maps import PER_BAND, column_of, draw_band, networks_shown, plot_moment_maps
from simanalogues.map_kinds.observed_map import read_observed_map
from simanalogues.tables.duplicates import ranked_rows
from simanalogues.tables.matchings import labels_of, read_matchings


def columns_of(target, settings, tracers=("CO", "CS"), networks=("MobileNet", "pixels")):
    tables = read_matchings(target.matchings)
    looks = [appearance_of(read_observed_map(target.observations[name]), settings) for name in tracers]
    return [column_of(look, tables, target.images, networks=list(networks), settings=settings) for look in looks]


def draw(target, settings, folder, tracers):
    files = {"pdf": folder / "x.pdf", "png": folder / "x.png"}
    observations = [target.observations[tracer] for tracer in tracers]
    matchings = target.matchings_of(*tracers)
    plot_moment_maps(matchings, observations, images=target.images, settings=settings, **files)
    with Image.open(files["png"]) as image:
        return np.asarray(image.convert("RGB"), dtype=int)


@pytest.mark.slow
def test_the_figure_is_drawn_with_red_above_blue(line_target, settings, tmp_path):
    pixels = draw(line_target, settings, tmp_path, ("CO", "CS"))
    observed = pixels[: len(pixels) // 3]
    (red, _), (blue, _) = (np.nonzero(observed[..., a] - observed[..., b] > 90) for a, b in ((0, 2), (2, 0)))
    assert red.mean() < blue.mean()


def test_the_match_under_a_map_is_the_best_of_its_network_with_the_distance_of_lines(line_target, settings):
    for column in columns_of(line_target, settings):
        for network, best in column.best.items():
            tables = read_matchings(line_target.matchings, column.look.tracer)
            (table,) = (table for table in tables if table.attrs["network"] == network)
            row = ranked_rows(table, "cosine_euclidean")[0]
            assert best.label == labels_of(table, [row])[0]
            assert best.z_score == pytest.approx(float(table["z_score"].sel(distance="cosine_euclidean")[row]))


@pytest.mark.slow
@pytest.mark.parametrize(("limits", "bars"), [((4.0, 4.0), 1), ((4.0, 5.0), 2)])
def test_columns_share_a_colour_bar_where_their_limits_are_the_same(limits, bars, line_target, settings, tmp_path):
    for tracer, limit in zip(("CO", "CS"), limits, strict=True):
        settings["tracers"][tracer]["velocity_limit_kms"] = limit
    figure = Figure()
    draw_band(figure, columns_of(line_target, settings), ["MobileNet"], 2, common=len(set(limits)) == 1)
    assert len(figure.axes) == 2 * 2 + bars
    assert draw(line_target, settings, tmp_path, ("CO", "CS")).size


def test_the_observed_map_says_its_tracer_and_frequency_and_the_match_its_image(line_target, settings):
    figure = Figure()
    columns = columns_of(line_target, settings)
    draw_band(figure, columns, ["MobileNet"], 2, common=True)
    titles = [axis.get_title() for axis in figure.axes]
    simulation, output, view = columns[0].best["MobileNet"].label
    assert "CO, 230.54 GHz" in titles
    assert "CS, 244 GHz" in titles
    assert any(title.startswith(f"{simulation} {output}, view {view}, z = −") for title in titles)


def test_the_network_that_is_shown_first_comes_first_the_pixels_last_and_three_at_most(target):
    tables = read_matchings(target.matchings)
    assert networks_shown(tables) == ["MobileNet", "pixels"]
    named = [table.assign_attrs(network=name) for table, name in zip(tables, ("pixels", *"abcde"), strict=True)]
    assert networks_shown(named) == ["a", "b", "c"]
    assert networks_shown(named[:1]) == ["pixels"]


@pytest.mark.slow
def test_more_than_five_tracers_wrap(line_target, settings, tmp_path):
    narrow = draw(line_target, settings, tmp_path, ("CO",) * PER_BAND)
    wide = draw(line_target, settings, tmp_path, ("CO",) * (PER_BAND + 1))
    assert wide.shape[1] == narrow.shape[1]
    assert wide.shape[0] == pytest.approx(2 * narrow.shape[0], rel=0.02)
