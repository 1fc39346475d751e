"""Size, mass, axis and angular momentum of the disk about one star, by the criterion of the paper's authors."""

import numpy as np

from simanalogues.disks.axis import SPIN_RADIUS_AU, cylindrical, spin_axis
from simanalogues.disks.cylinders import shells_with_gas
from simanalogues.disks.gas import Gas, cell_at_star_au

LEAST_CELLS, LEAST_RADIUS_AU = 2, 5.0
N_GAPS_ALLOWED = 1


def measure_disk(gas: Gas, *, star_mass_msun: float, separation_au: float, last_shell: bool) -> dict:
    """The disk about a star, under the names of the contract of kind `disks`.

    Its shells begin at two cells of the size of the one that holds the star, or at 5 AU if that is farther, and end
    at 1000 AU or half the separation. A star without a disk has size, mass and angular momentum 0 but an axis, that
    of its gas. Since a disk under two cells cannot be seen, size 0 is always flagged as an upper limit: the disk has
    less than two cells, or than half the separation where that is nearer. Mass and angular momentum are those of the
    wedge inside the size, down to the star.

    Parameters
    ----------
    gas
        All gas within at least 1000 AU, with a cell that holds the star.
    separation_au
        Distance to the other star; NaN if there is none.
    last_shell
        Whether the size is that of the last shell that rotates, whatever lies between (as published).
    """
    half_separation_au = separation_au / 2 if np.isfinite(separation_au) else np.inf
    resolved_au = LEAST_CELLS * cell_at_star_au(gas)
    axis = spin_axis(gas, half_separation_au)
    edges_au, rotates = shells_with_gas(
        gas,
        axis,
        star_mass_msun=star_mass_msun,
        inner_au=max(resolved_au, LEAST_RADIUS_AU),
        outer_au=min(SPIN_RADIUS_AU, half_separation_au),
    )
    size_au = disk_size_au(edges_au, rotates, last_shell=last_shell)
    distance_au, in_wedge = cylindrical(gas, axis)
    disk = gas.where(in_wedge & (distance_au < size_au))
    return {
        "disk_size_au": size_au,
        "disk_is_unresolved": float(size_au < resolved_au),
        "disk_mass_msun": disk.mass_msun.sum(),
        "disk_axis": axis,
        "disk_angular_momentum_msun_au_kms": disk.mass_msun @ disk.spin_au_kms,
    }


def disk_size_au(outer_edge_au: np.ndarray, rotates: np.ndarray, *, last_shell: bool) -> float:
    """Outer edge of the last shell that rotates as a disk with at most one shell that does not before it; 0 if none.

    Parameters
    ----------
    outer_edge_au, rotates
        Shapes (n_shells,), inside out.
    last_shell
        Whether any number of shells that do not may come before it.
    """
    n_gaps = np.cumsum(~rotates)
    of_disk = rotates if last_shell else rotates & (n_gaps <= N_GAPS_ALLOWED)
    return float(outer_edge_au[of_disk].max(initial=0.0))
