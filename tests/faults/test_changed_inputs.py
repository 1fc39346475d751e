"""Inputs that are written to while a job reads them: the run stops and says so, and the next takes their new state."""

import contextlib
import os
import shutil
import threading

import numpy as np
import pytest
from astropy.io import fits

from simanalogues.errors import InputChanged
from simanalogues.readers.folder import output_folder
from simanalogues.readers.reader import reader_of
from simanalogues.readers.source import Source
from simanalogues.schema.disks import DISKS
from simanalogues.schema.files import read_dataset
from simanalogues.schema.observation import OBSERVATION

FRAMED = "results/mockD/observation/continuum.nc"
CUBE = {"centre_cm": np.full(3, 6.4e16), "half_side_cm": 1e16}


@contextlib.contextmanager
def again_and_again(change):
    """Do something every 10 ms, so that it falls into every stretch of a job."""
    stop = threading.Event()

    def repeat():
        while not stop.wait(0.01):
            change()

    thread = threading.Thread(target=repeat)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@pytest.fixture
def own_output(demo_run, tmp_path):
    """A copy of output 26 that a test may write to."""
    shutil.copytree(output_folder(demo_run, 26), output_folder(tmp_path / "ramses", 26))
    return tmp_path / "ramses"


def append(path):
    with path.open("ab") as file:
        file.write(b"more")


def test_cells_that_grow_while_they_are_read_are_refused(own_output, monkeypatch):
    hydro = output_folder(own_output, 26) / "hydro_00026.out00001"
    reader = reader_of(Source(own_output))
    read = reader.cells_about

    def read_and_append(*arguments, **cube):
        cells = read(*arguments, **cube)
        append(hydro)
        return cells

    monkeypatch.setattr(reader, "cells_about", read_and_append)
    with pytest.raises(InputChanged, match="output 26 in .* changed while it was read.*snakemake again"):
        reader.read_cells(26, **CUBE)


def test_a_run_stops_at_an_output_that_is_written_to_and_the_next_takes_it_at_rest(new_run, config, own_output):
    config["simulations"]["A"] |= {"path": str(own_output), "outputs": [26]}
    run, disks = new_run(config), "results/shared/disks/A/00024-00027.nc"
    run.finish("results/shared/snapshots/A/00024-00027.nc", most_runs=1)
    hydro = output_folder(own_output, 26) / "hydro_00026.out00001"
    whole = hydro.read_bytes()
    with again_and_again(lambda: append(hydro)):
        assert run.snakemake(disks).returncode != 0
    assert "InputChanged: output 26" in run.said or "RamsesFileDamaged: " in run.said
    assert not (run.folder / disks).exists()
    hydro.write_bytes(whole)
    run.finish(disks, most_runs=1)
    assert read_dataset(run.folder / disks, DISKS).sizes["output"] == 1


def test_a_run_stops_at_an_image_that_is_written_to_and_the_next_takes_the_new_one(new_run, config, tmp_path):
    image = tmp_path / "observed.fits"
    tracer = config["targets"]["mockD"]["tracers"]["continuum"]
    shutil.copy(tracer["file"], image)
    tracer["file"] = str(image)
    run = new_run(config)
    run.finish(FRAMED, most_runs=1)
    before = read_dataset(run.folder / FRAMED, OBSERVATION)["brightness"].values
    (run.folder / FRAMED).unlink()

    with again_and_again(lambda: os.utime(image)):
        assert run.snakemake(FRAMED).returncode != 0
    assert f"InputChanged: {image} changed while the job ran" in run.said
    with fits.open(image, mode="update") as opened:
        opened[0].data *= 2
    run.finish(FRAMED, most_runs=1)
    after = read_dataset(run.folder / FRAMED, OBSERVATION)["brightness"].values
    np.testing.assert_allclose(after, 2 * before, rtol=1e-5)
