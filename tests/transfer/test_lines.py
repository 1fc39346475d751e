"""Line cubes of the builtin engine against what can be calculated by hand."""

import dataclasses

import numpy as np
import pytest
from scipy.special import erf

from simanalogues.errors import ConfigError
from simanalogues.models.gas import Gas
from simanalogues.models.molecules import Molecule
from simanalogues.sky.moments import moments
from simanalogues.transfer.builtin_lines import render_cubes_of
from simanalogues.transfer.camera import axes_of, camera_of
from simanalogues.transfer.channels import LineChannels
from simanalogues.transfer.engines import render_cubes
from simanalogues.transfer.lte import line_opacity
from simanalogues.transfer.options import EngineOptions
from simanalogues.transfer.velocity import velocity_gradients
from simanalogues.units import AU_CM, CODATA, KMS_CM_S, planck

FREQUENCY_HZ, EINSTEIN_A, TURBULENCE_KMS, TEMPERATURE_K = 2.3e11, 7e-7, 0.3, 40.0
ONE_RAY = EngineOptions(sub_pixels=False)
SIDE_AU = 1000.0
CHANNELS = LineChannels(0, -6.0, 0.1, 121)


@pytest.fixture(scope="module")
def molecule():
    """Two levels; so heavy that its width is the turbulence alone."""
    upper_cm1 = FREQUENCY_HZ / CODATA.c
    line = (np.array([EINSTEIN_A]), np.array([FREQUENCY_HZ]))
    levels = (np.array([0.0, upper_cm1]), np.array([1.0, 3.0]), ("0", "1"))
    return Molecule("two", 1e9, *levels, np.array([1]), np.array([0]), *line)


@pytest.fixture(scope="module")
def scene(model_of, molecule):
    """Gas of a density (cm-3), temperature (K) and velocity (km/s) as functions of x, y, z in AU; hardly any dust."""

    def build(number_density, velocity_kms, *, temperature=lambda x, y, z: TEMPERATURE_K, dust=1e-40, n_levels=2):
        model = model_of(lambda x, y, z: dust, temperature, side_au=SIDE_AU, n_levels=n_levels)
        xyz = model.octree.leaf_centre_cm.T / AU_CM
        shape = model.octree.n_leaves
        density = np.broadcast_to(np.asarray(number_density(*xyz), float), shape)
        velocity = np.stack([np.broadcast_to(v, shape) for v in velocity_kms(*xyz)], axis=-1) * KMS_CM_S
        gas = Gas(molecule, density, model.dust_temperature, np.full(shape, TURBULENCE_KMS * KMS_CM_S))
        return dataclasses.replace(model, gas_velocity_cm_s=velocity), gas

    return build


def cube_of(scene, angles=(0.0, 0.0, 0.0), *, channels=CHANNELS, options=ONE_RAY, n_pixels=7, field_au=700.0):
    """The line, shape (channel, y, x), and the continuum, of a view at RADMC-3D's angles."""
    n_obs, _, up = axes_of(*angles)
    cube = next(render_cubes_of(*scene, camera_of(n_obs, up, n_pixels=n_pixels, field_au=field_au), channels, options))
    return cube[:-1], cube[-1]


def depth_at_centre(number_density, length_au, temperature_k=TEMPERATURE_K):
    """Of a uniform slab, from textbook formulas: N_low, stimulated emission, Gaussian of b."""
    ratio = np.exp(-CODATA.h * FREQUENCY_HZ / (CODATA.k * temperature_k))
    lower = number_density / (1 + 3 * ratio)
    b = TURBULENCE_KMS * KMS_CM_S
    phi = CODATA.c / (FREQUENCY_HZ * b * np.sqrt(np.pi))
    alpha = CODATA.c**2 / (8 * np.pi * FREQUENCY_HZ**2) * 3 * EINSTEIN_A * lower * (1 - ratio) * phi
    return alpha * length_au * AU_CM


def at_rest(x, y, z):
    return 0.0, 0.0, 0.0


@pytest.mark.slow
@pytest.mark.parametrize("number_density", [1e-3, 1.0, 100.0])
@pytest.mark.parametrize("background_k", [0.0, 2.725])
def test_a_uniform_slab_has_its_analytic_line(scene, number_density, background_k):
    options = dataclasses.replace(ONE_RAY, background_k=background_k)
    line, _ = cube_of(scene(lambda x, y, z: number_density, at_rest), options=options)
    depth = depth_at_centre(number_density, SIDE_AU) * np.exp(-((CHANNELS.velocity_kms / TURBULENCE_KMS) ** 2))
    over_background = planck(TEMPERATURE_K, FREQUENCY_HZ) - planck(background_k, FREQUENCY_HZ)
    expected = -over_background * np.expm1(-depth)
    np.testing.assert_allclose(line[:, 3, 3], expected, rtol=1e-4, atol=1e-4 * expected.max())
    moment0, moment1 = moments(line, CHANNELS.velocity_kms)
    np.testing.assert_allclose(moment0[3, 3], expected.sum() * CHANNELS.step_kms, rtol=1e-4)
    np.testing.assert_allclose(moment1, 0, atol=1e-4)


def test_gas_as_cold_as_the_background_is_not_seen(scene):
    options = dataclasses.replace(ONE_RAY, background_k=TEMPERATURE_K)
    line, _ = cube_of(scene(lambda x, y, z: 1.0, at_rest), options=options)
    assert np.abs(line).max() < 1e-6 * planck(TEMPERATURE_K, FREQUENCY_HZ)


def test_cold_gas_in_front_of_warm_dust_is_seen_in_absorption(scene):
    # The observer is at +z.
    model, gas = scene(
        lambda x, y, z: np.where(z > 0, 100.0, 0.0),
        at_rest,
        temperature=lambda x, y, z: np.where(z > 0, 10.0, 100.0),
        dust=0.0,
    )
    dusty = np.where(model.octree.leaf_centre_cm[:, 2] < 0, 1e-14, 0.0)
    line, continuum = cube_of((dataclasses.replace(model, dust_density=dusty), gas))
    opaque = planck(10.0, FREQUENCY_HZ) - planck(100.0, FREQUENCY_HZ)
    np.testing.assert_allclose(continuum[3, 3], planck(100.0, FREQUENCY_HZ), rtol=1e-6)
    np.testing.assert_allclose(line[60, 3, 3], opaque, rtol=1e-3)


def test_thick_dust_hides_the_line(scene):
    line, _ = cube_of(scene(lambda x, y, z: 1.0, at_rest, dust=1e-12))
    assert np.abs(line).max() < 1e-6 * planck(TEMPERATURE_K, FREQUENCY_HZ)


@pytest.mark.parametrize("substeps", [True, False])
def test_gas_that_moves_away_is_seen_at_positive_velocity(scene, substeps):
    options = dataclasses.replace(ONE_RAY, velocity_substeps=substeps)
    moving = scene(lambda x, y, z: 1e-3, lambda x, y, z: (0.0, 0.0, -1.5))
    _, moment1 = moments(cube_of(moving, options=options)[0], CHANNELS.velocity_kms)
    np.testing.assert_allclose(moment1, 1.5, atol=1e-3)
    # From below, the same gas comes nearer.
    _, moment1 = moments(cube_of(moving, (180.0, 0.0, 0.0), options=options)[0], CHANNELS.velocity_kms)
    np.testing.assert_allclose(moment1, -1.5, atol=1e-3)


@pytest.mark.parametrize("angles", [(90.0, 0.0, 0.0), (90.0, 60.0, 0.0), (50.0, 25.0, 110.0)])
def test_a_rigidly_rotating_cloud_has_an_even_velocity_gradient(scene, angles):
    """n . (omega x r) is the same all along a line of sight: moment 1 = -n . (omega x r), whatever the depth."""
    per_au = 0.004
    rotating = scene(lambda x, y, z: 1e-3, lambda x, y, z: (-per_au * y, per_au * x, 0 * z))
    _, moment1 = moments(cube_of(rotating, angles, field_au=500.0)[0], CHANNELS.velocity_kms)
    n_obs, e_x, e_y = axes_of(*angles)
    place = (np.arange(7) - 3) * 500.0 / 7
    x, y = np.meshgrid(place, place)
    position = x[..., None] * e_x + y[..., None] * e_y
    expected = -np.cross([0.0, 0.0, per_au], position) @ n_obs
    np.testing.assert_allclose(moment1, expected, atol=5e-3)
    assert np.ptp(expected) > 1


def test_a_homologous_collapse_has_no_mean_velocity_and_its_analytic_profile(scene):
    """v = -k r: along a sightline of even density, velocities fill [-k L/2, k L/2] evenly, convolved with the width."""
    per_au = 0.005
    falling = scene(lambda x, y, z: 1e-3, lambda x, y, z: (-per_au * x, -per_au * y, -per_au * z))
    line, _ = cube_of(falling)
    moment0, moment1 = moments(line, CHANNELS.velocity_kms)
    np.testing.assert_allclose(moment1, 0, atol=2e-3)
    v, widest = CHANNELS.velocity_kms, per_au * SIDE_AU / 2
    profile = erf((v + widest) / TURBULENCE_KMS) - erf((v - widest) / TURBULENCE_KMS)
    depth = depth_at_centre(1e-3, SIDE_AU) * TURBULENCE_KMS * np.sqrt(np.pi) / 2 * profile / (2 * widest)
    expected = planck(TEMPERATURE_K, FREQUENCY_HZ) * depth
    np.testing.assert_allclose(line[:, 3, 3], expected, atol=2e-3 * expected.max())


def test_without_interpolation_a_collapse_has_gaps_between_its_cells(scene):
    per_au = 0.02
    falling = scene(lambda x, y, z: 1e-3, lambda x, y, z: (0 * x, 0 * y, -per_au * z))
    channels = LineChannels(0, -12.0, 0.1, 241)
    blocky, _ = cube_of(falling, channels=channels, options=dataclasses.replace(ONE_RAY, velocity_substeps=False))
    smooth, _ = cube_of(falling, channels=channels)
    inside = np.abs(channels.velocity_kms) < 9
    assert blocky[inside, 3, 3].min() < 0.2 * blocky[inside, 3, 3].max()
    assert smooth[inside, 3, 3].min() > 0.98 * smooth[inside, 3, 3].max()
    np.testing.assert_allclose(smooth[:, 3, 3].sum(), blocky[:, 3, 3].sum(), rtol=1e-3)


def test_an_infall_that_is_warmer_inside_and_thick_is_bluer(scene):
    """On the red side one sees the near, outer, cold layer, on the blue side the warm inside of the far half."""
    falling = scene(
        lambda x, y, z: 20.0,
        lambda x, y, z: tuple(-0.5 * c / np.sqrt(x**2 + y**2 + z**2) for c in (x, y, z)),
        temperature=lambda x, y, z: 200 / (1 + np.sqrt(x**2 + y**2 + z**2) / 50),
    )
    _, moment1 = moments(cube_of(falling)[0], CHANNELS.velocity_kms)
    assert moment1[3, 3] < -0.05


@pytest.mark.parametrize("jump_kms", [0.02, 0.2, 2.0, 6.0])
def test_a_jump_between_cells_is_crossed_in_every_channel_and_keeps_the_flux(scene, jump_kms):
    jumping = scene(lambda x, y, z: 1e-3, lambda x, y, z: (0 * x, 0 * y, np.where(z > 0, -1, 1) * jump_kms / 2))
    line, _ = cube_of(jumping)
    still, _ = cube_of(scene(lambda x, y, z: 1e-3, at_rest))
    np.testing.assert_allclose(line.sum(axis=0), still.sum(axis=0), rtol=2e-3)
    between = np.abs(CHANNELS.velocity_kms) < jump_kms / 2
    # One cell of 16 holds all the velocities between.
    assert not between.any() or line[between, 3, 3].min() > 0.008 * line[:, 3, 3].max()


@pytest.mark.slow
def test_substeps_come_closer_to_a_grid_eight_times_as_fine(scene):
    """A Keplerian disk with infall: cells of 62 AU against cells of 8 AU with the same steps of density."""

    def velocity(x, y, z):
        radius = np.hypot(np.hypot(x, y), 60.0)
        fall = 0.5 / np.sqrt(x**2 + y**2 + z**2 + 60.0**2)
        around = 20.0 / np.sqrt(radius) / radius
        return -around * y - fall * x, around * x - fall * y, -fall * z

    def density(x, y, z):
        cells = [(np.floor(c / 62.5) + 0.5) * 62.5 for c in (x, y, z)]
        return 1e-3 * np.exp(-((cells[2] / 150) ** 2)) / (1 + np.hypot(*cells[:2]) / 100)

    channels = LineChannels(0, -4.0, 0.1, 81)
    fine = scene(density, velocity, n_levels=5)
    for angles in ((60.0, 35.0, 0.0), (85.0, 200.0, 0.0)):
        picture = {"channels": channels, "n_pixels": 40, "field_au": 800.0}
        reference, _ = cube_of(fine, angles, **picture)
        deviations = [
            np.abs(cube_of(scene(density, velocity), angles, **picture, options=options)[0] - reference).sum()
            for options in (ONE_RAY, dataclasses.replace(ONE_RAY, velocity_substeps=False))
        ]
        assert deviations[0] < 0.5 * deviations[1]


def test_gradients_of_a_linear_field_are_exact_across_levels(reference_model):
    octree = reference_model.octree
    slopes = np.array([[1.0, 2.0, 3.0], [-4.0, 0.5, 6.0], [0.0, -2.0, 1.5]])
    unit_cm = octree.base_width_cm / 2**octree.max_level
    velocity = octree.leaf_centre_cm / unit_cm @ slopes.T
    gradients = velocity_gradients(octree, velocity, threads=2)
    upper = octree.leaf_index + 1 == (np.array(octree.shape) << octree.leaf_level[:, None].astype(int))
    inside = ~((octree.leaf_index == 0) | upper).any(axis=1)
    exact = np.isclose(gradients, slopes, rtol=1e-3, atol=1e-3).all(axis=(1, 2))
    # Beside a coarser leaf, whose centre lies aside, the difference is not exact.
    assert exact[inside].mean() > 0.55
    np.testing.assert_allclose(np.median(gradients[inside], axis=0), slopes, rtol=1e-3, atol=1e-3)


def test_views_come_one_by_one_and_do_not_depend_on_threads(scene):
    n_obs, _, ups = axes_of(*np.array([(60.0, 35.0, 0.0), (37.5, 123.0, 41.0), (110.0, 300.0, -150.0)]).T)
    camera = camera_of(n_obs, ups, n_pixels=20, field_au=500.0)
    turning = scene(lambda x, y, z: 1.0, lambda x, y, z: (-0.003 * y, 0.003 * x, 0 * z), dust=1e-17)
    one, three = (
        list(render_cubes_of(*turning, camera, CHANNELS, dataclasses.replace(ONE_RAY, threads=threads)))
        for threads in (1, 3)
    )
    assert [cube.shape for cube in one] == [(122, 20, 20)] * 3
    assert all(a.tobytes() == b.tobytes() for a, b in zip(one, three, strict=True))
    assert np.abs(one[0] - one[1]).max() > 0.1 * one[0].max()


def test_channels_that_are_divided_tile_the_same_range():
    divided = LineChannels(0, -1.0, 0.5, 4).divided(5)
    np.testing.assert_allclose(divided.velocity_kms.reshape(4, 5).mean(axis=1), [-1.0, -0.5, 0.0, 0.5], atol=1e-12)
    np.testing.assert_allclose(np.diff(divided.velocity_kms), 0.1)


def test_populations_at_0_k_do_no_harm(scene):
    _, gas = scene(lambda x, y, z: 1.0, at_rest)
    opacity = line_opacity(dataclasses.replace(gas, temperature_k=np.zeros_like(gas.temperature_k)), 0)
    assert np.isfinite(opacity.opacity_per_cm).all()
    assert opacity.source.max() < 1e-40


def test_an_unknown_engine_is_refused(tmp_path):
    picture = {"channels": CHANNELS, "n_pixels": 8, "field_au": 100.0, "options": EngineOptions(engine="magic")}
    with pytest.raises(ConfigError, match="there is no engine 'magic'"):
        next(render_cubes(tmp_path, np.array([[0.0, 0, 1]]), np.array([[0.0, 1, 0]]), **picture))
