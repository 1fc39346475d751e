import numpy as np
import pytest

from simanalogues.errors import InputMissing, RamsesFileDamaged, SinkFormatUnknown
from simanalogues.readers.ramses import RamsesInfo
from simanalogues.readers.sinks import read_sinks

INFO = RamsesInfo(
    n_domains=1, level_min=4, box_cm=4e16, time_s=2e12, unit_length_cm=1e16, unit_density=1e-17, unit_time_s=1e12
)
NAMES = "id,msink,x,y,z,vx,vy,vz,tform,acc_rate"
UNITS = "1,m,l,l,l,l t**-1,l t**-1,l t**-1,t,m t**-1"
ROW = "7, 2.0, 1.0, 2.0, 3.0, 0.5, 0.0, -0.5, 1.5, 4.0"


def written(tmp_path, *lines):
    path = tmp_path / "sink_00001.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def test_columns_become_cgs_by_the_units_of_the_header(tmp_path):
    sink = read_sinks(written(tmp_path, f" # {NAMES}", f" # {UNITS}", ROW), INFO).loc[7]
    mass_unit = 1e-17 * 1e16**3
    assert sink["mass_g"] == pytest.approx(2 * mass_unit)
    assert sink["z_cm"] == pytest.approx(3e16)
    assert sink["vx_cm_s"] == pytest.approx(0.5e4)
    assert sink["formed_s"] == pytest.approx(1.5e12)
    assert sink["accretion_g_s"] == pytest.approx(4 * mass_unit / 1e12)


def test_columns_in_another_order_and_unknown_ones_are_read_by_name(tmp_path):
    names, row = "extra,tform,vz,vy,vx,z,y,x,msink,id", "99, 1.5, -0.5, 0.0, 0.5, 3.0, 2.0, 1.0, 2.0, 7"
    sinks = read_sinks(written(tmp_path, f"# {names}", row), INFO)
    assert sinks.index.tolist() == [7]
    assert sinks.loc[7, "x_cm"] == pytest.approx(1e16)


@pytest.mark.parametrize(
    "name, column",
    [("acc_rate", "accretion_g_s"), ("tform", "formed_s")] + [(f"v{x}", f"v{x}_cm_s") for x in "xyz"],
)
def test_what_a_file_does_not_tell_is_nan_not_zero(tmp_path, name, column):
    position = NAMES.split(",").index(name)
    lines = [",".join(np.delete(line.split(","), position)) for line in (f"# {NAMES}", f"# {UNITS}", ROW)]
    sink = read_sinks(written(tmp_path, *lines), INFO).loc[7]
    assert sink.index[sink.isna()].tolist() == [column]


def test_fortran_exponents_are_numbers(tmp_path):
    row = ROW.replace("2.0, 3.0", "1.0D+00, 1.0-101")
    assert read_sinks(written(tmp_path, f"# {NAMES}", row), INFO).loc[7, "y_cm"] == pytest.approx(1e16)


def test_sinks_come_in_the_order_of_their_ids(tmp_path):
    sinks = read_sinks(written(tmp_path, f"# {NAMES}", ROW, ROW.replace("7,", "3,", 1)), INFO)
    assert sinks.index.tolist() == [3, 7]


def test_a_file_without_sinks_is_empty(tmp_path):
    assert read_sinks(written(tmp_path, f"# {NAMES}", f"# {UNITS}"), INFO).empty


def test_a_header_without_a_needed_column_is_refused(tmp_path):
    with pytest.raises(SinkFormatUnknown, match=r"sink_00001.csv.*\['z'\] are needed"):
        read_sinks(written(tmp_path, "# id,msink,x,y,vx,vy,vz", "1,1,1,1,1,1,1"), INFO)


def test_a_row_cut_short_is_refused(tmp_path):
    with pytest.raises(RamsesFileDamaged, match="sink_00001.csv.*cut short"):
        read_sinks(written(tmp_path, f"# {NAMES}", ROW[:20]), INFO)


def test_a_missing_file_and_an_unknown_format_are_named(tmp_path):
    with pytest.raises(InputMissing, match="sink_00001.csv is missing"):
        read_sinks(tmp_path / "sink_00001.csv", INFO)
    (tmp_path / "sink_00001.bin").write_bytes(b"")
    with pytest.raises(SinkFormatUnknown, match="no reader for '.bin'"):
        read_sinks(tmp_path / "sink_00001.bin", INFO)
