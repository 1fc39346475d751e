"""Velocity channels of a synthetic line cube."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class LineChannels:
    """Which line, and at which velocities.

    line
        Number of the line in the model directory's molecule, from 0.
    first_kms, step_kms, n_channels
        Centres of the channels: evenly spaced, ascending, radio convention, positive receding, relative to the frame
        of the model's gas velocities.
    """

    line: int
    first_kms: float
    step_kms: float
    n_channels: int

    @property
    def velocity_kms(self) -> np.ndarray:
        """Centres of the channels, shape (n_channels,)."""
        return self.first_kms + self.step_kms * np.arange(self.n_channels)

    def divided(self, n_each: int) -> "LineChannels":
        """Every channel as `n_each` equal ones."""
        step_kms = self.step_kms / n_each
        first_kms = self.first_kms - 0.5 * (n_each - 1) * step_kms
        return LineChannels(self.line, first_kms, step_kms, self.n_channels * n_each)
