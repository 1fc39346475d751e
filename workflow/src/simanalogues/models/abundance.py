"""How many molecules the gas has: an abundance per H2, with steps at temperatures where they freeze or sublimate."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from simanalogues.errors import MoleculeInvalid
from simanalogues.units import M_H_G


@dataclass(frozen=True)
class Step:
    """A factor on the abundance where T < `below_k` or, the other being None, T >= `above_k` (K)."""

    factor: float
    below_k: float | None = None
    above_k: float | None = None

    def holds(self, temperature_k: np.ndarray) -> np.ndarray:
        """Where the factor holds, in the shape of `temperature_k` (K)."""
        return temperature_k < self.below_k if self.below_k is not None else temperature_k >= self.above_k


@dataclass(frozen=True)
class Abundance:
    """Molecules per H2.

    per_h2
        Abundance where no step holds; of the main isotopologue if `isotope_ratio` is not 1.
    steps
        Factors by temperature; those that hold at once are multiplied.
    isotope_ratio
        What the abundance is divided by.
    """

    per_h2: float
    steps: tuple[Step, ...] = ()
    isotope_ratio: float = 1.0

    def at(self, temperature_k: np.ndarray) -> np.ndarray:
        """Molecules per H2 in the shape of `temperature_k` (K)."""
        value = np.full(np.shape(temperature_k), self.per_h2 / self.isotope_ratio)
        for step in self.steps:
            value = np.where(step.holds(np.asarray(temperature_k)), value * step.factor, value)
        return value


def abundance_of(line: Mapping[str, Any]) -> Abundance:
    """The abundance of a config's `line` block: `abundance`, `abundance_steps` and `isotope_ratio`.

    Raises
    ------
    MoleculeInvalid
        The abundance or a factor is negative, the ratio is not positive, or a step has not exactly one temperature.
    """
    steps = tuple(Step(**step) for step in line.get("abundance_steps", ()))
    abundance = Abundance(line["abundance"], steps, line.get("isotope_ratio", 1.0))
    require("abundance", abundance.per_h2, abundance.per_h2 >= 0, "a number of molecules per H2 of at least 0")
    require("isotope_ratio", abundance.isotope_ratio, abundance.isotope_ratio > 0, "a number above 0")
    for number, step in enumerate(steps, start=1):
        where = f"abundance_steps, step {number}:"
        require(f"{where} factor", step.factor, step.factor >= 0, "a number of at least 0")
        given = {"below_k": step.below_k, "above_k": step.above_k}
        one = (step.below_k is None) != (step.above_k is None)
        require(f"{where} temperature", given, one, "either below_k or above_k; write a range as two steps")
    return abundance


def require(what: str, value: object, good: bool, expected: str) -> None:
    """MoleculeInvalid unless `good`."""
    if not good:
        raise MoleculeInvalid(f"{what} is {value}, expected {expected}: change the tracer's `line` in the config")


def number_density(
    gas_density_g_cm3: np.ndarray, temperature_k: np.ndarray, abundance: Abundance, hydrogen_mass: float
) -> np.ndarray:
    """Molecules per cm3: abundance x n(H2), with n(H2) = rho / (hydrogen_mass m_H).

    Parameters
    ----------
    gas_density_g_cm3, temperature_k
        Same shape, which the result has.
    hydrogen_mass
        Gas mass per H2 molecule in masses of a hydrogen atom; 2.8 with helium.
    """
    return abundance.at(temperature_k) * np.asarray(gas_density_g_cm3) / (hydrogen_mass * M_H_G)
