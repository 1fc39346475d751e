"""Every way to write, on a disk that is too small by little or much: the file is named, and nothing of it is left."""

import re

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from mounts import resize, small_disk

from simanalogues.catalogue.tables import write_table
from simanalogues.errors import WritingFailed
from simanalogues.figures.style import figure_to
from simanalogues.schema.files import COMPRESSED, read_dataset, write_dataset
from simanalogues.schema.images import IMAGES
from simanalogues.whole_files import write_text_whole, written_whole

KIB = 1024
RNG = np.random.default_rng(1)


def images():
    rows = np.arange(40)
    labels = {name: ("image", rows) for name in ("output", "view")}
    variables = {"brightness": (("image", "y", "x"), RNG.random((40, 32, 32), np.float32))}
    variables["record_digest"] = ("image", np.full(40, "0" * 16, dtype=object))
    return xr.Dataset(variables, coords={"simulation": ("image", np.full(40, "A", dtype=object)), **labels})


def netcdf(path):
    write_dataset(images(), IMAGES, path.with_suffix(".nc"))


def compressed_netcdf(path):
    dataset = images()
    dataset["brightness"].encoding = COMPRESSED
    write_dataset(dataset, IMAGES, path.with_suffix(".nc"))


def checkpoint(path):
    with written_whole(path.with_suffix(".npz")) as partial:
        np.savez(partial, weights=RNG.random(20_000))


def figure(path):
    with figure_to(path.with_suffix(".pdf"), path.with_suffix(".png"), width_in=9, height_in=9) as page:
        page.add_subplot().imshow(RNG.random((90, 90)))


def text(path):
    write_text_whole(path.with_suffix(".json"), "x" * 160 * KIB)


def table(path):
    rows = pd.DataFrame({"output": range(9000), "mass_msun": RNG.random(9000)}).set_index("output")
    write_table(xr.Dataset.from_dataframe(rows).assign_attrs(simulation="A"), ("output",), path.with_suffix(".csv"))


@pytest.mark.parametrize(
    "write", [netcdf, compressed_netcdf, checkpoint, figure, text, table], ids=lambda f: f.__name__
)
def test_the_file_is_named_and_nothing_of_it_is_left_until_there_is_room(write, tmp_path):
    with small_disk(tmp_path / "disk", 12 * KIB):
        (tmp_path / "disk/before").write_text("before")
        for size in (12, 16, 40, 64, 80, 92):
            resize(tmp_path / "disk", size * KIB)
            with pytest.raises(WritingFailed, match=re.escape(f"could not write {tmp_path}/disk/map.")):
                write(tmp_path / "disk/map")
            # Of a figure's two files the smaller one is whole.
            assert {path.suffix for path in (tmp_path / "disk").iterdir()} <= {"", ".pdf"}
        resize(tmp_path / "disk", 2000 * KIB)
        write(tmp_path / "disk/map")
        if write in (netcdf, compressed_netcdf):
            assert read_dataset(tmp_path / "disk/map.nc", IMAGES).sizes["image"] == 40
        assert (tmp_path / "disk/before").read_text() == "before"
