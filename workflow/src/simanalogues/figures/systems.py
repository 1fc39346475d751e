"""The catalogue of one simulation against time: orbit, stars, disks, and radial profiles about the primary."""

from pathlib import Path

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm, Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from simanalogues.figures.style import figure_to
from simanalogues.schema.catalogue import CATALOGUE
from simanalogues.schema.files import read_dataset

STARS = {"primary": "#0072B2", "secondary": "#D55E00"}
LOOK = {"marker": ".", "markersize": 3.5, "linewidth": 1.2}
OPEN = {"markersize": 5.0, "markerfacecolor": "white", "zorder": 4}
# Per panel: its label, the variables, the style of their lines, and whether its axis is logarithmic.
PANELS = [
    ("distance (AU)", {"separation_au": "-", "semi_major_axis_au": ":"}, True),
    ("eccentricity", {"eccentricity": "-"}, False),
    ("mass (M$_{\\odot}$)", {"mass_msun": "-"}, False),
    ("accretion rate (M$_{\\odot}$ yr$^{-1}$)", {"accretion_msun_per_yr": "-"}, True),
    ("luminosity (L$_{\\odot}$)", {"luminosity_lsun": "-", "intrinsic_luminosity_lsun": "--"}, True),
    ("gas mass within 100 AU (M$_{\\odot}$)", {"gas_mass_100au_msun": "-"}, True),
    ("disk size (AU)", {"disk_size_au": "-"}, False),
    ("disk mass (M$_{\\odot}$)", {"disk_mass_msun": "-"}, False),
    ("photon noise of dust temperatures", {"temperature_noise": "-", "unreached_cells": "--"}, True),
]
FROM_ZERO = {"disk_size_au", "disk_mass_msun", "mass_msun", "eccentricity"}
# The panel ends here, so that an unbound moment does not hide all others.
MOST_ECCENTRIC = 2.0
WORDS = {
    "separation_au": "separation in space",
    "semi_major_axis_au": "semi-major axis (unbound: none)",
    "luminosity_lsun": "total",
    "intrinsic_luminosity_lsun": "intrinsic",
    "temperature_noise": "relative error, median of the cells",
    "unreached_cells": "share of cells without any photon",
}


def plot_systems(catalogue: str | Path, *, pdf: str | Path, png: str | Path) -> None:
    """Two columns of panels over time, and two of radius against time.

    Parameters
    ----------
    catalogue
        File of kind `catalogue`.
    """
    systems = read_dataset(catalogue, CATALOGUE).sortby("time_kyr")
    panels = [panel for panel in PANELS if not systems.keys().isdisjoint(panel[1])]
    n_rows = -(-len(panels) // 2) + 1
    with figure_to(pdf, png, width_in=11.0, height_in=2.5 * n_rows) as figure:
        axes = figure.subplots(n_rows, 2, sharex=True)
        for axis, (label, variables, is_logarithmic) in zip(axes.ravel(), panels, strict=False):
            draw_panel(axis, systems, variables, is_logarithmic)
            axis.set_ylabel(label)
        for axis in axes.ravel()[len(panels) : -2]:
            axis.set_axis_off()
        draw_momentum(figure, axes[-1, 0], systems)
        draw_infall(figure, axes[-1, 1], systems)
        for axis in axes[-1]:
            axis.set_xlabel("time since the start of the simulation (kyr)")
            axis.set_ylabel("distance from the primary (AU)")
        figure.suptitle(f"simulation {systems.attrs['simulation']}")
        handles = [Line2D([], [], color=colour, label=star, **LOOK) for star, colour in STARS.items()]
        handles.append(Line2D([], [], color="0.6", linewidth=0.8, label="periastron passed"))
        figure.legend(handles=handles, loc="outside lower center", ncols=len(handles))


def draw_panel(axis: Axes, systems: xr.Dataset, variables: dict[str, str], is_logarithmic: bool) -> None:
    """Variables of the pair in black, of the stars in their colours, and the times of the periastra passed."""
    time, shown = systems["time_kyr"].values, [name for name in variables if name in systems]
    for name in shown:
        values = systems[name]
        for star, colour in STARS.items() if "star" in values.dims else [(None, "black")]:
            curve = values.values if star is None else values.sel(star=star).values
            curve = np.where(curve > 0, curve, np.nan) if is_logarithmic else curve
            axis.plot(time, curve, variables[name], color=colour, **LOOK)
    if is_logarithmic and any((systems[name].values > 0).any() for name in shown):
        axis.set_yscale("log")
    for moment in periastra_kyr(systems):
        axis.axvline(moment, color="0.6", linewidth=0.8, zorder=0)
    if "disk_size_au" in shown:
        draw_upper_limits(axis, systems)
    if not FROM_ZERO.isdisjoint(shown):
        axis.set_ylim(0, min(axis.get_ylim()[1], MOST_ECCENTRIC) if "eccentricity" in shown else None)
    if not any(np.isfinite(systems[name].values).any() for name in shown):
        axis.text(0.5, 0.5, "not known", transform=axis.transAxes, ha="center")
    elif len(shown) > 1:
        styles = [Line2D([], [], color="0.3", linestyle=variables[name], label=WORDS.get(name, name)) for name in shown]
        axis.legend(handles=styles, fontsize=7.5)


def periastra_kyr(systems: xr.Dataset) -> np.ndarray:
    """Times of the periastra; of two between the same outputs the later one."""
    known = systems.isel(output=np.isfinite(systems["n_periastra"].values))
    passed = known.isel(output=np.flatnonzero(np.diff(known["n_periastra"].values) > 0) + 1)
    return passed["time_kyr"].values - np.nan_to_num(passed["time_since_periastron_kyr"].values)


def draw_upper_limits(axis: Axes, systems: xr.Dataset) -> None:
    """Below two cells no disk is seen: open symbols there, and a thin line in the colour of each star."""
    time = systems["time_kyr"].values
    for star, colour in STARS.items():
        of_star = systems.sel(star=star)
        limited = of_star["disk_is_unresolved"].values == 1
        axis.plot(time[limited], of_star["disk_size_au"].values[limited], "o", color=colour, **OPEN)
        axis.plot(time, 2 * of_star["smallest_cell_au"].values, ":", color=colour, linewidth=0.9)
    axis.plot([], [], ":", color="0.3", linewidth=0.9, label="two cells: smaller disks are not seen")
    axis.plot([], [], "o", color="0.3", **OPEN, label="below two cells: an upper limit")
    axis.set_ylim(0, 1.3 * axis.get_ylim()[1])
    axis.legend(fontsize=7.5, loc="upper right")


def draw_momentum(figure: Figure, axis: Axes, systems: xr.Dataset) -> None:
    """Specific angular momentum of the gas about the primary."""
    vectors = systems["shell_angular_momentum_au_kms"].sel(star="primary").values
    draw_profile(figure, axis, systems, np.linalg.norm(vectors, axis=-1), "specific angular momentum\n(AU km s$^{-1}$)")


def draw_infall(figure: Figure, axis: Axes, systems: xr.Dataset) -> None:
    """Radial velocity of the gas from the primary, blue inward."""
    velocity = systems["shell_radial_velocity_kms"].sel(star="primary").values
    draw_profile(figure, axis, systems, velocity, "radial velocity, negative inward\n(km s$^{-1}$)", symmetric=True)


def draw_profile(
    figure: Figure, axis: Axes, systems: xr.Dataset, values: np.ndarray, label: str, *, symmetric: bool = False
) -> None:
    """A profile, shape (output, shell), over time and radius; empty shells stay grey."""
    time, edges_au = systems["time_kyr"].values, systems["shell_edge_au"].values
    positive = np.abs(values[np.abs(values) > 0])
    axis.set_yscale("log")
    axis.set_ylim(edges_au[[0, -1]])
    axis.set_facecolor("0.85")
    if not positive.size:
        axis.text(0.5, 0.5, "nothing measured", transform=axis.transAxes, ha="center")
        return
    lowest, largest = np.percentile(positive, [2, 98])
    norm = Normalize(-largest, largest) if symmetric else LogNorm(lowest, largest)
    colours = {"cmap": "RdBu_r" if symmetric else "viridis", "norm": norm, "rasterized": True}
    image = axis.pcolormesh(time_edges(time), edges_au, values.T, **colours)
    figure.colorbar(image, ax=axis, label=label, pad=0.01, extend="both")


def time_edges(time_kyr: np.ndarray) -> np.ndarray:
    """Edges between outputs, half way to the neighbours; a single output is 1 kyr wide."""
    if time_kyr.size == 1:
        return time_kyr[0] + np.array([-0.5, 0.5])
    middle = (time_kyr[1:] + time_kyr[:-1]) / 2
    return np.concatenate([[1.5 * time_kyr[0] - time_kyr[1] / 2], middle, [1.5 * time_kyr[-1] - time_kyr[-2] / 2]])
