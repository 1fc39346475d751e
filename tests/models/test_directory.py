"""The model directory: what is written is read again, byte for byte, and what is damaged is named."""

import shutil

import numpy as np
import pytest

from simanalogues.errors import ModelInvalid
from simanalogues.models.directory import read_model, write_model

CELL_FILES = {"amr_grid", "dust_density", "dust_temperature", "gas_velocity"}


def bytes_of(directory):
    return {path.name: path.read_bytes() for path in directory.iterdir()}


@pytest.fixture
def directory(model, tmp_path):
    write_model(model, tmp_path / "model")
    return tmp_path / "model"


@pytest.mark.parametrize("ascii_grid", [False, True])
def test_writing_reading_and_writing_gives_the_same_bytes(model, tmp_path, ascii_grid):
    write_model(model, tmp_path / "first", ascii_grid=ascii_grid)
    write_model(read_model(tmp_path / "first"), tmp_path / "second", ascii_grid=ascii_grid)
    assert bytes_of(tmp_path / "first") == bytes_of(tmp_path / "second")


@pytest.mark.parametrize("ascii_grid", [False, True])
def test_everything_is_recovered(model, tmp_path, ascii_grid):
    write_model(model, tmp_path, ascii_grid=ascii_grid)
    read = read_model(tmp_path)
    np.testing.assert_allclose(read.octree.leaf_centre_cm, model.octree.leaf_centre_cm, rtol=1e-12)
    np.testing.assert_array_equal(read.octree.flags, model.octree.flags)
    np.testing.assert_allclose(read.dust_density, model.dust_density, rtol=1e-7)
    np.testing.assert_allclose(read.dust_temperature, model.dust_temperature, rtol=1e-7)
    np.testing.assert_allclose(read.gas_velocity_cm_s, model.gas_velocity_cm_s, rtol=1e-7)
    np.testing.assert_allclose(read.stars.luminosity_erg_s, model.stars.luminosity_erg_s, rtol=1e-12)
    np.testing.assert_allclose(read.stars.position_cm, model.stars.position_cm, rtol=1e-12)
    np.testing.assert_allclose(read.opacity.absorption_cm2_per_g, model.opacity.absorption_cm2_per_g, rtol=1e-12)
    assert read.opacity.name == "powerlaw"


def test_a_directory_never_holds_both_variants(model, tmp_path):
    write_model(model, tmp_path)
    write_model(model, tmp_path, ascii_grid=True)
    assert {path.suffix for path in tmp_path.iterdir() if path.stem in CELL_FILES} == {".inp", ".dat"}
    write_model(model, tmp_path)
    assert {path.suffix for path in tmp_path.iterdir() if path.stem in CELL_FILES} == {".binp", ".bdat"}


def test_the_binary_grid_has_the_header_that_radmc3d_reads(directory, model):
    header = np.fromfile(directory / "amr_grid.binp", "<i8", 13)
    assert header.tolist() == [1, 1, 0, 0, 1, 1, 1, 2, 2, 2, 2, 22, model.octree.flags.size]
    assert (directory / "amr_grid.binp").stat().st_size == 13 * 8 + 9 * 8 + model.octree.flags.size


def test_double_precision_is_read(directory, model):
    header = np.array([1, 8, model.octree.n_leaves, 1], dtype="<i8")
    (directory / "dust_density.binp").write_bytes(header.tobytes() + model.dust_density.astype("<f8").tobytes())
    np.testing.assert_array_equal(read_model(directory).dust_density, model.dust_density)


def test_a_star_without_luminosity_is_written_with_1_kelvin(model, tmp_path):
    model.stars.temperature_k[1] = 0.0
    write_model(model, tmp_path)
    assert read_model(tmp_path).stars.temperature_k[1] == 1.0


def cut(name, n_bytes):
    def damage(directory):
        content = (directory / name).read_bytes()
        (directory / name).write_bytes(content[:n_bytes])

    return damage


def replace_integer(name, position, value):
    def damage(directory):
        content = bytearray((directory / name).read_bytes())
        content[8 * position : 8 * position + 8] = np.int64(value).tobytes()
        (directory / name).write_bytes(bytes(content))

    return damage


def write_text(name, text):
    return lambda directory: (directory / name).write_text(text)


DAMAGES = {
    "missing": (lambda d: (d / "dust_density.binp").unlink(), "neither dust_density.binp nor dust_density.inp"),
    "both": (write_text("dust_temperature.dat", "1"), "both dust_temperature.bdat and dust_temperature.dat"),
    "cut cells": (cut("gas_velocity.binp", -4), "gas_velocity.binp holds 65 numbers, expected 66"),
    "cut header": (cut("dust_density.binp", 20), "dust_density.binp starts with"),
    "other count": (replace_integer("dust_density.binp", 2, 21), r"= \[21, 1\], the grid has \[22, 1\]"),
    "two species": (replace_integer("dust_temperature.bdat", 3, 2), "more than one dust species"),
    "precision": (replace_integer("dust_density.binp", 1, 2), "4 or 8 bytes per number"),
    "cut grid": (cut("amr_grid.binp", -3), "holds 21 refinement flags, its header says 24"),
    "cut walls": (cut("amr_grid.binp", 120), "amr_grid.binp has 120 bytes, expected at least 176"),
    "cut grid header": (cut("amr_grid.binp", 50), "ends inside its header"),
    "regular grid": (replace_integer("amr_grid.binp", 1, 0), "expected format 1, style 1"),
    "wrong leaves": (replace_integer("amr_grid.binp", 11, 20), "holds 22 leaves, its header says 20"),
    "oblong cells": (replace_integer("amr_grid.binp", 14, 0), "expected cubes of one width"),
    "no stars": (lambda d: (d / "stars.inp").unlink(), "is no stars.inp"),
    "spectrum": (write_text("stars.inp", "2\n1 2\n1 1 0 0 0\n1\n2\n5\n6\n"), "expected 1 negative ones"),
    "two dusts": (write_text("dustopac.inp", "2\n2\n---\n1\n0\na\n---\n1\n0\nb\n"), "one thermal dust species"),
}


@pytest.mark.parametrize("case", DAMAGES)
def test_damage_is_named(directory, case):
    damage, message = DAMAGES[case]
    damage(directory)
    with pytest.raises(ModelInvalid, match=message):
        read_model(directory)


def test_a_temperature_that_is_no_number_is_refused(model, tmp_path):
    model.dust_temperature[3] = np.nan
    write_model(model, tmp_path)
    with pytest.raises(ModelInvalid, match="temperature in .* is negative or NaN in 1 cells"):
        read_model(tmp_path)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("dust_density.inp", "1\n22\n1\nhello\n", "holds what is no number"),
        ("dust_density.inp", "2\n22\n", "expected format 1"),
        ("amr_grid.inp", "1\n\n1\n0\n0\n\n1 1 1\n2 2 2\n\n2 22 25\n\n0 1 2 0 1", "holds 5 cell walls, expected 9"),
        ("amr_grid.inp", "1\n\n1\n0\n0\n\n1 1 x\n", "holds what is no number"),
    ],
)
def test_damage_of_ascii_files_is_named(model, tmp_path, name, text, message):
    write_model(model, tmp_path, ascii_grid=True)
    (tmp_path / name).write_text(text)
    with pytest.raises(ModelInvalid, match=message):
        read_model(tmp_path)


def test_the_directory_may_be_copied(directory, tmp_path, model):
    shutil.copytree(directory, tmp_path / "copy")
    np.testing.assert_allclose(read_model(tmp_path / "copy").dust_density, model.dust_density, rtol=1e-7)
