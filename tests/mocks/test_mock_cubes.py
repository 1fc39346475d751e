"""Mock cubes against the CO cube that ships, which is of the same output, direction, beam and noise."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml
from astropy.io import fits

from simanalogues.errors import ConfigError
from simanalogues.mocks.__main__ import ARCHIVE, NOISE_JY_PER_BEAM, SCHEMA, files_within, settings_of, target_of
from simanalogues.mocks.cubes import Mock, cubes_of_lines, record_of_output, write_mock_cubes
from simanalogues.mocks.sky import sky_like, view_of
from simanalogues.plan.plan import Plan
from simanalogues.plan.settings import validated
from simanalogues.sky.geometry import pair_of_target
from simanalogues.sky.moments import moments

# All need the cubes that the fixtures make.
pytestmark = pytest.mark.slow

CUBES = Path("results/mocks/mockD")
CHANNEL_KMS = 0.3
N_SIGMA = 10
OTHERWISE = {
    "mirrored in x": lambda values: values[:, ::-1],
    "mirrored in y": lambda values: values[::-1],
    "turned by 180 deg": lambda values: values[::-1, ::-1],
    "turned by 90 deg": np.rot90,
    "turned by -90 deg": lambda values: np.rot90(values, -1),
    "transposed": np.transpose,
}


@pytest.fixture(scope="module")
def plan(root):
    config = yaml.safe_load((root / "config/nine_tracers.yaml").read_text())
    return Plan(validated(config, SCHEMA), Path(), is_driver=False)


@pytest.fixture(scope="module")
def target(plan):
    return target_of(plan, "mockD9")


@pytest.fixture(scope="module")
def observed(root):
    """Header and brightness of the cube that ships."""
    with fits.open(root / "resources/observations/mockD/mockD_co21_cube.fits") as hdus:
        return hdus[0].header.copy(), hdus[0].data.astype(float)


@pytest.fixture(scope="module")
def mock(root, observed, target):
    truth = json.loads((root / "resources/observations/mockD/mockD_truth.json").read_text())
    return Mock(ARCHIVE, "D", 28, truth, observed[0], sky_like(observed[0], target, NOISE_JY_PER_BEAM), seed=28)


@pytest.fixture(scope="module")
def maps(mock, plan, target, observed):
    """Moments 0 and 1 of the CO cube, made like the others but without noise, and those of the one that ships."""
    lines = {"CO": target["tracers"]["CO"]["line"]}
    ((_, made),) = cubes_of_lines(mock, lines, settings=settings_of(plan, None), threads=2)
    velocity_kms = mock.sky.channels.first_kms + CHANNEL_KMS * np.arange(len(made))
    return moments(made, velocity_kms), moments(observed[1], velocity_kms)


def correlations(made, seen):
    """Of moment 0, and of moment 1 where both are significant."""
    threshold = N_SIGMA * NOISE_JY_PER_BEAM * CHANNEL_KMS * np.sqrt(41)
    both = (made[0] > threshold) & (seen[0] > threshold)
    return np.corrcoef(made[0].ravel(), seen[0].ravel())[0, 1], np.corrcoef(made[1][both], seen[1][both])[0, 1]


def test_the_co_cube_lies_on_the_sky_as_the_one_that_ships(maps):
    made, seen = maps
    of_moment0, of_moment1 = correlations(made, seen)
    assert of_moment0 > 0.9
    assert of_moment1 > 0.85
    assert made[0].argmax() == seen[0].argmax()


@pytest.mark.parametrize("how", OTHERWISE)
def test_otherwise_it_would_look_less_like_it(maps, how):
    made, seen = maps
    as_made = correlations(made, seen)
    turned = correlations([OTHERWISE[how](values) for values in made], seen)
    assert turned[0] < as_made[0] - 0.01
    assert turned[1] < as_made[1] - 0.15


def test_north_is_clockwise_of_the_primary_by_its_position_angle(mock, target, plan, tmp_path):
    settings = plan.config["snapshots"]
    record = record_of_output(mock, tmp_path / "run", settings, tmp_path / "snapshots.nc")
    n_obs, up = (view_of(mock.truth)[name].values[0] for name in ("sightline", "up"))
    to_primary = record["position_au"].values[0] - record["position_au"].values[1]
    east = np.cross(n_obs, up)
    position_angle_deg = np.rad2deg(np.arctan2(to_primary @ east, to_primary @ up))
    assert position_angle_deg == pytest.approx(pair_of_target(target).position_angle_deg, abs=0.01)


@pytest.fixture(scope="module")
def written(mock, target, plan, tmp_path_factory):
    """Two lines as files, on 24 x 24 pixels of the shipped cube's 120 x 120, at 13 of its channels."""
    header = mock.header.copy()
    header.update(NAXIS1=24, NAXIS2=24, NAXIS3=13, CRPIX1=12.5, CRPIX2=12.5, CDELT3=3 * header["CDELT3"])
    small = replace(mock, header=header, sky=sky_like(header, target, NOISE_JY_PER_BEAM))
    files = {tracer: tmp_path_factory.mktemp("mocks") / f"{tracer}.fits" for tracer in ("SO", "SiO")}
    write_mock_cubes(small, target["tracers"], files=files, settings=settings_of(plan, None), threads=2)
    return files


def test_the_header_says_that_the_cube_is_simulated_and_from_what(written):
    header = fits.getheader(written["SO"])
    assert header["SYNTHET"] is True
    assert header["TELESCOP"] == "MOCK"
    assert header["OBJECT"] == "mockD"
    assert header["BUNIT"] == "Jy/beam"
    assert header["SPECSYS"] == "LSRK"
    assert header["RESTFRQ"] == pytest.approx(219.949442e9)
    assert "SYNTHETIC" in str(header["COMMENT"])
    assert "SimAnalogues" in header["ORIGIN"]
    history = " ".join(header["HISTORY"])
    for fact in (
        "Simulation D, output 28",
        "temperature monte_carlo",
        "abundance 1e-09 per H2, x100 from 60 K",
        "seed 28",
    ):
        assert fact in history


def test_it_keeps_pixels_channels_and_beam(written, mock):
    header = fits.getheader(written["SO"])
    for key in ("CTYPE1", "CRVAL1", "CDELT1", "CRVAL2", "CDELT2", "CTYPE3", "CRVAL3", "BMAJ", "BMIN", "BPA"):
        assert header[key] == mock.header[key]


def test_every_tracer_has_noise_of_its_own(written):
    # The first channel, 6 km/s off, holds noise alone; 24 x 24 pixels are some 50 beams.
    noise = [fits.getdata(file)[0] for file in written.values()]
    for values in noise:
        assert values.std() == pytest.approx(NOISE_JY_PER_BEAM, rel=0.3)
    assert abs(np.corrcoef(noise[0].ravel(), noise[1].ravel())[0, 1]) < 0.5


def test_a_cube_is_made_alike_again(written, mock, target, plan, tmp_path):
    header = fits.getheader(written["SiO"])
    small = replace(mock, header=header, sky=sky_like(header, target, NOISE_JY_PER_BEAM))
    files = {"SiO": tmp_path / "SiO.fits"}
    write_mock_cubes(small, target["tracers"], files=files, settings=settings_of(plan, None), threads=1)
    np.testing.assert_array_equal(fits.getdata(files["SiO"]), fits.getdata(written["SiO"]))


def test_all_tracers_but_co_lie_in_the_folder_of_mock_cubes(plan, target):
    assert set(files_within(plan, target, CUBES)) == set(target["tracers"]) - {"CO"}
    assert len(target["tracers"]) == 9


def test_a_folder_or_target_without_mock_cubes_is_refused(plan, target, tmp_path):
    with pytest.raises(ConfigError, match="no line tracer of 'mockD9' has its `file` in"):
        files_within(plan, target, tmp_path)
    with pytest.raises(ConfigError, match="there is no target 'mockX' in the config: choose one of mockD9"):
        target_of(plan, "mockX")


def test_the_temperature_of_the_command_line_wins(plan):
    assert settings_of(plan, None)["temperatures"]["method"] == "monte_carlo"
    assert settings_of(plan, "mctherm")["temperatures"]["method"] == "mctherm"
