"""Periastra that a pair has passed, from outputs that are snapshots of its orbit.

Between two outputs where the stars first approach and then recede lies one passage. Its time is that of the closest
approach on the cubic that has the stars' positions and velocities at both outputs: of Kepler orbits, within 2 % of the
period with ten outputs per orbit, within 5 % with five. Of a nearly circular orbit, whose radial velocity is noise, the
passages mean little.
"""

from dataclasses import dataclass

import numpy as np
from numpy.polynomial import polynomial

from simanalogues.catalogue.orbit import AU_PER_KYR_KMS

# Values and slopes at both ends of the unit interval, to the coefficients of the cubic, lowest power first.
HERMITE = np.array([[1, 0, 0, 0], [0, 1, 0, 0], [-3, -2, 3, -1], [2, 1, -2, 1]], dtype=float)
# With fewer outputs per orbit than this, two of them need not see both the approach and the recession of a passage.
LEAST_OUTPUTS_PER_ORBIT = 2


@dataclass(frozen=True)
class Periastra:
    """What has been passed by each output, shapes (n_outputs,); NaN where the pair is not known.

    n_periastra
        Number of passages since the first output of the pair.
    time_since_kyr
        Since the last one; NaN before the first.
    may_be_missed
        Whether the orbit is somewhere so short, against the time between outputs, that passages may lie unseen.
    """

    n_periastra: np.ndarray
    time_since_kyr: np.ndarray
    may_be_missed: bool


def periastra(
    time_kyr: np.ndarray, separation_au: np.ndarray, *, velocity_kms: np.ndarray, period_kyr: np.ndarray
) -> Periastra:
    """Count the passages up to each output. Outputs without the pair are passed over.

    Parameters
    ----------
    time_kyr
        Shape (n_outputs,), in any order: a simulation that was restarted may have outputs of the same time.
    separation_au, velocity_kms
        Position and velocity of one star less those of the other, shape (n_outputs, 3); NaN without the pair.
    period_kyr
        Of the osculating orbit, shape (n_outputs,); NaN where it is unbound.
    """
    known = np.isfinite(separation_au).all(axis=-1) & np.isfinite(velocity_kms).all(axis=-1)
    times, first = np.unique(time_kyr[known], return_index=True)
    periods = period_kyr[known][first]
    passages = passages_kyr(times, separation_au[known][first], velocity_kms[known][first])
    passed = np.searchsorted(passages, time_kyr, side="right")
    last = np.concatenate([[np.nan], passages])[passed]
    n_periastra, time_since = np.where(known, [passed, time_kyr - last], np.nan)
    shortest = np.fmin(periods[:-1], periods[1:])
    return Periastra(n_periastra, time_since, bool((shortest < LEAST_OUTPUTS_PER_ORBIT * np.diff(times)).any()))


def passages_kyr(time_kyr: np.ndarray, separation_au: np.ndarray, velocity_kms: np.ndarray) -> np.ndarray:
    """Times of the periastra between outputs, ascending; shapes as for `periastra`, times ascending, no NaN."""
    approach = (separation_au * velocity_kms).sum(axis=-1)
    times = []
    for i in np.flatnonzero((approach[:-1] < 0) & (approach[1:] >= 0)):
        step_kyr = time_kyr[i + 1] - time_kyr[i]
        slopes = velocity_kms[i : i + 2] * AU_PER_KYR_KMS * step_kyr
        ends = np.stack([separation_au[i], slopes[0], separation_au[i + 1], slopes[1]])
        times.append(min(time_kyr[i] + step_kyr * closest_approach(HERMITE @ ends), time_kyr[i + 1]))
    return np.array(times)


def closest_approach(cubic: np.ndarray) -> float:
    """Where on the unit interval a path is nearest to the origin, its end if there.

    Parameters
    ----------
    cubic
        Coefficients of the path, lowest power first, shape (4, 3).
    """
    squared = sum(np.convolve(component, component) for component in cubic.T)
    roots = polynomial.polyroots(polynomial.polytrim(polynomial.polyder(squared)))
    inside = roots.real[(np.abs(roots.imag) < 1e-6) & (roots.real > 0) & (roots.real < 1)]
    candidates = np.append(inside, 1.0)
    return float(candidates[np.argmin(polynomial.polyval(candidates, squared))])
