"""The rest frequency of a line, which velocities refer to."""

from collections.abc import Mapping

from astropy.constants import c
from astropy.io import fits

from simanalogues.errors import ObservationInvalid
from simanalogues.log import LOGGER
from simanalogues.observation.brightness import FREQUENCY_REMEDY, positive

# 300 km/s: farther apart are two lines, and not two catalogues.
DIFFERENCE_WORTH_A_WARNING = 1e-3


def line_frequency_hz(name: str, header: fits.Header, entry: Mapping) -> float:
    """Rest frequency of the line: `frequency_ghz` of the config, else the molecule file's, else the header's.

    Parameters
    ----------
    name, header
        Of the file.
    entry
        The tracer's config block; the caller puts the molecule file's frequency under `line_frequency_hz`.

    Raises
    ------
    ObservationInvalid
        There is none, or the config's is not positive.
    """
    given = entry.get("frequency_ghz")
    if given is not None and positive(given) is None:
        raise ObservationInvalid(f"{name}: `frequency_ghz` is {given}, expected a positive number")
    candidates = {
        "`frequency_ghz`": None if given is None else given * 1e9,
        "the line's": positive(entry.get("line_frequency_hz")),
        "RESTFRQ": rest_frequency_of_header(header),
    }
    known = [(origin, value) for origin, value in candidates.items() if value is not None]
    if not known:
        raise ObservationInvalid(f"{name} has no rest frequency, neither RESTFRQ nor RESTFREQ: {FREQUENCY_REMEDY}")
    chosen, frequency_hz = known[0]
    for origin, value in known[1:]:
        if abs(value / frequency_hz - 1) > DIFFERENCE_WORTH_A_WARNING:
            LOGGER.warning(
                "%s: the rest frequency is taken to be %s %.6f GHz, and not %s %.6f GHz",
                *(name, chosen, frequency_hz / 1e9, origin, value / 1e9),
            )
    return float(frequency_hz)


def rest_frequency_of_header(header: fits.Header) -> float | None:
    """RESTFRQ, RESTFREQ or RESTWAV as a frequency in Hz, None where none is positive."""
    for keyword in ("RESTFRQ", "RESTFREQ"):
        if positive(header.get(keyword)) is not None:
            return float(header[keyword])
    wavelength_m = positive(header.get("RESTWAV"))
    return None if wavelength_m is None else c.value / wavelength_m
