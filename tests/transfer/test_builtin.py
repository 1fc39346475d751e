"""The ray-marcher against what can be calculated by hand."""

import dataclasses

import numpy as np
import pytest

from simanalogues.errors import OpacityInvalid
from simanalogues.transfer.builtin import render_model
from simanalogues.transfer.camera import axes_of, camera_of
from simanalogues.transfer.options import EngineOptions
from simanalogues.units import AU_CM, T_CMB_K, planck

NU = 2.3e11
SIDE_AU = 1000.0


def seen(model, n_obs, up, *, n_pixels=32, field_au=500.0, **options):
    camera = camera_of(n_obs, up, n_pixels=n_pixels, field_au=field_au)
    return render_model(model, camera, NU, EngineOptions(**options))


def random_view(seed):
    rng = np.random.default_rng(seed)
    return axes_of(np.degrees(np.arccos(rng.uniform(-1, 1))), rng.uniform(0, 360), rng.uniform(0, 360))


@pytest.mark.parametrize("depth", [1e-5, 1e-2, 0.0101, 1.0, 30.0])
@pytest.mark.parametrize("axis", range(3))
@pytest.mark.parametrize("sign", [1, -1])
def test_a_slab_seen_face_on_has_the_analytic_intensity(model_of, depth, axis, sign):
    density = depth / (SIDE_AU * AU_CM)
    model = model_of(lambda x, y, z: density, lambda x, y, z: 20.0)
    n_obs, up = sign * np.eye(3)[axis], np.eye(3)[(axis + 1) % 3]
    np.testing.assert_allclose(seen(model, n_obs, up), planck(20.0, NU) * -np.expm1(-depth), rtol=1e-9)


def test_the_nearer_half_hides_the_farther_one(model_of):
    model = model_of(lambda x, y, z: 50 / (SIDE_AU * AU_CM), lambda x, y, z: np.where(x > 0, 40.0, 10.0))
    warm = seen(model, [1.0, 0, 0], [0, 0, 1.0])
    cold = seen(model, [-1.0, 0, 0], [0, 0, 1.0])
    np.testing.assert_allclose(warm, planck(40.0, NU), rtol=1e-9)
    np.testing.assert_allclose(cold, planck(10.0, NU), rtol=1e-9)


def test_two_layers_add_up_with_absorption(model_of):
    density, depths = np.array([0.3, 0.8]) / (SIDE_AU / 2 * AU_CM), np.array([0.3, 0.8])
    model = model_of(lambda x, y, z: density[(z > 0).astype(int)], lambda x, y, z: np.where(z > 0, 15.0, 60.0))
    behind, front = planck(np.array([60.0, 15.0]), NU) * -np.expm1(-depths)
    image = seen(model, [0, 0, 1.0], [0, 1.0, 0])
    np.testing.assert_allclose(image, behind * np.exp(-0.8) + front, rtol=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_a_thin_sphere_has_its_mass_from_every_side(model_of, seed):
    radius_au, density = 300.0, 1e-22
    model = model_of(lambda x, y, z: np.where(x**2 + y**2 + z**2 < radius_au**2, density, 0), lambda x, y, z: 20.0)
    mass = (model.dust_density * model.octree.leaf_width_cm**3).sum()
    n_obs, _, up = random_view(seed)
    image = seen(model, n_obs, up, n_pixels=96, field_au=720.0)
    emitted = image.sum() * (720 / 96 * AU_CM) ** 2
    np.testing.assert_allclose(emitted, mass * planck(20.0, NU), rtol=2e-3)


def test_a_sphere_has_the_chord_of_each_ray(model_of):
    radius_au, density = 400.0, 1e-17
    grid = {"n_base": 8, "n_levels": 3}
    model = model_of(lambda x, y, z: density * (x**2 + y**2 + z**2 < radius_au**2), lambda x, y, z: 20.0, **grid)
    n_obs, _, up = random_view(7)
    image = seen(model, n_obs, up, n_pixels=20, field_au=400.0)[0]
    offset = (np.arange(20) - 9.5) * 20
    chord_cm = 2 * np.sqrt(radius_au**2 - offset[:, None] ** 2 - offset**2) * AU_CM
    np.testing.assert_allclose(image, planck(20.0, NU) * -np.expm1(-density * chord_cm), rtol=0.05)


def test_outside_the_grid_nothing_is_seen(model_of):
    model = model_of(lambda x, y, z: 1e-18, lambda x, y, z: 20.0)
    image = seen(model, [0, 0, 1.0], [0, 1.0, 0], n_pixels=40, field_au=2000.0)[0]
    assert (image[10:30, 10:30] > 0).all()
    assert np.count_nonzero(image) == 20 * 20


def test_dust_as_cold_as_the_background_is_not_seen(model_of):
    model = model_of(lambda x, y, z: 1e-16, lambda x, y, z: T_CMB_K)
    n_obs, _, up = random_view(1)
    assert (seen(model, n_obs, up, background_k=T_CMB_K) == 0).all()


def test_the_background_is_taken_off_exactly(model_of):
    depth = 0.7
    model = model_of(lambda x, y, z: depth / (SIDE_AU * AU_CM), lambda x, y, z: 20.0)
    image = seen(model, [0, 0, 1.0], [0, 1.0, 0], background_k=T_CMB_K)
    behind = planck(T_CMB_K, NU)
    expected = behind * np.exp(-depth) + planck(20.0, NU) * -np.expm1(-depth) - behind
    np.testing.assert_allclose(image, expected, rtol=1e-9)


@pytest.mark.parametrize("n_pixels", [15, 16, 64])
def test_rays_on_cell_walls_lose_nothing(model_of, n_pixels):
    # 15 and 16 pixels put rays on walls or edges of the 16 cells across the model, 64 in their middle.
    model = model_of(lambda x, y, z: 1e-18, lambda x, y, z: 20.0)
    depth = 1e-18 * SIDE_AU * AU_CM
    for n_obs, _, up in (axes_of(90.0, 0.0, 0.0), axes_of(90.0, 90.0, 0.0), axes_of(0.0, 0.0, 90.0)):
        image = seen(model, n_obs, up, n_pixels=n_pixels, field_au=SIDE_AU * n_pixels / 16 / (n_pixels // 15))
        inside = image[0][n_pixels // 2, n_pixels // 2]
        np.testing.assert_allclose(inside, planck(20.0, NU) * -np.expm1(-depth), rtol=1e-9)


def test_rays_along_edges_and_diagonals_of_cells_keep_their_path(model_of):
    model = model_of(lambda x, y, z: 1e-18, lambda x, y, z: 20.0)
    for n_obs, length in (([1, 1, 0], np.sqrt(2)), ([1, 1, 1], np.sqrt(3)), ([1, -1, 1], np.sqrt(3))):
        n_obs = np.array(n_obs) / length
        up = np.cross(n_obs, [0, 0, 1.0])
        image = seen(model, n_obs, up / np.linalg.norm(up), n_pixels=1, field_au=1e-6)[0]
        np.testing.assert_allclose(image, planck(20.0, NU) * -np.expm1(-1e-18 * length * SIDE_AU * AU_CM), rtol=1e-9)


def test_sub_pixels_catch_what_lies_between_rays(model_of):
    # One bright cell of 62.5 AU in one corner of a pixel of 250 AU: the pixel's own ray misses it.
    at = {"n_base": 4, "n_levels": 2}
    model = model_of(lambda x, y, z: 1e-18 * ((x > 0) & (x < 62) & (y > 0) & (y < 62)), lambda x, y, z: 20.0, **at)
    fine = seen(model, [0, 0, 1.0], [0, 1.0, 0], n_pixels=4, field_au=1000.0)[0]
    coarse = seen(model, [0, 0, 1.0], [0, 1.0, 0], n_pixels=4, field_au=1000.0, sub_pixels=False)[0]
    depth = 1e-18 * SIDE_AU * AU_CM
    np.testing.assert_allclose(fine[2, 2], planck(20.0, NU) * -np.expm1(-depth) / 16, rtol=1e-9)
    assert coarse[2, 2] == 0


CLUMPS_AU = np.array([[0.0, 260, 130], [0, -210, -90], [230, 30, 60]])


def clump(which, weight):
    place = CLUMPS_AU[which]
    return lambda *xyz: weight * (sum((c - p) ** 2 for c, p in zip(xyz, place, strict=True)) < 60**2)


@pytest.mark.parametrize("angles", [(0, 0, 0), (60, 35, 0), (90, 200, 10), (142, 300, -77), (180, 0, 50)])
def test_three_clumps_of_known_handedness_land_where_the_formulas_say(model_of, angles):
    n_obs, e_x, e_y = axes_of(*angles)
    pixel_au = (np.arange(100) - 49.5) * 10
    for which, weight in enumerate((4e-22, 2e-22, 1e-22)):
        model = model_of(clump(which, weight), lambda x, y, z: 20.0, n_levels=3)
        centre_au = model.dust_density @ model.octree.leaf_centre_cm / model.dust_density.sum() / AU_CM
        image = seen(model, n_obs, e_y, n_pixels=100, field_au=1000.0)[0]
        at = [(image * pixel_au).sum() / image.sum(), (image * pixel_au[:, None]).sum() / image.sum()]
        np.testing.assert_allclose(at, [centre_au @ e_x, centre_au @ e_y], atol=2)


@pytest.mark.parametrize("seed", range(3))
def test_the_primary_is_straight_above_the_secondary(model_of, seed):
    n_obs = random_view(seed)[0]
    separation = CLUMPS_AU[0] - CLUMPS_AU[1]
    up = separation - (separation @ n_obs) * n_obs
    up /= np.linalg.norm(up)
    pixel_au = (np.arange(100) - 49.5) * 10
    at = []
    for which in (0, 1):
        model = model_of(clump(which, 1e-22), lambda x, y, z: 20.0, n_levels=3)
        image = seen(model, n_obs, up, n_pixels=100, field_au=1000.0)[0]
        at.append([(image * pixel_au).sum() / image.sum(), (image * pixel_au[:, None]).sum() / image.sum()])
    # The clumps' own centres are known to a few AU only: they are made of cells of 31 AU.
    np.testing.assert_allclose(at[0][0] - at[1][0], 0, atol=6)
    np.testing.assert_allclose(at[0][1] - at[1][1], separation @ up, atol=6)


def test_a_pixel_wider_than_the_grid_holds_all_of_it(model_of):
    model = model_of(lambda x, y, z: 1e-20 * (x > 250), lambda x, y, z: 20.0)
    # The ray through the middle of each of the 2 x 2 pixels passes beside the grid.
    image = seen(model, [0, 0, 1.0], [0, 1.0, 0], n_pixels=2, field_au=4000.0)
    mass = (model.dust_density * model.octree.leaf_width_cm**3).sum()
    np.testing.assert_allclose(image.sum() * (2000 * AU_CM) ** 2, mass * planck(20.0, NU), rtol=1e-3)


def test_the_number_of_threads_changes_no_bit(reference_model):
    views = [random_view(seed) for seed in range(3)]
    n_obs, up = np.array([v[0] for v in views]), np.array([v[2] for v in views])
    single, threaded = (
        seen(reference_model, n_obs, up, n_pixels=50, field_au=2000.0, threads=threads) for threads in (1, 3)
    )
    np.testing.assert_array_equal(single, threaded)


def test_empty_branches_change_nothing(model_of):
    pruned = model_of(clump(0, 1e-18), lambda x, y, z: 20.0)
    filled = dataclasses.replace(pruned, dust_density=np.maximum(pruned.dust_density, 1e-45))
    n_obs, _, up = random_view(2)
    np.testing.assert_allclose(seen(pruned, n_obs, up), seen(filled, n_obs, up), rtol=1e-12, atol=1e-30)


def test_a_frequency_outside_the_opacity_is_refused(model_of):
    model = model_of(lambda x, y, z: 1e-18, lambda x, y, z: 20.0)
    camera = camera_of([0, 0, 1.0], [0, 1.0, 0], n_pixels=2, field_au=10.0)
    with pytest.raises(OpacityInvalid, match="'grey' covers 0.1 to 10000 micron"):
        render_model(model, camera, 1e9, EngineOptions())
