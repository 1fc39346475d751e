"""What a reader has to know of trained heads before believing them."""

import json
from collections.abc import Iterable

import xarray as xr

from simanalogues.schema.heads import TRAINED
from simanalogues.tables.formats import percent
from simanalogues.tables.labels import parameter_name
from simanalogues.tables.trainings import TEST, VALIDATION, accuracy_of, accuracy_of_backbone, unseen_simulation

# A head that puts the nearer image first this often on a simulation that it never saw has learnt nothing of it.
LEAST_ON_UNSEEN = 0.55
UNTRAINED = 0


def notes_of_training(histories: list[xr.Dataset]) -> list[str]:
    """Sentences, the most important first.

    Parameters
    ----------
    histories
        Datasets of kind `training`.
    """
    return [
        *_blind_to_unseen(histories),
        *_worse_than_backbone(histories),
        *_not_improved(histories),
        *_left_out(histories),
        *_without_gpu(histories),
    ]


def _blind_to_unseen(histories: list[xr.Dataset]) -> list[str]:
    unseen = [history for history in histories if unseen_simulation(history) is not None]
    found = [history for history in unseen if accuracy_of(history, TEST) < LEAST_ON_UNSEEN]
    if not found:
        return []
    return [
        "A head is no better than chance on a simulation it never saw (test accuracy below "
        f"{percent(LEAST_ON_UNSEEN)}): {_named(found)}. A system that is none of the "
        "catalogue may be as strange to it."
    ]


def _worse_than_backbone(histories: list[xr.Dataset]) -> list[str]:
    found = [history for history in histories if accuracy_of(history, TEST) <= accuracy_of_backbone(history)]
    if not found:
        return []
    return [
        "The backbone's own features are at least as good as those of its trained head (triplet accuracy on the test "
        f"set): {_named(found)}."
    ]


def _not_improved(histories: list[xr.Dataset]) -> list[str]:
    found = [
        history
        for history in histories
        if accuracy_of(history, VALIDATION) <= accuracy_of(history, VALIDATION, UNTRAINED)
    ]
    if not found:
        return []
    return [
        "Training did not help: at the epoch that was kept, the validation accuracy is not above that of the untrained "
        f"head: {_named(found)}."
    ]


def _left_out(histories: list[xr.Dataset]) -> list[str]:
    by_name: dict[str, list[xr.Dataset]] = {}
    for history in histories:
        for name in json.loads(history.attrs["left_out_metadata"]):
            by_name.setdefault(name, []).append(history)
    if not by_name:
        return []
    listed = "; ".join(f"{parameter_name(name)} with {_named(found)}" for name, found in by_name.items())
    return [f"Metadata could not be used in training, and were left out: {listed}."]


def _without_gpu(histories: list[xr.Dataset]) -> list[str]:
    found = [history for history in histories if history.attrs["gpu_missing"]]
    if not found:
        return []
    return [f"Training ran on a CPU although the profile gave a GPU, which takes longer: {_named(found)}."]


def _named(histories: Iterable[xr.Dataset]) -> str:
    """Networks with their tracers and heads: `MobileNet-trained (SO: azimuth, without-A)`."""
    networks: dict[str, dict[str, list[str]]] = {}
    for history in histories:
        of_network = networks.setdefault(history.attrs["backbone"] + TRAINED, {})
        of_network.setdefault(history.attrs["tracer"], []).append(history.attrs["head"])
    listed = {
        network: "; ".join(f"{tracer}: {', '.join(heads)}" for tracer, heads in tracers.items())
        for network, tracers in networks.items()
    }
    return ", ".join(f"{network} ({heads})" for network, heads in listed.items())
