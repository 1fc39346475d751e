"""Which views are treated as observations, and how each is put on the sky. Light to import: the Snakefile asks."""

import math
from dataclasses import dataclass

from simanalogues.sky.seeds import labelled_rng

MOST_RARE = 2**30


@dataclass(frozen=True)
class Share:
    """How a simulation's pseudo-observations are spread over its outputs: `per_output` of one output in `every`."""

    per_output: int
    every: int


@dataclass(frozen=True)
class Draw:
    """One pseudo-observation.

    output, view
        The image of the catalogue that is seen again.
    realisation
        Number of the time that this view is seen, from 0.
    position_angle_deg
        On the sky from secondary to primary, east of north.
    error_west_beams, error_north_beams
        How far from the true midpoint of the stars the observer takes it to be, in geometric mean FWHM of the beam.
    """

    output: int
    view: int
    realisation: int
    position_angle_deg: float
    error_west_beams: float
    error_north_beams: float


def share_of(n_pseudo: int, n_outputs: int) -> Share:
    """The share of a simulation with so many outputs; at most about `n_pseudo` in all.

    Both numbers are powers of two, so that a simulation that grows changes what was drawn from it only as it doubles.
    """
    if n_pseudo >= n_outputs:
        return Share(2 ** int(math.log2(n_pseudo / n_outputs)), 1)
    return Share(1, 2 ** math.ceil(math.log2(n_outputs / n_pseudo)))


def draws_of(
    output: int, n_views: int, share: Share, *, simulation: str, seed: int, target: str, error_beams: float
) -> list[Draw]:
    """The pseudo-observations of one output, which no other output and no tracer changes.

    Every view is seen once before one is seen again.

    Parameters
    ----------
    n_views
        Views of the output, both nappes.
    error_beams
        Standard deviation of the centring error along each axis, in beams.
    """
    rng = labelled_rng(seed, "pseudo-observations", target, simulation, output)
    # Outputs that are drawn with one in eight are among those with one in four.
    if rng.integers(MOST_RARE) % share.every != 0:
        return []
    order = rng.permutation(n_views)
    draws = []
    for number in range(share.per_output):
        error = rng.normal(0.0, error_beams, size=2)
        angle_deg = float(rng.uniform(0.0, 360.0))
        draws.append(
            Draw(output, int(order[number % n_views]), number // n_views, angle_deg, float(error[0]), float(error[1]))
        )
    return draws
