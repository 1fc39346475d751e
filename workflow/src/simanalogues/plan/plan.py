"""The plan of a run: which outputs, chunks, blocks and files there are. Asked by the Snakefile; light to import."""

import functools
import json
import math
from bisect import bisect_left, bisect_right
from pathlib import Path

from simanalogues.embedding.backbones import WITHOUT_WEIGHTS
from simanalogues.embedding.weights import locate_weights
from simanalogues.errors import ConfigError
from simanalogues.models.field import window_of_field
from simanalogues.places import RESOURCES
from simanalogues.plan import paths
from simanalogues.provenance.digests import DigestMemory
from simanalogues.readers.numbers import numbers_of
from simanalogues.readers.reader import reader_of
from simanalogues.readers.source import Source
from simanalogues.schema.names import range_name
from simanalogues.whole_files import write_text_whole

# Cubes of temperatures have sides of this times a power of the root of 2.
LADDER_AU = 1000.0


class Plan:
    """Answers the workflow's questions about a validated config.

    Parameters
    ----------
    config
        Validated config.
    listings
        Folder where the driver leaves the list of each simulation's outputs for its jobs.
    is_driver
        Whether this process lists the folders itself; jobs read what the driver found, so that a simulation
        that goes on writing changes nothing under way.
    digests
        Remembers what is in the user's files.
    """

    def __init__(self, config: dict, listings: Path, *, is_driver: bool, digests: DigestMemory | None = None) -> None:
        self.config = config
        self.listings = listings
        self.is_driver = is_driver
        self.digests = digests
        # Digests of the sizes of a chunk's files, by simulation and chunk.
        self.sizes: dict[tuple[str, str], str] = {}
        self._found = functools.cache(self._list_outputs)
        # Asked for by every job: at the paper's size these lists cost seconds.
        self._used = functools.cache(self._list_used)
        self._ranges = functools.cache(self._list_ranges)

    def input_path(self, path: str) -> Path:
        """An input path of the config: relative to `data_dir`, as the config says it."""
        return Path(self.config["data_dir"]) / path

    def found(self, path: str) -> Path:
        """An input path, or what ships under the same name where the user's folder has none."""
        own = self.input_path(path)
        return own if own.exists() or not (RESOURCES / path).exists() else RESOURCES / path

    def weights(self, backbone: str) -> str | list[str]:
        """Weight file of a backbone: the user's, the shipped, or the one to be downloaded; none for `pixels`, `hog`."""
        if backbone in WITHOUT_WEIGHTS:
            return []
        own = locate_weights(backbone, self.input_path(self.config["weights_dir"]))
        return str(own or paths.filled(paths.WEIGHTS, backbone=backbone))

    def archive(self, simulation: str) -> Path | None:
        """The simulation's archive, if it is one."""
        archive = self.config["simulations"][simulation].get("archive")
        return self.input_path(archive) if archive else None

    def folder(self, simulation: str) -> Path:
        """Folder that holds the simulation's outputs; for an archive, where it is unpacked."""
        if self.archive(simulation):
            return Path(paths.filled(paths.ARCHIVE, simulation=simulation))
        return self.input_path(self.config["simulations"][simulation]["path"])

    def source(self, simulation: str) -> Source:
        """The simulation's folder and how its outputs are read."""
        return Source.from_settings(self.folder(simulation), self.config["simulations"][simulation])

    def outputs(self, simulation: str) -> list[int]:
        """Numbers of the outputs to use, ascending."""
        return self._used(simulation)

    def not_taken(self, simulation: str) -> dict[int, str]:
        """Outputs in the folder that are not used, and why."""
        return {number: reason for number, reason in self._found(simulation).items() if reason}

    def chunks(self, simulation: str) -> list[str]:
        """Names of the chunks that hold at least one output."""
        return self._ranges(simulation, self.config["outputs_per_chunk"])

    def chunk_of(self, output: int | str) -> str:
        """Name of the chunk that an output belongs to."""
        return range_name(int(output), self.config["outputs_per_chunk"])

    def blocks(self, simulation: str) -> list[str]:
        """Names of the blocks that hold at least one output."""
        return self._ranges(simulation, self.config["outputs_per_chunk"] * self.config["chunks_per_block"])

    def outputs_within(self, simulation: str, name: str) -> list[int]:
        """Outputs of one chunk or block."""
        first, last = map(int, name.split("-"))
        numbers = self.outputs(simulation)
        return numbers[bisect_left(numbers, first) : bisect_right(numbers, last)]

    def outputs_until(self, simulation: str, chunk: str) -> list[int]:
        """Outputs up to the end of a chunk; later ones never change what a chunk holds."""
        numbers = self.outputs(simulation)
        return numbers[: bisect_right(numbers, int(chunk.split("-")[1]))]

    def chunks_within(self, simulation: str, block: str) -> list[str]:
        """Chunks of one block."""
        first, last = map(int, block.split("-"))
        return [chunk for chunk in self.chunks(simulation) if first <= int(chunk.split("-")[0]) <= last]

    def small_inputs(self, simulation: str, chunk: str) -> list[str]:
        """Info and sink or star files of a chunk that are there now; for an archive, the folder it is unpacked to.

        What is missing is left out, so that a dry run needs no data; the checks before a run name it.
        """
        if self.archive(simulation):
            return [str(self.folder(simulation))]
        outputs = self.outputs_within(simulation, chunk)
        reader = reader_of(self.source(simulation))
        files = [path for output in outputs for path in reader.small_files(output)]
        return [str(path) for path in files if path.is_file()]

    def frame(self, target: str, tracer: str | None = None) -> dict:
        """Frame of a target: the common one with the target's own keys over it, and over these those of a tracer."""
        settings = self.config["targets"][target]
        own = settings["tracers"][tracer].get("frame", {}) if tracer else {}
        return self.config["frame"] | settings.get("frame", {}) | own

    def window_au(self, target: str, tracer: str | None = None, *, field_au: float = 0.0) -> int:
        """Side of the cube whose dust temperatures serve the maps of a target or tracer: the config's, else a rung of a
        ladder that holds its field.

        Fields of about one size so share their temperatures, and another target never changes those that are there.

        Parameters
        ----------
        field_au
            A wider field than that of the maps, where one is needed.

        Raises
        ------
        ConfigError
            The config's is too small.
        """
        field_au = max(field_au, self.frame(target, tracer)["field_au"])
        needed = window_of_field(field_au)
        window = self.config["temperatures"]["window_au"]
        if window is None:
            # By halves of powers of two, whose even ones are exact.
            return math.ceil(LADDER_AU * 2 ** (math.ceil(2 * math.log2(needed / LADDER_AU)) / 2))
        if window < needed:
            named = f"targets.{target}" + (f".tracers.{tracer}" if tracer else "")
            raise ConfigError(
                f"temperatures.window_au is {window:g} AU, but {named} has a field of {field_au:g} AU, which "
                f"needs sqrt(3) times as much: set it to at least {math.ceil(needed)}, or to null"
            )
        return math.ceil(window)

    def _list_used(self, simulation: str) -> list[int]:
        return [number for number, reason in self._found(simulation).items() if not reason]

    def _list_ranges(self, simulation: str, size: int) -> list[str]:
        return sorted({range_name(number, size) for number in self.outputs(simulation)})

    def _list_outputs(self, simulation: str) -> dict[int, str]:
        settings = self.config["simulations"][simulation]
        excluded = numbers_of(settings.get("exclude", []))
        found = self._outputs_in_folder(simulation, settings)
        for number in set(excluded) & set(found):
            found[number] = "excluded by the config"
        if all(found.values()):
            raise ConfigError(f"simulation '{simulation}' has no output to use: {found or 'none listed'}")
        return found

    def _outputs_in_folder(self, simulation: str, settings: dict) -> dict[int, str]:
        if "outputs" in settings:
            return dict.fromkeys(numbers_of(settings["outputs"]), "")
        listing = self.listings / f"{simulation}.json"
        if not self.is_driver:
            return {int(number): reason for number, reason in json.loads(listing.read_text()).items()}
        return reader_of(self.source(simulation)).find_outputs(settings["settle_s"])

    def write_listings(self) -> None:
        """Leave the lists of outputs for the jobs of this run."""
        for simulation, settings in self.config["simulations"].items():
            if "outputs" not in settings:
                write_text_whole(self.listings / f"{simulation}.json", json.dumps(self._found(simulation)))
