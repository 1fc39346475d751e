"""What the finished run made of a head on MobileNet, and what a change makes again."""

import json

import numpy as np
from PIL import Image

from simanalogues.schema.files import read_dataset
from simanalogues.schema.matching import MATCHING
from simanalogues.schema.training import TRAINING

MATCHED = "results/mockD/matching/main/{}/continuum.nc"
TRAINED_HERE = "results/mockD/training/main/MobileNet/continuum"


def test_the_network_with_its_head_is_matched_beside_the_backbone(run):
    tables = {name: read_dataset(run.folder / MATCHED.format(name), MATCHING) for name in NETWORKS}
    first = tables["MobileNet"]
    for name, table in tables.items():
        assert table.attrs["network"] == name
        assert table.sizes["image"] == 20
        np.testing.assert_array_equal(table["parameter_value"], first["parameter_value"])
    trained = tables["MobileNet-trained"]
    history = read_dataset(run.folder / TRAINED_HERE / "azimuth.nc", TRAINING)
    assert trained.attrs["head_digest"] == history.attrs["head_digest"]
    assert history.sizes["epoch"] == 3
    assert not np.allclose(trained["distance_value"], first["distance_value"])


NETWORKS = ("pixels", "MobileNet", "MobileNet-trained")


def test_the_report_shows_the_training(run):
    results = run.folder / "results/mockD"
    page = (results / "report.html").read_text()
    assert "MobileNet-trained" in page
    assert 'id="training"' in page
    for figure in ("estimate_continuum", "training_continuum", "projection/continuum/MobileNet"):
        assert Image.open(results / f"figures/trained/{figure}.png").size[0] > 500


def test_more_epochs_train_go_on_and_embed_nothing_by_the_backbone(run):
    run.config["training"]["epochs"] = 3
    changed = run.jobs()
    assert {"train_head", "embed_with_head", "match", "write_report"} <= set(changed)
    assert not {"embed_images", "embed_observation", "render_images", "catalogue_systems"} & set(changed)
    assert changed["match"] == 1


def test_other_points_of_the_grid_train_no_head(run):
    run.config["training"]["grid"] = {"dropout": [0.1]}
    assert "train_head" not in run.jobs()


def test_the_grid_search_is_a_job_per_point_and_a_table(finished_copy):
    run = finished_copy
    assert run.jobs("--", "grid_search")["train_grid_point"] == 2
    run.snakemake("--quiet", "rules", "--", "grid_search")
    best = json.loads((run.folder / TRAINED_HERE / "grid.json").read_text())
    assert best["training"]["dropout"] in (0.2, 0.5)
    lines = (run.folder / TRAINED_HERE / "grid.csv").read_text().splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("point,dropout,epoch,validation_accuracy")


def test_a_head_that_never_saw_each_simulation_is_planned(run):
    run.config["simulations"]["B"] = dict(run.config["simulations"]["A"])
    run.config["training"]["splits"] = ["azimuth", "simulation"]
    assert run.jobs()["train_head"] == 3


def test_a_backbone_that_is_not_embedded_stops_the_run_before_its_first_job(run):
    run.config["training"]["backbones"] = ["VGG16"]
    said = run.snakemake("-n", check=False)
    assert "training.backbones: 'VGG16' is not among embedding.backbones (pixels, MobileNet)" in said
