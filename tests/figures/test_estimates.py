import csv
import json

import numpy as np
import pytest

from simanalogues.errors import InputMissing
from simanalogues.tables.duplicates import distinct_rows, ranked_rows
from simanalogues.tables.estimates import estimate_of, tabulate_estimates
from simanalogues.tables.matchings import read_matchings
from simanalogues.tables.summary import format_summary


def tabulated(target, settings, folder, truth=None):
    files = {"json_file": folder / "estimates.json", "csv_file": folder / "estimates.csv"}
    truth = settings["truth"] if truth is None else truth
    tabulate_estimates(target.matchings, truth=truth, settings=settings, **files)
    return json.loads(files["json_file"].read_text())


def row_of(content, **wanted):
    return next(row for row in content["estimates"] if all(row[key] == value for key, value in wanted.items()))


def test_every_network_distance_and_parameter_has_a_row_and_so_have_all_networks_together(target, settings, tmp_path):
    content = tabulated(target, settings, tmp_path)
    assert len(content["estimates"]) == 3 * 4 * 3 * 6
    with (tmp_path / "estimates.csv").open(newline="") as stream:
        assert len(list(csv.DictReader(stream))) == 216


def test_an_estimate_is_the_weighted_median_of_the_selection(target, settings, tmp_path):
    content = tabulated(target, settings, tmp_path)
    table = read_matchings(target.matchings, "continuum")[1]
    selected = table["selected"].sel(distance="l1").values.astype(bool)
    ages = table["parameter_value"].sel(parameter="age_primary_kyr").values[selected]
    wanted = {"tracer": "continuum", "network": table.attrs["network"], "distance": "l1"}
    row = row_of(content, **wanted, parameter="age_primary_kyr")
    assert row["median"] == pytest.approx(np.quantile(ages, 0.5, method="averaged_inverted_cdf"))
    assert row["n_images"] == selected.sum()


@pytest.mark.slow
def test_the_truth_stands_beside_the_nearest_member_and_the_range(target, settings, tmp_path):
    row = row_of(tabulated(target, settings, tmp_path), parameter="separation_au")
    table = read_matchings(target.matchings, "continuum")[0]
    separations = table["parameter_value"].sel(parameter="separation_au").values
    assert row["truth"] == 800.0
    assert row["nearest"] == pytest.approx(separations[np.abs(separations - 800).argmin()])
    assert (row["catalogue_min"], row["catalogue_max"]) == pytest.approx((separations.min(), separations.max()))


def test_no_disk_is_a_share_counts_in_quantiles_and_what_is_not_measured_is_left_out(target):
    table = read_matchings(target.matchings, "continuum")[0]
    table["selected"][:20] = 1
    table["selected"][20:] = 0
    sizes = table["parameter_value"].sel(parameter="disk_size_primary_au").values[:20]
    known = sizes[np.isfinite(sizes)]
    row = estimate_of([table], "l1", "disk_size_primary_au", None)
    assert row["share_without_disk"] == pytest.approx((known == 0).mean())
    assert (row["n_images"], row["n_unknown"]) == (known.size, np.isnan(sizes).sum())
    assert row["median"] == pytest.approx(np.quantile(known, 0.5, method="averaged_inverted_cdf"))
    assert estimate_of([table], "l1", "mass_msun", None)["share_without_disk"] is None


def test_without_a_truth_nothing_is_made_up(target, settings, tmp_path):
    row = row_of(tabulated(target, settings, tmp_path, truth={}), parameter="separation_au")
    assert row["truth"] is row["truth_percentile"] is row["nearest"] is None


def test_best_matches_show_one_view_of_a_moment(target, settings):
    table = read_matchings(target.matchings, "continuum")[0]
    ranked = ranked_rows(table, "l1")
    rows = distinct_rows(table, ranked, min_gap_kyr=settings["min_gap_kyr"], limit=50)
    moments = [(str(table["simulation"].values[row]), int(table["output"].values[row])) for row in rows]
    assert rows[0] == ranked[0]
    assert len(set(moments)) == len(moments)
    # Outputs 15 and 16 of A are 0.1 kyr apart.
    assert not {("A", 15), ("A", 16)} <= set(moments)


def test_an_image_without_a_distance_is_in_no_ranking(target):
    table = read_matchings(target.matchings, "continuum")[0]
    assert table.sizes["image"] - 1 not in ranked_rows(table, "cosine")


def test_the_summary_names_the_report_the_best_and_the_truth(target, settings, tmp_path):
    tabulated(target, settings, tmp_path)
    with pytest.raises(InputMissing, match="no .*report.html: run snakemake"):
        format_summary(tmp_path)
    (tmp_path / "report.html").write_text("")
    text = format_summary(tmp_path)
    assert str(tmp_path / "report.html") in text
    assert "Best matches (Euclidean distance (continuum, SO), cosine + Euclidean (Eq. 12) distance (CO)" in text
    line = next(line for line in text.splitlines() if line.startswith("separation in space (AU)"))
    assert "800" in line


def test_moment_1_is_shown_with_the_distance_of_lines_and_the_others_with_their_own(target, settings, tmp_path):
    content = tabulated(target, settings, tmp_path)
    assert content["distances"] == {"CO": "cosine_euclidean", "SO": "euclidean", "continuum": "euclidean"}
    (tmp_path / "report.html").write_text("")
    wanted = ("CO", "MobileNet", "cosine_euclidean")
    ours = next(row for row in content["best"] if (row["tracer"], row["network"], row["distance"]) == wanted)
    best = f"MobileNet, CO: {ours['simulation']} {ours['output']} view {ours['view']}"
    assert best in format_summary(tmp_path)


def test_a_summary_of_one_distance_names_it_alone(lonely_target, settings, tmp_path):
    tabulated(lonely_target, settings, tmp_path)
    (tmp_path / "report.html").write_text("")
    assert "Best matches (Euclidean distance; near-duplicates collapsed):" in format_summary(tmp_path)


def test_a_tracer_that_no_file_has_is_named(target):
    with pytest.raises(InputMissing, match="none of 6 matching files is of tracer 'CS'"):
        read_matchings(target.matchings, "CS")
