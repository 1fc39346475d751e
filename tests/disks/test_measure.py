import logging
from dataclasses import replace

import numpy as np
import pytest

from simanalogues.disks import reading
from simanalogues.disks.measure import measure_disks
from simanalogues.errors import DensityInvalid
from simanalogues.readers.ramses_reader import RamsesReader
from simanalogues.readers.reader import reader_of
from simanalogues.readers.source import Source
from simanalogues.schema.disks import DISKS
from simanalogues.schema.files import read_dataset, write_dataset
from simanalogues.schema.snapshots import SNAPSHOTS

AU_CM = 1.495978707e13
OF_STARS = [name for name, variable in DISKS.variables.items() if variable.dims[:2] == ("output", "star")]


@pytest.fixture
def measured(run, settings, tmp_path):
    def measure(records, **changes):
        write_dataset(records, SNAPSHOTS, tmp_path / "snapshots.nc")
        destination = tmp_path / "disks.nc"
        measure_disks(
            tmp_path / "snapshots.nc", source=Source(run / "D"), settings=settings | changes, destination=destination
        )
        return read_dataset(destination, DISKS)

    return measure


@pytest.fixture
def changed_cells(monkeypatch):
    """The function that changes what is read."""

    def change(of):
        read_cells = RamsesReader.read_cells
        monkeypatch.setattr(RamsesReader, "read_cells", lambda *args, **kwargs: of(read_cells(*args, **kwargs)))

    return change


def require_nothing(disks, star):
    for name in OF_STARS:
        assert np.isnan(disks[name].values[0, star]).all(), name


def test_run_d_is_measured_and_plausible(measured, records):
    disks = measured(records)
    assert disks["output"].values.tolist() == [28]
    assert disks["skipped"].values.tolist() == [""]
    np.testing.assert_allclose(disks["smallest_cell_au"].values, [[16.711, 33.423]], rtol=1e-4)
    np.testing.assert_allclose(np.linalg.norm(disks["disk_axis"].values, axis=-1), 1.0, rtol=1e-12)
    assert ((disks["gas_mass_100au_msun"].values > 0.001) & (disks["gas_mass_100au_msun"].values < 0.05)).all()
    assert ((disks["disk_size_au"].values >= 0) & (disks["disk_size_au"].values < 387)).all()
    assert (np.nan_to_num(np.abs(disks["shell_radial_velocity_kms"].values)) < 5).all()
    spin = records["orbital_angular_momentum_au_kms"].values[0]
    assert (disks["disk_axis"].values[0] @ spin / np.linalg.norm(spin) > 0.9).all()


def test_the_file_says_how_it_was_measured(measured, records):
    attributes = measured(records, last_shell=True).attrs
    assert attributes["simulation"] == "D"
    assert [attributes[key] for key in ("shells_per_decade", "profile_inner_au", "profile_outer_au")] == [10, 10, 5000]
    assert attributes["last_shell"] == 1


def test_shells_hold_the_cells_of_the_box(measured, records, run):
    centre = records["position_au"].values[0, 0]
    cells = reader_of(Source(run / "D")).read_cells(28, centre_cm=centre * AU_CM, half_side_cm=1e18)
    radius = np.linalg.norm(cells.position_cm / AU_CM - centre, axis=1)
    inside = (radius >= 10) & (radius < 5000)
    mass = (cells.density * (cells.box_cm / 2.0**cells.level) ** 3)[inside].sum() / 1.98840987e33
    assert float(measured(records)["shell_mass_msun"].isel(output=0, star=0).sum()) == pytest.approx(mass, rel=1e-10)


def test_stars_read_together_and_apart_are_the_same(measured, records, monkeypatch):
    apart = measured(records, profile_outer_au=1000)
    monkeypatch.setattr(reading, "NEAR", 10.0)
    together = measured(records, profile_outer_au=1000)
    for name in OF_STARS:
        np.testing.assert_allclose(apart[name].values, together[name].values, rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize(("reach_au", "n_cubes"), [(1000.0, 2), (2000.0, 1)])
def test_near_stars_are_read_once_and_all_within_reach_is_read(records, run, monkeypatch, reach_au, n_cubes):
    cubes, read_cells = [], RamsesReader.read_cells

    def read(*args, centre_cm, half_side_cm):
        cubes.append((centre_cm / AU_CM, half_side_cm / AU_CM))
        return read_cells(*args, centre_cm=centre_cm, half_side_cm=half_side_cm)

    monkeypatch.setattr(RamsesReader, "read_cells", read)
    reading.cells_of_stars(records.isel(output=0), Source(run / "D"), stars=np.array([True, True]), reach_au=reach_au)
    assert len(cubes) == n_cubes
    for star, position in enumerate(records["position_au"].values[0]):
        centre, half_side = cubes[star % n_cubes]
        assert (np.abs(position - centre) + reach_au <= half_side * (1 + 1e-12)).all()


def test_the_one_star_of_a_skipped_output_is_measured(measured, records):
    both = measured(records)
    records["position_au"].values[0, 1] = np.nan
    records["star_id"].values[0, 1] = -1
    records["separation_au"].values[0] = np.nan
    records["skipped"] = ("output", np.array(["one sink only"], dtype=object))
    disks = measured(records)
    require_nothing(disks, 1)
    assert disks["skipped"].item() == "one sink only"
    for name in ("shell_mass_msun", "gas_mass_100au_msun", "smallest_cell_au"):
        np.testing.assert_allclose(disks[name].values[0, 0], both[name].values[0, 0], rtol=1e-9)
    assert np.isfinite(disks["disk_size_au"].values[0, 0])


def test_an_output_without_stars_has_nothing_measured(measured, records, changed_cells):
    changed_cells(lambda cells: pytest.fail("there was nothing to read"))
    records["star_id"].values[:] = -1
    disks = measured(records)
    require_nothing(disks, 0)
    require_nothing(disks, 1)


def test_a_star_outside_the_box_is_named_and_not_measured(measured, records, caplog):
    records["position_au"].values[0, 1] = [-50.0, 4000.0, 4000.0]
    with caplog.at_level(logging.WARNING):
        disks = measured(records)
    require_nothing(disks, 1)
    assert np.isfinite(disks["disk_size_au"].values[0, 0])
    assert "output 28: the secondary at [ -50. 4000. 4000.] AU is not measured: it lies outside the box" in caplog.text


def test_a_star_that_no_cell_holds_is_named_and_not_measured(measured, records, changed_cells, caplog):
    def without_primary(cells):
        apart = np.linalg.norm(cells.position_cm / AU_CM - records["position_au"].values[0, 0], axis=1)
        kept = apart > 100
        arrays = {name: getattr(cells, name)[kept] for name in ("position_cm", "level", "density", "velocity_cm_s")}
        return replace(cells, **arrays)

    changed_cells(without_primary)
    with caplog.at_level(logging.WARNING):
        disks = measured(records)
    require_nothing(disks, 0)
    assert np.isfinite(disks["disk_size_au"].values[0, 1])
    assert "output 28: the primary at [4198.5 4917.9 4383.9] AU is not measured: no cell holds it" in caplog.text


def test_a_sphere_that_leaves_the_box_has_the_cells_that_are_there(measured, records):
    records["position_au"].values[0, 1] = [5.0, 4000.0, 4000.0]
    disks = measured(records)
    assert np.isfinite(disks["shell_mass_msun"].values[0, 1]).all()
    assert disks["gas_mass_100au_msun"].values[0, 1] > 0


@pytest.mark.parametrize("density", [np.nan, -1e-20])
def test_an_invalid_density_names_the_output(measured, records, changed_cells, density):
    def spoilt(cells):
        values = cells.density.copy()
        values[7] = density
        return replace(cells, density=values)

    changed_cells(spoilt)
    with pytest.raises(DensityInvalid, match="output 28 of .*D: 1 of .* cells have densities"):
        measured(records)
