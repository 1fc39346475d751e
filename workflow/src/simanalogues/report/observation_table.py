"""What the report says of an observed map: names and values with their units."""

import numpy as np

from simanalogues.figures.kinds import appearance_of
from simanalogues.map_kinds.observed_map import ObservedMap
from simanalogues.sky.crop import resampled
from simanalogues.tables.formats import frequency, number, span

UNKNOWN = number(None)
Facts = list[tuple[str, str]]


def observation_facts(observation: ObservedMap, settings: dict) -> Facts:
    """What is known of an observed map, as pairs of name and value with unit.

    Parameters
    ----------
    settings
        The figures' settings: `flux`, and `tracers` with what decides where moment 1 counts.
    """
    sky = observation
    scale = sky.max_recoverable_scale_arcsec
    return [
        ("kind of map", sky.kind.description),
        ("distance", f"{sky.distance_pc:g} pc"),
        ("rest frequency" if sky.kind.is_line else "frequency", frequency(sky.frequency_hz)),
        ("centre (ICRS)", f"RA {sky.centre_ra_deg:.6f}°, Dec {sky.centre_dec_deg:.6f}°".replace("-", "−")),
        ("projected separation", f"{number(sky.projected_separation_au)} AU"),
        ("position angle, secondary to primary", f"{number(sky.position_angle_deg)}° east of north"),
        *_beam(sky),
        *_of_kind(sky, settings),
        ("frame", f"{sky.field_au:g} AU wide, {sky.n_pixels} pixels of {number(sky.pixel_au)} AU"),
        ("pixels that were observed", f"{100 * float(sky.observed.mean()):.4g} %"),
        ("largest recoverable scale", "not given: not filtered" if scale is None else f"{number(scale)}″"),
    ]


def _beam(sky: ObservedMap) -> Facts:
    on_sky = (
        f"{number(sky.beam_on_sky.major_arcsec)}″ × {number(sky.beam_on_sky.minor_arcsec)}″ (FWHM), "
        f"position angle {number(sky.beam_on_sky.position_angle_deg)}° east of north"
    )
    in_frame = (
        f"{number(sky.beam.major_au)} × {number(sky.beam.minor_au)} AU, "
        f"{number(sky.beam.angle_deg)}° from +y towards −x"
    )
    return [("beam on the sky", on_sky), ("beam in the frame", in_frame)]


def _of_kind(observation: ObservedMap, settings: dict) -> Facts:
    """What is said of a kind of map alone."""
    if observation.kind.is_velocity:
        return _velocity(observation, settings)
    return _line(observation) if observation.kind.is_line else _continuum(observation)


def _continuum(sky: ObservedMap) -> Facts:
    return [
        ("noise", f"{number(1e3 * sky.noise)} mJy/beam"),
        ("peak", f"{number(1e3 * sky.peak)} mJy/beam"),
        ("peak signal to noise", _ratio(sky.peak, sky.noise)),
        ("total flux in the frame", f"{number(1e3 * sky.total_flux)} mJy"),
    ]


def _line(sky: ObservedMap) -> Facts:
    noise = sky.noise or None
    facts = [
        ("noise of moment 0 (σ)", _milli(noise, "mJy/beam km/s")),
        ("peak of moment 0", _milli(sky.peak, "mJy/beam km/s")),
        ("peak signal to noise", _ratio(sky.peak, noise)),
        ("total of the line in the frame", _milli(sky.total_flux, "mJy km/s")),
    ]
    return [*_channels(sky), facts[0], *(fact for fact in facts[1:] if fact[1] != UNKNOWN)]


def _channels(sky: ObservedMap) -> Facts:
    """Velocities of a cube, or the range that a ready map was integrated over; what is not known is left out."""
    facts, channels = [], sky.channels
    if channels is not None:
        name = "channels" if sky.from_cube else "channels of the synthetic cubes"
        kms = f"{channels.n_channels} of {number(channels.width_kms)} km/s, the first at "
        facts.append((name, f"{kms}{number(channels.first_kms)} km/s"))
    if sky.velocity_range_kms is not None:
        facts.append(("velocity range, relative to systemic", f"{span(*sky.velocity_range_kms)} km/s"))
    if sky.systemic_kms is not None:
        facts.append(("systemic velocity", f"{number(sky.systemic_kms)} km/s"))
    if channels is not None and channels.noise_jy_per_beam:
        facts.append(("noise of a channel", f"{number(1e3 * channels.noise_jy_per_beam)} mJy/beam"))
    rms = _milli(sky.measured_noise, "mJy/beam km/s")
    if rms != UNKNOWN:
        facts.append(("scatter of moment 0 where there is no emission", rms))
    return facts


def _velocity(observation: ObservedMap, settings: dict) -> Facts:
    look = appearance_of(observation, settings)
    crop = look.outline
    n_pixels = max(int(crop.width_au / observation.pixel_au), 1)
    filled = resampled(np.isfinite(look.observed()), crop, pixel_au=observation.pixel_au, n_pixels=n_pixels, order=0)
    if look.threshold > 0:
        shown = f"moment 0 > {look.n_sigma:g} σ = {_milli(look.threshold, 'mJy/beam km/s')}"
    else:
        shown = "all pixels: the threshold is 0"
    turned = f", turned by {number(crop.rotation_deg)}°" if crop.rotation_deg else ""
    return [
        ("origin", "made from a cube here" if observation.from_cube else "ready moment-1 map"),
        *_line(observation),
        ("where moment 1 counts", shown),
        ("ends of the velocity scale", f"±{number(look.limit_kms)} km/s"),
        (
            "crop that the networks see",
            f"{number(crop.width_au)} AU wide about ({number(crop.x_au)}, {number(crop.y_au)}) AU{turned}",
        ),
        ("part of the crop that is empty", f"{100 * (1 - float(filled.mean())):.3g} %"),
    ]


def _milli(value: float | None, unit: str) -> str:
    """A value in thousandths; a dash for what is not known."""
    return UNKNOWN if value is None or not np.isfinite(value) else f"{number(1e3 * value)} {unit}"


def _ratio(value: float | None, noise: float | None) -> str:
    return number(value / noise) if value is not None and noise else UNKNOWN
