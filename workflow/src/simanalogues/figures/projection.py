"""The images of a catalogue in the plane of their first two principal components, without and with a trained head."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LogNorm, Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from simanalogues.errors import ConfigError
from simanalogues.figures.components import components_of, projected
from simanalogues.figures.style import SELECTED, figure_to
from simanalogues.schema.embedding import EMBEDDING
from simanalogues.schema.embedding_observation import EMBEDDING_OBSERVATION
from simanalogues.schema.files import map_variable, read_dataset
from simanalogues.schema.heads import TRAINED
from simanalogues.schema.matching import MATCHING
from simanalogues.tables.labels import parameter_label
from simanalogues.tables.matchings import parameters_of, units_of

LABELS = ["simulation", "output", "view"]
MARKERS = "os^Dv<>pPXhd"
COLOUR_MAP = "viridis"
UNKNOWN = "0.8"
STAR = {"marker": "*", "color": SELECTED, "markeredgecolor": "black", "linestyle": "none"}
# Beyond this ratio of the largest to the least value, colours are logarithmic.
MOST_LINEAR = 100.0


@dataclass(frozen=True)
class Cloud:
    """Images of one network in the plane of two components: shape (image, 2), with the images' labels.

    observation
        Where the observation lies, shape (2,).
    shares
        Share of the variance along each component.
    """

    network: str
    points: np.ndarray
    labels: pd.MultiIndex
    observation: np.ndarray
    shares: np.ndarray
    n_features: int


def plot_projection(
    files: Mapping[str, object], *, backbone: str, settings: dict, pdf: str | Path, png: str | Path
) -> None:
    """A panel of a backbone as it is, and one of it with its trained head, coloured by one parameter.

    Parameters
    ----------
    files
        `backbone_images` and `trained_images`, lists of files of kind `embedding`; `backbone_observation` and
        `trained_observation`, files of kind `embedding_observation`; and `matching`, which has the parameter of all
        images.
    settings
        The config's `figures` block (`projection_parameter`) and `seed`.

    Raises
    ------
    ConfigError
        The matching does not have that parameter.
    """
    table, parameter = read_dataset(files["matching"], MATCHING), settings["projection_parameter"]
    values = values_by_image(table, parameter)
    clouds = [
        cloud_of(name, files[f"{key}_images"], files[f"{key}_observation"], seed=settings["seed"])
        for key, name in (("backbone", backbone), ("trained", backbone + TRAINED))
    ]
    label, norm = parameter_label(parameter, units_of(table, parameter)), norm_of(values.to_numpy())
    with figure_to(pdf, png, width_in=11.0, height_in=5.4) as figure:
        axes = figure.subplots(1, len(clouds), squeeze=False)[0]
        for axis, cloud in zip(axes, clouds, strict=True):
            draw_cloud(axis, cloud, values, norm)
        figure.colorbar(ScalarMappable(norm, COLOUR_MAP), ax=axes, label=label, pad=0.02, aspect=30)
        figure.suptitle(table.attrs["tracer"], fontsize=10)
        draw_legend(figure, clouds[0].labels, has_unknown=bool(values.reindex(clouds[0].labels).isna().any()))


def values_by_image(table: xr.Dataset, parameter: str) -> pd.Series:
    """A parameter of all images, those outside priors among them, by simulation, output and view; NaN for unknown."""
    if parameter not in parameters_of(table):
        raise ConfigError(
            f"figures.projection_parameter is '{parameter}', which the matching does not have: name one of "
            f"matching.parameters ({', '.join(parameters_of(table))})"
        )
    labels = pd.MultiIndex.from_arrays([table[name].values for name in LABELS], names=LABELS)
    return pd.Series(table["parameter_value"].sel(parameter=parameter).values.astype(float), index=labels)


def cloud_of(network: str, images: Sequence[str | Path], observation: str | Path, *, seed: int) -> Cloud:
    """All images and the observation in the plane of the images' first two principal components."""
    labels = pd.concat([read_dataset(path, EMBEDDING, LABELS)[LABELS].to_dataframe()[LABELS] for path in images])
    blocks = [map_variable(path, "features") for path in images]
    observed = read_dataset(observation, EMBEDDING_OBSERVATION, ["variant", "features"])["features"]
    components = components_of(blocks, np.random.default_rng(seed))
    points, shares = projected(blocks, components)
    place = components.project(observed.sel(variant="observed").values)
    return Cloud(network, points, pd.MultiIndex.from_frame(labels), place, shares, observed.sizes["feature"])


def norm_of(values: np.ndarray) -> Normalize:
    """Value to colour: logarithmic where positive values span over two orders of magnitude."""
    known = values[np.isfinite(values)]
    if not known.size:
        return Normalize(0, 1)
    least, largest = known.min(), known.max()
    return LogNorm(least, largest) if least > 0 and largest / least > MOST_LINEAR else Normalize(least, largest)


def draw_cloud(axis: Axes, cloud: Cloud, by_image: pd.Series, norm: Normalize) -> None:
    """Images as marks, one kind per simulation, and the observation as a star; distances keep their proportions."""
    simulations, values = cloud.labels.get_level_values("simulation"), by_image.reindex(cloud.labels).to_numpy()
    size = float(np.clip(12000 / len(values), 4, 26))
    look = {"s": size, "linewidths": 0, "alpha": 0.8, "rasterized": True}
    for simulation, marker in markers_of(cloud.labels).items():
        for known in (False, True):
            rows = (simulations == simulation) & (np.isfinite(values) == known)
            colour = {"c": values[rows], "norm": norm, "cmap": COLOUR_MAP} if known else {"color": UNKNOWN}
            axis.scatter(*cloud.points[rows].T, marker=marker, **look, **colour)
    axis.plot(*cloud.observation, **STAR, markersize=18, zorder=5)
    axis.set_aspect("equal", adjustable="datalim")
    axis.set_title(f"{cloud.network}: {cloud.n_features} features")
    names = [
        f"{name} component ({100 * share:.1f} % of the variance)"
        for name, share in zip(("first", "second"), cloud.shares, strict=True)
    ]
    axis.set(xlabel=names[0], ylabel=names[1])


def markers_of(labels: pd.MultiIndex) -> dict[str, str]:
    """A mark for each simulation."""
    names = labels.get_level_values("simulation").unique()
    return {name: MARKERS[i % len(MARKERS)] for i, name in enumerate(names)}


def draw_legend(figure: Figure, labels: pd.MultiIndex, *, has_unknown: bool) -> None:
    """The simulations' marks, the observation, and what has no colour."""
    handles = [
        Line2D([], [], marker=marker, color="0.35", linestyle="none", label=f"simulation {name}")
        for name, marker in markers_of(labels).items()
    ]
    handles.append(Line2D([], [], **STAR, markersize=13, label="observation"))
    if has_unknown:
        handles.append(Line2D([], [], marker="o", color=UNKNOWN, linestyle="none", label="value not known"))
    figure.legend(handles=handles, loc="outside lower center", ncols=min(len(handles), 5))
