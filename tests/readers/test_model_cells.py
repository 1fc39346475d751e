"""A model directory as the output of a simulation: what a user of another code may start from."""

import logging

import numpy as np
import pytest

from simanalogues.errors import InputMissing, ModelInvalid, OutputInvalid, WindowOutsideBox
from simanalogues.models.build import Model
from simanalogues.models.directory import write_model
from simanalogues.models.dust import Opacity
from simanalogues.models.octree import Octree, build_octree, octree_of_flags
from simanalogues.models.stars import stars_of_luminosity
from simanalogues.readers import model_cells, ramses

BOX_CM = 1.28e17
CENTRE_CM = np.array([0.51, 0.52, 0.49]) * BOX_CM
SIDE_CM = 0.2 * BOX_CM


def model_of(octree: Octree, density, velocity_cm_s) -> Model:
    ones = np.ones(2)
    stars = stars_of_luminosity(np.zeros((2, 3)), ones, radius_cm=ones, luminosity_erg_s=ones)
    opacity = Opacity("grey", np.array([0.1, 1e4]), np.array([1.0, 1.0]))
    return Model(octree, density / 100, np.full(density.size, 20.0), velocity_cm_s, stars, opacity)


@pytest.fixture(scope="module")
def cells(demo_run):
    return ramses.read_cells(demo_run, 26, centre_cm=CENTRE_CM, half_side_cm=SIDE_CM)


@pytest.fixture(params=[False, True], ids=["binary", "ascii"])
def directory(cells, tmp_path, request):
    """The window of a RAMSES output as a model directory."""
    octree, source = build_octree(cells, CENTRE_CM, SIDE_CM)
    model = model_of(octree, cells.density[source], cells.velocity_cm_s[source])
    write_model(model, tmp_path / "model", ascii_grid=request.param)
    return tmp_path / "model"


def read(directory, half_side_cm=BOX_CM, gas_to_dust=100.0):
    grid = model_cells.read_base_grid(directory)
    centre_cm = np.full(3, grid.domain_cm / 2)
    return model_cells.read_cells(directory, gas_to_dust=gas_to_dust, centre_cm=centre_cm, half_side_cm=half_side_cm)


def test_a_window_of_a_model_directory_is_that_of_the_simulation_it_was_made_from(cells, directory):
    side_cm = 0.5 * SIDE_CM
    expected, source = build_octree(cells, CENTRE_CM, side_cm)
    again = read(directory)
    in_grid_cm = -model_cells.read_base_grid(directory).lower_cm
    octree, source_again = build_octree(again, in_grid_cm, side_cm)
    assert again.domain_cm < again.box_cm
    np.testing.assert_array_equal(octree.flags, expected.flags)
    np.testing.assert_allclose(octree.leaf_centre_cm, expected.leaf_centre_cm, rtol=1e-6, atol=1e-6 * side_cm)
    np.testing.assert_allclose(again.density[source_again], cells.density[source], rtol=1e-6)
    np.testing.assert_allclose(again.velocity_cm_s[source_again], cells.velocity_cm_s[source], rtol=1e-6)


def test_cells_far_from_the_cube_are_left_out(directory):
    near, everything = read(directory, half_side_cm=0.02 * BOX_CM), read(directory)
    assert 0 < near.density.size < everything.density.size


def test_gas_is_as_dense_as_the_ratio_says(directory):
    np.testing.assert_allclose(read(directory, gas_to_dust=50.0).density, read(directory).density / 2, rtol=1e-12)


def test_gas_without_velocities_is_at_rest_and_says_so(directory, caplog):
    for path in directory.glob("gas_velocity.*"):
        path.unlink()
    with caplog.at_level(logging.WARNING, "simanalogues"):
        assert not read(directory).velocity_cm_s.any()
    assert "holds no gas_velocity: the gas is taken to be at rest" in caplog.text


def uniform_model(shape, tmp_path):
    """Base cells 1e16 cm wide, the first one refined."""
    n_base = int(np.prod(shape))
    octree = octree_of_flags(np.full(3, -5e15), 1e16, shape, np.array([1, *[0] * (n_base + 7)]))
    write_model(model_of(octree, np.ones(octree.n_leaves), np.zeros((octree.n_leaves, 3))), tmp_path)
    return tmp_path


def test_six_base_cells_a_side_lie_in_a_box_of_eight(tmp_path):
    cells = read(uniform_model((6, 6, 6), tmp_path), half_side_cm=1e17)
    assert cells.box_cm == pytest.approx(8e16, rel=1e-9)
    assert cells.domain_cm == pytest.approx(6e16, rel=1e-9)
    assert set(cells.level) == {3, 4}
    octree, _ = build_octree(cells, np.full(3, 3e16), 5.9e16)
    assert octree.shape == (12, 12, 12)


def test_a_window_that_reaches_out_of_the_grid_is_refused(tmp_path):
    cells = read(uniform_model((6, 6, 6), tmp_path), half_side_cm=1e17)
    with pytest.raises(WindowOutsideBox, match="does not fit into the box of 4011 AU: at most 2674 AU fit there"):
        build_octree(cells, np.full(3, 4e16), 5e16)


def test_a_window_whose_cells_reach_out_of_the_grid_is_refused(tmp_path):
    # 34 base cells cannot be had in 16: cells of four are taken, and the last of these is half outside.
    cells = read(uniform_model((34, 34, 34), tmp_path), half_side_cm=1e18)
    with pytest.raises(WindowOutsideBox, match="needs cells of 2674 AU, which reach out of the box of 22728 AU"):
        build_octree(cells, np.full(3, 17e16), 33.9e16)
    octree, _ = build_octree(cells, np.full(3, 15.9e16), 31e16)
    assert octree.shape[0] <= 16


def test_a_grid_that_is_no_cube_is_refused(tmp_path):
    with pytest.raises(OutputInvalid, match="the domain has 2 x 2 x 3 of the coarsest cells, expected a cube"):
        read(uniform_model((2, 2, 3), tmp_path))


def test_a_missing_directory_and_a_missing_file_are_named(directory, tmp_path):
    with pytest.raises(InputMissing, match="there is no model directory .*nowhere"):
        model_cells.read_base_grid(tmp_path / "nowhere")
    for path in directory.glob("dust_density.*"):
        path.unlink()
    with pytest.raises(ModelInvalid, match="neither dust_density.binp nor dust_density.inp"):
        read(directory)
