import netCDF4
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from kinds import KINDS

from simanalogues.catalogue.systems import catalogue_systems
from simanalogues.errors import CacheDamaged, ContractBroken, InputMissing
from simanalogues.schema.catalogue import CATALOGUE, OF_TEMPERATURES
from simanalogues.schema.files import read_dataset


@pytest.fixture
def made(tmp_path):
    """The function that makes a catalogue and gives its file and its table."""

    def make(inputs):
        paths = {"destination_nc": tmp_path / "A.nc", "destination_csv": tmp_path / "A.csv"}
        catalogue_systems(inputs, **paths)
        return read_dataset(tmp_path / "A.nc", CATALOGUE), pd.read_csv(tmp_path / "A.csv")

    return make


def test_all_chunks_come_together_in_the_order_of_the_outputs(made, inputs):
    catalogue, _ = made(inputs)
    assert catalogue["output"].values.tolist() == list(range(6))
    assert (np.diff(catalogue["time_kyr"]) > 0).all()
    for kind, name in (("snapshots", "luminosity_lsun"), ("disks", "shell_mass_msun"), ("temperatures", "hottest_k")):
        chunks = [read_dataset(path, KINDS[kind]) for path in reversed(inputs[kind])]
        np.testing.assert_array_equal(catalogue[name], np.concatenate([chunk[name] for chunk in chunks]))


def test_the_orbit_is_that_of_both_masses_and_unknown_without_a_pair(made, inputs):
    catalogue, _ = made(inputs)
    known = catalogue["skipped"].values == ""
    np.testing.assert_allclose(catalogue["semi_major_axis_au"].values[known], 200.0, rtol=1e-5)
    np.testing.assert_allclose(catalogue["eccentricity"].values[known], 0.5, rtol=1e-4)
    for name in ("semi_major_axis_au", "eccentricity", "orbital_period_kyr", "orbital_axis", "n_periastra"):
        assert np.isnan(catalogue[name].values[3]).all(), name
    assert catalogue["n_periastra"].values[known].tolist() == [0] * 5
    assert np.isnan(catalogue["orbital_phase"]).all()
    assert catalogue.attrs["periastra_may_be_missed"] == 0


def test_the_phase_is_the_time_since_periastron_over_the_period(made, chunk):
    outputs = list(range(30, 60))
    catalogue, _ = made({kind: [chunk(kind, outputs)] for kind in ("snapshots", "disks")} | {"temperatures": []})
    # Periastron at the time 0 and every period of 2.31 kyr: at 4.62 kyr.
    expected = catalogue["time_kyr"].values / catalogue["orbital_period_kyr"].values % 1
    seen = catalogue["n_periastra"].values > 0
    assert seen.sum() == 14
    np.testing.assert_allclose(catalogue["orbital_phase"].values[seen], expected[seen], atol=0.01)


def test_analytic_temperatures_tell_nothing(made, inputs):
    catalogue, table = made(inputs | {"temperatures": []})
    assert not set(OF_TEMPERATURES) & (set(catalogue) | set(table))
    assert catalogue.attrs["temperature_method"] == "analytic"


def test_the_table_has_a_row_per_output_and_star_and_every_scalar(made, inputs):
    catalogue, table = made(inputs)
    assert table[["output", "star"]].values.tolist() == [
        [output, star] for output in range(6) for star in ("primary", "secondary")
    ]
    assert set(table["simulation"]) == {"A"}
    scalars = {name for name, values in catalogue.data_vars.items() if set(values.dims) <= {"output", "star"}}
    assert set(table.columns) == scalars | {"simulation", "output", "star"}
    np.testing.assert_allclose(table["disk_size_au"], catalogue["disk_size_au"].values.ravel(), rtol=1e-9)
    np.testing.assert_allclose(table["time_kyr"], np.repeat(catalogue["time_kyr"].values, 2), rtol=1e-9)


def test_what_is_not_known_is_an_empty_field(made, inputs, tmp_path):
    _, table = made(inputs)
    assert np.isnan(table.loc[7, "mass_msun"])
    assert "nan" not in (tmp_path / "A.csv").read_text().lower()


def test_the_file_says_what_it_is_and_whom_to_cite(made, inputs, tmp_path):
    attributes = made(inputs)[0].attrs
    assert attributes["title"].startswith("The pair of stars of simulation A")
    assert attributes["Conventions"] == "CF-1.11"
    assert attributes["source"].endswith("dust temperatures: monte_carlo")
    assert "Offner et al. 2009" in attributes["references"]
    assert attributes["history"].endswith("2 of snapshots, 2 of disks, 2 of temperatures")
    assert str(tmp_path) not in str(attributes)
    assert attributes["simulation"] == "A"
    assert [attributes[name] for name in ("intrinsic", "last_shell", "temperature_seed")] == ["hayashi", 0, 1]


def test_it_opens_in_plain_xarray_and_netcdf(made, inputs, tmp_path):
    made(inputs)
    with xr.open_dataset(tmp_path / "A.nc") as catalogue:
        assert float(catalogue["mass_msun"].sel(output=4, star="secondary")) == 0.5
        assert catalogue["orbital_period_kyr"].dtype == float
    with netCDF4.Dataset(tmp_path / "A.nc") as file:
        assert all(
            "units" in variable.ncattrs() for name, variable in file.variables.items() if name not in {"star", "xyz"}
        )


def test_what_was_reconstructed_anywhere_is_said_once(made, inputs, chunk):
    words = {0: "tform: midpoint between outputs, vx: backward difference", 3: "vx: backward difference"}
    snapshots = [
        chunk("snapshots", [n, n + 1, n + 2], change=lambda d, w=w: d.assign_attrs(reconstructed=w))
        for n, w in words.items()
    ]
    assert made(inputs | {"snapshots": snapshots})[0].attrs["reconstructed"] == words[0]


def test_temperatures_that_are_not_needed_are_not_read(made, inputs):
    with netCDF4.Dataset(inputs["temperatures"][0], "a") as file:
        file["temperature_k"][0] = 99.0
    assert made(inputs)[0].sizes["output"] == 6


def test_a_changed_number_is_noticed(made, inputs):
    path = inputs["temperatures"][0]
    with netCDF4.Dataset(path, "a") as file:
        file["hottest_k"][0] = 99.0
    with pytest.raises(CacheDamaged, match="'hottest_k' does not fit"):
        made(inputs)
    assert not path.exists()


def test_files_that_do_not_fit_are_refused(made, inputs, chunk, tmp_path):
    with pytest.raises(InputMissing, match=r"kind 'disks'.*simulation 'A'.*outputs \[3, 4, 5\]"):
        made(inputs | {"disks": inputs["disks"][1:]})
    with pytest.raises(ContractBroken, match="kind 'temperatures' are of simulation 'B'"):
        made(inputs | {"temperatures": [chunk("temperatures", list(range(6)), simulation="B")]})
    other = chunk("disks", [0, 1, 2], change=lambda d: d.assign(shell_edge_au=d["shell_edge_au"] * 2))
    with pytest.raises(ContractBroken, match="kind 'disks' do not fit each other"):
        made(inputs | {"disks": [inputs["disks"][0], other]})
    mixed = [chunk("snapshots", [0, 1, 2]), chunk("snapshots", [3, 4, 5], simulation="B")]
    with pytest.raises(ContractBroken, match=r"simulations \['A', 'B'\]: expected all chunks of one"):
        made(inputs | {"snapshots": mixed})


def test_a_file_of_another_kind_and_a_missing_one_are_named(made, inputs, tmp_path):
    with pytest.raises(ContractBroken, match="file of kind 'disks', expected 'temperatures'"):
        made(inputs | {"temperatures": inputs["disks"]})
    with pytest.raises(InputMissing, match="no file .*gone.nc"):
        made(inputs | {"temperatures": [tmp_path / "gone.nc"]})
