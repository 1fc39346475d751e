"""Which rules run again after an edit of the package: those whose results the edit can change."""

import shutil

import pytest

from simanalogues.provenance import code
from simanalogues.readers.lookup import modules_of

# Rules before which nothing of the networks has run: what costs hours at the paper's size.
RENDERING = {"record_snapshots", "compute_temperatures", "place_views", "render_images", "make_pseudo_observations"}


@pytest.fixture
def copy(tmp_path, monkeypatch, root):
    """A copy of the package and the scripts, which tests may edit."""
    shutil.copytree(root / "workflow/src/simanalogues", tmp_path / "package")
    shutil.copytree(root / "scripts", tmp_path / "scripts")
    monkeypatch.setattr(code, "PACKAGE", tmp_path / "package")
    monkeypatch.setattr(code, "SCRIPTS", tmp_path / "scripts")
    monkeypatch.setattr(code, "MEMORY", tmp_path / "memory/parsed.json")
    yield tmp_path / "package"
    forget()


def forget():
    for cached in (code._parse, code._files_of, code._is_without_effect):
        cached.cache_clear()


def digests():
    forget()
    return {path.stem: code.code_digest(path.stem) for path in code.SCRIPTS.glob("*.py")}


def changed_by(path, old, new):
    """Scripts whose digest another text in a module changes."""
    before, text = digests(), path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    after = digests()
    return {script for script in before if before[script] != after[script]}


def test_a_word_in_the_meaning_of_a_recovery_variable_renders_and_embeds_nothing(copy):
    changed = changed_by(copy / "schema/recovery.py", "number of the view in its output", "view in its output")
    assert {"recover", "recover_baselines", "recover_trained", "summarise_recovery"} <= changed
    assert not changed & (RENDERING | {"embed_images", "train_head", "match", "catalogue_systems"})


def test_a_word_in_the_meaning_of_a_variable_of_disks_renders_nothing(copy):
    changed = changed_by(copy / "schema/disks.py", '"Msun"', '"kg"')
    assert {"measure_disks", "catalogue_systems"} <= changed
    assert not changed & (RENDERING | {"embed_images"})


@pytest.mark.parametrize("name", ["errors.py", "log.py", "plan/job.py", "provenance/record.py", "scratch.py"])
def test_an_error_a_message_or_a_record_runs_nothing_again(copy, name):
    path = copy / name
    before = digests()
    path.write_text(path.read_text() + "\n\nNEW = 1\n")
    assert digests() == before


def test_an_edit_of_one_figure_draws_that_figure_alone(copy):
    path = next(copy.rglob("cone.py"))
    assert path.parent.name in ("views", "figures")
    path = copy / "figures/cone.py"
    before = digests()
    path.write_text(path.read_text() + "\n\nNEW = 1\n")
    after = digests()
    assert {script for script in before if before[script] != after[script]} == {"plot_cone"}


def test_the_reader_of_one_format_counts_for_simulations_of_that_format_alone(copy):
    path = copy / "readers/yt_cells.py"
    of_format = {name: modules_of(name) for name in ("ramses", "yt")}
    before = {name: code.code_digest("render_images", *modules) for name, modules in of_format.items()}
    path.write_text(path.read_text() + "\n\nNEW = 1\n")
    forget()
    after = {name: code.code_digest("render_images", *modules) for name, modules in of_format.items()}
    assert before["ramses"] == after["ramses"]
    assert before["yt"] != after["yt"]
