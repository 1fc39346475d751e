"""What the report says of an observed map: names and values with their units."""

import numpy as np
import xarray as xr

from simanalogues.figures.kinds import KINDS, appearance_of
from simanalogues.sky.crop import resampled
from simanalogues.tables.formats import frequency, number, span

UNKNOWN = number(None)
Facts = list[tuple[str, str]]


def observation_facts(observation: xr.Dataset, settings: dict) -> Facts:
    """What is known of an observed map, as pairs of name and value with unit.

    Parameters
    ----------
    settings
        The figures' settings: `flux`, and `tracers` with what decides where moment 1 counts.
    """
    sky = observation.attrs
    scale = sky.get("max_recoverable_scale_arcsec")
    return [
        ("kind of map", KINDS[sky["map_kind"]].name),
        ("distance", f"{sky['distance_pc']:g} pc"),
        ("frequency" if sky["map_kind"] == "continuum" else "rest frequency", frequency(sky.get("frequency_hz"))),
        ("centre (ICRS)", f"RA {sky['centre_ra_deg']:.6f}°, Dec {sky['centre_dec_deg']:.6f}°".replace("-", "−")),
        ("projected separation", f"{number(sky['projected_separation_au'])} AU"),
        ("position angle, secondary to primary", f"{number(sky['position_angle_deg'])}° east of north"),
        *_beam(sky),
        *FACTS[sky["map_kind"]](observation, settings),
        ("frame", f"{sky['field_au']:g} AU wide, {observation.sizes['x']} pixels of {number(sky['pixel_au'])} AU"),
        ("pixels that were observed", f"{100 * float(observation['observed'].mean()):.4g} %"),
        ("largest recoverable scale", "not given: not filtered" if scale is None else f"{number(scale)}″"),
    ]


def _beam(sky: dict) -> Facts:
    on_sky = (
        f"{number(sky['beam_major_arcsec'])}″ × {number(sky['beam_minor_arcsec'])}″ (FWHM), "
        f"position angle {number(sky['beam_position_angle_deg'])}° east of north"
    )
    in_frame = (
        f"{number(sky['beam_major_au'])} × {number(sky['beam_minor_au'])} AU, "
        f"{number(sky['beam_angle_deg'])}° from +y towards −x"
    )
    return [("beam on the sky", on_sky), ("beam in the frame", in_frame)]


def _continuum(observation: xr.Dataset, settings: dict) -> Facts:
    sky = observation.attrs
    return [
        ("noise", f"{number(1e3 * sky['noise_jy_per_beam'])} mJy/beam"),
        ("peak", f"{number(1e3 * sky['peak_jy_per_beam'])} mJy/beam"),
        ("peak signal to noise", _ratio(sky["peak_jy_per_beam"], sky["noise_jy_per_beam"])),
        ("total flux in the frame", f"{number(1e3 * sky['total_jy'])} mJy"),
    ]


def _moment0(observation: xr.Dataset, settings: dict) -> Facts:
    sky = observation.attrs
    noise = sky.get("noise_jy_kms_per_beam") or None
    facts = [
        ("noise of moment 0 (σ)", _milli(noise, "mJy/beam km/s")),
        ("peak of moment 0", _milli(sky.get("peak_jy_kms_per_beam"), "mJy/beam km/s")),
        ("peak signal to noise", _ratio(sky.get("peak_jy_kms_per_beam"), noise)),
        ("total of the line in the frame", _milli(sky.get("total_jy_kms"), "mJy km/s")),
    ]
    return [*_channels(sky), facts[0], *(fact for fact in facts[1:] if fact[1] != UNKNOWN)]


def _channels(sky: dict) -> Facts:
    """Velocities of a cube, or the range that a ready map was integrated over; what is not known is left out."""
    facts = []
    if "n_channels" in sky:
        name = "channels" if sky.get("from_cube", 1) else "channels of the synthetic cubes"
        kms = f"{sky['n_channels']} of {number(sky['channel_kms'])} km/s, the first at "
        facts.append((name, f"{kms}{number(sky['first_channel_kms'])} km/s"))
    if "velocity_kms_min" in sky:
        kms = span(sky["velocity_kms_min"], sky["velocity_kms_max"])
        facts.append(("velocity range, relative to systemic", f"{kms} km/s"))
    if "systemic_kms" in sky:
        facts.append(("systemic velocity", f"{number(sky['systemic_kms'])} km/s"))
    if sky.get("channel_noise_jy_per_beam"):
        facts.append(("noise of a channel", f"{number(1e3 * sky['channel_noise_jy_per_beam'])} mJy/beam"))
    rms = _milli(sky.get("moment0_rms_jy_kms_per_beam"), "mJy/beam km/s")
    if rms != UNKNOWN:
        facts.append(("scatter of moment 0 where there is no emission", rms))
    return facts


def _moment1(observation: xr.Dataset, settings: dict) -> Facts:
    look = appearance_of(observation, settings)
    crop = look.outline
    n_pixels = max(int(crop.width_au / observation.attrs["pixel_au"]), 1)
    filled = resampled(
        np.isfinite(look.observed()), crop, pixel_au=observation.attrs["pixel_au"], n_pixels=n_pixels, order=0
    )
    if look.threshold > 0:
        shown = f"moment 0 > {look.n_sigma:g} σ = {_milli(look.threshold, 'mJy/beam km/s')}"
    else:
        shown = "all pixels: the threshold is 0"
    turned = f", turned by {number(crop.rotation_deg)}°" if crop.rotation_deg else ""
    return [
        ("origin", "made from a cube here" if observation.attrs.get("from_cube", 1) else "ready moment-1 map"),
        *_moment0(observation, settings),
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


FACTS = {"continuum": _continuum, "moment0": _moment0, "moment1": _moment1}
