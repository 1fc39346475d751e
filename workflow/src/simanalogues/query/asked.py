"""A new observation, what it is matched against, and where its results lie."""

from dataclasses import dataclass
from pathlib import Path

from simanalogues.errors import ProvenanceMissing, QueryMismatch
from simanalogues.plan import paths
from simanalogues.provenance.digests import digest_of
from simanalogues.provenance.reading import read_record
from simanalogues.provenance.record import record_of
from simanalogues.query.finished import Finished, backbone_of


@dataclass(frozen=True)
class Query:
    """A new observation and what it is matched against.

    fits, name
        The file, which is there, and what its results are called.
    target
        Gives the positions of the stars, the distance and the tracer's block.
    finished
        The run that it is matched against.
    networks
        Those that match it.
    """

    fits: Path
    name: str
    target: str
    finished: Finished
    networks: tuple[str, ...]

    @property
    def folder(self) -> Path:
        """Where its results lie."""
        places = {"target": self.finished.target, "query": self.name, "tracer": self.finished.tracer}
        return Path(paths.filled(paths.QUERY, places))

    @property
    def observation(self) -> Path:
        """The framed observation."""
        return self.folder / "observation.nc"

    @property
    def estimates(self) -> Path:
        """The table of estimates."""
        return self.folder / self.finished.preparation / "estimates.json"

    def of_network(self, network: str, file: str) -> Path:
        """A file of one network: `embedding.nc`, `matching.nc` or `best.csv`."""
        return self.folder / self.finished.preparation / network / file

    @property
    def backbones(self) -> dict[str, str]:
        """The backbones that embed it, each with the first of the networks that stands on it."""
        return {backbone_of(network): network for network in reversed(self.networks)}


def require_own_folder(query: Query) -> None:
    """Raise QueryMismatch where results of another file or target have the query's name."""
    try:
        record = read_record(query.observation)
    except ProvenanceMissing:
        return
    known = {"file": record["inputs"]["fits"][0]["digest"], "target": record["wildcards"]["target"]}
    own = {"file": digest_of(query.fits), "target": query.target}
    if known != own:
        other = f"{record['inputs']['fits'][0]['path']} of '{known['target']}'"
        raise QueryMismatch(
            f"{query.folder} has the results of {other} as it was, expected those of {query.fits} of '{query.target}': "
            "give this query another name (--name, or NAME=... of make match), or remove the folder"
        )


def record_of_query(query: Query) -> dict:
    """The record of what the query's results come from."""
    finished, plan = query.finished, query.finished.plan
    weights = [plan.weights(backbone) for backbone in query.backbones]
    inputs = {
        "fits": [str(query.fits)],
        "observation": [finished.observation],
        "embeddings": [path for network in query.networks for path in finished.embeddings(network)],
        "heads": [path for network in query.networks for path in finished.head(network)],
        "weights": [path for path in weights if path],
        **finished.catalogue,
    }
    places = {"target": query.target, "catalogue": finished.target, "tracer": finished.tracer, "query": query.name}
    params = {"networks": list(query.networks), "preparation": finished.preparation}
    return record_of("query", wildcards=places, inputs=inputs, params=params, config=plan.config)
