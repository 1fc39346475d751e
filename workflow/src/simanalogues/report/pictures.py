"""Figures as the report holds them: captions, and PNG files inside the page."""

import base64
import os
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from simanalogues.errors import InputMissing
from simanalogues.tables.labels import distance_name

# workflow/report, which Snakemake's own report takes its captions from as well.
CAPTIONS = Path(__file__).resolve().parents[3] / "report"
MOST_EMBEDDED_BYTES = 40_000_000
TITLES = {"recovery": "Estimates and truths", "calibration": "Calibration", "familiarity": "Familiarity"}
# Width and height in the header chunk, which is a PNG file's first.
PNG_SIZE = slice(16, 24)


@dataclass(frozen=True)
class Picture:
    """One figure of the page; `source` is a data URI, or a relative path once the page would grow too large."""

    title: str
    source: str
    width: int
    height: int


def caption_of(figure: str) -> list[str]:
    """Paragraphs of a figure's caption.

    Raises
    ------
    InputMissing
        The workflow has no such caption.
    """
    path = CAPTIONS / f"{figure}.rst"
    if not path.is_file():
        raise InputMissing(f"there is no caption {path} for the figure '{figure}': write one")
    return [" ".join(paragraph.split()) for paragraph in path.read_text().split("\n\n") if paragraph.strip()]


def title_of(kind: str, png: Path) -> str:
    """Which of its kind a figure is: its tracer, its simulation, or network, distance and tracer of a gallery, or
    backbone and tracer of a projection, or tracer and folds of a recovery test."""
    if kind == "gallery":
        return f"{png.parent.name}, {distance_name(png.stem)} distance, {png.parent.parent.name}"
    if kind == "systems":
        return f"simulation {png.stem}"
    if kind in ("recovery", "calibration", "familiarity"):
        without = "its simulation" if png.parent.name == "simulation" else "outputs close in time"
        return f"{TITLES[kind]}, {png.stem}, without {without}"
    if kind == "projection":
        return f"{png.stem}, {png.parent.name}"
    return png.stem.removeprefix(kind.removesuffix("_trained")).removeprefix("_")


def pictures_of(figures: Mapping[str, Iterable[str | Path]], page: Path) -> dict[str, list[Picture]]:
    """Embed the figures of each kind in their order, until the page would grow over 40 MB; the rest are linked to."""
    pictures: dict[str, list[Picture]] = {kind: [] for kind in figures}
    embedded = 0
    for kind, path in ((kind, Path(path)) for kind, paths in figures.items() for path in paths):
        content = path.read_bytes()
        width, height = struct.unpack(">II", content[PNG_SIZE])
        embedded += len(content)
        source = "data:image/png;base64," + base64.b64encode(content).decode()
        if embedded > MOST_EMBEDDED_BYTES:
            source = relative(path, page)
        pictures[kind].append(Picture(title_of(kind, path), source, width, height))
    return pictures


def relative(path: str | Path, page: Path) -> str:
    """Where a file lies as seen from the page."""
    return Path(os.path.relpath(Path(path).resolve(), page.resolve().parent)).as_posix()
