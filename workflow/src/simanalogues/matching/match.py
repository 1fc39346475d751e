"""Match the observation to all images of one network and tracer: distances, z-scores, ranks, selection, weights."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from simanalogues.log import LOGGER
from simanalogues.matching.collect import Collected, collect, distances_between_variants
from simanalogues.parameters.registry import PARAMETERS, TIME
from simanalogues.parameters.table import LABELS, parameters_of_images
from simanalogues.schema.embedding_observation import EMBEDDING_OBSERVATION
from simanalogues.schema.files import read_dataset, write_dataset
from simanalogues.schema.matching import MATCHING
from simanalogues.schema.origin import origin_of
from simanalogues.scoring.defined import as_defined, chosen, norms_of
from simanalogues.scoring.priors import unknown_in_priors, within_priors
from simanalogues.scoring.rank import ranks, select, z_scores
from simanalogues.scoring.weights import image_weights, raw_weights
from simanalogues.sky.geometry import pair_of_target
from simanalogues.whole_files import written_whole


def match(inputs: dict, *, names: dict, target: dict, settings: dict, destination: str | Path) -> None:
    """Write the matching of one network and tracer (kind `matching`).

    Parameters
    ----------
    inputs
        `embeddings`: files of kind `embedding`, all blocks of all simulations; `observation`: file of kind
        `embedding_observation`; `catalogue` and `system_views`: files of these kinds, one per simulation.
    names
        `target`, `tracer`, `network` and `preparation`, kept as attributes.
    target
        `primary`, `secondary`, `distance_pc`: the observed separation; and `separation_error_au`, its error.
    settings
        The config's `matching` block.

    Raises
    ------
    CatalogueEmpty
        No simulation has a usable image, or none is inside the priors.
    EmbeddingMismatch
        Observation and images were embedded in different ways; or images and catalogue are of different runs.
    InputMissing
        The catalogue lacks an image.
    """
    observed = read_dataset(inputs["observation"], EMBEDDING_OBSERVATION)
    collected = collect(list(inputs["embeddings"]), observed)
    images = parameters_of_images(collected.labels, inputs["catalogue"], inputs["system_views"])
    inside = within_priors(images, settings["priors"])
    distances = as_defined(collected.distances, settings)
    norms = norms_of(distances[inside])
    dataset = scored(chosen(distances, norms, settings), inside, settings)
    dataset = dataset.merge(described(images, inside, target, settings))
    variants = chosen(as_defined(distances_between_variants(observed), settings), norms, settings)
    dataset["variant_distance"] = (("variant", "distance"), variants.to_numpy())
    dataset = dataset.assign_coords(variant=observed["variant"].values)
    dataset.attrs = names | origin_of(observed.attrs) | _attributes(dataset, collected, settings)
    dataset.attrs |= _attributes_of_priors(images, inside, settings["priors"])
    write_dataset(dataset.drop_vars("fell_back"), MATCHING, destination)


def scored(distances: pd.DataFrame, inside: np.ndarray, settings: dict) -> xr.Dataset:
    """Distances with their z-scores, ranks and selection among the images inside the priors, and which columns fell
    back to the best; outside images rank last, after those inside that have no distance."""
    values, taking_part = distances.to_numpy(), inside[:, None]
    z_score = z_scores(np.where(taking_part, values, np.nan))
    rank = ranks(np.where(taking_part, np.where(np.isnan(values), np.inf, values), np.nan))
    selected, fell_back = select(z_score, rank, cut_sigma=settings["cut_sigma"], n_best=settings["n_best"])
    columns = {"distance_value": values, "z_score": z_score, "rank": rank, "selected": selected.astype(np.int8)}
    variables = {name: (("image", "distance"), column) for name, column in columns.items()}
    variables["fell_back"] = (("distance",), fell_back)
    return xr.Dataset(variables, coords={"distance": list(distances.columns)})


def described(images: pd.DataFrame, inside: np.ndarray, target: dict, settings: dict) -> xr.Dataset:
    """Labels, parameters, weight and place in the priors of every image."""
    raw = raw_weights(images, pair_of_target(target).separation_au, target["separation_error_au"])
    labels = images.index.to_frame(index=False)
    weight = np.zeros(len(images))
    weight[inside] = image_weights(labels["simulation"].to_numpy()[inside], raw[inside], settings["weights"])
    kept = [*(name for name in settings["parameters"] if name != TIME), TIME]
    units = [PARAMETERS[name].unit for name in kept]
    return xr.Dataset(
        {
            "weight": (("image",), weight),
            "in_prior": (("image",), inside.astype(np.int8)),
            "parameter_value": (("image", "parameter"), images[kept].to_numpy(dtype=float)),
            "parameter_units": (("parameter",), np.array(units, dtype=object)),
        },
        coords={"parameter": kept, **{name: (("image",), labels[name].to_numpy()) for name in LABELS}},
    )


def best_matches(matching: str | Path, destination: str | Path) -> None:
    """Write the best images of every distance as CSV: distance, rank, where to find the image, and its parameters."""
    dataset = read_dataset(matching, MATCHING)
    scores = dataset[["distance_value", "z_score", "rank", "selected"]].to_dataframe().reset_index("distance")
    table = scores[["distance", "rank", *LABELS, "distance_value", "z_score", "selected"]]
    table = table.join(dataset["parameter_value"].to_pandas())
    table = table[dataset["in_prior"].to_pandas().loc[table.index].to_numpy() == 1]
    table = table[table["rank"] <= dataset.attrs["n_best"]].sort_values(["distance", "rank"], kind="stable")
    with written_whole(destination) as partial:
        table.to_csv(partial, index=False, float_format="%.6g")


def _attributes(dataset: xr.Dataset, collected: Collected, settings: dict) -> dict:
    fallback = dataset["distance"].values[dataset["fell_back"].values].tolist()
    if fallback:
        kept = {name: settings[name] for name in ("cut_sigma", "n_best")}
        LOGGER.warning("no image lies below the cut for %s: took the best instead (%s)", ", ".join(fallback), kept)
    return {
        "fallback": ",".join(fallback),
        "zero_vectors": int(collected.distances["cosine"].isna().sum()),
        "negative_features": int(collected.negative),
        "as_printed": int(settings["as_printed"]),
        **{name: settings[name] for name in ("cut_sigma", "n_best", "weights")},
    }


def _attributes_of_priors(images: pd.DataFrame, inside: np.ndarray, priors: dict) -> dict:
    """The priors and their units as JSON, and how many outputs and images there are and take part."""
    outputs = images.index.droplevel("view")
    return {
        "priors": json.dumps(priors),
        "prior_units": json.dumps({name: PARAMETERS[name].unit for name in priors}),
        "unknown_in_priors": unknown_in_priors(images, priors),
        "n_images": len(images),
        "n_images_in_priors": int(inside.sum()),
        "n_outputs": outputs.nunique(),
        "n_outputs_in_priors": outputs[inside].nunique(),
    }
