"""Spherical profiles of the gas about a star, and its mass within a sphere."""

import numpy as np

from simanalogues.disks.gas import Gas

# A cell on the sphere counts by so many points a side, unless it is narrower than this part of the radius.
N_POINTS, NARROW = 8, 0.05


def shell_edges_au(inner_au: float, outer_au: float, *, shells_per_decade: float) -> np.ndarray:
    """Logarithmic edges from `inner_au` to `outer_au`, the number of shells rounded, at least one."""
    n_shells = max(1, round(shells_per_decade * np.log10(outer_au / inner_au)))
    return np.geomspace(inner_au, outer_au, n_shells + 1)


def profiles_of(gas: Gas, edges_au: np.ndarray) -> dict:
    """Mass and mass-weighted motion in spherical shells, under the names of the contract of kind `disks`.

    A cell counts in the shell that its centre lies in (the inner edge included), also where it is wider than the
    shell: near the star shells may be empty while their neighbours have too much.

    Parameters
    ----------
    edges_au
        Ascending, above 0, shape (n_shells + 1,).

    Returns
    -------
    dict
        Shapes (n_shells,) and (n_shells, 3). In a shell without mass the motion is NaN.
    """
    n_shells = edges_au.size - 1
    gas = gas.where((gas.radius_au >= edges_au[0]) & (gas.radius_au < edges_au[-1]))
    shell = np.searchsorted(edges_au, gas.radius_au, side="right") - 1
    mass_msun = np.bincount(shell, weights=gas.mass_msun, minlength=n_shells)
    divisor_msun = np.where(mass_msun > 0, mass_msun, np.nan)

    def mean(values: np.ndarray) -> np.ndarray:
        return np.bincount(shell, weights=gas.mass_msun * values, minlength=n_shells) / divisor_msun

    outward_kms = np.einsum("ij,ij->i", gas.position_au, gas.velocity_kms) / gas.radius_au
    return {
        "shell_mass_msun": mass_msun,
        "shell_angular_momentum_au_kms": np.stack([mean(component) for component in gas.spin_au_kms.T], axis=-1),
        "shell_radial_velocity_kms": mean(outward_kms),
    }


def mass_within_msun(gas: Gas, radius_au: float) -> float:
    """Gas mass within a sphere about the star.

    Cells that the sphere may cut count by the part of 8 x 8 x 8 points in them that it holds; those narrower than a
    twentieth of its radius by their centre. Gas of one density is right to 1 % on cells narrower than the radius, to
    10 % on any.
    """
    half_diagonal_au = np.where(gas.width_au > NARROW * radius_au, np.sqrt(3) / 2 * gas.width_au, 0.0)
    inside = gas.radius_au + half_diagonal_au < radius_au
    cut = ~inside & (gas.radius_au - half_diagonal_au < radius_au)
    part = _part_within(gas.position_au[cut], gas.width_au[cut], radius_au)
    return float(gas.mass_msun[inside].sum() + gas.mass_msun[cut] @ part)


def _part_within(position_au: np.ndarray, width_au: np.ndarray, radius_au: float) -> np.ndarray:
    # The points fill what the cell shares with the cube about the sphere: a cell may be far wider than the sphere.
    lower_au = np.maximum(position_au - width_au[:, None] / 2, -radius_au)
    extent_au = np.maximum(np.minimum(position_au + width_au[:, None] / 2, radius_au) - lower_au, 0.0)
    step = (np.arange(N_POINTS) + 0.5) / N_POINTS
    # Squares along x, y, z, shape (n_cells, 3, n_points); their sums over all combinations are the points' distances.
    squares = (lower_au[:, :, None] + extent_au[:, :, None] * step) ** 2
    squared_au2 = squares[:, 0, :, None, None] + squares[:, 1, None, :, None] + squares[:, 2, None, None, :]
    return (squared_au2 < radius_au**2).mean(axis=(1, 2, 3)) * (extent_au / width_au[:, None]).prod(axis=1)
