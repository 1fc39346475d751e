import json

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from simanalogues.errors import InputMissing
from simanalogues.figures.estimate import draw_estimate, plot_estimate
from simanalogues.figures.evolution import best_moments
from simanalogues.figures.moment_maps import networks_shown
from simanalogues.figures.style import PALETTE
from simanalogues.report.warnings_of_run import warnings_of_run
from simanalogues.tables.estimates import estimate_rows, tabulate_estimates
from simanalogues.tables.groups import groups_of
from simanalogues.tables.labels import default_network, positions_of
from simanalogues.tables.matchings import read_matchings
from simanalogues.tables.summary import format_summary

ORDER = ["pixels", "MobileNet", "VGG16", "MobileNet-trained", "VGG16-trained"]


def tables_of(target, *networks):
    tables = read_matchings(target.matchings, "continuum")
    return [table for table in tables if table.attrs["network"] in (networks or ORDER)]


def rows_of(tables, **wanted):
    wanted = {"distance": "l1", "parameter": "age_primary_kyr"} | wanted
    rows = estimate_rows(tables, {})
    return {row["network"]: row for row in rows if all(row[key] == value for key, value in wanted.items())}


def selected_ages(tables):
    ages = []
    for table in tables:
        chosen = table["selected"].sel(distance="l1").values == 1
        ages += list(table["parameter_value"].sel(parameter="age_primary_kyr").values[chosen])
    return ages


def drawn(tables, settings, *, trained):
    axes = list(Figure(figsize=(11, 7)).subplots(2, 3).ravel())
    draw_estimate(axes, groups_of(tables, trained=trained), settings, 600.0)
    return axes


def bars_of(axis):
    """Place, height and colour of all filled bars."""
    bars = [bar for group in axis.containers for bar in group if bar.get_facecolor()[3] > 0 and bar.get_height() > 0]
    return [(bar.get_x(), bar.get_height(), bar.get_facecolor()) for bar in bars]


def test_networks_with_a_trained_head_stand_after_all_others(trained_target):
    assert [table.attrs["network"] for table in read_matchings(trained_target.matchings, "continuum")] == ORDER


def test_each_ensemble_has_the_selections_of_its_own_networks_only(trained_target):
    tables = tables_of(trained_target)
    # All images weigh alike.
    tables[1]["selected"][10:20] = 1
    tables[4]["selected"][20:40] = 1
    rows = rows_of(tables)
    for name, members in (("all networks", tables[:3]), ("all trained", tables[3:])):
        ages = selected_ages(members)
        assert rows[name]["n_images"] == len(ages)
        assert rows[name]["median"] == pytest.approx(np.quantile(ages, 0.5, method="averaged_inverted_cdf"))
    assert rows["all networks"]["median"] != rows["all trained"]["median"]


def test_rows_of_trained_networks_stand_after_the_ensemble_of_the_others(trained_target):
    assert list(rows_of(tables_of(trained_target))) == [*ORDER[:3], "all networks", *ORDER[3:], "all trained"]


def test_a_single_network_of_a_sort_is_no_ensemble(trained_target):
    one_of_each = tables_of(trained_target, "MobileNet", "MobileNet-trained")
    assert list(rows_of(one_of_each)) == ["MobileNet", "MobileNet-trained"]
    many_and_one = tables_of(trained_target, "pixels", "MobileNet", "MobileNet-trained")
    assert list(rows_of(many_and_one)) == ["pixels", "MobileNet", "all networks", "MobileNet-trained"]


def test_the_network_shown_first_has_no_trained_head_where_there_is_a_deep_one_without():
    assert default_network(["A-trained", "pixels", "B"]) == "B"
    assert default_network(["pixels", "A-trained"]) == "A-trained"
    assert default_network(["pixels"]) == "pixels"


def test_moment_maps_show_the_baseline_last(trained_target):
    assert networks_shown(tables_of(trained_target)) == ["MobileNet", "VGG16", "MobileNet-trained"]
    assert networks_shown(tables_of(trained_target, "pixels", "MobileNet", "MobileNet-trained"))[-1] == "pixels"


def test_the_evolution_counts_no_trained_network(trained_target, settings):
    ours = best_moments(tables_of(trained_target), settings)
    assert ours == best_moments(tables_of(trained_target, "MobileNet", "VGG16"), settings)
    assert ours != best_moments(tables_of(trained_target, "MobileNet-trained"), settings)


@pytest.mark.parametrize("trained", [False, True])
def test_bars_of_each_figure_add_up_to_one(trained, trained_target, settings):
    for axis in drawn(tables_of(trained_target), settings, trained=trained):
        assert sum(height for _, height, _ in bars_of(axis)) == pytest.approx(1.0)


@pytest.mark.slow
def test_trained_networks_leave_the_bars_of_the_others_alone(trained_target, settings):
    alone = drawn(tables_of(trained_target, *ORDER[:3]), settings, trained=False)
    beside = drawn(tables_of(trained_target), settings, trained=False)
    for before, after in zip(alone, beside, strict=True):
        assert bars_of(before) == bars_of(after)


@pytest.mark.slow
def test_the_figures_without_and_with_trained_networks_have_the_same_axes_and_bins(trained_target, settings):
    tables = tables_of(trained_target)
    tables[4]["selected"][:] = 0
    tables[4]["selected"][:1] = 1
    untrained, trained = (drawn(tables, settings, trained=of) for of in (False, True))
    for ours, theirs in zip(untrained, trained, strict=True):
        assert ours.get_xlim() == theirs.get_xlim()
        assert ours.get_ylim() == theirs.get_ylim()
        assert bars_of(ours) != bars_of(theirs)
        edges = [{bar.get_x() for group in axis.containers for bar in group} for axis in (ours, theirs)]
        assert edges[0] == edges[1]


def test_a_trained_network_has_the_colour_of_its_backbone(trained_target):
    untrained, trained = groups_of(tables_of(trained_target), trained=False)
    assert (untrained.positions, trained.positions) == ([0, 1, 2], [1, 2])
    assert positions_of(["C-trained"], ["pixels", "B"]) == [2]


def test_bars_of_a_trained_network_have_the_colour_of_its_backbone(trained_target, settings):
    (axis, *_) = drawn(tables_of(trained_target), settings, trained=True)
    assert {to_hex(colour) for _, _, colour in bars_of(axis)} == {colour.lower() for colour in PALETTE[1:3]}


def test_a_figure_of_networks_that_are_not_there_is_refused(target, settings, tmp_path):
    files = {"pdf": tmp_path / "x.pdf", "png": tmp_path / "x.png"}
    with pytest.raises(InputMissing, match="none of 2 matching files of tracer 'continuum' is of a network with a tra"):
        plot_estimate(target.matchings, target.observation, settings=settings, trained=True, **files)


def test_few_outputs_are_said_of_networks_but_of_no_ensemble(trained_target, settings):
    tables = tables_of(trained_target)
    rows = [row | {"n_effective_outputs": 1.0} for row in estimate_rows(tables, {})]
    estimates = {"estimates": rows, "distances": {"continuum": "euclidean"}}
    said = warnings_of_run(tables, [], estimates=estimates, config={})
    (few,) = [text for text in said if "fewer than 5 independent outputs" in text]
    assert few.endswith(": " + ", ".join(f"{name} (continuum)" for name in sorted(ORDER)) + ".")


def summary_of(content, folder, n_tracers=3):
    content["distances"] |= {f"tracer{i}": "euclidean" for i in range(n_tracers - 1)}
    (folder / "estimates.json").write_text(json.dumps(content))
    (folder / "report.html").write_text("")
    return format_summary(folder)


@pytest.mark.slow
def test_a_summary_of_many_tracers_has_both_ensembles_or_what_stands_for_them(trained_target, settings, tmp_path):
    files = {"json_file": tmp_path / "estimates.json", "csv_file": tmp_path / "estimates.csv"}
    tabulate_estimates(trained_target.matchings, truth={}, settings=settings, **files)
    content = json.loads(files["json_file"].read_text())
    assert content["network"] == "MobileNet"
    table = summary_of(content, tmp_path).partition("parameter")[2]
    assert table.count(" all networks ") == table.count(" all trained ") > 0
    assert "MobileNet" not in table
    without = ("VGG16-trained", "all trained")
    content["estimates"] = [row for row in content["estimates"] if row["network"] not in without]
    table = summary_of(content, tmp_path).partition("parameter")[2]
    assert table.count(" MobileNet-trained ") == table.count(" all networks ") > 0
