"""Whether a new observation, and the config, are alike enough to what the cached features were made for."""

import contextlib
from collections.abc import Mapping

import numpy as np

from simanalogues.errors import ProvenanceMissing, QueryMismatch
from simanalogues.map_kinds.observed_map import ObservedMap, read_observed_map
from simanalogues.plan.job_settings import image_settings, settings_of
from simanalogues.provenance.reading import read_record
from simanalogues.query.finished import Finished
from simanalogues.query.tolerances import (
    EMBEDDING,
    EMISSION_SIGMA,
    IMAGES,
    MASK,
    MASK_ON_EMISSION,
    RATIO,
    TOLERANCES,
    VIEWS,
    Tolerance,
    quantities_of,
)
from simanalogues.schema.embedding_observation import EMBEDDING_OBSERVATION
from simanalogues.schema.files import read_dataset

PREPARATION = ("noise", "flux", "stretch", "softening", "feature")
STATE_OF_CONFIG = "run snakemake with this config first"


def require_alike(query: ObservedMap, finished: Finished, networks: list[str], *, remedy: str) -> None:
    """Raise QueryMismatch with every difference that cached features do not bear.

    Parameters
    ----------
    query
        The new observation.
    finished
        The run whose features are to be compared with it.
    networks
        Those that will be matched.
    remedy
        What to do about a new observation that differs too much.
    """
    cached = read_observed_map(finished.observation)
    preparation = finished.plan.config["embedding"]["preparations"][finished.preparation]
    of_run = differences_of_settings(finished, networks)
    found = [*differences_of_maps(query, cached, preparation["flux"]), *differences_of_feature(preparation)]
    if not of_run and not found:
        return
    remedies = [*([STATE_OF_CONFIG] if of_run else []), *([remedy] if found else [])]
    raise QueryMismatch(
        f"{query.file} cannot be compared with the cached features of '{finished.target}' "
        f"({finished.tracer}, {finished.preparation}):\n"
        + "\n".join(f"  - {line}" for line in [*of_run, *found])
        + "\n"
        + "; then ".join(remedies)
    )


def differences_of_maps(query: ObservedMap, cached: ObservedMap, flux: str) -> list[str]:
    """What two observations differ in by more than the tolerances, in words."""
    if query.kind != cached.kind:
        return [f"kind of map: {query.kind.name}, the catalogue's has {cached.kind.name}: {_rerun(IMAGES)}"]
    own, expected = (quantities_of(sky, flux) for sky in (query, cached))
    lines = [
        _in_words(tolerance, own[tolerance.quantity], expected)
        for tolerance in TOLERANCES
        if not tolerance.is_kept(own[tolerance.quantity], expected)
    ]
    return lines + differences_of_masks(query, cached)


def differences_of_masks(query: ObservedMap, cached: ObservedMap) -> list[str]:
    """What of the frame is observed in one of the two only, in words; nothing for frames of different pixels."""
    if query.observed.shape != cached.observed.shape:
        return []
    differs = query.observed != cached.observed
    shares = {MASK: differs.mean(), MASK_ON_EMISSION: (differs & (has_emission(query) | has_emission(cached))).mean()}
    return [
        f"{mask.quantity}: {100 * share:.3g} % of the frame's pixels are observed in one of the two only, at most "
        f"{100 * mask.allowed:g} % may be: {_rerun(mask.stage)}"
        for mask, share in shares.items()
        if not mask.is_kept(float(share), {mask.quantity: 0.0})
    ]


def has_emission(sky: ObservedMap) -> np.ndarray:
    """Where a map rises above its noise, shape (y, x), bool; of a moment 1 that came masked all that it shows."""
    brightness = sky.maps.get(sky.kind.brightness.variable)
    return sky.observed if brightness is None else brightness > EMISSION_SIGMA * sky.noise


def differences_of_feature(preparation: Mapping) -> list[str]:
    """Distances of whole feature maps are taken while the images pass the network, and cannot be taken later."""
    if preparation["feature"] != "full":
        return []
    return [f"feature: full, whose maps are not kept, expected grid or pooled: {_rerun(EMBEDDING)}"]


def differences_of_settings(finished: Finished, networks: list[str]) -> list[str]:
    """What the config says otherwise than it did when the cached features were made, in words."""
    config, lines = finished.plan.config, []
    preparation = config["embedding"]["preparations"][finished.preparation]
    for network in networks:
        attributes = read_dataset(finished.embedded_observation(network), EMBEDDING_OBSERVATION, ["variant"]).attrs
        then = {name: attributes.get(name) for name in PREPARATION}
        lines += _changed(f"preparations.{finished.preparation}", preparation, then, EMBEDDING)
        for path in finished.embeddings(network):
            # Only jobs of the workflow leave records.
            with contextlib.suppress(ProvenanceMissing):
                lines += _changed_since(read_record(path)["config"], finished)
    return list(dict.fromkeys(lines))


def _changed_since(then: dict, finished: Finished) -> list[str]:
    now, of_maps = finished.plan.config, (finished.target, finished.tracer)
    lines = _changed("images", image_settings(now, *of_maps), image_settings(then, *of_maps), IMAGES)
    for block, first in (("snapshots", "snapshots"), ("views", VIEWS), ("temperatures", "temperatures")):
        lines += _changed(block, settings_of(now, block), settings_of(then, block), first)
    return lines


def _changed(block: str, now: Mapping, then: Mapping, stage: str) -> list[str]:
    return [
        f"{block}.{key}: the config has {now[key]}, the results were made with {then[key]}: {_rerun(stage)}"
        for key in now
        if key in then and now[key] != then[key]
    ]


def _in_words(tolerance: Tolerance, query: float | None, expected: Mapping[str, float | None]) -> str:
    cached, limit = expected[tolerance.quantity], tolerance.limit(expected)
    allowed = f"a factor of {limit:.6g}" if tolerance.how == RATIO else f"{limit:.3g} {tolerance.unit}".rstrip()
    values = [f"{value:.6g} {tolerance.unit}".rstrip() if value is not None else "none" for value in (query, cached)]
    return (
        f"{tolerance.quantity}: {values[0]}, the catalogue's has {values[1]}, they may differ by {allowed}: "
        f"{_rerun(tolerance.stage)}"
    )


def _rerun(stage: str) -> str:
    return f"{stage} and what follows must run"
