"""The query itself: frame the new observation, embed it, match it against cached features, and estimate."""

import contextlib
from collections.abc import Iterator, Mapping

from simanalogues.embedding.embed import embed_observation
from simanalogues.errors import EmbeddingMismatch
from simanalogues.map_kinds.observed_map import observed_map_of
from simanalogues.matching.match import best_matches, match
from simanalogues.observation.observe import framed_observation
from simanalogues.plan import job_settings
from simanalogues.provenance.digests import digest_of
from simanalogues.provenance.record import recorded, write_sidecars
from simanalogues.query.alike import require_alike
from simanalogues.query.asked import Query, record_of_query, require_own_folder
from simanalogues.query.finished import backbone_of
from simanalogues.schema.embedding_observation import EMBEDDING_OBSERVATION
from simanalogues.schema.files import read_dataset, write_dataset
from simanalogues.schema.observation import OBSERVATION
from simanalogues.tables.estimates import tabulate_estimates
from simanalogues.training.embed import embed_observation_with_head

CROP = ("crop_x_au", "crop_y_au", "crop_width_au", "crop_rotation_deg")


def answer(query: Query, *, remedy: str) -> None:
    """Write the framed observation of a query, its features, matchings and estimates; nothing where it is refused.

    Parameters
    ----------
    remedy
        What to do about an observation that differs too much from that of the catalogue.

    Raises
    ------
    QueryMismatch
        Another observation has that name; or this one differs too much, or the results are of other settings.
    EmbeddingMismatch
        The weights or the head are not those that the cached features were made with.
    ObservationInvalid, ConfigError, InputMissing, CacheDamaged, WeightsInvalid
        As the stages raise them.
    """
    require_own_folder(query)
    record = record_of_query(query)
    with recorded(record), advised():
        frame_query(query, remedy)
        for backbone, network in query.backbones.items():
            embed_query(query, backbone, network)
        for network in query.networks:
            match_query(query, network)
        estimate_query(query)
    tables = [query.of_network(network, "best.csv") for network in query.networks]
    write_sidecars(record, [str(path) for path in (*tables, query.estimates, query.estimates.with_suffix(".csv"))])


@contextlib.contextmanager
def advised() -> Iterator[None]:
    """Say of features that cannot be compared what to do: all else that they depend on has been compared before."""
    try:
        yield
    except EmbeddingMismatch as error:
        raise EmbeddingMismatch(
            f"{error}: the cached features are of another state of the weights, the heads or the catalogue; run "
            "snakemake with this config first"
        ) from error


def frame_query(query: Query, remedy: str) -> None:
    """Frame the file as the tracer of its target, and keep it where it is alike enough."""
    plan, tracer = query.finished.plan, query.finished.tracer
    settings = job_settings.map_settings(plan, query.target, tracer)
    geometry = job_settings.geometry_of(plan.config, query.target)
    framed = framed_observation(
        query.fits,
        target={"name": query.target, "systemic_kms": settings["systemic_kms"], **geometry},
        tracer=tracer,
        entry=settings,
        frame=plan.frame(query.target, tracer),
    )
    require_alike(observed_map_of(framed, query.fits), query.finished, list(query.networks), remedy=remedy)
    write_dataset(framed, OBSERVATION, query.observation)


def embed_query(query: Query, backbone: str, network: str) -> None:
    """Embed the framed observation as the catalogue's was: with its settings, and of a moment 1 its very limits.

    Parameters
    ----------
    network
        One that stands on the backbone, and whose cached features tell the limits.
    """
    finished = query.finished
    places = {"preparation": finished.preparation, "backbone": backbone}
    settings = job_settings.preparation_settings(finished.plan.config, finished.target, finished.tracer, **places)
    cached = read_dataset(finished.embedded_observation(network), EMBEDDING_OBSERVATION, ["variant"]).attrs
    weights = {"weights_file": finished.plan.weights(backbone) or None}
    embed_observation(
        query.observation,
        backbone=backbone,
        settings={**settings, **limits_of(cached, settings), **weights},
        destination=query.of_network(backbone, "embedding.nc"),
    )


def limits_of(cached: Mapping, settings: Mapping) -> dict:
    """Crop, threshold and grey scale of a moment 1 as the catalogue's images have them; nothing of another map."""
    if CROP[0] not in cached:
        return {}
    x_au, y_au, width_au, rotation_deg = (float(cached[name]) for name in CROP)
    crop = {"centre": [x_au, y_au], "width_au": width_au, "rotation_deg": rotation_deg}
    limits = {name: float(cached[name]) for name in ("threshold_jy_kms_per_beam", "velocity_limit_kms")}
    return {**limits, "crop": {**settings["crop"], **crop}}


def match_query(query: Query, network: str) -> None:
    """Match the query's features with the cached ones of all images, by way of the network's head if it has one."""
    finished, embedding = query.finished, query.of_network(network, "embedding.nc")
    for head in finished.head(network):
        embed_observation_with_head(head, query.of_network(backbone_of(network), "embedding.nc"), embedding)
    names = {"target": query.target, "preparation": finished.preparation, "network": network}
    match(
        {"embeddings": finished.embeddings(network), "observation": embedding, **finished.catalogue},
        names={**names, "tracer": finished.tracer, "query": query.name, "catalogue": finished.target},
        target=job_settings.geometry_of(finished.plan.config, query.target),
        settings=job_settings.settings_of(finished.plan.config, "matching"),
        destination=query.of_network(network, "matching.nc"),
    )
    best_matches(query.of_network(network, "matching.nc"), query.of_network(network, "best.csv"))


def estimate_query(query: Query) -> None:
    """Tabulate the estimates of all networks, beside the truth where the file is the target's own."""
    config, json_file = query.finished.plan.config, query.estimates
    settings = job_settings.figure_settings(config, query.target)
    tabulate_estimates(
        [query.of_network(network, "matching.nc") for network in query.networks],
        truth=settings["truth"] if is_the_targets(query) else {},
        settings=settings,
        json_file=json_file,
        csv_file=json_file.with_suffix(".csv"),
    )


def is_the_targets(query: Query) -> bool:
    """Whether the file has the contents of the target's own."""
    plan = query.finished.plan
    own = plan.input_path(plan.config["targets"][query.target]["tracers"][query.finished.tracer]["file"])
    return own.is_file() and digest_of(own) == digest_of(query.fits)
