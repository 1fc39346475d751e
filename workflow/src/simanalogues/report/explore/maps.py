"""The maps of one tracer for the page to explore: thumbnails in one picture, and larger maps in a script beside."""

import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from simanalogues.errors import InputChanged, InputMissing
from simanalogues.figures.image_rows import read_maps
from simanalogues.map_kinds.observed_map import read_observed_map
from simanalogues.report.explore.layers import Layer, described_layer, described_sky, layers_of
from simanalogues.report.explore.rows import mapped_labels, taken_labels
from simanalogues.report.explore.thumbnails import THUMBNAIL_PIXELS, as_webp, sheet_of
from simanalogues.tables.matchings import Label, read_matchings
from simanalogues.whole_files import write_text_whole


def pack_thumbnails(
    matchings: Iterable[str | Path],
    observation: str | Path,
    *,
    images: Iterable[str | Path],
    settings: dict,
    thumbnails: str | Path,
    maps: str | Path,
) -> None:
    """Write the thumbnails of all images that the page holds, and the larger maps.

    Larger maps are kept of all these images for a continuum, of the best 200 of a line.

    Parameters
    ----------
    matchings
        Of all tracers: they say which images the page holds.
    settings
        `flux` of the preparation, and `tracers`, as for `appearance_of`.
    thumbnails
        JSON: `labels`, `sheet`, `layers`, `sky`.
    maps
        A script, `exploreMaps(tracer, maps)`: what a page that is opened from disk can load. By layer and place of the
        image among `labels` a data URI.

    Raises
    ------
    InputMissing
        No table is of the tracer, or no file of images holds one of the maps.
    """
    tables = read_matchings(matchings)
    layers = layers_of(read_observed_map(observation), settings)
    tracer, labels = layers[0].look.tracer, taken_labels(tables)
    is_line = layers[0].look.observation.kind.is_line
    kept = mapped_labels(tables, tracer, labels) if is_line else labels
    pictures, tiles = pictures_of_layers(layers, list(images), labels, kept)
    sheet, n_columns = sheet_of(tiles)
    content = {
        "labels": labels,
        "sheet": {"source": as_webp(sheet), "columns": n_columns, "pixels": THUMBNAIL_PIXELS},
        "layers": [described_layer(layer) for layer in layers],
        "sky": described_sky(layers[0]),
        "n_maps": len(kept),
    }
    write_text_whole(thumbnails, json.dumps(content))
    write_text_whole(maps, f"exploreMaps({json.dumps(tracer)}, {json.dumps(pictures)});\n")


def pictures_of_layers(
    layers: list[Layer], images: list[str | Path], labels: list[Label], kept: list[Label]
) -> tuple[list[dict[int, str]], list[np.ndarray]]:
    """Larger pictures by layer and place among the labels, and the first layer's thumbnails in the labels' order."""
    places = {label: place for place, label in enumerate(labels)}
    pictures, tiles = [], []
    for layer in layers:
        shown = read_maps(images, labels if layer is layers[0] else kept, layer.look)
        pictures.append({places[label]: layer.larger(shown[label]) for label in kept})
        if layer is layers[0]:
            tiles = [layer.framing.levels(shown[label], THUMBNAIL_PIXELS) for label in labels]
    return pictures, tiles


def read_thumbnails(path: str | Path, labels: list[Label]) -> dict[str, object]:
    """What `pack_thumbnails` wrote of a tracer, but for the labels.

    Raises
    ------
    InputMissing
        There is no such file.
    InputChanged
        It is of other images than `labels`.
    """
    path = Path(path)
    if not path.is_file():
        raise InputMissing(f"there is no file {path}: run snakemake again, it will be made")
    content = json.loads(path.read_text())
    if [tuple(label) for label in content.pop("labels")] != labels:
        raise InputChanged(
            f"{path} holds other images than the {len(labels)} best of the matchings: they were made anew since, run "
            "snakemake again"
        )
    return content
