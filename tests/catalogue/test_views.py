import numpy as np
import pandas as pd
import pytest

from simanalogues.catalogue.systems import catalogue_systems
from simanalogues.catalogue.views import angle_deg, catalogue_views
from simanalogues.errors import InputMissing
from simanalogues.schema.files import read_dataset
from simanalogues.schema.spectra import SPECTRA
from simanalogues.schema.system_views import SYSTEM_VIEWS

CHUNKS = ([3, 4, 5], [0, 1, 2])
TOWARDS = np.array([[0, 0, 1], [0, 0.6, 0.8]])


def set_disks(disks):
    """All axes along +z and (0, 0.6, 0.8); no disk about the secondary of output 1."""
    size, axis = disks["disk_size_au"].copy(), disks["disk_axis"].copy()
    axis[:] = TOWARDS
    size[disks["output"].values == 1, 1] = 0.0
    return disks.assign(disk_size_au=size, disk_axis=axis)


@pytest.fixture
def made(tmp_path, inputs, chunk):
    """The function that makes the table of views and gives its file and its table."""
    inputs["disks"] = [chunk("disks", outputs, change=set_disks) for outputs in CHUNKS]
    catalogue_systems(inputs, destination_nc=tmp_path / "A.nc", destination_csv=tmp_path / "A.csv")
    views = [chunk("views", outputs) for outputs in CHUNKS]

    def make(**changes):
        catalogue = {"catalogue": tmp_path / "A.nc", "views": views, "spectra": []}
        paths = {"destination_nc": tmp_path / "views.nc", "destination_csv": tmp_path / "views.csv"}
        catalogue_views(catalogue | changes, **paths)
        return read_dataset(tmp_path / "views.nc", SYSTEM_VIEWS), pd.read_csv(tmp_path / "views.csv")

    return make


def test_an_observer_along_the_orbital_axis_sees_the_orbit_face_on(made):
    views, _ = made()
    # The orbit lies in the plane z = 0, counter-clockwise; observers on +z, on +x, at 30 degrees from +z.
    np.testing.assert_allclose(views["orbital_inclination_deg"].values[0], [0, 90, 30], atol=1e-9)
    np.testing.assert_allclose(views["orbital_plane_angle_deg"].values[0], [90, 0, 60], atol=1e-9)


def test_an_observer_below_sees_the_pair_turn_the_other_way():
    assert angle_deg(np.array([0, 0, -1.0]), np.array([0, 0, 1.0])) == 180
    tiny = np.array([np.sin(1e-9), 0, np.cos(1e-9)])
    assert angle_deg(tiny, np.array([0, 0, 1.0])) == pytest.approx(np.rad2deg(1e-9), rel=1e-9)


def test_the_inclination_of_a_disk_is_that_of_its_axis(made):
    views, _ = made()
    inclination = views["disk_inclination_deg"].values[0]
    np.testing.assert_allclose(inclination[:, 0], [0, 90, 30], atol=1e-9)
    np.testing.assert_allclose(inclination[:, 1], np.rad2deg(np.arccos([0.8, 0, 0.8 * np.sqrt(0.75)])), rtol=1e-9)


def test_without_a_view_a_pair_or_a_disk_there_is_no_angle(made):
    views, _ = made()
    for name in ("orbital_plane_angle_deg", "orbital_inclination_deg", "disk_inclination_deg"):
        assert np.isnan(views[name].values[2]).all(), name
    assert np.isnan(views["orbital_inclination_deg"].values[3]).all()
    assert np.isnan(views["disk_inclination_deg"].values[1, :, 1]).all()
    assert np.isfinite(views["disk_inclination_deg"].values[1, :, 0]).all()


def test_the_table_has_a_row_per_output_and_view(made):
    views, table = made()
    angles = ["orbital_plane_angle_deg", "orbital_inclination_deg"]
    disks = ["disk_inclination_primary_deg", "disk_inclination_secondary_deg"]
    assert table.columns.tolist() == ["simulation", "output", "view", *angles, *disks]
    assert table[["output", "view"]].values.tolist() == [[output, view] for output in range(6) for view in range(3)]
    np.testing.assert_allclose(table[disks[1]], views["disk_inclination_deg"].values[..., 1].ravel(), rtol=1e-9)


def test_spectra_add_what_they_tell_of_each_view(made, chunk):
    spectra = [chunk("spectra", outputs) for outputs in CHUNKS]
    views, table = made(spectra=spectra)
    temperature = [read_dataset(path, SPECTRA)["bolometric_temperature_k"].values for path in reversed(spectra)]
    np.testing.assert_array_equal(views["bolometric_temperature_k"], np.concatenate(temperature))
    assert set(views["evolutionary_class"].values.ravel()) == {"0"}
    np.testing.assert_allclose(table["bolometric_luminosity_lsun"], views["bolometric_luminosity_lsun"].values.ravel())
    assert "Classes" in views.attrs["source"]


def test_the_file_says_what_it_is(made):
    attributes = made()[0].attrs
    assert attributes["simulation"] == "A"
    assert attributes["title"].startswith("The pair of stars of simulation A, as each of its observers sees it")
    assert attributes["history"].endswith("1 of catalogue, 2 of views")
    assert attributes["Conventions"] == "CF-1.11"


def test_views_of_other_outputs_are_refused(made, chunk):
    with pytest.raises(InputMissing, match=r"kind 'views'.*outputs \[0, 1, 2\]"):
        made(views=[chunk("views", [3, 4, 5])])
    with pytest.raises(InputMissing, match=r"kind 'spectra'.*outputs \[3, 4, 5\]"):
        made(spectra=[chunk("spectra", [0, 1, 2])])
