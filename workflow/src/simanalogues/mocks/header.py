"""The header of a mock cube: where its pixels are, what it was made from, and that no telescope has seen it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from astropy.io import fits

from simanalogues import __version__
from simanalogues.models.tracer_line import rest_frequency_hz


def header_of_mock(template: fits.Header, tracer: str, line: Mapping, made_from: Sequence[str]) -> fits.Header:
    """The template's pixels, channels and beam, the line's rest frequency, and how the cube was made.

    Parameters
    ----------
    template
        Of a cube in Jy/beam on the same pixels and channels.
    line
        The tracer's `line` block, with the path of its molecule.
    made_from
        Sentences for HISTORY.
    """
    header = template.copy()
    header["RESTFRQ"] = rest_frequency_hz(line)
    header["LINE"] = (tracer, "tracer")
    header["SYNTHET"] = (True, "a simulation, no observation")
    header["ORIGIN"] = (f"SimAnalogues {__version__}", "python -m simanalogues.mocks")
    header.add_comment("SYNTHETIC: simulated cube, simulated noise; no telescope has seen this.")
    for sentence in (*made_from, line_in_words(line)):
        header.add_history(sentence)
    return header


def line_in_words(line: Mapping) -> str:
    """Molecule, transition and abundance of a `line` block."""
    abundance = f"{line['abundance'] / line['isotope_ratio']:g} per H2"
    for step in line["abundance_steps"]:
        where = f"below {step['below_k']:g} K" if "below_k" in step else f"from {step['above_k']:g} K on"
        abundance += f", x{step['factor']:g} {where}"
    return (
        f"Line: {line['transition']} of {Path(line['molecule']).name}, LTE, abundance {abundance}; microturbulence "
        f"{line['turbulence_kms']:g} km/s."
    )
