import numpy as np
import pytest
from matplotlib.figure import Figure

from simanalogues.figures.estimate import draw_parameter, draw_truth
from simanalogues.parameters.registry import PARAMETERS
from simanalogues.tables.groups import Group
from simanalogues.tables.labels import lower_bound, parameter_label, plain_units
from simanalogues.tables.matchings import Sample, read_matchings
from simanalogues.tables.panel import Panel, bins_of, panel_of


def sample(values, weights=None):
    values = np.array(values, dtype=float)
    weights = np.ones(values.size) if weights is None else np.array(weights, dtype=float)
    return Sample(values, weights, np.array([f"A/{i}" for i in range(values.size)], dtype=object))


def panel(selected, catalogue, *, apart=True, unknown=0):
    catalogue = sample(catalogue)
    edges = bins_of(catalogue.values[catalogue.values != 0], 0.0, from_bound=apart)
    return Panel([sample(selected)], catalogue, 0.0, edges, apart, unknown, [0])


def drawn(panel):
    axis = Figure().subplots()
    draw_parameter(axis, panel)
    return axis


def test_no_disk_is_a_bar_apart_with_its_share():
    ours = panel([0, 0, 0, 50], [0, 0, 50, 100])
    axis = drawn(ours)
    assert "no disk\n75 %" in [text.get_text() for text in axis.texts]
    bars = [bar for group in axis.containers for bar in group if bar.get_x() < 0 and bar.get_facecolor()[3] > 0]
    assert sum(bar.get_height() for bar in bars) == pytest.approx(0.75)
    assert (np.asarray(axis.get_xticks()) >= 0).all()


def test_the_density_is_of_the_disks_and_scaled_to_their_share():
    values = [0] * 30 + list(np.linspace(40, 60, 10))
    ours = panel(values, [0, 1, 100])
    density = next(line for line in drawn(ours).lines if len(line.get_xdata()) > 100)
    area = np.trapezoid(density.get_ydata(), density.get_xdata()) / ours.width
    assert area == pytest.approx(0.25, rel=2e-3)


def test_a_selection_without_any_disk_has_no_density():
    assert not [line for line in drawn(panel([0, 0], [0, 50])).lines if len(line.get_xdata()) > 100]


def test_a_catalogue_without_any_disk_is_drawn():
    assert "no disk\n100 %" in [text.get_text() for text in drawn(panel([0], [0, 0])).texts]


def test_what_was_not_measured_is_counted():
    assert "3 images: not measured" in [text.get_text() for text in drawn(panel([5], [0, 50], unknown=3)).texts]


def test_a_parameter_of_which_nothing_is_known_is_drawn():
    assert "nothing measured" in [text.get_text() for text in drawn(panel([], [], apart=False)).texts]


def test_a_truth_without_disk_stands_at_the_bar():
    ours = panel([0, 50], [0, 50])
    axis = Figure().subplots()
    draw_truth(axis, ours, 0.0)
    draw_truth(axis, ours, 50.0)
    assert [line.get_xdata()[0] for line in axis.lines] == [float(ours.place(0.0)), 50.0]
    assert ours.place(0.0) < 0


def test_zeros_stand_apart_for_disks_only(target):
    tables = read_matchings(target.matchings, "continuum")
    tables[0]["selected"][:] = 1
    group = Group(tables, [0, 1], "all networks")
    disks, masses = (panel_of(group, "l1", name, 0.0) for name in ("disk_size_primary_au", "mass_msun"))
    assert (disks.apart, masses.apart) == (True, False)
    assert disks.edges[0] == 0 and disks.unknown > masses.unknown == 0


def test_every_parameter_has_a_label_that_matplotlib_can_set():
    figure = Figure()
    for name in PARAMETERS:
        figure.text(0.5, 0.5, parameter_label(name, "Msun yr-1"))
    figure.draw_without_rendering()
    assert parameter_label("eccentricity", "1") == "eccentricity $e$"
    assert plain_units("Msun yr-1") == "M☉ yr⁻¹"


def test_an_unbound_orbit_has_a_negative_semi_major_axis():
    assert lower_bound("semi_major_axis_au", 600.0) == -np.inf
    edges = bins_of(np.array([-500.0, 500.0]), -np.inf, from_bound=False)
    assert edges[0] < -500
