"""One source, whatever the format: RAMSES's own reader, yt, and model directories tell the same about an output."""

import shutil

import numpy as np
import pandas as pd
import pytest

from simanalogues.errors import InputChanged, InputMissing
from simanalogues.readers import ramses
from simanalogues.readers.folder import output_folder
from simanalogues.readers.reader import reader_of
from simanalogues.readers.sinks import read_sinks
from simanalogues.readers.source import Source
from simanalogues.units import AU_CM, KMS_CM_S, KYR_S, MSUN_G, YEAR_S

PATTERN = "output_{output:05d}/info_{output:05d}.txt"
STARS = "stars_{output:05d}.csv"


def write_stars(path, time_s, sinks, lower_cm=(0.0, 0.0, 0.0)):
    columns = {"id": sinks.index, "mass_msun": sinks["mass_g"] / MSUN_G}
    for axis, lower in zip("xyz", lower_cm, strict=True):
        columns[f"{axis}_au"] = (sinks[f"{axis}_cm"] + lower) / AU_CM
        columns[f"v{axis}_kms"] = sinks[f"v{axis}_cm_s"] / KMS_CM_S
    columns["formed_kyr"] = sinks["formed_s"] / KYR_S
    columns["accretion_msun_per_yr"] = sinks["accretion_g_s"] / MSUN_G * YEAR_S
    pd.DataFrame(columns).assign(time_kyr=time_s / KYR_S).to_csv(path, index=False)


@pytest.fixture
def by_yt(demo_run, tmp_path):
    """The demo's output 26 with its sinks in our own file, as a simulation of any code."""
    pytest.importorskip("yt")
    shutil.copytree(output_folder(demo_run, 26), output_folder(tmp_path, 26))
    state, sinks = reader_of(Source(demo_run)).read_state(26)
    write_stars(tmp_path / "stars_00026.csv", state.time_s, sinks)
    return reader_of(Source(tmp_path, "yt", PATTERN, STARS))


def test_ramses_gives_what_its_own_readers_give(demo_run):
    state, sinks = reader_of(Source(demo_run)).read_state(26)
    folder = output_folder(demo_run, 26)
    info = ramses.read_info(folder / "info_00026.txt")
    assert (state.time_s, state.box_cm) == (info.time_s, info.box_cm)
    pd.testing.assert_frame_equal(sinks, read_sinks(folder / "sink_00026.csv", info))


def test_yt_gives_time_box_and_stars_as_ramses_does(by_yt, demo_run):
    state, sinks = by_yt.read_state(26)
    expected_state, expected = reader_of(Source(demo_run)).read_state(26)
    assert state.time_s == pytest.approx(expected_state.time_s, rel=1e-12)
    assert state.box_cm == pytest.approx(expected_state.box_cm, rel=1e-12)
    pd.testing.assert_frame_equal(sinks, expected[sinks.columns], rtol=1e-9)


def test_every_format_is_read_by_the_same_call(by_yt, demo_run):
    cube = {"centre_cm": np.full(3, 6.4e16), "half_side_cm": 1e16}
    assert by_yt.read_cells(26, **cube).density.size == reader_of(Source(demo_run)).read_cells(26, **cube).density.size


@pytest.fixture
def by_model(tmp_path):
    """A model directory of eight base cells from -1e16 cm, the first one refined, with one star at the origin."""
    directory = tmp_path / "model_00007"
    directory.mkdir()
    flags = [1, *[0] * 15]
    walls = " ".join(["-1e16 0 1e16"] * 3)
    grid = ["1 1 0 0 1 1 1 2 2 2 1 15 16", walls, *map(str, flags)]
    (directory / "amr_grid.inp").write_text("\n".join(grid))
    (directory / "dust_density.inp").write_text("\n".join(["1", "15", "1", *["1e-18"] * 15]))
    row = dict.fromkeys(["x_au", "y_au", "z_au", "vx_kms", "vy_kms", "vz_kms"], 0.0)
    stars = pd.DataFrame([{"time_kyr": 30.0, "id": 1, "mass_msun": 0.3, "formed_kyr": 10.0} | row])
    stars.to_csv(tmp_path / "stars_00007.csv", index=False)
    return reader_of(Source(tmp_path, "radmc3d", "model_{output:05d}", STARS, gas_to_dust=50.0))


def test_stars_of_a_model_directory_are_in_the_coordinates_of_its_grid(by_model):
    state, sinks = by_model.read_state(7)
    assert state.box_cm == pytest.approx(2e16, rel=1e-12)
    np.testing.assert_allclose(sinks.loc[1, ["x_cm", "y_cm", "z_cm"]].astype(float), 1e16, rtol=1e-12)
    assert np.isnan(sinks.loc[1, "accretion_g_s"])


def test_the_ratio_of_the_source_turns_dust_into_gas(by_model):
    cells = by_model.read_cells(7, centre_cm=np.full(3, 1e16), half_side_cm=1e16)
    np.testing.assert_allclose(cells.density, 5e-17, rtol=1e-12)
    np.testing.assert_allclose((cells.box_cm / 2.0**cells.level).max(), 1e16, rtol=1e-12)


def test_an_output_without_stars_is_named(by_model):
    by_model.require_whole_files(7)
    by_model.stars_file(7).unlink()
    with pytest.raises(InputMissing, match="stars_00007.csv is missing.*output 7 under `exclude`"):
        by_model.require_whole_files(7)
    with pytest.raises(InputMissing, match="stars_00007.csv is missing"):
        by_model.read_state(7)


def test_whole_files_of_ramses_are_checked_as_before(demo_run):
    reader_of(Source(demo_run)).require_whole_files(26)
    with pytest.raises(InputMissing, match="info_00099.txt is missing"):
        reader_of(Source(demo_run)).require_whole_files(99)


def test_cells_that_grow_while_they_are_read_are_refused(by_model, monkeypatch):
    read = by_model.cells_about

    def read_and_append(*arguments, **cube):
        cells = read(*arguments, **cube)
        with (by_model.path(7) / "dust_density.inp").open("a") as file:
            file.write("more")
        return cells

    monkeypatch.setattr(by_model, "cells_about", read_and_append)
    with pytest.raises(InputChanged, match="output 7 in .* changed while it was read.*snakemake again"):
        by_model.read_cells(7, centre_cm=np.full(3, 1e16), half_side_cm=1e16)
