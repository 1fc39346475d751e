"""What any estimator says of the observation, from all images of the catalogue."""

from collections.abc import Mapping

from simanalogues.estimators.base import Estimate, Estimator, Fold
from simanalogues.estimators.registry import ESTIMATORS
from simanalogues.matching.ask import ask
from simanalogues.schema.embedding_observation import EMBEDDING_OBSERVATION
from simanalogues.schema.files import read_dataset


def estimate_observation(
    estimator: Estimator, inputs: Mapping, *, names: Mapping[str, str], target: Mapping, settings: Mapping
) -> tuple[Fold, Estimate]:
    """The images that the estimator was fitted on, all inside the priors, and its estimate of the observation.

    Samples of images have `rows` into `fold.images.table`, which says what these are; weights are by the config's
    scheme.

    Parameters
    ----------
    estimator
        One that is registered.
    inputs, names, target
        As `match` has them.
    settings
        `matching`, the config's block.

    Raises
    ------
    CatalogueEmpty, EmbeddingMismatch, InputMissing
        See `match`; features may be too many for a regression.
    """
    observed = read_dataset(inputs["observation"], EMBEDDING_OBSERVATION)
    needs = ESTIMATORS[estimator.name].needs
    asked = ask(inputs, observed, names=names, target=target, settings=settings, needs=needs)
    [estimate] = estimator.fit(asked.fold).estimate(asked.query)
    return asked.fold, estimate
