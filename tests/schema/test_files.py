import h5py
import numpy as np
import pytest
import xarray as xr

from simanalogues.errors import CacheDamaged, ContractBroken, InputMissing
from simanalogues.schema.files import map_variable, read_dataset, write_dataset
from simanalogues.schema.images import IMAGES
from simanalogues.schema.views import VIEWS


def images(n=3, kind_of_view="i4"):
    return xr.Dataset(
        {
            "brightness": (("image", "y", "x"), np.random.default_rng(1).random((n, 5, 5)).astype("f4")),
            "record_digest": ("image", np.full(n, "0" * 16, dtype=object)),
        },
        coords={
            "simulation": ("image", np.full(n, "A", dtype=object)),
            "output": ("image", np.arange(n)),
            "view": ("image", np.arange(n, dtype=kind_of_view)),
        },
        attrs={"tracer": "continuum"},
    )


@pytest.fixture
def path(tmp_path):
    write_dataset(images(), IMAGES, tmp_path / "images.nc")
    return tmp_path / "images.nc"


def test_what_is_written_is_read_with_units_and_meaning(path):
    dataset = read_dataset(path, IMAGES)
    np.testing.assert_array_equal(dataset["brightness"], images()["brightness"])
    assert dataset["brightness"].attrs["units"] == "Jy beam-1"
    assert dataset["brightness"].attrs["long_name"].startswith("synthetic continuum")
    assert dataset["simulation"].values.tolist() == ["A"] * 3


def test_the_file_opens_in_plain_xarray(path):
    with xr.open_dataset(path) as dataset:
        assert dataset["brightness"].dims == ("image", "y", "x")


def test_the_same_content_gives_the_same_bytes(path, tmp_path):
    write_dataset(images(), IMAGES, tmp_path / "again.nc")
    assert (tmp_path / "again.nc").read_bytes() == path.read_bytes()


def test_no_rows_are_a_valid_file(tmp_path):
    write_dataset(images(0), IMAGES, tmp_path / "empty.nc")
    assert read_dataset(tmp_path / "empty.nc", IMAGES).sizes["image"] == 0


def test_a_flipped_bit_is_noticed_and_the_file_moved_aside(path):
    with h5py.File(path, "r+") as file:
        file["brightness"][1, 2, 3] += 1e-7
    with pytest.raises(CacheDamaged, match="images.nc.*brightness.*snakemake again"):
        read_dataset(path, IMAGES)
    assert not path.exists()
    assert path.with_name("images.nc.damaged").exists()


def test_a_file_cut_off_is_moved_aside(path):
    path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(CacheDamaged, match="cannot be read"):
        read_dataset(path, IMAGES)
    assert not path.exists()


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputMissing, match="no file .*absent.nc"):
        read_dataset(tmp_path / "absent.nc", IMAGES)


def test_another_kind_and_unknown_variables_are_refused(path, tmp_path):
    with pytest.raises(ContractBroken, match="of kind 'images', expected 'views'"):
        read_dataset(path, VIEWS)
    with pytest.raises(ContractBroken, match=r"unknown variables \['extra'\]"):
        write_dataset(images().assign(extra=1.0), IMAGES, tmp_path / "x.nc")
    with pytest.raises(ContractBroken, match=r"lacks \['brightness or moment0 or moment1'\]"):
        write_dataset(images().drop_vars("brightness"), IMAGES, tmp_path / "x.nc")
    with pytest.raises(ContractBroken, match="has dims .*expected"):
        write_dataset(images().transpose("y", "image", "x"), IMAGES, tmp_path / "x.nc")


def test_nothing_lies_under_the_final_name_when_writing_fails(tmp_path, monkeypatch):
    def full(self, *args, **kwargs):
        args[0].write_bytes(b"half")
        raise OSError("No space left on device")

    monkeypatch.setattr(xr.Dataset, "to_netcdf", full)
    with pytest.raises(OSError, match="could not write .*images.nc.*disk full"):
        write_dataset(images(), IMAGES, tmp_path / "images.nc")
    assert list(tmp_path.iterdir()) == []


def test_a_contiguous_variable_is_mapped_and_checked(path):
    np.testing.assert_array_equal(map_variable(path, "brightness"), images()["brightness"])
    with h5py.File(path, "r+") as file:
        file["brightness"][0, 0, 0] = 9
    with pytest.raises(CacheDamaged, match="brightness"):
        map_variable(path, "brightness")
