"""What every job does about its work, with a stand-in for what Snakemake gives to a script."""

import os
from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from simanalogues.plan.job import inputs_by_name, job_of
from simanalogues.provenance.reading import read_record
from simanalogues.provenance.record import sidecar_of
from simanalogues.schema.files import write_dataset
from simanalogues.schema.views import VIEWS


class Named(list):
    """Snakemake's list of paths, some of which have names."""

    def __init__(self, paths=(), **named):
        flat = [path for value in named.values() for path in ([value] if isinstance(value, str) else value)]
        super().__init__([*paths, *flat])
        self._named = named

    def items(self):
        return self._named.items()


@pytest.fixture
def snakemake(tmp_path):
    """A job with two inputs and outputs of two kinds."""
    for name in ("a.fits", "b.txt"):
        (tmp_path / name).write_text(name)
    return SimpleNamespace(
        rule="render_images",
        input=Named([str(tmp_path / "b.txt")], map=str(tmp_path / "a.fits")),
        output=Named(table=str(tmp_path / "out/table.csv"), views=str(tmp_path / "out/views.nc")),
        wildcards={"target": "mockD"},
        params={"settings": {"n_views": 2}, "scratch": str(tmp_path / "scratch")},
        config={"seed": 1},
        log=[str(tmp_path / "logs/job.log")],
    )


def write_outputs(snakemake):
    variables = {name: ("output", np.zeros(2)) for name in ("time_kyr",)}
    write_dataset(xr.Dataset(variables, coords={"output": [1, 2]}), VIEWS, snakemake.output[1])


def test_paths_are_told_by_name_and_those_without_one_under_an_empty_one():
    named = inputs_by_name(Named(["c"], map="a", images=["b1", "b2"], weights=[]))
    assert named == {"map": ["a"], "images": ["b1", "b2"], "": ["c"]}


def test_the_record_tells_rule_inputs_settings_and_config(snakemake, tmp_path):
    with job_of(snakemake):
        (tmp_path / "out").mkdir()
        (tmp_path / "out/table.csv").write_text("x")
    record = read_record(snakemake.output[0])
    assert (record["rule"], record["wildcards"], record["config"]) == (
        "render_images",
        {"target": "mockD"},
        {"seed": 1},
    )
    assert [entry["path"] for entry in record["inputs"]["map"]] == [str(tmp_path / "a.fits")]
    assert [entry["path"] for entry in record["inputs"][""]] == [str(tmp_path / "b.txt")]
    assert record["params"]["settings"] == {"n_views": 2}


def test_a_netcdf_file_has_the_record_inside_and_no_file_beside_it(snakemake, monkeypatch):
    monkeypatch.setattr("simanalogues.schema.files.require_contract", lambda *_: None)
    with job_of(snakemake):
        write_outputs(snakemake)
    assert read_record(snakemake.output[1])["rule"] == "render_images"
    assert not sidecar_of(snakemake.output[1]).exists()


@pytest.mark.parametrize("name", ["a.fits", "b.txt"])
@pytest.mark.parametrize("change", ["appended", "rewritten", "removed"])
def test_an_input_that_changes_meanwhile_stops_the_job_and_leaves_no_record(snakemake, tmp_path, name, change):
    path = tmp_path / name
    with pytest.raises(SystemExit), job_of(snakemake):
        if change == "appended":
            path.write_text(path.read_text() + "more")
        elif change == "rewritten":
            os.utime(path, ns=(1, 1))
        else:
            path.unlink()
    assert f"InputChanged: {path} changed while the job ran" in (tmp_path / "logs/job.log").read_text()
    assert not sidecar_of(snakemake.output[0]).exists()


def test_what_stops_a_job_is_in_its_log_and_its_scratch_is_gone(snakemake, tmp_path):
    with pytest.raises(ValueError, match="no"), job_of(snakemake):
        raise ValueError("no")
    assert "ValueError: no" in (tmp_path / "logs/job.log").read_text()
    assert list((tmp_path / "scratch").iterdir()) == []
