"""A trial as estimators are asked about it: features and distances of its pseudo-observations and its images."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from simanalogues.estimators.base import Fold, Images, Query, fold_of, images_of
from simanalogues.estimators.needs import DISTANCES, FEATURES
from simanalogues.estimators.pooled import pooled_features
from simanalogues.scoring.priors import inside_priors
from simanalogues.validation.folds import FoldOfTrial
from simanalogues.validation.prior import schemes_from
from simanalogues.validation.trials import REALISATION, SIMULATION, Trial, distances_of


@dataclass(frozen=True)
class Asked:
    """A trial and what estimators need of it.

    target
        Name of the target.
    of_images, of_pseudo, distances
        By channel, features of images and of pseudo-observations, and the distances of the latter to all images; none
        where no estimator needs them.
    """

    trial: Trial
    target: str
    of_images: Mapping[str, np.ndarray]
    of_pseudo: Mapping[str, np.ndarray]
    distances: Mapping[str, np.ndarray]

    def query(self, without: str) -> Query:
        """All pseudo-observations, by what is left out of the images for them."""
        labels = [
            (self.target, without, str(simulation), int(output), int(view), int(realisation))
            for (simulation, output, view), realisation in self.trial.pseudo[REALISATION].items()
        ]
        return Query(labels, self.distances, self.of_pseudo)

    def images(self, without: str, target: Mapping, matching: Mapping) -> Images:
        """All images; `target` and `matching` as `images_of` has them."""
        table = self.trial.images
        return images_of(
            table,
            inside_priors(table, matching["priors"]),
            target=target,
            matching=matching,
            n_simulations=_fewest_simulations(self.trial, without),
            features=self.of_images,
        )


def asked_of(trial: Trial, needs: Collection[str], names: Mapping[str, str]) -> Asked:
    """A trial with what estimators need.

    Parameters
    ----------
    needs
        `DISTANCES`, `FEATURES`, both or neither.
    names
        `target`, `tracer`, `network` and `preparation`.

    Raises
    ------
    EmbeddingMismatch
        Features are too many for a regression.
    """
    channel = "{preparation}/{network}/{tracer}".format(**names)
    of_images, of_pseudo, distances = {}, {}, {}
    if DISTANCES in needs:
        distances[channel] = distances_of(trial)
    if FEATURES in needs and len(trial.images):
        of_images[channel] = pooled_features(trial.embeddings, trial.attributes)
        of_pseudo[channel] = pooled_features([trial.pseudo_file], trial.attributes)
    return Asked(trial, names["target"], of_images, of_pseudo, distances)


def fold_of_trial(images: Images, fold: FoldOfTrial, first: str) -> Fold:
    """The fold's images inside the priors, with all weights, those of the estimate first."""
    return fold_of(images, fold.images & images.inside, schemes_from(first))


def _fewest_simulations(trial: Trial, without: str) -> int:
    """How many simulations a fold has images of, at least."""
    simulations = set(trial.images.index.get_level_values("simulation"))
    tested_within = simulations & set(trial.pseudo.index.get_level_values("simulation"))
    return len(simulations) - (without == SIMULATION and bool(tested_within))
