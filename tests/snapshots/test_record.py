from pathlib import Path

import numpy as np
import pytest

from simanalogues.readers.folder import output_folder
from simanalogues.readers.source import Source
from simanalogues.schema.files import read_dataset
from simanalogues.schema.snapshots import SNAPSHOTS
from simanalogues.snapshots.history import History
from simanalogues.snapshots.record import Simulation, find_pair, record_snapshots

SETTINGS = {"accretion_fraction": 0.5, "radius_rsun": 2.5, "intrinsic": "mass_squared"}
COLUMNS = ("id", "msink", "x", "y", "z", "vx", "vy", "vz", "tform", "acc_rate")
OUTPUTS = (24, 26, 28)


def recorded(simulation, outputs, tmp_path):
    record_snapshots(simulation, list(outputs), settings=SETTINGS, destination=tmp_path / "record.nc")
    return read_dataset(tmp_path / "record.nc", SNAPSHOTS)


@pytest.fixture(scope="module")
def demo_record(demo_run, tmp_path_factory):
    return recorded(Simulation("A", Source(demo_run), OUTPUTS), OUTPUTS, tmp_path_factory.mktemp("record"))


def small_run(tmp_path, sinks, without=()):
    """Outputs 1, 2, ... with the given sinks: {id: (mass, x)}, unit mass 1 M_sun, length 1 AU, time 1 kyr.

    All sinks formed at 0.5 kyr, are at rest and accrete 1e-6 M_sun/yr; columns in `without` are left out.
    """
    columns = [name for name in COLUMNS if name not in without]
    rest = dict.fromkeys(COLUMNS, 0.0) | {"tform": 0.5, "acc_rate": 1e-3}
    for number, rows in enumerate(sinks, start=1):
        folder = output_folder(tmp_path, number)
        folder.mkdir()
        unit_density = 1.98840987e33 / 1.495978707e13**3
        (folder / f"info_{number:05d}.txt").write_text(
            f"ncpu = 1\nlevelmin = 4\nboxlen = 1.0\ntime = {number}.0\n"
            f"unit_l = 1.495978707e13\nunit_d = {unit_density!r}\nunit_t = 3.15576e10\n"
        )
        values = [rest | {"id": i, "msink": mass, "x": x} for i, (mass, x) in rows.items()]
        lines = [",".join(columns), *(",".join(str(row[name]) for name in columns) for row in values)]
        (folder / f"sink_{number:05d}.csv").write_text("# " + "\n".join(lines) + "\n")
        (folder / "hydro_file_descriptor.txt").write_text("")
        for kind in ("amr", "hydro"):
            (folder / f"{kind}_{number:05d}.out00001").write_bytes(b"\0" * 8)
    return Simulation("small", Source(Path(tmp_path)), tuple(range(1, len(sinks) + 1)))


def test_the_record_of_a_real_output_is_what_its_sink_file_says(demo_record):
    output = demo_record.isel(output=1)
    np.testing.assert_allclose(output["mass_msun"], [0.271, 0.122], atol=6e-4)
    np.testing.assert_allclose(output["age_kyr"], [15.26, 7.13], atol=6e-3)
    assert float(output["separation_au"]) == pytest.approx(872, abs=1)
    assert float(output["time_kyr"]) == pytest.approx(37.53, abs=6e-3)


def test_the_orbital_angular_momentum_is_separation_times_relative_velocity(demo_record):
    output = demo_record.isel(output=1)
    separation = output["position_au"].values[0] - output["position_au"].values[1]
    velocity = output["velocity_kms"].values[0] - output["velocity_kms"].values[1]
    expected = np.cross(separation, velocity)
    np.testing.assert_allclose(output["orbital_angular_momentum_au_kms"], expected, rtol=1e-12)
    np.testing.assert_allclose(np.linalg.norm(separation), output["separation_au"], rtol=1e-12)


def test_identity_follows_the_id_through_a_merger_and_gaps(tmp_path):
    simulation = small_run(
        tmp_path, [{4: (1, 0)}, {4: (1, 0), 2: (3, 9)}, {4: (2, 0), 7: (1, 5)}, {2: (9, 1), 4: (1, 0), 7: (1, 2)}]
    )
    assert find_pair(History(simulation)) == (2, 4)
    record = recorded(simulation, (1, 2, 3, 4), tmp_path)
    assert record["skipped"].values.tolist() == ["one sink only", "", "sink 2 of the pair is not there", ""]
    assert record["mass_msun"].values[3].tolist() == pytest.approx([9, 1])
    assert record["star_id"].values.tolist() == [[-1, 4], [2, 4], [-1, 4], [2, 4]]


def test_the_config_may_name_the_pair(tmp_path):
    simulation = small_run(tmp_path, [{1: (1, 0), 2: (2, 5), 3: (4, 9)}])
    chosen = Simulation("small", simulation.source, simulation.outputs, stars=(3, 1))
    assert recorded(chosen, (1,), tmp_path)["mass_msun"].values[0].tolist() == pytest.approx([4, 1])


def test_no_sink_at_all_is_skipped(tmp_path):
    assert recorded(small_run(tmp_path, [{}]), (1,), tmp_path)["skipped"].values.tolist() == ["no sink"]


def test_nothing_is_reconstructed_where_the_files_tell_all(demo_record):
    assert demo_record.attrs["reconstructed"] == ""
    assert {demo_record.attrs[name] for name in SETTINGS} == set(SETTINGS.values())


def test_the_parts_of_the_luminosity_add_up_to_the_total(demo_record):
    parts = demo_record["accretion_luminosity_lsun"] + demo_record["intrinsic_luminosity_lsun"]
    np.testing.assert_array_equal(parts, demo_record["luminosity_lsun"])
    np.testing.assert_allclose(demo_record["intrinsic_luminosity_lsun"], demo_record["mass_msun"] ** 2, rtol=1e-12)


def test_a_star_that_formed_at_the_time_of_its_output_has_age_0(tmp_path):
    simulation = small_run(tmp_path, [{1: (1, 0), 2: (1, 5)}])
    path = output_folder(tmp_path, 1) / "sink_00001.csv"
    of_formation = path.read_text().replace(",0.5,", ",1.0,", 1).replace(",0.5,", ",1.5,", 1)
    path.write_text(of_formation)
    assert recorded(simulation, (1,), tmp_path)["age_kyr"].values.tolist() == [[0.0, 0.0]]


GROWING = [{1: (1, 0), 2: (1, 5)}, {1: (1.2, 3), 2: (1.1, 5)}]


def test_without_a_rate_column_the_rate_is_the_mass_gained_since_the_output_before(tmp_path):
    record = recorded(small_run(tmp_path, GROWING, without=("acc_rate",)), (1, 2), tmp_path)
    np.testing.assert_allclose(record["accretion_msun_per_yr"].values[1], [0.2e-3, 0.1e-3], rtol=1e-9)
    assert np.isnan(record["accretion_msun_per_yr"].values[0]).all()
    assert np.isnan(record["luminosity_lsun"].values[0]).all()
    assert record.attrs["reconstructed"] == "acc_rate: backward difference, acc_rate: not known in some outputs"


def test_an_output_whose_luminosity_is_not_known_is_skipped_and_not_dark(tmp_path):
    record = recorded(small_run(tmp_path, GROWING, without=("acc_rate",)), (1, 2), tmp_path)
    assert record["skipped"].values[0].startswith("the luminosity of a star is not known")
    assert record["skipped"].values[1] == ""
    np.testing.assert_array_equal(record["intrinsic_luminosity_lsun"].values[0], [1.0, 1.0])


def test_without_velocities_they_are_the_way_since_the_output_before(tmp_path):
    record = recorded(small_run(tmp_path, GROWING, without=("vx", "vy", "vz")), (1, 2), tmp_path)
    # 3 AU in 1 kyr.
    np.testing.assert_allclose(record["velocity_kms"].values[1], [[3 * 4.740470e-3, 0, 0], [0, 0, 0]], rtol=1e-5)
    assert np.isnan(record["velocity_kms"].values[0]).all()
    assert record["skipped"].values[0].startswith("the velocity of a star is not known")
    assert record["skipped"].values[1] == ""
    assert "vy: backward difference" in record.attrs["reconstructed"].split(", ")


def test_one_velocity_that_is_missing_leaves_the_others_as_they_are(tmp_path):
    simulation = small_run(tmp_path, GROWING, without=("vy",))
    path = output_folder(tmp_path, 2) / "sink_00002.csv"
    path.write_text(path.read_text().replace("0.0,0.0,0.5", "7.0,0.0,0.5"))
    velocity = recorded(simulation, (2,), tmp_path)["velocity_kms"].values[0, 0]
    np.testing.assert_allclose(velocity, [7 * 4.740470e-3, 0, 0], rtol=1e-5)


def test_without_a_time_of_formation_it_is_midway_between_the_outputs_about_it(tmp_path):
    sinks = [{1: (1, 0)}, {1: (1, 0), 2: (1, 5)}, {1: (1, 0)}, {1: (1, 0), 2: (1, 5)}]
    record = recorded(small_run(tmp_path, sinks, without=("tform",)), (1, 2, 3, 4), tmp_path)
    np.testing.assert_allclose(record["age_kyr"].values[[1, 3], 1], [0.5, 2.5], rtol=1e-12)
    assert np.isnan(record["age_kyr"].values[:, 0]).all()
    assert np.isnan(record["age_kyr"].values[2, 1])
    assert record["skipped"].values.tolist() == ["one sink only", "", "one sink only", ""]
    assert record.attrs["reconstructed"] == "tform: midpoint between outputs, tform: not known in some outputs"


def test_later_outputs_do_not_change_an_earlier_record(tmp_path):
    simulation = small_run(tmp_path, [*GROWING, {1: (9, 9), 2: (9, 0)}], without=("tform", "vx", "acc_rate"))
    until_2 = Simulation("small", simulation.source, (1, 2))
    np.testing.assert_equal(
        [v.values for v in recorded(simulation, (2,), tmp_path).values()],
        [v.values for v in recorded(until_2, (2,), tmp_path).values()],
    )


def test_what_lies_before_a_missing_output_is_not_known(tmp_path):
    simulation = small_run(tmp_path, [*GROWING, {1: (9, 9), 2: (9, 0), 3: (1, 1)}], without=("tform", "acc_rate"))
    (output_folder(tmp_path, 2) / "info_00002.txt").unlink()
    pair = Simulation("small", simulation.source, simulation.outputs, stars=(1, 3))
    record = recorded(pair, (3,), tmp_path)
    assert np.isnan(record["accretion_msun_per_yr"].values).all()
    # Output 1 at 1 kyr is the last known without it, output 3 the first with it.
    assert record["age_kyr"].values[0, 1] == pytest.approx(1.0)
