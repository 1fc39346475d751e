"""Cylindrical shells about a star's spin axis, and which of them rotate as a disk does."""

import numpy as np

from simanalogues.disks.axis import cylindrical
from simanalogues.disks.gas import Gas
from simanalogues.units import G_AU_KMS2_PER_MSUN

SHELLS_PER_DECADE = 20
LEAST_OF_KEPLER, MOST_DISPERSION = 0.75, 0.3
# Of the outer limit; what is left of it by rounding is no shell.
ROUNDING = 1e-9


def shells_with_gas(
    gas: Gas, axis: np.ndarray, *, star_mass_msun: float, inner_au: float, outer_au: float
) -> tuple[np.ndarray, np.ndarray]:
    """Outer edge in AU of each cylindrical shell of the wedge, and whether it rotates as a disk.

    A shell does where, mass-weighted, v_phi > 0.75 v_Kepler and the standard deviation of v_phi < 0.3 v_phi. v_Kepler
    is, cell by cell, that of the star and all gas nearer to it, whichever way: sqrt(G M(< r) / r).

    Returns
    -------
    outer_edge_au, rotates
        Shapes (n_shells,), inside out. Shells without a cell's centre are left out: nothing is known of them. One
        whose cells are all empty stays, and does not rotate.
    """
    distance_au, in_wedge = cylindrical(gas, axis)
    chosen = in_wedge & (distance_au >= inner_au) & (distance_au < outer_au)
    wedge, distance_au = gas.where(chosen), distance_au[chosen]
    edges_au = cylinder_edges_au(distance_au, wedge.width_au, inner_au=inner_au, outer_au=outer_au)
    occupied, shell = np.unique(np.searchsorted(edges_au, distance_au, side="right") - 1, return_inverse=True)
    rotates = rotate_as_disks(
        shell,
        occupied.size,
        mass_msun=wedge.mass_msun,
        v_phi_kms=wedge.spin_au_kms @ axis / distance_au,
        v_kepler_kms=kepler_speed_kms(gas, wedge.radius_au, star_mass_msun=star_mass_msun),
    )
    return edges_au[occupied + 1], rotates


def cylinder_edges_au(distance_au: np.ndarray, width_au: np.ndarray, *, inner_au: float, outer_au: float) -> np.ndarray:
    """Edges of 20 shells per decade, each at least as wide as the widest cell that reaches its inner edge.

    Parameters
    ----------
    distance_au, width_au
        Distances from the axis and widths of the cells, shapes (n_cells,).

    Returns
    -------
    np.ndarray
        Shape (n_shells + 1,), from `inner_au` to `outer_au`; the last shell takes what is too narrow for one more.
    """
    edges_au = [inner_au]
    while edges_au[-1] < outer_au:
        reaches = np.abs(distance_au - edges_au[-1]) <= width_au / 2
        cell_au = width_au[reaches].max(initial=0.0)
        edge_au = max(edges_au[-1] * 10 ** (1 / SHELLS_PER_DECADE), edges_au[-1] + cell_au)
        edges_au.append(edge_au if outer_au - edge_au > max(cell_au, ROUNDING * outer_au) else outer_au)
    return np.array(edges_au)


def rotate_as_disks(
    shell: np.ndarray, n_shells: int, *, mass_msun: np.ndarray, v_phi_kms: np.ndarray, v_kepler_kms: np.ndarray
) -> np.ndarray:
    """Whether each shell rotates fast and orderly enough, shape (n_shells,); False where it has no mass."""

    def sums(values: np.ndarray) -> np.ndarray:
        return np.bincount(shell, weights=mass_msun * values, minlength=n_shells)

    total_msun = np.bincount(shell, weights=mass_msun, minlength=n_shells)
    divisor_msun = np.where(total_msun > 0, total_msun, 1.0)
    mean_kms = sums(v_phi_kms) / divisor_msun
    dispersion_kms = np.sqrt(sums((v_phi_kms - mean_kms[shell]) ** 2) / divisor_msun)
    fast = mean_kms > LEAST_OF_KEPLER * sums(v_kepler_kms) / divisor_msun
    return fast & (dispersion_kms < MOST_DISPERSION * mean_kms)


def kepler_speed_kms(gas: Gas, radius_au: np.ndarray, *, star_mass_msun: float) -> np.ndarray:
    """Speed of a circular orbit about the star and the gas whose centres are nearer to it than `radius_au`."""
    order = np.argsort(gas.radius_au)
    inside_msun = np.concatenate([[0.0], np.cumsum(gas.mass_msun[order])])
    mass_msun = star_mass_msun + inside_msun[np.searchsorted(gas.radius_au[order], radius_au)]
    return np.sqrt(G_AU_KMS2_PER_MSUN * mass_msun / radius_au)
