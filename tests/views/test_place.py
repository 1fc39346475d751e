import numpy as np
import pytest
import xarray as xr

from simanalogues.errors import WindowOutsideBox
from simanalogues.schema.files import read_dataset, write_dataset
from simanalogues.schema.snapshots import SNAPSHOTS
from simanalogues.schema.views import VIEWS
from simanalogues.views.place import place_views

TARGET = {"primary": [10.0, 1.0 / 3600], "secondary": [10.0, 0.0], "distance_pc": 200.0}
SETTINGS = {"n_views": 8, "both_nappes": True}


def snapshots_file(tmp_path, positions_au, skipped, box_au=10_000.0):
    n = len(positions_au)
    positions = np.array(positions_au, dtype=float)
    relative = positions[:, 0] - positions[:, 1]
    ones = np.ones((n, 2))
    dataset = xr.Dataset(
        {
            "output": ("output", np.arange(n)),
            "time_kyr": ("output", np.arange(n, dtype=float)),
            "skipped": ("output", np.array(skipped, dtype=object)),
            "n_sinks": ("output", np.full(n, 2)),
            "position_au": (("output", "star", "xyz"), positions),
            "velocity_kms": (("output", "star", "xyz"), np.zeros((n, 2, 3))),
            "separation_au": ("output", np.linalg.norm(relative, axis=1)),
            "orbital_angular_momentum_au_kms": (("output", "xyz"), np.tile([1.0, 2.0, 3.0], (n, 1))),
            **{
                name: (("output", "star"), ones)
                for name in ("star_id", "mass_msun", "age_kyr", "accretion_msun_per_yr", "luminosity_lsun")
            },
        },
        coords={"star": ["primary", "secondary"], "xyz": ["x", "y", "z"]},
        attrs={"box_au": box_au, "simulation": "A"},
    )
    write_dataset(dataset, SNAPSHOTS, tmp_path / "snapshots.nc")
    return tmp_path / "snapshots.nc"


def placed(tmp_path, snapshots, field_au=1000.0):
    place_views(snapshots, target=TARGET, field_au=field_au, settings=SETTINGS, destination=tmp_path / "views.nc")
    return read_dataset(tmp_path / "views.nc", VIEWS)


def test_views_see_the_separation_on_the_sky_times_the_distance(tmp_path):
    positions = [[[5300, 5000, 5000], [5000, 5000, 5100]], [[5000, 5000, 5000], [5000, 5000, 5050]]]
    views = placed(tmp_path, snapshots_file(tmp_path, positions, ["", ""]))
    np.testing.assert_allclose(views["projected_separation_au"].values[0], 200.0, rtol=1e-9)
    assert views["skipped"].values.tolist() == ["", "closer in space than the observed 200 AU"]
    assert np.isnan(views["sightline"].values[1]).all()
    np.testing.assert_allclose(views["centre_au"].values[0], [5150, 5000, 5050])


def test_an_output_that_the_record_skips_stays_skipped(tmp_path):
    positions = [[[5300, 5000, 5000], [np.nan] * 3]]
    assert placed(tmp_path, snapshots_file(tmp_path, positions, ["one sink only"]))["skipped"].item() == "one sink only"


def test_a_window_larger_than_the_box_is_refused_before_anything_is_rendered(tmp_path):
    snapshots = snapshots_file(tmp_path, [[[300, 500, 500], [0, 500, 500]]], [""], box_au=1000.0)
    with pytest.raises(WindowOutsideBox, match="output 0.*1732 AU wide.*box of 1000 AU.*field_au"):
        placed(tmp_path, snapshots)
