"""Match the observation to all images of one network and tracer: distances, z-scores, ranks, selection, weights."""

from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from simanalogues.distances.combined import cosine_euclidean, largest
from simanalogues.log import LOGGER
from simanalogues.matching.collect import LABELS, SAME_ORIGIN, Collected, collect, distances_between_variants
from simanalogues.matching.parameters import PARAMETERS, parameter_table, raw_weights
from simanalogues.matching.rank import ranks, select, z_scores
from simanalogues.matching.weights import image_weights
from simanalogues.schema.files import read_dataset, write_dataset
from simanalogues.sky.geometry import pair_of_target


def match(inputs: dict, *, names: dict, target: dict, settings: dict, destination: str | Path) -> None:
    """Write the matching of one network and tracer (kind `matching`).

    Parameters
    ----------
    inputs
        `embeddings`: files of kind `embedding`, all blocks of all simulations; `observation`: file of kind
        `embedding_observation`; `snapshots`: files of kind `snapshots`, all chunks of all simulations.
    names
        `target`, `tracer`, `network` and `preparation`, kept as attributes.
    target
        `primary`, `secondary`, `distance_pc`: the observed separation; and `separation_error_au`, its error.
    settings
        The config's `matching` block.

    Raises
    ------
    CatalogueEmpty
        No simulation has a usable image.
    EmbeddingMismatch
        Observation and images were embedded in different ways.
    """
    observed = read_dataset(inputs["observation"], "embedding_observation")
    collected = collect(list(inputs["embeddings"]), observed)
    distances = as_defined(collected.distances, settings)
    norms = largest(distances["cosine"].to_numpy()), largest(distances["euclidean"].to_numpy())
    dataset = scored(_chosen(distances, norms, settings), settings)
    dataset = dataset.merge(described(collected.labels, inputs["snapshots"], target, settings))
    variants = _chosen(as_defined(distances_between_variants(observed), settings), norms, settings)
    dataset["variant_distance"] = (("variant", "distance"), variants.to_numpy())
    dataset = dataset.assign_coords(variant=observed["variant"].values)
    dataset.attrs = (
        names | {name: observed.attrs[name] for name in SAME_ORIGIN} | _attributes(dataset, collected, settings)
    )
    write_dataset(dataset.drop_vars("fell_back"), "matching", destination)


def scored(distances: pd.DataFrame, settings: dict) -> xr.Dataset:
    """Distances with their z-scores, ranks and selection, and which columns fell back to the best."""
    values = distances.to_numpy()
    z_score, rank = z_scores(values), ranks(values)
    selected, fell_back = select(z_score, rank, cut_sigma=settings["cut_sigma"], n_best=settings["n_best"])
    columns = {"distance_value": values, "z_score": z_score, "rank": rank, "selected": selected.astype(np.int8)}
    variables = {name: (("image", "distance"), column) for name, column in columns.items()}
    variables["fell_back"] = (("distance",), fell_back)
    return xr.Dataset(variables, coords={"distance": list(distances.columns)})


def described(labels: pd.DataFrame, snapshots: list[str], target: dict, settings: dict) -> xr.Dataset:
    """Labels, parameters and weight of every image."""
    table = parameter_table([read_dataset(path, "snapshots") for path in snapshots])
    outputs = table.loc[pd.MultiIndex.from_frame(labels[["simulation", "output"]])]
    raw = raw_weights(outputs, pair_of_target(target).separation_au, target["separation_error_au"])
    weight = image_weights(labels["simulation"].to_numpy(), raw, settings["weights"])
    return xr.Dataset(
        {
            "weight": (("image",), weight),
            "parameter_value": (("image", "parameter"), outputs[list(PARAMETERS)].to_numpy()),
            "parameter_units": (("parameter",), np.array(list(PARAMETERS.values()), dtype=object)),
        },
        coords={"parameter": list(PARAMETERS), **{name: (("image",), labels[name].to_numpy()) for name in LABELS}},
    )


def best_matches(matching: str | Path, destination: str | Path) -> None:
    """Write the best images of every distance as CSV: distance, rank, where to find the image, and its parameters."""
    dataset = read_dataset(matching, "matching")
    scores = dataset[["distance_value", "z_score", "rank", "selected"]].to_dataframe().reset_index("distance")
    table = scores[["distance", "rank", *LABELS, "distance_value", "z_score", "selected"]]
    table = table.join(dataset["parameter_value"].to_pandas())
    table = table[table["rank"] <= dataset.attrs["n_best"]].sort_values(["distance", "rank"], kind="stable")
    table.to_csv(destination, index=False, float_format="%.6g")


def as_defined(distances: pd.DataFrame, settings: dict) -> pd.DataFrame:
    """The five distances, the Euclidean one as it is printed where the config asks for that."""
    # Printed Eq. 2 has the root inside the sum, which is Eq. 5.
    return distances.assign(euclidean=distances["l1"]) if settings["as_printed"] else distances


def _chosen(distances: pd.DataFrame, norms: tuple[float, float], settings: dict) -> pd.DataFrame:
    """The configured distances, Eq. 12 among them with the catalogue's largest distances as its norms."""
    pair = distances["cosine"].to_numpy(), distances["euclidean"].to_numpy()
    combined = cosine_euclidean(*pair, norms=norms, as_printed=settings["as_printed"])
    return distances.assign(cosine_euclidean=combined)[settings["distances"]]


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
