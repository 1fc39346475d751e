"""The path from brightness to what a network sees."""

import numpy as np
import pytest

from simanalogues.embedding import framing as framing_module
from simanalogues.embedding.comparison import VARIANTS, brightness_comparison
from simanalogues.embedding.preparation import Preparation, flux_scale, prepared_map
from simanalogues.embedding.stretch import CURVES, stretch_of
from simanalogues.errors import ConfigError, ContractBroken, ObservationInvalid
from simanalogues.map_kinds.observed_map import read_observed_map
from simanalogues.sky.seeds import image_rng

NOISE = 2e-3
IDENTITY = {"tracer": "continuum", "simulation": "A", "output": 20, "view": 3}


def added_noise(framing, rng):
    """What `noise: match` adds, from two linear preparations, in Jy/beam; a low map so that nothing is clipped."""
    maps = 0.5 * framing.brightness
    chosen = {"flux": "absolute", "stretch": "linear"}
    with_noise = prepared_map(maps, framing, Preparation(noise="match", **chosen), rng=rng)
    without = prepared_map(maps, framing, Preparation(noise="none", **chosen))
    stretch = stretch_of(framing, "linear", floored=False, softening=1.0)
    return (with_noise.astype(float) - without) * (stretch.upper - stretch.lower)


def test_flux_peak_gives_the_observed_peak(framing, two_clumps):
    synthetic = 17.0 * two_clumps(48)
    scaled = synthetic * flux_scale(synthetic, framing, "peak")
    np.testing.assert_allclose(scaled[framing.observed].max(), framing.peak, rtol=1e-12)


def test_flux_total_gives_the_observed_total_over_the_observed_pixels(framing, two_clumps):
    synthetic = 17.0 * two_clumps(48) + 1.0
    scaled = synthetic * flux_scale(synthetic, framing, "total")
    np.testing.assert_allclose(scaled[framing.observed].sum(), framing.brightness.sum(), rtol=1e-12)


def test_flux_absolute_changes_nothing(framing, two_clumps):
    assert flux_scale(17.0 * two_clumps(48), framing, "absolute") == 1.0


def test_the_observation_itself_is_never_scaled(framing):
    assert [flux_scale(framing.brightness, framing, flux) for flux in ("peak", "total", "absolute")] == [1.0, 1.0, 1.0]


def test_a_map_without_emission_stays_empty_and_is_said_so(framing, caplog):
    prepared = prepared_map(np.zeros((48, 48)), framing, Preparation(noise="floor"))
    assert (prepared == 0).all()
    assert "no emission" in caplog.text


def test_the_scale_of_a_synthetic_map_does_not_matter_with_flux_peak(framing, two_clumps):
    maps = [
        prepared_map(factor * two_clumps(48), framing, Preparation(), rng=image_rng(1, "t", **IDENTITY))
        for factor in (1.0, 1e-4)
    ]
    np.testing.assert_allclose(*maps, atol=1e-6)


def test_matched_noise_has_the_observed_rms(framing_of):
    framing = framing_of(128, masked=False)
    realisations = [added_noise(framing, image_rng(1, "t", **{**IDENTITY, "view": view})) for view in range(12)]
    np.testing.assert_allclose(np.std(realisations), NOISE, rtol=0.05)


def test_matched_noise_is_correlated_over_the_beam(framing_of):
    noise = added_noise(framing_of(128, masked=False), image_rng(1, "t", **IDENTITY))
    assert np.corrcoef(noise[:, 1:].ravel(), noise[:, :-1].ravel())[0, 1] > 0.8


def test_an_image_has_the_same_noise_whenever_it_is_prepared(framing, two_clumps):
    first = prepared_map(two_clumps(48), framing, Preparation(), rng=image_rng(1, "t", **IDENTITY))
    prepared_map(two_clumps(48), framing, Preparation(), rng=image_rng(1, "t", **{**IDENTITY, "output": 21}))
    again = prepared_map(two_clumps(48), framing, Preparation(), rng=image_rng(1, "t", **IDENTITY))
    assert first.tobytes() == again.tobytes()


def test_the_seed_of_an_image_is_the_same_on_every_machine():
    assert image_rng(1, "t", **IDENTITY).integers(1 << 30, size=2).tolist() == [459773360, 1014029339]


@pytest.mark.parametrize("change", [{"output": 21}, {"view": 4}, {"simulation": "B"}, {"tracer": "CO"}])
def test_every_image_has_its_own_noise(change):
    draws = [image_rng(1, "t", **identity).standard_normal(4) for identity in (IDENTITY, {**IDENTITY, **change})]
    assert not np.array_equal(*draws)


def test_labels_read_from_a_file_give_the_same_noise_as_plain_numbers():
    read = {**IDENTITY, "simulation": np.str_("A"), "output": np.int32(20), "view": np.int64(3)}
    np.testing.assert_array_equal(image_rng(1, "t", **read).random(3), image_rng(1, "t", **IDENTITY).random(3))


@pytest.mark.parametrize("noise", ["match", "floor", "none"])
def test_pixels_that_were_not_observed_are_alike_in_both(framing, noise, two_clumps):
    preparation = Preparation(noise=noise)
    ours = prepared_map(framing.brightness, framing, preparation)
    theirs = prepared_map(two_clumps(48) + 3.0, framing, preparation, rng=image_rng(1, "t", **IDENTITY))
    expected = stretch_of(framing, "asinh", floored=noise == "floor", softening=3.0)(np.zeros(1))[0]
    np.testing.assert_array_equal(ours[~framing.observed], expected)
    np.testing.assert_array_equal(theirs[~framing.observed], expected)


def test_the_floor_hides_what_is_below_3_sigma_in_both(framing):
    prepared = prepared_map(framing.brightness, framing, Preparation(noise="floor"))
    np.testing.assert_array_equal(prepared == 0, framing.brightness <= 3 * NOISE)
    synthetic = prepared_map(framing.brightness, framing, Preparation(noise="floor"), rng=np.random.default_rng(1))
    np.testing.assert_array_equal(synthetic, prepared)


@pytest.mark.parametrize("curve", CURVES)
def test_a_stretch_rises_from_0_at_its_lower_limit_to_1_at_the_observed_peak(framing, curve):
    stretch = stretch_of(framing, curve, floored=False, softening=3.0)
    brightness = np.linspace(-3 * NOISE, framing.peak, 1000)
    stretched = stretch(brightness)
    assert stretched.dtype == np.float32
    np.testing.assert_allclose(stretched[[0, -1]], [0, 1], atol=1e-6)
    assert (np.diff(stretched) > 0).all()
    np.testing.assert_array_equal(stretch(np.array([-1e3, 1e3])), [0, 1])


@pytest.mark.parametrize("curve", ["asinh", "log"])
def test_asinh_and_log_lift_faint_emission(framing, curve):
    faint = np.array([10 * NOISE])
    lifted, linear = (stretch_of(framing, name, floored=False, softening=3.0)(faint) for name in (curve, "linear"))
    assert lifted > 3 * linear


def test_an_observation_without_noise_can_be_stretched(framing_of):
    framing = framing_of(noise=0.0)
    prepared = prepared_map(framing.brightness, framing, Preparation(stretch="log"))
    assert np.isfinite(prepared).all()
    assert prepared.max() == 1


def test_a_map_is_prepared_without_changing_it(framing, two_clumps):
    synthetic = two_clumps(48)
    before = synthetic.copy()
    prepared_map(synthetic, framing, Preparation(), rng=image_rng(1, "t", **IDENTITY))
    np.testing.assert_array_equal(synthetic, before)


def test_the_mirrored_observation_has_x_reversed_and_its_mask_too(framing):
    comparison = brightness_comparison(framing, Preparation(), "brightness")
    mirrored = comparison.variants()[list(VARIANTS).index("mirrored")]
    np.testing.assert_array_equal(mirrored, comparison.observation[:, ::-1])
    empty = prepared_map(np.zeros((48, 48)), framing, Preparation())[0, 0]
    assert (mirrored[-1, 0] == empty) and (mirrored[-1, -1] != empty)


def test_the_turned_observation_is_turned_counter_clockwise():
    values = np.arange(16).reshape(4, 4)
    # Row 0 is the lowest y, so the lower right corner comes to the upper right.
    assert VARIANTS["turned90"](values)[3, 3] == values[0, 3]
    np.testing.assert_array_equal(VARIANTS["turned180"](values), values[::-1, ::-1])


def read_framing_of(path):
    return framing_module.framing_of(read_observed_map(path), path)


def test_a_framing_is_read_from_its_file(tmp_path, framing, write_observation):
    read = read_framing_of(write_observation(tmp_path / "continuum.nc", framing))
    np.testing.assert_allclose(read.brightness, framing.brightness, rtol=1e-6)
    np.testing.assert_array_equal(read.observed, framing.observed)
    assert (read.beam, read.noise) == (framing.beam, NOISE)


def test_an_observation_without_its_noise_is_refused(tmp_path, framing, write_observation):
    path = write_observation(tmp_path / "continuum.nc", framing, noise_jy_per_beam=None)
    with pytest.raises(ContractBroken, match="continuum.nc has no attribute 'noise_jy_per_beam'"):
        read_framing_of(path)


def test_an_observation_with_negative_noise_is_refused(tmp_path, framing, write_observation):
    path = write_observation(tmp_path / "continuum.nc", framing, noise_jy_per_beam=-1.0)
    with pytest.raises(ObservationInvalid, match="noise is -1.0, expected"):
        read_framing_of(path)


def test_an_observation_without_emission_is_refused(tmp_path, framing, write_observation):
    framing.brightness[:] = -1.0
    with pytest.raises(ObservationInvalid, match="highest brightness in the frame is -1, expected"):
        read_framing_of(write_observation(tmp_path / "continuum.nc", framing))


def test_an_observation_without_observed_pixels_is_refused(tmp_path, framing, write_observation):
    framing.observed[:] = False
    with pytest.raises(ObservationInvalid, match="no pixel of the frame was observed"):
        read_framing_of(write_observation(tmp_path / "continuum.nc", framing))


def test_a_floor_above_the_peak_is_refused(framing_of):
    framing = framing_of(noise=0.4)
    with pytest.raises(ObservationInvalid, match="not above 3 sigma"):
        prepared_map(framing.brightness, framing, Preparation(noise="floor"))


@pytest.mark.parametrize("name", ["noise", "flux", "stretch", "feature"])
def test_an_unknown_choice_is_refused(name):
    with pytest.raises(ConfigError, match=f"`{name}: sqrt` cannot be: choose one of"):
        Preparation.from_settings({name: "sqrt"})


def test_a_softening_of_zero_is_refused():
    with pytest.raises(ConfigError, match="`softening: 0` cannot be"):
        Preparation(softening=0)
