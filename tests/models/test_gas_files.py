"""The gas in a model directory: read as it was written, taken by RADMC-3D, and named where it is damaged."""

import subprocess
from dataclasses import replace

import numpy as np
import pytest

from simanalogues.errors import ModelInvalid, MoleculeInvalid
from simanalogues.models.directory import write_model
from simanalogues.models.gas_files import read_gas, warn_once, write_gas
from simanalogues.models.molecule_files import read_molecule, write_molecule
from simanalogues.models.molecules import find_line
from simanalogues.units import RADMC3D

NAMES = ("co", "cs", "so", "sio", "hco+", "hcn", "ocs", "oh2cs", "ph2cs")
ARRAYS = ("level_energy_cm1", "level_weight", "upper", "lower", "einstein_a_per_s", "frequency_hz")


def with_table(molecule, temperature_k=(9.375, 18.75, 37.5, 75.0, 150.0, 300.0)):
    temperature_k = np.array(temperature_k)
    value = molecule.partition_function(temperature_k)
    return replace(molecule, partition_temperature_k=temperature_k, partition_value=value)


@pytest.fixture
def directory(model, gas, tmp_path):
    write_model(model, tmp_path)
    write_gas(gas, tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", NAMES)
def test_a_molecule_comes_back_bit_by_bit(shipped, tmp_path, name):
    write_molecule(shipped(name), tmp_path)
    read = read_molecule(tmp_path)
    for array in ARRAYS:
        np.testing.assert_array_equal(getattr(read, array), getattr(shipped(name), array))
    assert (read.name, read.weight_amu, read.level_label) == (name, shipped(name).weight_amu, shipped(name).level_label)
    assert read.partition_value is None


def test_frequencies_of_any_value_come_back(shipped, tmp_path):
    frequency_hz = np.random.default_rng(3).uniform(1e9, 4e12, 40)
    write_molecule(replace(shipped("co"), frequency_hz=frequency_hz), tmp_path)
    np.testing.assert_array_equal(read_molecule(tmp_path).frequency_hz, frequency_hz)


def test_a_partition_function_comes_back_also_where_it_is_read_linearly(shipped, tmp_path):
    molecule = with_table(shipped("oh2cs"))
    write_molecule(molecule, tmp_path)
    read = read_molecule(tmp_path)
    temperature_k = np.geomspace(0.1, 2999, 777)
    expected = molecule.partition_function(temperature_k)
    linear = np.interp(temperature_k, read.partition_temperature_k, read.partition_value)
    np.testing.assert_allclose(read.partition_function(temperature_k), expected, rtol=2e-5)
    np.testing.assert_allclose(linear, expected, rtol=2e-5)


def test_a_table_of_an_earlier_molecule_is_removed(shipped, tmp_path):
    write_molecule(with_table(shipped("co")), tmp_path)
    write_molecule(shipped("co"), tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"lines.inp", "molecule_co.inp"}


@pytest.mark.parametrize("ascii_grid", [False, True])
def test_the_gas_is_recovered(gas, tmp_path, ascii_grid):
    write_gas(gas, tmp_path, ascii_grid=not ascii_grid)
    write_gas(gas, tmp_path, ascii_grid=ascii_grid)
    read = read_gas(tmp_path, gas.number_density.size)
    for name in ("number_density", "temperature_k", "turbulence_cm_s"):
        np.testing.assert_allclose(getattr(read, name), getattr(gas, name), rtol=1e-7)
    cells = {"numberdens_co", "gas_temperature", "microturbulence"}
    suffixes = {path.suffix for path in tmp_path.iterdir() if path.stem in cells}
    assert suffixes == {".inp" if ascii_grid else ".binp"}


def test_without_microturbulence_it_is_0(directory, gas):
    (directory / "microturbulence.binp").unlink()
    assert (read_gas(directory, gas.number_density.size).turbulence_cm_s == 0).all()


def test_the_dust_lends_its_temperature_only_where_it_is_said(directory, gas, model):
    (directory / "gas_temperature.binp").unlink()
    with pytest.raises(ModelInvalid, match="holds no gas_temperature.binp, and its radmc3d.inp does not say 'tgas_eq_"):
        read_gas(directory, gas.number_density.size)
    with (directory / "radmc3d.inp").open("a") as settings:
        settings.write("tgas_eq_tdust = 1 ; dust and gas collide\n")
    read = read_gas(directory, gas.number_density.size)
    np.testing.assert_allclose(read.temperature_k, model.dust_temperature, rtol=1e-7)


def cut(name, n_bytes):
    return lambda directory: (directory / name).write_bytes((directory / name).read_bytes()[:n_bytes])


def write(name, text):
    return lambda directory: (directory / name).write_text(text)


DAMAGES = {
    "no lines.inp": (
        lambda d: (d / "lines.inp").unlink(),
        ModelInvalid,
        "lines.inp is missing or empty, expected '2 1 N",
    ),
    "two molecules": (write("lines.inp", "2\n2\nco leiden 0 0 0\ncs leiden 0 0 0\n"), ModelInvalid, "one molecule"),
    "line list": (write("lines.inp", "2\n1\nco linelist 0 0 0\n"), ModelInvalid, "expected '2 1 NAME leiden'"),
    "no molecule": (lambda d: (d / "molecule_co.inp").unlink(), MoleculeInvalid, "no molecule file .*molecule_co.inp"),
    "cut levels": (
        cut("molecule_co.inp", 300),
        MoleculeInvalid,
        "in the section 'energy levels' with 8 rows, expected 41",
    ),
    "cut lines": (cut("molecule_co.inp", -100), MoleculeInvalid, "'radiative transitions' with 38 rows, expected 40"),
    "cut table": (
        write("partitionfunction_co.inp", "1\n3\n1 1\n2 3\n3\n"),
        MoleculeInvalid,
        "after 5 numbers, expected .* 6",
    ),
    "no table": (write("partitionfunction_co.inp", "Q(T)\n"), MoleculeInvalid, "is no table of a partition function"),
    "empty table": (write("partitionfunction_co.inp", ""), MoleculeInvalid, "is no table of a partition function"),
    "bad table": (write("partitionfunction_co.inp", "1\n2\n9 1\n2 3\n"), MoleculeInvalid, "increasing temperatures"),
    "no density": (lambda d: (d / "numberdens_co.binp").unlink(), ModelInvalid, "neither numberdens_co.binp nor"),
    "both": (write("microturbulence.inp", "1"), ModelInvalid, "both microturbulence.binp and microturbulence.inp"),
    "cut density": (cut("numberdens_co.binp", -4), ModelInvalid, "numberdens_co.binp holds 21 numbers, expected 22"),
}


@pytest.mark.parametrize("case", DAMAGES)
def test_damage_is_named(directory, gas, case):
    damage, error, message = DAMAGES[case]
    damage(directory)
    with pytest.raises(error, match=message):
        read_gas(directory, gas.number_density.size)


@pytest.mark.parametrize(("field", "bad"), [("number_density", -1.0), ("temperature_k", np.nan)])
def test_a_number_that_cannot_be_is_refused(gas, tmp_path, field, bad):
    getattr(gas, field)[3] = bad
    write_gas(gas, tmp_path)
    with pytest.raises(
        ModelInvalid, match=f"{field.split('_')[-1].replace('k', '')}.* is negative, infinite or NaN in 1 "
    ):
        read_gas(tmp_path, gas.number_density.size)


def test_gas_beyond_the_partition_function_is_told_once(gas, shipped, tmp_path, caplog):
    warn_once.cache_clear()
    for molecule in (shipped("so"), shipped("so"), with_table(shipped("cs"), (20.0, 300.0)), shipped("co")):
        write_gas(replace(gas, molecule=molecule), tmp_path)
    assert [record.message.split(";")[0] for record in caplog.records] == [
        "so: its levels end at 127 K",
        "cs: there is gas outside 20 to 300 K, for which its partition function is given",
    ]


@pytest.mark.parametrize("table", [False, True], ids=["levels", "table"])
@pytest.mark.parametrize("name", NAMES)
def test_radmc3d_has_the_same_populations(model, gas, shipped, executable, tmp_path, name, table):
    molecule = with_table(shipped(name)) if table else shipped(name)
    write_model(model, tmp_path)
    write_gas(replace(gas, molecule=molecule), tmp_path)
    line = find_line(molecule, 2)
    command = [executable, "image", "iline", str(line + 1), "npix", "4", "sizeau", "900", "phi", "17", "writepop"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    n_cells = gas.number_density.size
    header = np.fromfile(tmp_path / f"levelpop_{name}.bdat", "<i8", 6)
    populations = np.fromfile(tmp_path / f"levelpop_{name}.bdat", "<f8", offset=48).reshape(n_cells, 2)
    levels = header[4:] - 1
    assert sorted(levels) == sorted([molecule.lower[line], molecule.upper[line]])
    temperature_k = gas.temperature_k.astype("f4")
    expected = [molecule.level_fraction(level, temperature_k, RADMC3D) for level in levels]
    np.testing.assert_allclose(populations.T / gas.number_density.astype("f4"), expected, rtol=3e-5)
