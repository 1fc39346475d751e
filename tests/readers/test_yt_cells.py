"""yt against osyris on a RAMSES output, and on patches with known cells."""

import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from simanalogues.errors import InputMissing, OutputInvalid, ReaderUnavailable
from simanalogues.models.octree import build_octree
from simanalogues.readers import ramses, yt_cells
from simanalogues.readers.folder import output_folder

BOX_CM = 1.28e17
UNIT_CM = 1e16


def sorted_by_position(cells):
    order = np.lexsort(np.round(cells.position_cm / BOX_CM * 2**20).T)
    return cells.position_cm[order], cells.level[order], cells.density[order], cells.velocity_cm_s[order]


@pytest.mark.parametrize(("centre", "half"), [((0.5, 0.5, 0.5), 1.0), ((0.52, 0.5, 0.49), 0.1), ((0.9, 0.1, 0.5), 0.2)])
def test_osyris_and_yt_read_the_same_cells(demo_run, centre, half):
    pytest.importorskip("yt")
    cube = {"centre_cm": np.array(centre) * BOX_CM, "half_side_cm": half * BOX_CM}
    expected = ramses.read_cells(demo_run, 26, **cube)
    read = yt_cells.read_cells(output_folder(demo_run, 26) / "info_00026.txt", **cube)
    assert read.box_cm == pytest.approx(expected.box_cm, rel=1e-12)
    assert read.domain_cm is None
    position, level, density, velocity = sorted_by_position(read)
    position_expected, level_expected, density_expected, velocity_expected = sorted_by_position(expected)
    np.testing.assert_allclose(position, position_expected, rtol=1e-6)
    np.testing.assert_array_equal(level, level_expected)
    np.testing.assert_allclose(density, density_expected, rtol=1e-6)
    np.testing.assert_allclose(velocity, velocity_expected, rtol=1e-6)


def patch(edges, level, n_cells, rng):
    shape = [n_cells] * 3 if isinstance(n_cells, int) else n_cells
    fields = {("gas", f"velocity_{axis}"): (rng.normal(size=shape), "km/s") for axis in "xyz"}
    fields["gas", "density"] = (rng.uniform(1e-18, 1e-16, shape), "g/cm**3")
    left, right = ([edge] * 3 if np.isscalar(edge) else edge for edge in edges)
    return {"left_edge": left, "right_edge": right, "level": level, "dimensions": shape} | fields


def patches(n_cells, *, refine_by=2, box=((-1, 1),) * 3):
    """A base grid with a patch in its middle, from -1e16 to 1e16 cm."""
    yt = pytest.importorskip("yt")
    yt.set_log_level(50)
    rng = np.random.default_rng(3)
    box = np.array(box, dtype=float)
    grids = [patch(box.T.tolist(), 0, n_cells, rng)]
    if isinstance(n_cells, int):
        grids.append(patch((-0.5, 0.5), 1, n_cells // 2 * refine_by, rng))
    shape = [n_cells] * 3 if isinstance(n_cells, int) else n_cells
    return yt.load_amr_grids(
        grids, shape, length_unit=(UNIT_CM, "cm"), bbox=box, refine_by=refine_by, periodicity=(False,) * 3
    )


def saved(dataset, path):
    from yt.utilities.grid_data_format.writer import write_to_gdf

    fields = [("gas", name) for name in ("density", "velocity_x", "velocity_y", "velocity_z")]
    write_to_gdf(dataset, str(path), fields=fields)
    return path


def everything(dataset, path="plt"):
    return yt_cells.cells_of_dataset(dataset, Path(path), centre_cm=np.full(3, UNIT_CM), half_side_cm=UNIT_CM)


def test_patches_fill_their_box_once_and_count_from_its_lower_corner():
    cells = everything(patches(8))
    assert cells.box_cm == pytest.approx(2 * UNIT_CM, rel=1e-12)
    assert np.bincount(cells.level).tolist() == [0, 0, 0, 8**3 - 4**3, 8**3]
    np.testing.assert_allclose((0.125 ** cells.level.astype(float)).sum(), 1.0, rtol=1e-12)
    np.testing.assert_allclose(cells.position_cm.min(axis=0), UNIT_CM / 8, rtol=1e-9)


def test_patches_are_read_from_a_file_of_another_code(tmp_path):
    dataset = patches(8)
    read = yt_cells.read_cells(
        saved(dataset, tmp_path / "plt7.gdf"), centre_cm=np.full(3, UNIT_CM), half_side_cm=UNIT_CM
    )
    region = dataset.all_data()
    density, speed = region["gas", "density"].to_value("g/cm**3"), region["gas", "velocity_y"].to_value("cm/s")
    np.testing.assert_allclose(np.sort(read.density), np.sort(density), rtol=1e-12)
    np.testing.assert_allclose(np.sort(read.velocity_cm_s[:, 1]), np.sort(speed), rtol=1e-12)


def test_a_corner_of_the_box_is_read_without_what_lies_across_its_edge():
    cells = yt_cells.cells_of_dataset(
        patches(8), Path("plt"), centre_cm=np.full(3, 0.1 * UNIT_CM), half_side_cm=0.3 * UNIT_CM
    )
    assert cells.density.size == 2**3


def test_a_base_grid_that_is_no_power_of_two_lies_in_a_larger_box():
    cells = everything(patches(12))
    assert cells.domain_cm == pytest.approx(2 * UNIT_CM, rel=1e-12)
    assert cells.box_cm == pytest.approx(2 * UNIT_CM * 16 / 12, rel=1e-12)
    volume = (cells.box_cm / 2.0**cells.level) ** 3
    np.testing.assert_allclose(volume.sum(), cells.domain_cm**3, rtol=1e-12)
    octree, source = build_octree(cells, np.full(3, UNIT_CM), 1.9 * UNIT_CM)
    np.testing.assert_allclose(octree.leaf_centre_cm + UNIT_CM, cells.position_cm[source], rtol=1e-9)


def test_a_domain_that_is_no_cube_is_refused():
    with pytest.raises(OutputInvalid, match="plt: the domain has 8 x 8 x 16 of the coarsest cells, expected a cube"):
        everything(patches([8, 8, 16], box=((-1, 1), (-1, 1), (-2, 2))))


def test_base_cells_that_are_no_cubes_are_refused():
    with pytest.raises(OutputInvalid, match=r"coarsest cells are 2\.5e\+15 x 2\.5e\+15 x 5e\+15 cm wide"):
        everything(patches([8, 8, 8], box=((-1, 1), (-1, 1), (-2, 2))))


def test_refinement_by_three_is_refused():
    with pytest.raises(OutputInvalid, match="cells are no cubes of 2.5e.15 cm over a power of two"):
        everything(patches(8, refine_by=3))


def test_a_dataset_without_velocities_is_refused():
    yt = pytest.importorskip("yt")
    dataset = yt.load_uniform_grid({"density": (np.ones((4, 4, 4)), "g/cm**3")}, [4, 4, 4])
    with pytest.raises(OutputInvalid, match=r"plt: yt cannot read density and velocity.*velocity_x"):
        everything(dataset)


def test_a_missing_output_and_one_that_yt_does_not_know_are_named(tmp_path):
    pytest.importorskip("yt")
    with pytest.raises(InputMissing, match="plt7 is missing"):
        yt_cells.read_base_grid(tmp_path / "plt7")
    (tmp_path / "plt7").write_text("x")
    with pytest.raises(OutputInvalid, match="plt7: yt cannot read it"):
        yt_cells.read_base_grid(tmp_path / "plt7")


def test_a_file_cut_short_is_named(demo_run, tmp_path):
    pytest.importorskip("yt")
    folder = output_folder(tmp_path, 26)
    shutil.copytree(output_folder(demo_run, 26), folder)
    path = folder / "hydro_00026.out00001"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(OutputInvalid, match="info_00026.txt: yt cannot read .*`exclude`"):
        yt_cells.read_cells(folder / "info_00026.txt", centre_cm=np.full(3, BOX_CM / 2), half_side_cm=BOX_CM)


def test_yt_that_is_not_installed_is_named(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "yt", None)
    with pytest.raises(ReaderUnavailable, match=r"needs the package yt.*pip install 'simanalogues\[yt\]'"):
        yt_cells.read_base_grid(tmp_path)
