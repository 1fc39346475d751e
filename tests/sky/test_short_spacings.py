"""The high-pass of an interferometer without short spacings."""

import numpy as np
import pytest

from simanalogues.errors import ConfigError
from simanalogues.sky.short_spacings import without_extended_emission


def wave(period_pixels):
    return np.cos(2 * np.pi * np.arange(600) / period_pixels)[None, :] * np.ones((600, 1))


@pytest.mark.parametrize("times_shortest", [0.5, 1.0, 2.0])
def test_a_wave_is_kept_by_the_stated_taper(times_shortest):
    scale_au = 60.0
    period_au = scale_au / 0.6 / times_shortest
    filtered = without_extended_emission(wave(period_au / 2.0), max_recoverable_scale_au=scale_au, pixel_au=2.0)
    kept = (
        filtered[300, 200:400] @ wave(period_au / 2.0)[300, 200:400] / (wave(period_au / 2.0)[300, 200:400] ** 2).sum()
    )
    np.testing.assert_allclose(kept, 1 - 2.0 ** (-(times_shortest**2)), rtol=2e-3)


def test_the_total_flux_of_a_compact_source_is_filtered_out():
    source = np.zeros((81, 81))
    source[40, 40] = 1.0
    assert abs(without_extended_emission(source, max_recoverable_scale_au=30.0, pixel_au=2.0).sum()) < 1e-6


def test_a_scale_below_the_pixels_is_refused():
    with pytest.raises(ConfigError, match="pixels of 2 AU"):
        without_extended_emission(np.zeros((8, 8)), max_recoverable_scale_au=4.0, pixel_au=2.0)
