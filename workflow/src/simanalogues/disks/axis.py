"""Which way the gas about a star spins, and the wedge about the midplane in which a disk is looked for.

The paper's authors: the axis is the angular momentum of the gas within 1000 AU, refined 7 times on a trial disk of
150 AU radius and 0.25 aspect that is at least 15 AU thick.
"""

import numpy as np

from simanalogues.disks.gas import Gas

SPIN_RADIUS_AU, TRIAL_RADIUS_AU, N_REFINEMENTS = 1000.0, 150.0, 7
# Half thickness over radius, and the full thickness that a wedge has at least.
ASPECT, LEAST_THICKNESS_AU = 0.25, 15.0


def spin_axis(gas: Gas, half_separation_au: float) -> np.ndarray:
    """Unit vector of the angular momentum of the gas about its star, refined on a trial disk.

    Parameters
    ----------
    half_separation_au
        Gas farther than that from the star belongs to the other one; inf for a single star.

    Returns
    -------
    np.ndarray
        Shape (3,). NaN where no gas is near enough to tell.
    """
    axis = _direction_of_spin(gas.where(gas.radius_au < min(SPIN_RADIUS_AU, half_separation_au)))
    trial_radius_au = min(TRIAL_RADIUS_AU, half_separation_au)
    near = gas.where(gas.radius_au < 2 * trial_radius_au)
    for _ in range(N_REFINEMENTS):
        radius_au, in_wedge = cylindrical(near, axis)
        refined = _direction_of_spin(near.where(in_wedge & (radius_au < trial_radius_au)))
        axis = axis if np.isnan(refined).any() else refined
    return axis


def cylindrical(gas: Gas, axis: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Distance R from an axis in AU, and whether a cell is in the wedge: |z| < max(0.25 R, 7.5 AU), shapes (n_cells,).

    A cell wider than the wedge there is thick is in it where the midplane passes within half its width of its centre:
    else a disk on coarse cells had holes.
    """
    height_au = np.abs(gas.position_au @ axis)
    radius_au = np.sqrt(np.maximum(gas.radius_au**2 - height_au**2, 0.0))
    floor_au = np.maximum(LEAST_THICKNESS_AU, gas.width_au) / 2
    return radius_au, height_au < np.maximum(ASPECT * radius_au, floor_au)


def _direction_of_spin(gas: Gas) -> np.ndarray:
    total = gas.mass_msun @ gas.spin_au_kms
    length = np.linalg.norm(total)
    return total / length if length > 0 else np.full(3, np.nan)
