"""The octree that is cut out of a simulation: order of the leaves, volume, positions, errors."""

import numpy as np
import pytest

from simanalogues.errors import ModelInvalid, WindowOutsideBox
from simanalogues.models.cells import Cells
from simanalogues.models.octree import build_octree, octree_of_flags
from simanalogues.models.window import MAX_BASE_CELLS

BOX_CM = 3.2e16 * 4


def random_cells(rng, *, coarsest=2, finest=6, refined=0.35, box_cm=BOX_CM):
    """Leaves of a random tree over the whole box, in random order; density is the number of the cell."""
    index = np.indices((2**coarsest,) * 3).reshape(3, -1).T
    positions, levels = [], []
    for level in range(coarsest, finest + 1):
        split = rng.random(len(index)) < refined if level < finest else np.zeros(len(index), dtype=bool)
        positions.append((index[~split] + 0.5) * box_cm / 2**level)
        levels.append(np.full((~split).sum(), level))
        children = np.indices((2, 2, 2)).reshape(3, 8).T
        index = (2 * index[split, None] + children).reshape(-1, 3)
    order = rng.permutation(sum(map(len, levels)))
    position = np.concatenate(positions)[order]
    density = np.arange(len(order), dtype=float) + 1
    return Cells(position, np.concatenate(levels)[order], density, np.zeros_like(position), box_cm)


def uniform_cells(level, box_cm=BOX_CM):
    position = (np.indices((2**level,) * 3).reshape(3, -1).T + 0.5) * box_cm / 2**level
    return Cells(position, np.full(len(position), level), np.ones(len(position)), np.zeros_like(position), box_cm)


@pytest.fixture(params=range(4))
def window(request):
    rng = np.random.default_rng(request.param)
    cells = random_cells(rng)
    side_cm = rng.uniform(0.15, 0.5) * BOX_CM
    centre_cm = rng.uniform(side_cm / 2, BOX_CM - side_cm / 2, size=3)
    return cells, centre_cm, side_cm


def test_leaves_lie_inside_the_cells_that_they_come_from(window):
    cells, centre_cm, side_cm = window
    octree, source = build_octree(cells, centre_cm, side_cm)
    half_width = cells.box_cm / 2.0 ** cells.level[source] / 2
    offset = np.abs(octree.leaf_centre_cm + centre_cm - cells.position_cm[source]).max(axis=1)
    assert (offset + octree.leaf_width_cm / 2 <= half_width * (1 + 1e-9)).all()


def test_leaves_fill_the_base_grid_once(window):
    octree, _ = build_octree(*window)
    volume = (octree.leaf_width_cm**3).sum()
    np.testing.assert_allclose(volume, np.prod(octree.shape) * octree.base_width_cm**3, rtol=1e-12)


def test_the_base_grid_covers_the_window_with_few_cells(window):
    _, _, side_cm = window
    octree, _ = build_octree(*window)
    upper = octree.lower_cm + np.array(octree.shape) * octree.base_width_cm
    assert (octree.lower_cm <= -side_cm / 2 * (1 - 1e-9)).all()
    assert (upper >= side_cm / 2 * (1 - 1e-9)).all()
    assert max(octree.shape) <= MAX_BASE_CELLS


def test_a_point_is_found_in_the_cell_that_holds_it(window):
    cells, centre_cm, side_cm = window
    octree, source = build_octree(cells, centre_cm, side_cm)
    points = np.random.default_rng(0).uniform(-side_cm / 2, side_cm / 2, size=(50, 3))
    half = cells.box_cm / 2.0**cells.level / 2
    expected = [np.flatnonzero((np.abs(p + centre_cm - cells.position_cm) < half[:, None]).all(axis=1)) for p in points]
    assert source[octree.leaf_at(points)].tolist() == [int(found[0]) for found in expected]


def test_a_point_outside_the_grid_has_no_leaf(window):
    octree, _ = build_octree(*window)
    assert octree.leaf_at(octree.lower_cm[None] - 1e10).tolist() == [-1]


def test_leaf_order_is_depth_first_with_x_fastest():
    # Two base cells along each axis; only the second (x upper) is refined, and in it the last child again.
    flags = np.array([0, 1] + [0] * 7 + [1] + [0] * 8 + [0] * 6, dtype=np.int8)
    octree = octree_of_flags(np.zeros(3), 8.0, (2, 2, 2), flags)
    assert octree.leaf_level.tolist() == [0] + [1] * 7 + [2] * 8 + [0] * 6
    np.testing.assert_array_equal(octree.leaf_centre_cm[:4], [[4, 4, 4], [10, 2, 2], [14, 2, 2], [10, 6, 2]])
    np.testing.assert_array_equal(octree.leaf_centre_cm[[8, 15, 16]], [[13, 5, 5], [15, 7, 7], [4, 12, 4]])


def test_the_order_of_the_input_does_not_matter(window):
    cells, centre_cm, side_cm = window
    octree, source = build_octree(cells, centre_cm, side_cm)
    turned = Cells(cells.position_cm[::-1], cells.level[::-1], cells.density[::-1], cells.velocity_cm_s, BOX_CM)
    again, from_turned = build_octree(turned, centre_cm, side_cm)
    np.testing.assert_array_equal(octree.flags, again.flags)
    np.testing.assert_array_equal(source, len(cells.level) - 1 - from_turned)


@pytest.mark.parametrize("level", [0, 3])
def test_a_grid_without_refinement_gets_one_refined_cell(level):
    octree, source = build_octree(uniform_cells(level), np.full(3, BOX_CM / 2), BOX_CM * 0.9)
    assert octree.flags.sum() == 1
    assert octree.max_level == 1
    assert octree.n_leaves == 8**level + 7
    assert (source[:8] == source[0]).all()


def test_a_window_as_wide_as_the_box_is_the_box():
    octree, _ = build_octree(uniform_cells(2), np.full(3, BOX_CM / 2), BOX_CM)
    assert octree.shape == (4, 4, 4)


def test_a_window_over_the_edge_is_refused():
    with pytest.raises(WindowOutsideBox, match=r"does not fit into the box of 8556 AU: at most 856 AU fit"):
        build_octree(uniform_cells(2), np.array([0.05, 0.5, 0.5]) * BOX_CM, 0.2 * BOX_CM)


def test_a_window_without_any_cell_is_refused():
    cells = uniform_cells(3)
    low = (cells.position_cm < BOX_CM / 4).all(axis=1)
    corner = Cells(cells.position_cm[low], cells.level[low], cells.density[low], cells.velocity_cm_s[low], BOX_CM)
    with pytest.raises(ModelInvalid, match="none of the 8 cells lies in the window"):
        build_octree(corner, np.full(3, 0.8 * BOX_CM), 0.2 * BOX_CM)


@pytest.mark.parametrize("flags", [[1] + [0] * 7, [0, 0], [1] * 400, []])
def test_flags_that_are_no_whole_tree_are_refused(flags):
    with pytest.raises(ModelInvalid, match="do not make whole trees"):
        octree_of_flags(np.zeros(3), 1.0, (1, 1, 1), np.array(flags, dtype=np.int8))
