"""A query of the target's own file gives what the run gave; others have results of their own; nothing is rendered."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from simanalogues.places import ROOT
from simanalogues.provenance.reading import read_record
from simanalogues.schema.embedding import EMBEDDING
from simanalogues.schema.embedding_observation import EMBEDDING_OBSERVATION
from simanalogues.schema.files import read_dataset, write_dataset
from simanalogues.schema.matching import MATCHING

FILES = {"continuum": "pair", "CO": "co"}


def require_same(found, expected):
    for name in expected.variables:
        np.testing.assert_array_equal(found[name].values, expected[name].values, err_msg=name)


@pytest.mark.parametrize("tracer", FILES)
def test_the_targets_own_file_gives_what_the_run_gave(run, tracer):
    run.ask(f"{FILES[tracer]}.fits", "--tracer", tracer)
    answer, matching = run.answer(FILES[tracer], tracer), run.matching(tracer)
    require_same(read_dataset(answer / "main/pixels/matching.nc", MATCHING), read_dataset(matching, MATCHING))
    assert (answer / "main/pixels/best.csv").read_text() == matching.with_suffix(".csv").read_text()
    assert json.loads((answer / "main/estimates.json").read_text()) == json.loads(Path(f"{tracer}.json").read_text())


def test_the_summary_says_what_matched_and_where_the_files_are(run, capsys):
    run.ask("pair.fits")
    printed = capsys.readouterr().out
    best = read_dataset(run.matching(), MATCHING).sel(distance="euclidean")
    first = best.isel(image=int(np.argmin(best["rank"].values)))
    assert f"pixels, continuum: A {int(first['output'])} view {int(first['view'])}" in printed
    assert f"Files: {run.answer('pair')}" in printed
    assert "mass of the primary" in printed
    assert "15.5" in printed


def test_another_draw_of_the_noise_matches_in_the_same_way_and_knows_no_truth(run, write_map, capsys):
    run.ask(write_map(seed=9))
    own, new = (
        read_dataset(path, MATCHING)["distance_value"].sel(distance="euclidean").values
        for path in (run.matching(), run.answer("new") / "main/pixels/matching.nc")
    )
    assert not np.array_equal(own, new)
    np.testing.assert_allclose(new, own, rtol=0.05)
    assert "15.5" not in capsys.readouterr().out


def test_a_new_moment_1_is_seen_with_the_catalogues_crop_threshold_and_grey_scale(run, write_cube):
    run.ask(write_cube(seed=8, noise=2.2e-3), "--tracer", "CO")
    embedded = run.answer("new", "CO") / "main/pixels/embedding.nc"
    found = read_dataset(embedded, EMBEDDING_OBSERVATION).attrs
    cached = read_dataset("results/pair/embedding/main/pixels/CO/observation.nc", EMBEDDING_OBSERVATION).attrs
    limits = [name for name in cached if name.startswith("crop") or "limit" in name or "threshold" in name]
    assert len(limits) == 6
    assert {name: found[name] for name in limits} == {name: cached[name] for name in limits}
    observed = xr.open_dataset(run.answer("new", "CO") / "observation.nc")
    assert observed.attrs["noise_jy_kms_per_beam"] * 10 != found["threshold_jy_kms_per_beam"]


def test_nothing_is_rendered_and_what_the_run_left_stays_as_it_was(run, write_map):
    shutil.rmtree("results/pair/images")
    before = {path: path.read_bytes() for path in run.folder.rglob("*.*") if path.is_file()}
    run.ask(write_map(seed=3))
    after = {path for path in run.folder.rglob("*") if path.is_file() and "queries" not in path.parts}
    assert after == {*before, run.folder / "new.fits"}
    assert all(path.read_bytes() == content for path, content in before.items())


def test_two_queries_do_not_overwrite_one_another(run, write_map):
    run.ask(write_map("first.fits", seed=3))
    kept = {path: path.read_bytes() for path in run.answer("first").rglob("*.*") if path.is_file()}
    run.ask(write_map("second.fits", seed=4))
    assert kept
    assert all(path.read_bytes() == content for path, content in kept.items())
    (run.folder / "first.fits").unlink()
    write_map("first.fits", seed=5)
    with pytest.raises(SystemExit, match="first/continuum has the results of .*first.fits.*--name"):
        run.ask("first.fits")
    assert all(path.read_bytes() == content for path, content in kept.items())
    run.ask("first.fits", "--name", "third")
    assert (run.answer("third") / "main/estimates.csv").is_file()


def test_results_tell_what_they_come_from(run, write_map):
    run.ask(write_map(seed=3))
    for path in ("observation.nc", "main/pixels/matching.nc", "main/pixels/best.csv", "main/estimates.json"):
        record = read_record(run.answer("new") / path)
        assert record["rule"] == "query"
        assert record["inputs"]["fits"][0]["path"].endswith("new.fits")


def test_another_target_of_the_config_gives_positions_and_is_matched_against_the_catalogue(run, write_map):
    pair = run.config["targets"]["pair"]
    run.changed(lambda config: config["targets"].update(twin={**pair, "separation_error_au": 4.0, "truth": {}}))
    run.ask(write_map(), "--target", "twin", "--catalogue", "pair")
    found = read_dataset(run.answer("new") / "main/pixels/matching.nc", MATCHING)
    assert (found.attrs["target"], found.attrs["catalogue"]) == ("twin", "pair")
    np.testing.assert_array_equal(found["rank"], read_dataset(run.matching(), MATCHING)["rank"])


def test_a_network_of_other_weights_is_refused_with_what_to_do(run, write_map):
    for name in ("A/00000-00999", "observation"):
        path = run.folder / f"results/pair/embedding/main/pixels/continuum/{name}.nc"
        with xr.open_dataset(path) as opened:
            dataset = opened.load()
        path.unlink()
        dataset.attrs["weights_digest"] = "other"
        write_dataset(dataset, EMBEDDING if name.startswith("A") else EMBEDDING_OBSERVATION, path)
    with pytest.raises(SystemExit, match="(?s)EmbeddingMismatch: .*weights_digest = other.*run snakemake"):
        run.ask(write_map())


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nope.fits"], "InputMissing: there is no file nope.fits: give the FITS file"),
        (["pair.fits", "--target", "x"], "no target called 'x': choose from pair"),
        (["pair.fits", "--tracer", "SO"], "no tracer called 'SO': choose from continuum, CO"),
        (["pair.fits", "--preparation", "x"], "no preparation called 'x': choose from main"),
        (["pair.fits", "--networks", "VGG16"], "no network of the config is called 'VGG16': choose from pixels"),
        (["config.yaml"], "ObservationInvalid: config.yaml is no FITS file"),
    ],
)
def test_what_is_missing_is_said_in_one_line(run, words, message):
    with pytest.raises(SystemExit, match=message) as stopped:
        run.ask(*words)
    assert "\n" not in str(stopped.value)


@pytest.mark.parametrize(
    "lost",
    [
        "results/pair/observation/continuum.nc",
        "results/pair/embedding/main/pixels/continuum/A/00000-00999.nc",
        "results/shared/catalogue/A.nc",
    ],
)
def test_a_run_that_is_not_finished_is_named(run, lost):
    (run.folder / lost).unlink()
    with pytest.raises(SystemExit, match=f"InputMissing: there is no {lost} in .*run snakemake with this config"):
        run.ask("pair.fits")


def test_an_error_ends_the_command_with_status_1_and_without_a_traceback(run):
    command = [sys.executable, "-m", "simanalogues.query", "nope.fits", "config.yaml"]
    environment = {"PYTHONPATH": str(ROOT / "workflow/src"), "PATH": ""}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 1
    assert done.stderr == "InputMissing: there is no file nope.fits: give the FITS file of the new observation\n"
