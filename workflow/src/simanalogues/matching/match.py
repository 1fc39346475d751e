"""Match the observation to all images of one network and tracer: distances, z-scores, ranks, selection, weights."""

import json
from pathlib import Path

import numpy as np
import xarray as xr

from simanalogues.estimators.analogues import Analogues
from simanalogues.estimators.base import Fold, Images, Ranking
from simanalogues.estimators.defined import as_defined, chosen
from simanalogues.log import LOGGER
from simanalogues.matching.ask import ask
from simanalogues.matching.collect import Collected, distances_between_variants
from simanalogues.parameters.registry import PARAMETERS, TIME
from simanalogues.parameters.table import LABELS
from simanalogues.schema.embedding_observation import EMBEDDING_OBSERVATION
from simanalogues.schema.files import read_dataset, write_dataset
from simanalogues.schema.matching import MATCHING
from simanalogues.schema.origin import origin_of
from simanalogues.scoring.priors import unknown_in_priors
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
    asked = ask(inputs, observed, names=names, target=target, settings={"matching": settings})
    [estimate] = Analogues({"matching": settings}).fit(asked.fold).estimate(asked.query)
    ranking = estimate.ranking
    dataset = scored(ranking, settings["distances"]).merge(described(asked.fold, settings))
    variants = chosen(as_defined(distances_between_variants(observed), settings), ranking.norms, settings)
    dataset["variant_distance"] = (("variant", "distance"), variants.to_numpy())
    dataset = dataset.assign_coords(variant=observed["variant"].values)
    dataset.attrs = names | origin_of(observed.attrs) | _attributes(ranking, asked.collected, settings)
    dataset.attrs |= _attributes_of_priors(asked.fold.images, settings["priors"])
    write_dataset(dataset, MATCHING, destination)


def scored(ranking: Ranking, distances: list[str]) -> xr.Dataset:
    """Distances with their z-scores, ranks and selection among the images inside the priors."""
    columns = {"distance_value": ranking.distances, "z_score": ranking.z_score, "rank": ranking.rank}
    columns["selected"] = ranking.selected.astype(np.int8)
    variables = {name: (("image", "distance"), column) for name, column in columns.items()}
    return xr.Dataset(variables, coords={"distance": list(distances)})


def described(fold: Fold, settings: dict) -> xr.Dataset:
    """Labels, parameters, weight and place in the priors of every image."""
    images, inside = fold.images.table, fold.images.inside
    labels, weight = images.index.to_frame(index=False), np.zeros(len(images))
    weight[fold.rows] = fold.sample.weights[:, 0]
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


def _attributes(ranking: Ranking, collected: Collected, settings: dict) -> dict:
    fallback = [name for name, fell_back in zip(settings["distances"], ranking.fell_back, strict=True) if fell_back]
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


def _attributes_of_priors(images: Images, priors: dict) -> dict:
    """The priors and their units as JSON, and how many outputs and images there are and take part."""
    outputs = images.table.index.droplevel("view")
    return {
        "priors": json.dumps(priors),
        "prior_units": json.dumps({name: PARAMETERS[name].unit for name in priors}),
        "unknown_in_priors": unknown_in_priors(images.table, priors),
        "n_images": len(images.table),
        "n_images_in_priors": int(images.inside.sum()),
        "n_outputs": outputs.nunique(),
        "n_outputs_in_priors": outputs[images.inside].nunique(),
    }
