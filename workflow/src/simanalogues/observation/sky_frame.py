"""The frame of one target's maps: its WCS, the beam in it, and the attributes that say both."""

from collections.abc import Mapping
from dataclasses import dataclass

from astropy.wcs import WCS
from radio_beam import Beam

from simanalogues.sky import framing
from simanalogues.sky.beam import FrameBeam, frame_beam, require_sampled
from simanalogues.sky.geometry import PairOnSky, pair_of_target


@dataclass(frozen=True)
class SkyFrame:
    """The frame with a map's beam in it; `attributes` are those of the pair, the beam and the frame."""

    wcs: WCS
    beam: FrameBeam
    pixel_au: float
    attributes: dict[str, float]


def sky_frame(wcs: WCS, beam: Beam, target: Mapping, frame: Mapping) -> SkyFrame:
    """The frame of a target, for a map of that WCS and beam.

    Parameters
    ----------
    wcs, beam
        Of the map, on the sky.
    target
        `distance_pc`, `primary` and `secondary`.
    frame
        `image_pixels` along a side, and `field_au`, that side's length.

    Raises
    ------
    ConfigError
        The star positions cannot be understood, or the pixel is too large for the beam.
    """
    pair = pair_of_target(target)
    distance_pc, n_pixels, field_au = float(target["distance_pc"]), frame["image_pixels"], float(frame["field_au"])
    pixel_au = field_au / n_pixels
    of_beam = beam_attributes(wcs, beam, pair, distance_pc)
    in_frame = FrameBeam(of_beam["beam_major_au"], of_beam["beam_minor_au"], of_beam["beam_angle_deg"])
    require_sampled(in_frame, pixel_au)
    attributes = pair_attributes(pair, distance_pc) | of_beam | {"pixel_au": pixel_au, "field_au": field_au}
    target_wcs = framing.frame_wcs(pair, distance_pc=distance_pc, n_pixels=n_pixels, field_au=field_au)
    return SkyFrame(target_wcs, in_frame, pixel_au, attributes)


def pair_attributes(pair: PairOnSky, distance_pc: float) -> dict[str, float]:
    """How the pair lies on the sky."""
    return {
        "distance_pc": distance_pc,
        "projected_separation_au": pair.separation_au,
        "projected_separation_arcsec": pair.separation_arcsec,
        "position_angle_deg": pair.position_angle_deg,
        "centre_ra_deg": float(pair.centre.ra.deg),
        "centre_dec_deg": float(pair.centre.dec.deg),
    }


def beam_attributes(wcs: WCS, beam: Beam, pair: PairOnSky, distance_pc: float) -> dict[str, float]:
    """The beam on the sky (east of ICRS north) and in the frame (from +y towards -x), FWHM."""
    major_arcsec, minor_arcsec = beam.major.to_value("arcsec"), beam.minor.to_value("arcsec")
    # BPA counts from the north of the map's own coordinates, which need not be ICRS.
    bpa_deg = beam.pa.to_value("deg") + framing.native_north_deg(wcs, pair.centre)
    in_frame = frame_beam(
        major_arcsec, minor_arcsec, bpa_deg, distance_pc=distance_pc, position_angle_deg=pair.position_angle_deg
    )
    return {
        "beam_major_arcsec": float(major_arcsec),
        "beam_minor_arcsec": float(minor_arcsec),
        "beam_position_angle_deg": float(bpa_deg),
        "beam_major_au": float(in_frame.major_au),
        "beam_minor_au": float(in_frame.minor_au),
        "beam_angle_deg": float(in_frame.angle_deg),
    }
