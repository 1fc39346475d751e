from pathlib import Path

import numpy as np
import pytest

from simanalogues.readers.folder import output_folder
from simanalogues.schema.files import read_dataset
from simanalogues.snapshots.luminosity import luminosity
from simanalogues.snapshots.record import Simulation, find_pair, record_snapshots

SETTINGS = {"accretion_fraction": 0.5, "radius_rsun": 2.5, "intrinsic": "mass_squared"}
HEADER = "# id,msink,x,y,z,vx,vy,vz,tform"
OUTPUTS = (24, 26, 28)


def recorded(simulation, outputs, tmp_path):
    record_snapshots(simulation, list(outputs), settings=SETTINGS, destination=tmp_path / "record.nc")
    return read_dataset(tmp_path / "record.nc", "snapshots")


@pytest.fixture(scope="module")
def demo_record(demo_run, tmp_path_factory):
    return recorded(Simulation("A", demo_run, OUTPUTS), OUTPUTS, tmp_path_factory.mktemp("record"))


def small_run(tmp_path, sinks):
    """Outputs 1, 2, ... with the given sinks: {id: (mass, x)}, unit mass 1 M_sun, length 1 AU, time 1 kyr."""
    for number, rows in enumerate(sinks, start=1):
        folder = output_folder(tmp_path, number)
        folder.mkdir()
        unit_density = 1.98840987e33 / 1.495978707e13**3
        (folder / f"info_{number:05d}.txt").write_text(
            f"ncpu = 1\nlevelmin = 4\nboxlen = 1.0\ntime = {number}.0\n"
            f"unit_l = 1.495978707e13\nunit_d = {unit_density!r}\nunit_t = 3.15576e10\n"
        )
        lines = [f"{i}, {mass}, {x}, 0, 0, 0, 0, 0, 0.5" for i, (mass, x) in rows.items()]
        (folder / f"sink_{number:05d}.csv").write_text("\n".join([HEADER, *lines]) + "\n")
        (folder / "hydro_file_descriptor.txt").write_text("")
        for kind in ("amr", "hydro"):
            (folder / f"{kind}_{number:05d}.out00001").write_bytes(b"\0" * 8)
    return Simulation("small", Path(tmp_path), tuple(range(1, len(sinks) + 1)))


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
    assert find_pair(simulation) == (2, 4)
    record = recorded(simulation, (1, 2, 3, 4), tmp_path)
    assert record["skipped"].values.tolist() == ["one sink only", "", "sink 2 of the pair is not there", ""]
    assert record["mass_msun"].values[3].tolist() == pytest.approx([9, 1])
    assert record["star_id"].values.tolist() == [[-1, 4], [2, 4], [-1, 4], [2, 4]]


def test_the_config_may_name_the_pair(tmp_path):
    simulation = small_run(tmp_path, [{1: (1, 0), 2: (2, 5), 3: (4, 9)}])
    chosen = Simulation("small", simulation.folder, simulation.outputs, stars=(3, 1))
    assert recorded(chosen, (1,), tmp_path)["mass_msun"].values[0].tolist() == pytest.approx([4, 1])


def test_no_sink_at_all_is_skipped(tmp_path):
    assert recorded(small_run(tmp_path, [{}]), (1,), tmp_path)["skipped"].values.tolist() == ["no sink"]


def test_without_a_rate_column_the_rate_is_the_mass_gained_since_the_output_before(tmp_path):
    record = recorded(small_run(tmp_path, [{1: (1, 0), 2: (1, 5)}, {1: (1.2, 0), 2: (1.1, 5)}]), (1, 2), tmp_path)
    np.testing.assert_allclose(record["accretion_msun_per_yr"].values[1], [0.2e-3, 0.1e-3], rtol=1e-9)
    assert np.isnan(record["accretion_msun_per_yr"].values[0]).all()
    assert np.isnan(record["luminosity_lsun"].values[0]).all()


def test_luminosity_of_the_mock_observation():
    # mockD_truth.json: the same stars, recorded when the mock observation was made.
    values = luminosity(
        np.array([0.1880524, 0.0994967]),
        np.array([1.2927488e-5, 5.7993284e-6]),
        fraction=0.5,
        radius_rsun=2.5,
        intrinsic="mass_squared",
    )
    np.testing.assert_allclose(values, [15.3029, 3.633683], rtol=2e-4)


def test_the_suns_mass_at_one_solar_radius_and_rate_gives_the_textbook_luminosity():
    # G Msun 1e-6 Msun/yr / Rsun = 31.4 Lsun.
    assert luminosity(np.array(1.0), np.array(1e-6), fraction=1.0, radius_rsun=1.0, intrinsic="none") == pytest.approx(
        31.4, rel=2e-3
    )
