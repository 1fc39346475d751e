import numpy as np
import pytest

from simanalogues.errors import InputMissing, OutputInvalid, SinkFormatUnknown
from simanalogues.readers.stars_file import read_stars_file
from simanalogues.units import AU_CM, KYR_S, MSUN_G, YEAR_S

HEADER = "time_kyr,id,mass_msun,x_au,y_au,z_au,vx_kms,vy_kms,vz_kms,formed_kyr,accretion_msun_per_yr"
SECOND = "40.0, 2, 0.5, 100.0, 200.0, 300.0, 1.0, -2.0, 0.5, 30.0, 1e-6"
FIRST = SECOND.replace("40.0, 2,", "40.0, 1,")


def written(tmp_path, *lines):
    path = tmp_path / "stars_00001.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def read(tmp_path, *lines):
    return read_stars_file(written(tmp_path, *lines), np.zeros(3))


def test_columns_become_cgs(tmp_path):
    time_s, stars = read(tmp_path, HEADER, SECOND)
    star = stars.loc[2]
    assert time_s == pytest.approx(40 * KYR_S, rel=1e-12)
    assert star["mass_g"] == pytest.approx(0.5 * MSUN_G, rel=1e-12)
    assert star["z_cm"] == pytest.approx(300 * AU_CM, rel=1e-12)
    assert star["vy_cm_s"] == pytest.approx(-2e5, rel=1e-12)
    assert star["formed_s"] == pytest.approx(30 * KYR_S, rel=1e-12)
    assert star["accretion_g_s"] == pytest.approx(1e-6 * MSUN_G / YEAR_S, rel=1e-12)


def test_positions_are_counted_from_the_lower_corner(tmp_path):
    _, stars = read_stars_file(written(tmp_path, HEADER, SECOND), np.array([-1.0, -2.0, 50.0]) * AU_CM)
    np.testing.assert_allclose(stars.loc[2, ["x_cm", "y_cm", "z_cm"]] / AU_CM, [101, 202, 250], rtol=1e-12)


def test_stars_come_in_the_order_of_their_ids(tmp_path):
    assert read(tmp_path, HEADER, SECOND, FIRST)[1].index.tolist() == [1, 2]


def test_an_accretion_rate_that_is_not_given_is_nan(tmp_path):
    lines = HEADER.rsplit(",", 1)[0], SECOND.rsplit(",", 1)[0]
    assert np.isnan(read(tmp_path, *lines)[1].loc[2, "accretion_g_s"])
    assert np.isnan(read(tmp_path, HEADER, SECOND.removesuffix("1e-6"))[1].loc[2, "accretion_g_s"])


def test_before_the_first_star_there_is_a_time_alone(tmp_path):
    time_s, stars = read(tmp_path, HEADER, "12.0,,,,,,,,,,")
    assert time_s == pytest.approx(12 * KYR_S, rel=1e-12)
    assert stars.empty


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputMissing, match="stars_00001.csv is missing.*`exclude`"):
        read_stars_file(tmp_path / "stars_00001.csv", np.zeros(3))


def test_a_missing_column_is_named(tmp_path):
    with pytest.raises(SinkFormatUnknown, match=r"stars_00001.csv: the header names .*\['vz_kms'\] are needed"):
        read(tmp_path, HEADER.replace("vz_kms,", ""), "1")


def test_a_file_without_a_header_is_refused(tmp_path):
    with pytest.raises(SinkFormatUnknown, match="no CSV file with a header"):
        read_stars_file(written(tmp_path, ""), np.zeros(3))


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([FIRST, SECOND.replace("40.0", "41.0")], r"time_kyr is \[40.0, 41.0\], expected the time of the output"),
        ([], r"time_kyr is \[\], expected"),
        ([FIRST, SECOND.replace("300.0", "")], "row 2 of the stars is not whole"),
        ([SECOND.replace("0.5, 100", "much, 100")], "'much'.*expected numbers"),
        ([FIRST, FIRST], r"id is \[1.0, 1.0\], expected whole numbers from 0, each once"),
        ([FIRST.replace("1,", "1.5,", 1)], r"id is \[1.5\]"),
        ([FIRST.replace("0.5,", "-0.5,", 1)], r"mass_msun is \[-0.5\], expected masses above 0"),
    ],
)
def test_values_that_cannot_be_are_named(tmp_path, rows, message):
    with pytest.raises(OutputInvalid, match=f"stars_00001.csv: .*{message}"):
        read(tmp_path, HEADER, *rows)
