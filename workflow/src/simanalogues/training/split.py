"""Which images a head is trained on, which it is chosen by, and which it is tested on."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simanalogues.errors import TrainingImpossible
from simanalogues.schema.heads import WITHOUT

FEWEST_OUTPUTS = 3
FEWEST_IN_BLOCK = 2


@dataclass(frozen=True)
class Split:
    """Rows of the images of each set, and in words what the validation and the test set are.

    No image is in two sets, and no output of the validation set is in another one.
    """

    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray
    validation_in_words: str
    test_in_words: str

    def sets(self) -> dict[str, np.ndarray]:
        """Rows by the name of the set."""
        return {"train": self.train, "validation": self.validation, "test": self.test}


def split_of(head: str, labels: pd.DataFrame, n_azimuths: int, validation: Mapping) -> Split:
    """The sets of a head.

    Parameters
    ----------
    head
        `azimuth`: every second azimuth, from 0, is trained on, and the others tested (paper section 2.4.2); both are
        views of the same outputs. `without-NAME`: tested on the simulation of that name, trained on all others.
    labels
        `simulation`, `output` and `view` of every image.
    n_azimuths
        Azimuths of each nappe; a view's own is `view % n_azimuths`.
    validation
        `fraction` and `simulation` of the config.

    Raises
    ------
    TrainingImpossible
        Fewer than three outputs are left to train on, or none to test or, where it is wanted, to validate on.
    """
    left_out = head.removeprefix(WITHOUT) if head.startswith(WITHOUT) else None
    simulations = labels["simulation"].to_numpy()
    others = labels[simulations != left_out]
    held_out, in_words = validation_outputs(others, left_out, validation)
    keys = pd.MultiIndex.from_frame(labels[["simulation", "output"]])
    is_held_out = keys.isin(held_out)
    if left_out is None:
        is_tested = (labels["view"].to_numpy() % n_azimuths) % 2 == 1
        says = "every second azimuth of the outputs that are trained on"
    else:
        is_tested, says = simulations == left_out, f"simulation {left_out}, of which no image was trained on"
    split = Split(
        np.flatnonzero(~is_tested & ~is_held_out),
        np.flatnonzero(is_held_out),
        np.flatnonzero(is_tested & ~is_held_out),
        in_words,
        says,
    )
    _require_enough(head, split, keys, validation)
    return split


def validation_outputs(labels: pd.DataFrame, left_out: str | None, validation: Mapping) -> tuple[list, str]:
    """(simulation, output) of the outputs to validate on, and what they are in words."""
    named = validation["simulation"]
    if named is not None and named != left_out:
        chosen = {named: np.unique(labels["output"][labels["simulation"] == named])}
    else:
        chosen = {
            str(name): block_of(np.unique(of_simulation["output"]), validation["fraction"])
            for name, of_simulation in labels.groupby("simulation")
        }
    chosen = {name: outputs for name, outputs in chosen.items() if len(outputs)}
    words = [f"outputs {outputs[0]} to {outputs[-1]} of {name}" for name, outputs in chosen.items()]
    return [(name, output) for name, outputs in chosen.items() for output in outputs], ", ".join(words)


def block_of(outputs: np.ndarray, fraction: float) -> np.ndarray:
    """Outputs in the middle of a simulation's time, so that those before and after are trained on.

    At least two, which makes triplets possible, of a simulation with at least four outputs; of a shorter one none.
    """
    if fraction == 0 or outputs.size < 2 * FEWEST_IN_BLOCK:
        return outputs[:0]
    size = max(FEWEST_IN_BLOCK, round(fraction * outputs.size))
    first = (outputs.size - size) // 2
    return outputs[first : first + size]


def _require_enough(head: str, split: Split, keys: pd.MultiIndex, validation: Mapping) -> None:
    n_outputs = {name: keys[rows].nunique() for name, rows in split.sets().items()}
    if n_outputs["train"] < FEWEST_OUTPUTS:
        raise TrainingImpossible(
            f"head '{head}' would be trained on {n_outputs['train']} distinct outputs, expected at least "
            f"{FEWEST_OUTPUTS}: add outputs or simulations, lower training.validation.fraction, or take a smaller "
            "projected separation"
        )
    wanted = validation["simulation"] is not None or validation["fraction"] > 0
    missing = [name for name in ("test", *(["validation"] if wanted else [])) if n_outputs[name] == 0]
    if missing:
        raise TrainingImpossible(
            f"head '{head}' has no output for its {' and its '.join(missing)} set: a block of time takes a simulation "
            "with at least four usable outputs; add outputs, or set training.validation.fraction to 0 and `keep: last`"
        )
