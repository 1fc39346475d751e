"""Results that a failed or killed job lost are made again, also where later results are there."""

import pytest

from simanalogues.plan.unfinished import lost_results, note_done, note_due

TEMPERATURES = "results/shared/temperatures/2829au/A/00028-00031.nc"
IMAGES = "results/mockD/images/A/00028-00031/continuum.nc"


@pytest.fixture
def listing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path / "state/due.json"


def test_what_was_due_and_is_missing_is_lost_until_it_is_made(listing, tmp_path):
    note_due(listing, ["a.nc", "b.nc"])
    (tmp_path / "a.nc").touch()
    assert lost_results(listing) == {"b.nc"}
    note_due(listing, ["c.nc"])
    assert lost_results(listing) == {"b.nc", "c.nc"}
    note_done(listing, ["c.nc"])
    assert lost_results(listing) == {"b.nc"}
    (tmp_path / "b.nc").touch()
    assert lost_results(listing) == set()


def test_what_is_removed_after_a_run_has_ended_is_not_lost(listing, tmp_path):
    (tmp_path / "a.nc").touch()
    note_due(listing, ["a.nc"])
    note_done(listing, ["a.nc"])
    (tmp_path / "a.nc").unlink()
    assert lost_results(listing) == set()


def test_after_a_failure_the_next_run_makes_what_was_lost_and_all_that_follows(finished_copy):
    finished_copy.config["temperatures"]["n_photons"] = 5000
    opacity = finished_copy.root / "dustkappa_own.inp"
    before = opacity.read_text()
    opacity.write_text("no table")
    finished_copy.snakemake("--quiet", "rules", "--keep-going", "--", IMAGES, check=False)
    opacity.write_text(before)
    assert not (finished_copy.folder / TEMPERATURES).exists()
    assert (finished_copy.folder / IMAGES).exists()
    assert {"compute_temperatures", "render_images", "match", "write_report"} <= set(finished_copy.jobs())


def test_what_a_user_removes_is_not_made_again_unless_needed(finished_copy):
    (finished_copy.folder / TEMPERATURES).unlink()
    assert finished_copy.jobs() == {}
