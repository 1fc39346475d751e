"""What a finished run has left of one target, tracer and preparation: where it lies, and what is missing of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from simanalogues.errors import ConfigError, InputMissing
from simanalogues.plan import paths
from simanalogues.plan.job_settings import embeddings_in, networks_of
from simanalogues.plan.plan import Plan
from simanalogues.schema.heads import AZIMUTH, TRAINED


@dataclass(frozen=True)
class Finished:
    """Paths of the results of a run, relative to the folder that it ran in.

    target
        The target whose images are matched against.
    """

    plan: Plan
    target: str
    tracer: str
    preparation: str

    @property
    def observation(self) -> str:
        """The framed observation that the images were made for."""
        return paths.filled(paths.OBSERVATION, target=self.target, tracer=self.tracer)

    @cached_property
    def catalogue(self) -> dict[str, list[str]]:
        """Tables of all simulations, as `matching.match` names them."""
        simulations = self.plan.config["simulations"]
        return {
            "catalogue": paths.every(paths.CATALOGUE, simulation=simulations),
            "system_views": paths.every(paths.SYSTEM_VIEWS, target=[self.target], simulation=simulations),
        }

    def embeddings(self, network: str) -> list[str]:
        """Embeddings by a network, all blocks of all simulations.

        Raises
        ------
        InputMissing
            The run has left no list of the outputs of a simulation.
        """
        try:
            return [paths.filled(path, self._places) for path in embeddings_in(self.plan, network)]
        except FileNotFoundError as error:
            raise InputMissing(
                f"there is no {error.filename}: run snakemake to its end in this folder first"
            ) from error

    def embedded_observation(self, network: str) -> str:
        """What a network made of the observation that the images were made for."""
        return paths.filled(paths.EMBEDDED_OBSERVATION, self._places, network=network)

    def head(self, network: str) -> list[str]:
        """The trained head of a network; none of one without."""
        backbone = backbone_of(network)
        return [paths.filled(paths.HEAD, self._places, backbone=backbone, head=AZIMUTH)] if network != backbone else []

    def missing(self, network: str) -> list[str]:
        """Those of a network's files that are not there."""
        files = [*self.embeddings(network), self.embedded_observation(network), *self.head(network)]
        return [path for path in files if not Path(path).is_file()]

    def networks(self, wanted: Sequence[str] = ()) -> list[str]:
        """The networks to match: those that are wanted, else all of the config whose files are there.

        Raises
        ------
        ConfigError
            The config has no network of that name.
        InputMissing
            The observation, a table, or files of a network that is wanted are not there; or those of all.
        """
        known = networks_of(self.plan.config)
        if unknown := [network for network in wanted if network not in known]:
            raise ConfigError(f"no network of the config is called '{unknown[0]}': choose from {', '.join(known)}")
        self._require([self.observation, *self.catalogue["catalogue"], *self.catalogue["system_views"]])
        if not wanted and (there := [network for network in known if not self.missing(network)]):
            return there
        for network in wanted or known:
            self._require(self.missing(network))
        return list(wanted)

    @property
    def _places(self) -> dict[str, str]:
        return {"target": self.target, "preparation": self.preparation, "tracer": self.tracer}

    def _require(self, paths: Sequence[str]) -> None:
        if missing := [path for path in paths if not Path(path).is_file()]:
            raise InputMissing(
                f"there is no {missing[0]} in {Path.cwd()}: run snakemake with this config to its end first, and the "
                "query in the same folder"
            )


def backbone_of(network: str) -> str:
    """The backbone of a network with a trained head; any other network is its own."""
    return network.removesuffix(TRAINED)
