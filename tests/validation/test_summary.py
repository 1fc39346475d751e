import json
import time

import numpy as np
import pandas as pd
import pytest
from recoveries_made import N_OUTPUTS, PER_OUTPUT, random_crps, recovery_of, written
from scipy.stats import bootstrap

from simanalogues.errors import EmbeddingMismatch, InputMissing
from simanalogues.sky.seeds import labelled_rng
from simanalogues.validation.bootstrap import draws_of, error_of, mean_draws, median_draws
from simanalogues.validation.summary import tabulate_scores


def table_of(folder, n_bootstrap=400, **recoveries):
    destinations = {"json": folder / "scores.json", "csv": folder / "scores.csv"}
    tabulate_scores(written(folder, **recoveries), n_bootstrap=n_bootstrap, seed=1, destinations=destinations)
    return pd.DataFrame(json.loads(destinations["json"].read_text()))


def average_of(table, **where):
    rows = table[table["parameter"] == "average"]
    for name, value in where.items():
        rows = rows[rows[name] == value]
    return rows.iloc[0]


def test_scores_are_those_of_their_definitions(tmp_path):
    error = np.zeros((120, 1, 1))
    error[:30] = 0.4
    error[30:] = -0.1
    table = table_of(tmp_path, a=recovery_of(0.3, prior=0.6, error=error))
    row = table[table["parameter"] == "mass_msun"].iloc[0]
    assert row["skill"] == pytest.approx(0.5) and row["crps_over_prior"] == pytest.approx(0.5)
    assert row["bias"] == pytest.approx(-0.1)
    assert row["rmse"] == pytest.approx(np.sqrt((30 * 0.16 + 90 * 0.01) / 120))
    truth = recovery_of(0.3)["truth"].values[:, 0]
    assert row["rmse_over_prior"] == pytest.approx(row["rmse"] / np.sqrt(np.mean((0.5 - truth) ** 2)))
    assert (row["n_systems"], row["n_outputs"], row["n_pseudo"], row["n_unscored"]) == (4, 40, 120, 0)
    assert row["closest_rank"] == 0.25 and row["outside"] == 0
    assert average_of(table)["skill"] == pytest.approx(0.5)


def test_the_csv_is_the_same_table(tmp_path):
    table = table_of(tmp_path, a=recovery_of(random_crps(1)))
    read = pd.read_csv(tmp_path / "scores.csv")
    assert read.columns.tolist() == table.columns.tolist() and len(read) == 3
    np.testing.assert_allclose(read["skill"], table["skill"].astype(float), rtol=1e-5)


def test_coverages_count_truths_inside_with_the_binomial_error_of_outputs(tmp_path):
    error = np.zeros((120, 1, 1))
    error[:60], error[60:90] = 0.8, 1.2
    row = table_of(tmp_path, a=recovery_of(0.3, error=error)).iloc[0]
    assert (row["coverage_50"], row["coverage_68"], row["coverage_90"]) == (0.25, 0.75, 1.0)
    assert row["coverage_error_68"] == pytest.approx(np.sqrt(0.68 * 0.32 / 40))


def test_the_pit_histogram_has_ten_bins_and_1_is_in_the_last(tmp_path):
    pit = np.concatenate([np.full(60, 0.05), np.full(30, 1.0), np.full(30, np.nan)])[:, None, None]
    row = table_of(tmp_path, a=recovery_of(0.3, pit=pit)).iloc[0]
    histogram = [row[f"pit_{place}"] for place in range(10)]
    np.testing.assert_allclose(histogram, [2 / 3, *[0] * 8, 1 / 3])


def test_the_error_of_a_constant_is_0(tmp_path):
    table = table_of(tmp_path, a=recovery_of(0.3, prior=0.6, error=0.1))
    errors = table[[name for name in table if "_error_simulations" in name or "_error_outputs" in name]]
    np.testing.assert_allclose(errors.iloc[0].astype(float), 0, atol=1e-12)
    np.testing.assert_allclose(average_of(table)[["skill_error_simulations", "skill_error_outputs"]].astype(float), 0)


def test_errors_are_of_outputs_not_of_images_and_agree_with_scipy(tmp_path):
    crps = random_crps(3, spread=0.2)
    row = table_of(tmp_path, n_bootstrap=4000, a=recovery_of(crps)).iloc[0]
    of_outputs = crps.reshape(-1, PER_OUTPUT)[:, 0]
    expected = bootstrap((of_outputs,), np.mean, n_resamples=4000, rng=np.random.default_rng(1)).standard_error
    assert row["crps_error_outputs"] == pytest.approx(expected, rel=0.06)
    systems = of_outputs.reshape(-1, N_OUTPUTS).mean(axis=1)
    expected = bootstrap((systems,), np.mean, n_resamples=4000, rng=np.random.default_rng(1)).standard_error
    assert row["crps_error_simulations"] == pytest.approx(expected, rel=0.06)


def test_skills_with_other_weights_are_over_the_prior_with_these(tmp_path):
    recovery = recovery_of(random_crps(3), prior=0.8)
    time = recovery["weights"] == "time"
    recovery["prior_crps_by_weights"] = recovery["prior_crps_by_weights"].where(~time, 1.25)
    table = table_of(tmp_path, a=recovery)
    row, average = table.iloc[0], average_of(table)
    mean = random_crps(3).mean()
    # The CRPS with weights by time are made up as twice those that are first.
    assert row["crps_weights_time"] == pytest.approx(2 * mean) and row["crps_weights_equal"] == pytest.approx(mean)
    for found in (row, average):
        assert found["skill_weights_time"] == pytest.approx(1 - 2 * mean / 1.25)
        assert found["skill_weights_equal"] == pytest.approx(found["skill"])
    assert average["skill_weights_equal_error_outputs"] == pytest.approx(average["skill_error_outputs"])
    # By the same draws: twice the CRPS over a prior that is 1.25 / 0.8 times as large.
    assert average["skill_weights_time_error_outputs"] == pytest.approx(average["skill_error_outputs"] * 2 * 0.8 / 1.25)


def test_a_single_simulation_has_no_error_over_simulations(tmp_path):
    row = table_of(tmp_path, a=recovery_of(random_crps(1, simulations=1), simulations="A")).iloc[0]
    assert row["crps_error_simulations"] is None or np.isnan(row["crps_error_simulations"])
    assert row["crps_error_outputs"] > 0


def test_draws_are_means_and_medians_of_repeated_values():
    rng = np.random.default_rng(2)
    values = rng.normal(size=(2, 30, 3))
    values[1, :4, 2] = np.nan
    counts = draws_of(np.repeat(np.arange(10), 3), 5, rng)
    assert (counts.sum(axis=1) == 30).all() and (counts.reshape(5, 10, 3).std(axis=2) == 0).all()
    repeated = [np.repeat(values, number.astype(int), axis=1) for number in counts]
    np.testing.assert_allclose(mean_draws(counts, values), [np.nanmean(v, axis=1) for v in repeated])
    np.testing.assert_allclose(median_draws(counts, values), [np.nanmedian(v, axis=1) for v in repeated])
    assert draws_of(np.zeros(3), 5, rng) is None
    np.testing.assert_allclose(error_of(np.array([[1.0, np.nan], [3.0, 1.0]])), [np.sqrt(2), np.nan])


def rivals(network, pixels=0.6, chance=1.0, ridge=0.5):
    return {
        "network": recovery_of(network, distances=("l1", "cosine")),
        "pixels": recovery_of(pixels, network="pixels"),
        "random": recovery_of(chance, method="random", distances=("none",)),
        "ridge": recovery_of(ridge, method="ridge", distances=("none",)),
    }


def test_a_network_beats_what_it_exceeds_beyond_the_paired_error(tmp_path):
    # All fail or succeed together: the error of the difference is far below that of each.
    hard = random_crps(5, mean=0.6, spread=0.3)
    table = table_of(tmp_path, **rivals(hard - 0.1, pixels=hard, ridge=hard - 0.1 + 0.1 * random_crps(8, mean=0.0)))
    row = average_of(table, network="VGG16", distance="cosine")
    assert row["skill_error_outputs"] > 0.03
    assert row["beats_pixels"] is True and row["beats_random"] is True
    assert row["beats_ridge"] is False and row["beats_knn"] is None
    assert average_of(table, network="pixels")["beats_pixels"] is None
    assert average_of(table, method="ridge")["beats_random"] is None


def test_the_rival_is_the_best_of_its_kind(tmp_path):
    better = recovery_of(0.2, network="VGG19", method="ridge", distances=("none",))
    table = table_of(tmp_path, **rivals(random_crps(5, mean=0.4, spread=0.01)), better=better)
    assert average_of(table, network="VGG16", distance="l1")["beats_ridge"] is False


def test_what_only_one_simulation_shows_does_not_beat(tmp_path):
    network = np.full((120, 1, 1), 0.6)
    network[:30] = 0.2
    row = average_of(table_of(tmp_path, **rivals(network)), network="VGG16", distance="l1")
    assert row["beats_pixels"] is False


def test_estimates_that_are_missing_are_counted_and_pairs_are_of_what_both_have(tmp_path):
    network = random_crps(5, mean=0.5, spread=0.01).copy()
    # Where pixels are very bad the network has nothing.
    pixels = random_crps(6, mean=0.4, spread=0.01).copy()
    network[:30], pixels[:30] = np.nan, 5.0
    table = table_of(tmp_path, **rivals(network, pixels=pixels))
    row = average_of(table, network="VGG16", distance="l1")
    assert row["n_unscored"] == 30 and row["n_pseudo"] == 90 and row["n_systems"] == 3
    assert row["skill"] > average_of(table, network="pixels")["skill"] and row["beats_pixels"] is False


def test_a_parameter_that_the_prior_knows_has_no_skill_and_no_part_in_the_average(tmp_path):
    prior = np.tile([0.5, 0.0], (120, 1))
    table = table_of(tmp_path, a=recovery_of(np.array([0.25, 0.0]), prior=prior))
    assert np.isnan(table["skill"].astype(float)[1]) and average_of(table)["skill"] == pytest.approx(0.5)


def test_files_of_other_folds_stand_apart_and_of_other_targets_are_refused(tmp_path):
    table = table_of(tmp_path, a=recovery_of(0.3), b=recovery_of(0.4, without="time"))
    assert table["without"].tolist() == ["simulation"] * 3 + ["time"] * 3
    with pytest.raises(EmbeddingMismatch, match="several targets"):
        table_of(tmp_path, a=recovery_of(0.3), b=recovery_of(0.4, target="other"))
    with pytest.raises(InputMissing, match="no recovery file"):
        table_of(tmp_path)


def test_the_same_draws_come_again():
    groups = np.arange(20)
    first, again = (draws_of(groups, 10, labelled_rng(1, "x")) for _ in range(2))
    np.testing.assert_array_equal(first, again)


@pytest.mark.slow
def test_two_hundred_combinations_and_a_thousand_draws_take_seconds(tmp_path):
    names = [f"d{place}" for place in range(100)]
    crps = 0.5 + 0.01 * np.random.default_rng(4).standard_normal((120, 100, 2))
    pair = {name: recovery_of(crps, distances=names, network=name) for name in ("VGG16", "pixels")}
    started = time.perf_counter()
    table_of(tmp_path, n_bootstrap=1000, **pair)
    assert time.perf_counter() - started < 30
