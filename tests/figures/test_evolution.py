from collections import Counter

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from simanalogues.figures.evolution import best_moments, draw_band, draw_moments, plot_evolution
from simanalogues.figures.style import colour_of_tracer
from simanalogues.schema.files import read_dataset, write_dataset
from simanalogues.schema.snapshots import SNAPSHOTS
from simanalogues.tables.duplicates import ranked_rows
from simanalogues.tables.matchings import read_matchings
from simanalogues.tables.records import read_histories


def lines_of(axis):
    """(time, low, high, colour) of every piece of a vertical line."""
    (collection,) = axis.collections
    pieces = zip(collection.get_segments(), collection.get_colors(), strict=True)
    return [(start[0], start[1], end[1], tuple(colour)) for (start, end), colour in pieces]


def test_lines_stand_at_the_times_of_the_best_of_each_tracer_with_its_own_distance(target, settings):
    tables = read_matchings(target.matchings)
    moments = best_moments(tables, settings)
    for tracer, distance in (("continuum", "euclidean"), ("CO", "cosine_euclidean")):
        table = next(t for t in tables if t.attrs["tracer"] == tracer and t.attrs["network"] == "MobileNet")
        rows = ranked_rows(table, distance)[:5]
        times = table["parameter_value"].sel(parameter="time_kyr").values[rows]
        expected = Counter(zip(table["simulation"].values[rows], times, strict=True))
        found = {(name, time): n for name, counts in moments[tracer].items() for time, n in counts.items()}
        assert found == dict(expected)


def test_the_panels_of_every_simulation_have_the_lines(target, settings):
    figure = Figure()
    moments = best_moments(read_matchings(target.matchings), settings)
    draw_band(figure, read_histories(target.snapshots), moments, 2)
    columns = np.array(figure.axes).reshape(4, 2).T
    for simulation, column in zip("AE", columns, strict=True):
        times = {time for of_tracer in moments.values() for time in of_tracer.get(simulation, {})}
        for axis in column:
            assert {line[0] for line in lines_of(axis)} == times
    assert columns[0][2].get_yscale() == columns[0][3].get_yscale() == "log"


def test_more_matches_are_more_opaque_and_tracers_at_one_time_take_turns():
    axis = Figure().subplots()
    draw_moments(axis, {"CO": Counter({20.0: 1, 30.0: 4}), "CS": Counter({30.0: 2})})
    lines = lines_of(axis)
    alone = [line for line in lines if line[0] == 20.0]
    shared = sorted(line for line in lines if line[0] == 30.0)
    assert [line[1:3] for line in alone] == [(0.0, 1.0)]
    assert shared[0][1] == 0 and shared[-1][2] == 1
    assert [low for _, low, _, _ in shared[1:]] == pytest.approx([high for _, _, high, _ in shared[:-1]])
    assert len({colour[:3] for *_, colour in shared}) == 2
    assert alone[0][3][3] < max(colour[3] for *_, colour in shared) == 1.0


def test_a_simulation_without_outputs_is_left_out(target, settings, tmp_path):
    empty = read_dataset(target.snapshots[0], SNAPSHOTS).isel(output=slice(0, 0)).drop_encoding()
    path = tmp_path / "snapshots/F/00000-00049.nc"
    write_dataset(empty, SNAPSHOTS, path)
    assert list(read_histories([*target.snapshots, path])) == ["A", "E"]
    files = {"pdf": tmp_path / "x.pdf", "png": tmp_path / "x.png"}
    plot_evolution(target.matchings, [path], settings=settings, **files)
    assert files["png"].is_file()


@pytest.mark.slow
def test_many_simulations_wrap(target, settings, tmp_path):
    record = read_dataset(target.snapshots[0], SNAPSHOTS)
    paths = [tmp_path / f"snapshots/{name}/00000-00049.nc" for name in "ABCDE"]
    for path in paths:
        write_dataset(record, SNAPSHOTS, path)
    for name, snapshots in (("one", paths[:4]), ("two", paths)):
        plot_evolution(
            target.matchings,
            snapshots,
            settings=settings,
            pdf=tmp_path / f"{name}.pdf",
            png=tmp_path / f"{name}.png",
        )
    one, two = (Image.open(tmp_path / f"{name}.png").size for name in ("one", "two"))
    assert one[0] == two[0]
    assert two[1] > 1.8 * one[1]


def test_a_history_is_put_together_from_its_chunks_in_the_order_of_time(target, tmp_path):
    record = read_dataset(target.snapshots[0], SNAPSHOTS)
    paths = [tmp_path / f"A/{chunk}.nc" for chunk in ("00000-00019", "00020-00039")]
    for path, rows in zip(paths, (slice(5, None), slice(0, 5)), strict=True):
        write_dataset(record.isel(output=rows), SNAPSHOTS, path)
    np.testing.assert_array_equal(read_histories(paths)["A"]["time_kyr"], np.sort(record["time_kyr"]))


def test_twelve_tracers_have_their_own_colours():
    assert len({colour_of_tracer(position) for position in range(12)}) == 12
