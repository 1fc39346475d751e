"""Opacity and source function of a spectral line in local thermodynamic equilibrium, cell by cell."""

from dataclasses import dataclass

import numpy as np

from simanalogues.models.gas import Gas, doppler_width_cm_s
from simanalogues.models.molecules import COLDEST_K
from simanalogues.units import CODATA, RadiationConstants, planck


@dataclass(frozen=True)
class LineOpacity:
    """Of one line, per leaf, shape (n_leaves,).

    opacity_per_cm
        At the centre of the line, for gas at rest: alpha(v) = opacity exp(-((v - v_gas) / b)^2).
    source
        In erg s-1 cm-2 Hz-1 sr-1, over the background.
    width_cm_s
        b, with b^2 = turbulence^2 + 2 k T / m.
    """

    opacity_per_cm: np.ndarray
    source: np.ndarray
    width_cm_s: np.ndarray


def line_opacity(
    gas: Gas, line: int, *, background_k: float = 0.0, constants: RadiationConstants = CODATA
) -> LineOpacity:
    """The line's opacity and source function from Boltzmann's populations.

    alpha_nu = c^2 A / (8 pi nu^2) (n_low g_up / g_low - n_up) phi_nu, S = 2 h nu^3 / c^2 / (exp(dE / kT) - 1): the same
    as RADMC-3D's, and Planck's function where the levels differ by h nu.

    Parameters
    ----------
    gas
        What emits.
    line
        Number of the line in `gas.molecule`, from 0.
    background_k
        Temperature of the background that is taken off the source function, 0 for none.
    """
    molecule, temperature_k = gas.molecule, np.maximum(np.asarray(gas.temperature_k, dtype=float), COLDEST_K)
    frequency_hz = molecule.frequency_hz[line]
    energy_k = molecule.level_energy_k(constants)
    upper_k, lower_k = energy_k[molecule.upper[line]], energy_k[molecule.lower[line]]
    # n_low g_up / g_low - n_up, of which the lower level's own weight cancels.
    weighted = gas.number_density * molecule.level_weight[molecule.upper[line]]
    weighted = weighted / molecule.partition_function(temperature_k, constants)
    difference = weighted * np.exp(-lower_k / temperature_k) * -np.expm1(-(upper_k - lower_k) / temperature_k)
    width_cm_s = doppler_width_cm_s(molecule.weight_amu, temperature_k, gas.turbulence_cm_s, constants)
    integrated = constants.c**2 * molecule.einstein_a_per_s[line] / (8 * np.pi * frequency_hz**2) * difference
    opacity = integrated * constants.c / (frequency_hz * width_cm_s * np.sqrt(np.pi))
    source = 2 * constants.h * frequency_hz**3 / constants.c**2 / np.expm1((upper_k - lower_k) / temperature_k)
    return LineOpacity(opacity, source - planck(background_k, frequency_hz, constants), width_cm_s)
