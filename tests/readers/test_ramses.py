import shutil

import numpy as np
import pytest

from simanalogues.errors import InputMissing, RamsesFileDamaged
from simanalogues.readers.folder import output_folder
from simanalogues.readers.ramses import read_cells, read_info

BOX_CM = 4 * 3.2e16


@pytest.fixture
def copied_run(demo_run, tmp_path):
    shutil.copytree(output_folder(demo_run, 26), output_folder(tmp_path, 26))
    return tmp_path


def whole_box(run):
    return read_cells(run, 26, centre_cm=np.full(3, BOX_CM / 2), half_side_cm=BOX_CM)


def test_info_gives_cgs_whatever_boxlen_is(demo_run):
    info = read_info(output_folder(demo_run, 26) / "info_00026.txt")
    assert info.box_cm == pytest.approx(1.28e17, rel=1e-12)
    assert info.unit_mass_g == pytest.approx(1.44e-17 * 3.2e16**3, rel=1e-12)
    assert info.n_domains == 2


def test_leaf_cells_fill_the_box_exactly_once(demo_run):
    cells = whole_box(demo_run)
    np.testing.assert_allclose((0.125 ** cells.level.astype(float)).sum(), 1.0, rtol=1e-12)


def test_gas_and_sinks_hold_the_mass_of_the_cloud(demo_run):
    # The run started from 1 M_sun in the cloud and a thin medium around it.
    cells = whole_box(demo_run)
    gas_msun = (cells.density * (BOX_CM / 2.0**cells.level) ** 3).sum() / 1.98840987e33
    assert 0.5 < gas_msun < 1.2


def test_a_window_gives_the_same_cells_as_the_whole_box(demo_run):
    centre, half = np.array([0.52, 0.5, 0.49]) * BOX_CM, 0.1 * BOX_CM
    everything, window = whole_box(demo_run), read_cells(demo_run, 26, centre_cm=centre, half_side_cm=half)

    def inside(cells):
        touching = np.abs(cells.position_cm - centre) < half + (BOX_CM / 2.0 ** (cells.level + 1))[:, None]
        chosen = touching.all(axis=1)
        return {tuple(p): d for p, d in zip(cells.position_cm[chosen].tolist(), cells.density[chosen], strict=True)}

    assert inside(window) == inside(everything)
    assert len(window.density) < len(everything.density)


@pytest.mark.parametrize("name", ["hydro_00026.out00002", "amr_00026.out00001"])
def test_a_truncated_file_is_named(copied_run, name):
    path = output_folder(copied_run, 26) / name
    path.write_bytes(path.read_bytes()[:-1000])
    with pytest.raises(RamsesFileDamaged, match=f"{name} is cut short.*exclude"):
        whole_box(copied_run)


def test_a_missing_domain_is_named(copied_run):
    (output_folder(copied_run, 26) / "hydro_00026.out00002").unlink()
    with pytest.raises(InputMissing, match="hydro_00026.out00002 is missing.*exclude"):
        whole_box(copied_run)


def test_an_info_file_without_its_units_is_named(copied_run):
    path = output_folder(copied_run, 26) / "info_00026.txt"
    path.write_text(path.read_text().split("unit_l")[0])
    with pytest.raises(RamsesFileDamaged, match="info_00026.txt.*unit_l"):
        read_info(path)


def test_osyris_and_a_direct_look_agree_on_velocity_units(demo_run):
    cells = whole_box(demo_run)
    speed_kms = np.linalg.norm(cells.velocity_cm_s, axis=1) / 1e5
    # Free fall onto 0.4 M_sun at one cell (17 AU) is 6.5 km/s; nothing in the run is much faster.
    assert 1 < speed_kms.max() < 15
