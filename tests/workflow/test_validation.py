"""Recovery tests of the miniature: what they leave behind, and what of them runs again."""

import json

import numpy as np

from simanalogues.schema.files import read_dataset
from simanalogues.schema.images import IMAGES
from simanalogues.schema.pseudo_observations import PSEUDO_OBSERVATIONS
from simanalogues.schema.recovery import RECOVERY

FOLDER = "results/mockD/validation"
RENDERED = {"record_snapshots", "compute_temperatures", "render_images", "embed_images", "match"}


def test_every_network_and_baseline_is_scored_and_the_report_shows_it(run):
    scores = json.loads((run.folder / FOLDER / "scores.json").read_text())
    # One simulation alone has no fold without it, and the trained network none that its head has not seen.
    assert {row["without"] for row in scores} == {"time"}
    matched = {row["network"] for row in scores if row["method"] == "matching"}
    assert matched == {"pixels", "MobileNet", "hog"}
    assert {row["method"] for row in scores} == {"matching", "random", "ridge", "knn"}
    assert all(row["n_outputs"] <= 6 for row in scores)
    page = (run.folder / "results/mockD/report.html").read_text()
    assert 'id="recovery"' in page and "not testable" in page


def test_pseudo_observations_are_of_the_catalogues_views_and_matched_without_their_own_time(run):
    pseudo = read_dataset(run.folder / FOLDER / "pseudo/matched/A/00024-00031/continuum.nc", PSEUDO_OBSERVATIONS)
    images = read_dataset(run.folder / "results/mockD/images/A/00024-00027/continuum.nc", IMAGES)
    assert set(pseudo["output"].values) >= set(images["output"].values)
    recovery = read_dataset(run.folder / FOLDER / "time/main/MobileNet/continuum.nc", RECOVERY)
    # Six outputs with four views each, of which those of its own time are left out.
    assert set(recovery["n_images"].values) <= {4 * n for n in range(1, 6)}


def test_more_of_them_render_no_image_of_the_catalogue(run):
    run.config["validation"]["n_pseudo"] = 16
    found = set(run.planned())
    assert {"make_pseudo_observations", "embed_pseudo_observations", "recover", "write_report"} <= found
    assert not RENDERED & found


def test_another_window_only_scores_again(run):
    run.config["validation"]["window_kyr"] = 0.2
    found = set(run.planned())
    assert {"recover", "recover_baselines", "summarise_recovery", "plot_recovery", "write_report"} == found


def test_trained_networks_are_judged_where_heads_have_not_seen_a_simulation(run):
    run.config["simulations"]["B"] = {"path": "run", "settle_s": 0}
    assert "recover_trained" not in set(run.planned())
    run.config["training"]["splits"] = ["azimuth", "simulation"]
    assert {"recover_trained", "embed_without_simulations"} <= set(run.planned())


def test_without_validation_nothing_of_it_runs(run):
    run.config["validation"]["n_pseudo"] = 0
    assert set(run.planned()) == {"write_report"}


def test_whole_maps_are_recovered_by_distances_that_are_taken_as_they_are_embedded(finished_copy):
    finished_copy.config["embedding"]["preparations"] = {"main": {}, "full": {"feature": "full"}}
    files = {name: f"{FOLDER}/time/{name}/pixels/continuum.nc" for name in ("main", "full")}
    finished_copy.snakemake("--quiet", "rules", "--", files["full"])
    # Of pixels all features are kept anyway: the other way gives the same.
    main, full = (read_dataset(finished_copy.folder / file, RECOVERY) for file in files.values())
    assert np.isfinite(full["crps"]).any() and (full.attrs["preparation"], full.attrs["feature"]) == ("full", "full")
    for name in ("nearest_distance", "closest_rank", "median", "crps", "observation_nearest"):
        np.testing.assert_allclose(full[name], main[name], rtol=1e-5, err_msg=name)
