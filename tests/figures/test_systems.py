import numpy as np
import pytest
from matplotlib.figure import Figure

from simanalogues.figures.systems import PANELS, draw_infall, draw_panel, plot_systems, time_edges
from simanalogues.report.catalogue_notes import notes_of_catalogue
from simanalogues.schema.catalogue import CATALOGUE, OF_TEMPERATURES
from simanalogues.schema.files import read_dataset, write_dataset


def systems_of(target):
    return read_dataset(target.catalogue[0], CATALOGUE)


def drawn(systems, variables, is_logarithmic):
    axis = Figure().subplots()
    draw_panel(axis, systems, variables, is_logarithmic)
    return axis


@pytest.mark.slow
def test_the_figure_has_a_panel_for_each_part_of_the_catalogue(target, tmp_path):
    plot_systems(target.catalogue[0], pdf=tmp_path / "A.pdf", png=tmp_path / "A.png")
    assert (tmp_path / "A.png").stat().st_size > 20_000
    shown = {name for _, variables, _ in PANELS for name in variables}
    assert shown >= {"separation_au", "eccentricity", "mass_msun", "luminosity_lsun", "disk_size_au", "disk_mass_msun"}


@pytest.mark.slow
@pytest.mark.parametrize("n_outputs", [1, 2])
def test_few_outputs_and_columns_of_nan_are_drawn(target, tmp_path, n_outputs):
    systems = systems_of(target).isel(output=slice(0, n_outputs))
    for name in ("disk_size_au", "shell_radial_velocity_kms", "shell_angular_momentum_au_kms", "eccentricity"):
        systems[name] = systems[name] * np.nan
    write_dataset(systems, CATALOGUE, tmp_path / "few.nc")
    plot_systems(tmp_path / "few.nc", pdf=tmp_path / "few.pdf", png=tmp_path / "few.png")
    assert (tmp_path / "few.png").is_file()


def test_the_times_of_periastra_are_marked(target):
    systems = systems_of(target)
    passed = systems["time_kyr"].values[1:][np.diff(systems["n_periastra"]) > 0]
    marks = [line.get_xdata()[0] for line in drawn(systems, {"eccentricity": "-"}, False).lines[1:]]
    assert len(passed) > 0
    # All of them a kyr after it.
    np.testing.assert_allclose(marks, passed - 1)


def test_an_unbound_orbit_has_no_point_on_a_logarithmic_axis(target):
    systems = systems_of(target)
    systems["semi_major_axis_au"] = -systems["semi_major_axis_au"]
    lines = drawn(systems, {"separation_au": "-", "semi_major_axis_au": ":"}, True).lines
    assert np.isnan(lines[1].get_ydata()).all()


def test_edges_lie_half_way_between_outputs():
    np.testing.assert_allclose(time_edges(np.array([1.0, 2.0, 4.0])), [0.5, 1.5, 3.0, 5.0])
    np.testing.assert_allclose(time_edges(np.array([3.0])), [2.5, 3.5])


def test_a_disk_below_two_cells_has_an_open_symbol(target):
    systems = systems_of(target)
    axis = drawn(systems, {"disk_size_au": "-"}, False)
    limited = systems["time_kyr"].values[systems["disk_is_unresolved"].sel(star="primary").values == 1]
    opened = [line for line in axis.lines if line.get_markerfacecolor() == "white" and len(line.get_xdata())]
    np.testing.assert_array_equal(opened[0].get_xdata(), limited)
    dotted = [line for line in axis.lines if line.get_linestyle() == ":" and len(line.get_xdata())]
    np.testing.assert_allclose(dotted[0].get_ydata(), 2 * systems["smallest_cell_au"].sel(star="primary"))


def test_a_hyperbola_does_not_hide_the_other_eccentricities(target):
    systems = systems_of(target)
    systems["eccentricity"][0] = 40.0
    assert drawn(systems, {"eccentricity": "-"}, False).get_ylim() == (0, 2)


@pytest.mark.slow
def test_without_a_secondary_and_without_photons_the_rest_is_drawn(target, tmp_path):
    systems = systems_of(target)
    for name in ("mass_msun", "disk_size_au", "accretion_msun_per_yr"):
        systems[name].loc[{"star": "secondary"}] = np.nan
    for name in ("separation_au", "semi_major_axis_au", "eccentricity", "n_periastra"):
        systems[name] = systems[name] * np.nan
    systems = systems.drop_vars(OF_TEMPERATURES)
    write_dataset(systems, CATALOGUE, tmp_path / "alone.nc")
    plot_systems(tmp_path / "alone.nc", pdf=tmp_path / "alone.pdf", png=tmp_path / "alone.png")
    assert (tmp_path / "alone.png").stat().st_size > 20_000
    assert [text.get_text() for text in drawn(systems, {"eccentricity": "-"}, False).texts] == ["not known"]


def test_velocities_are_centred_on_zero_and_rise_outward_in_red(target):
    figure, systems = Figure(), systems_of(target)
    systems["shell_radial_velocity_kms"] = -systems["shell_radial_velocity_kms"]
    axis = figure.subplots()
    draw_infall(figure, axis, systems)
    (mesh,) = axis.collections
    assert mesh.norm.vmin == -mesh.norm.vmax
    red, _, blue, _ = mesh.cmap(mesh.norm(-1.0))
    assert blue > red


def test_the_notes_name_what_limits_the_catalogue(target):
    systems = systems_of(target).assign_attrs(reconstructed="acc_rate: backward difference")
    systems["disk_size_au"][:3, 1] = np.nan
    notes = " ".join(notes_of_catalogue([systems]))
    assert "upper limit that the resolution sets" in notes
    assert "acc_rate: backward difference" in notes
    assert "A 1.2 %" in notes
    assert "not measured in simulation A (secondary 3 of 10 outputs)" in notes


def test_a_catalogue_without_limits_has_no_notes(target):
    systems = systems_of(target).drop_vars(OF_TEMPERATURES)
    systems["disk_is_unresolved"] = systems["disk_is_unresolved"] * 0
    assert notes_of_catalogue([systems]) == []
