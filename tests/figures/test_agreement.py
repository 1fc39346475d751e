import csv
import json

import numpy as np
import pytest
import xarray as xr

from simanalogues.scoring.weighted import percentile_of
from simanalogues.tables.agreement import Catalogue, agreement_of, common_moments, rows_of, tabulate_agreement
from simanalogues.tables.overlap import drawn, joint_shares, outputs_of, overlap, shifted

N_OUTPUTS, N_VIEWS, N_BEST = 100, 4, 20
SETTINGS = {"distance": "euclidean", "line_distance": "euclidean", "agreement_kyr": 0.25, "seed": 3}
SETTINGS["tracers"] = {"CO": {"kind": "moment1"}, "CS": {"kind": "moment1"}}


def table_of(tracer, best, simulations=("A", "B")):
    """A matching table of outputs 0.1 kyr apart in which the given rows are the best, in their order."""
    n_images = len(simulations) * N_OUTPUTS * N_VIEWS
    rank = np.zeros(n_images, dtype=int)
    rest = np.setdiff1d(np.arange(n_images), best)
    rank[np.concatenate([np.asarray(best, dtype=int), rest])] = np.arange(1, n_images + 1)
    output = np.tile(np.repeat(np.arange(N_OUTPUTS), N_VIEWS), len(simulations))
    values = {"distance_value": rank.astype(float), "rank": rank}
    return xr.Dataset(
        {name: (("image", "distance"), column[:, None]) for name, column in values.items()}
        | {
            "simulation": (("image",), np.repeat(np.array(simulations, dtype=object), N_OUTPUTS * N_VIEWS)),
            "output": (("image",), output),
            "parameter_value": (("image", "parameter"), 20 + 0.1 * output[:, None]),
        },
        coords={"distance": ["euclidean"], "parameter": ["time_kyr"]},
        attrs={"tracer": tracer, "network": "net", "n_best": N_BEST},
    )


def images_at(outputs, simulation=0):
    """Rows of all views of some outputs."""
    first = (simulation * N_OUTPUTS + np.asarray(outputs)) * N_VIEWS
    return (first[:, None] + np.arange(N_VIEWS)).ravel()


def row_of(first, second):
    (row,) = rows_of([table_of("CO", first), table_of("CS", second)], SETTINGS)
    return row


def test_identical_sets_overlap_fully_and_beyond_chance():
    best = images_at([10, 11, 12, 50, 51])
    row = row_of(best, best)
    assert row["overlap"] == 1.0
    assert row["percentile"] > 95
    assert row["chance_mean"] < 0.5


def test_disjoint_sets_do_not_overlap():
    row = row_of(images_at([10, 11, 12, 13, 14]), images_at([60, 61, 62, 63, 64]))
    assert row["overlap"] == 0.0
    assert row["common"] == []


def test_the_same_times_of_different_simulations_do_not_overlap():
    assert row_of(images_at([10, 11, 12, 13, 14]), images_at([10, 11, 12, 13, 14], simulation=1))["overlap"] == 0.0


def test_without_a_reach_the_overlap_is_the_sum_of_the_lesser_shares():
    rng = np.random.default_rng(0)
    first, second = rng.integers(0, 8, 12).astype(float), rng.integers(0, 8, 18).astype(float)
    shares = [np.bincount(places.astype(int), minlength=8) / places.size for places in (first, second)]
    assert overlap(first, second, 0.0) == pytest.approx(np.minimum(*shares).sum())


def test_the_overlap_is_symmetric_and_the_best_that_a_linear_programme_finds():
    from scipy.optimize import linprog

    rng = np.random.default_rng(1)
    for _ in range(20):
        first, second = rng.uniform(0, 6, 7), rng.uniform(0, 6, 5)
        near = np.abs(first[:, None] - second) <= 0.7
        rows = np.concatenate([np.repeat(np.eye(7), 5, axis=1), np.tile(np.eye(5), 7)])
        limits = np.concatenate([np.full(7, 1 / 7), np.full(5, 1 / 5)])
        best = -linprog(-near.ravel().astype(float), A_ub=rows, b_ub=limits).fun
        assert overlap(first, second, 0.7) == pytest.approx(best, abs=1e-9)
        assert overlap(first, second, 0.7) == overlap(second, first, 0.7)


def test_matches_as_far_apart_as_the_reach_are_the_same_moment():
    assert overlap(np.array([20.1]), np.array([20.3]), 0.2) == 1.0
    assert overlap(np.array([20.1]), np.array([20.31]), 0.2) == 0.0


@pytest.mark.slow
def test_clustered_sets_at_random_times_are_not_called_significant():
    rng = np.random.default_rng(4)
    percentiles, naive = [], []
    for _ in range(60):
        best = [images_at((rng.integers(N_OUTPUTS) + np.arange(5)) % N_OUTPUTS) for _ in range(2)]
        tables = [table_of("CO", best[0], ("A",)), table_of("CS", best[1], ("A",))]
        (row,) = rows_of(tables, SETTINGS)
        percentiles.append(row["percentile"])
        naive.append(row["chance_p95"] > row["random_mean"])
    assert 40 < np.mean(percentiles) < 60
    assert np.mean(np.array(percentiles) > 95) < 0.15
    # By chance clustered sets overlap more or less than scattered ones: the range knows of it.
    assert np.mean(naive) == 1.0


def test_shifts_keep_the_share_of_each_simulation_and_the_clusters():
    table = table_of("CO", np.concatenate([images_at([98, 99]), images_at([3], simulation=1)]))
    outputs, (position,) = outputs_of([table], 0.25)
    chosen = position[np.concatenate([images_at([98, 99]), images_at([3], simulation=1)])]
    places = shifted(outputs, chosen, 200, np.random.default_rng(0))
    first_of_b = outputs.place[N_OUTPUTS]
    assert ((places < first_of_b).sum(axis=1) == 2 * N_VIEWS).all()
    steps = np.rint((places[:, N_VIEWS] - places[:, 0]) / 0.1).astype(int)
    assert set(steps) <= {1, 1 - N_OUTPUTS}
    assert len(np.unique(places[:, 0])) > 50


def test_random_images_overlap_as_sets_drawn_from_the_catalogue_do():
    outputs, (position,) = outputs_of([table_of("CO", [])], 0.25)
    rng = np.random.default_rng(0)
    first, second = (drawn(outputs.place[position], N_BEST, 400, rng) for _ in range(2))
    expected = overlap(first, second, 0.25).mean()
    row = row_of(images_at([1, 2, 3, 4, 5]), images_at([7, 8, 9, 10, 11]))
    assert row["random_mean"] == pytest.approx(expected, abs=0.02)


def test_the_common_moments_are_those_of_the_highest_joint_share():
    first = np.concatenate([images_at([10, 11, 12]), images_at([80, 81])])
    second = np.concatenate([images_at([11, 12, 13, 14]), images_at([80])])
    moments = row_of(first, second)["common"]
    assert [moment["simulation"] for moment in moments] == ["A", "A"]
    assert moments[0]["output"] in (11, 12) and moments[0]["share"] == pytest.approx(0.6)
    assert moments[1]["output"] in (80, 81) and moments[1]["share"] == pytest.approx(0.2)


def test_no_match_counts_for_two_common_moments():
    outputs, (position,) = outputs_of([table_of("CO", [])], 0.25)
    chosen = position[images_at(np.arange(20))]
    moments = common_moments(outputs, joint_shares(outputs, chosen, chosen, 0.25), 0.25)
    assert len(moments) == 3
    assert np.diff(sorted(moment["output"] for moment in moments)).min() >= 6


def test_the_numbers_depend_on_the_seed_and_on_the_pair_but_not_on_the_order_of_work():
    tables = [table_of("CO", images_at(range(5))), table_of("CS", images_at(range(3, 8)))]
    outputs, positions = outputs_of(tables, 0.25)
    best = {t.attrs["tracer"]: p[images_at(range(5))] for t, p in zip(tables, positions, strict=True)}
    catalogue = Catalogue("net", outputs, best, 0.25, 0.0)
    assert agreement_of(catalogue, "CO", "CS", seed=3) == agreement_of(catalogue, "CO", "CS", seed=3)
    assert agreement_of(catalogue, "CO", "CS", seed=3) != agreement_of(catalogue, "CO", "CS", seed=4)


def test_an_overlap_among_equals_is_in_the_middle():
    assert percentile_of(1.0, np.ones(10), np.ones(10)) == 50


def tabulated(target, settings, folder):
    files = {"json_file": folder / "agreement.json", "csv_file": folder / "agreement.csv"}
    tabulate_agreement(target.matchings, settings=settings, **files)
    with files["csv_file"].open(newline="") as stream:
        return json.loads(files["json_file"].read_text()), list(csv.DictReader(stream))


def test_every_network_and_pair_of_tracers_has_a_row(target, settings, tmp_path):
    content, rows = tabulated(target, settings, tmp_path)
    pairs = {(row["network"], row["tracer_1"], row["tracer_2"]) for row in content["rows"]}
    assert len(content["rows"]) == len(rows) == len(pairs) == 2 * 3
    assert all(0 <= row["chance_p05"] <= row["chance_p95"] <= 1 for row in content["rows"])
    assert (content["agreement_kyr"], content["n_draws"], content["seed"]) == (1.0, 1000, 1)


def test_one_tracer_has_nothing_to_be_compared_with(lonely_target, settings, tmp_path):
    content, rows = tabulated(lonely_target, settings, tmp_path)
    assert content["rows"] == rows == []
    assert "tracer_1" in (tmp_path / "agreement.csv").read_text()
