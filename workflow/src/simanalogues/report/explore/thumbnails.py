"""Small pictures of maps for the browser: grey levels in the tracer's stretch as WebP, which the page colours.

A level of 0 to 255 is the place in the stretch; pixels without a value are transparent. Row 0 of a map is its lowest,
that of a picture its highest: pictures are flipped.
"""

import base64
import io
from dataclasses import dataclass

import numpy as np
from matplotlib.colors import Normalize
from PIL import Image

from simanalogues.figures.appearance import Appearance

THUMBNAIL_PIXELS = 64
MOST_PIXELS = 224
# Of WebP: levels are true to about 1 per cent, and a map of 224 pixels takes a few kB.
QUALITY = 88
# Above this quality is better, and slower: from 0 to 6.
EFFORT = 2


@dataclass(frozen=True)
class Framing:
    """What of a map is shown, in whole pixels, and its stretch.

    edges
        First pixel of the square in x and y, and the one after its last.
    """

    edges: tuple[int, int]
    stretch: Normalize

    @property
    def width(self) -> int:
        """Pixels of the map across the square."""
        return self.edges[1] - self.edges[0]

    def levels(self, values: np.ndarray, n_pixels: int) -> np.ndarray:
        """Level and opacity of a map of shape (y, x) on n x n pixels, uint8, shape (n, n, 2), the highest row first.

        A pixel is the mean of the values that fall into it, and transparent where less than half of it has any.
        """
        present = np.isfinite(values)
        filled, share = (self._mean(part, n_pixels) for part in (np.where(present, values, 0.0), present))
        opaque = share >= 0.5
        places = np.ma.filled(self.stretch(np.divide(filled, share, where=opaque, out=np.zeros_like(filled))), 0.0)
        grey = np.rint(255 * np.clip(places, 0, 1)) * opaque
        return np.stack([grey, 255 * opaque], axis=-1).astype(np.uint8)[::-1]

    def _mean(self, values: np.ndarray, n_pixels: int) -> np.ndarray:
        first, last = self.edges
        image = Image.fromarray(np.ascontiguousarray(values[first:last, first:last], dtype=np.float32))
        return np.asarray(image.resize((n_pixels, n_pixels), Image.Resampling.BOX))


def framing_of(look: Appearance) -> Framing:
    """The square about the midpoint of the stars that figures show, widened to whole pixels, in their stretch."""
    n_pixels = look.observation.n_pixels
    first = max(0, int(np.floor((n_pixels - look.shown_au / look.observation.pixel_au) / 2 + 1e-6)))
    return Framing((first, n_pixels - first), look.stretch())


def larger_pixels(framing: Framing) -> int:
    """Width of the larger pictures: that of the square, at most 224 pixels."""
    return min(MOST_PIXELS, framing.width)


def sheet_of(tiles: list[np.ndarray]) -> tuple[np.ndarray, int]:
    """Pictures of one size, row by row in one that is about square, and how many stand in a row.

    Parameters
    ----------
    tiles
        Shapes (n, n, 2), at least one.
    """
    n_columns = int(np.ceil(np.sqrt(len(tiles))))
    side = tiles[0].shape[0]
    sheet = np.zeros((-(-len(tiles) // n_columns) * side, n_columns * side, 2), dtype=np.uint8)
    for place, tile in enumerate(tiles):
        row, column = divmod(place, n_columns)
        sheet[row * side : (row + 1) * side, column * side : (column + 1) * side] = tile
    return sheet, n_columns


def as_webp(levels: np.ndarray) -> str:
    """A picture of shape (n, m, 2) as a data URI."""
    stream = io.BytesIO()
    image = Image.fromarray(levels, "LA").convert("RGBA") if (levels[..., 1] < 255).any() else _opaque(levels)
    image.save(stream, "WEBP", quality=QUALITY, method=EFFORT)
    return "data:image/webp;base64," + base64.b64encode(stream.getvalue()).decode()


def _opaque(levels: np.ndarray) -> Image.Image:
    return Image.fromarray(np.ascontiguousarray(levels[..., 0])).convert("RGB")
