"""What rules ask about the config's blocks, the code behind a rule, and simulations."""

from collections.abc import Callable, Mapping

from simanalogues.errors import ConfigError
from simanalogues.plan import job_settings, paths
from simanalogues.plan.plan import Plan
from simanalogues.provenance.code import code_digest
from simanalogues.readers.lookup import modules_of
from simanalogues.readers.reader import reader_of


def settings_of(plan: Plan, stage: str) -> dict:
    """The config block of a stage, with the seed."""
    return job_settings.settings_of(plan.config, stage)


def source_digest(plan: Plan, script: str, *, templates: str | None = None) -> str:
    """Digest of the code behind a rule's script, and of the templates of a room that it fills."""
    return code_digest(script, templates=templates)


def reading_digest(plan: Plan, script: str) -> Callable[[Mapping], str]:
    """The function that gives the digest of the code behind a rule's script that reads a simulation: with the reader of
    that simulation's format, and of no other."""

    def digest(wildcards: Mapping) -> str:
        return code_digest(script, *modules_of(plan.source(wildcards["simulation"]).format))

    return digest


def contents_of(plan: Plan, *inputs: Callable[[Mapping], str | list]) -> Callable[[Mapping], list[str]]:
    """The function that gives the digests of what is in a rule's raw inputs, from those that name them. It asks nothing
    for `input`: Snakemake takes params that do for derived, and ignores their changes."""

    def contents(wildcards: Mapping) -> list[str]:
        named = [path for path in (name(wildcards) for name in inputs) if path]
        return [plan.digests.contents(path) for path in named if not path.startswith("results/")]

    return contents


def source_of_simulation(plan: Plan, wildcards: Mapping) -> dict:
    """Where the outputs are and how they are read."""
    return plan.source(wildcards["simulation"]).params()


def outputs_of_simulation(plan: Plan, wildcards: Mapping) -> list[int]:
    """All output numbers of a simulation."""
    return plan.outputs(wildcards["simulation"])


def outputs_of_chunk(plan: Plan, wildcards: Mapping) -> list[int]:
    """Output numbers of a chunk."""
    return plan.outputs_within(wildcards["simulation"], wildcards["chunk"])


def outputs_until_chunk(plan: Plan, wildcards: Mapping) -> list[int]:
    """Output numbers up to the end of a chunk."""
    return plan.outputs_until(wildcards["simulation"], wildcards["chunk"])


def stars_of_simulation(plan: Plan, wildcards: Mapping) -> list[int]:
    """Sink ids of the pair, empty for the two lowest."""
    return plan.config["simulations"][wildcards["simulation"]].get("stars", [])


def small_inputs_of_chunk(plan: Plan, wildcards: Mapping) -> list[str]:
    """Info and sink files of a chunk."""
    return plan.small_inputs(wildcards["simulation"], wildcards["chunk"])


def unpacked_archive(plan: Plan, wildcards: Mapping) -> str | list:
    """The unpacked folder, for a simulation that is an archive."""
    simulation = wildcards["simulation"]
    return str(plan.folder(simulation)) if plan.archive(simulation) else []


def sizes_of_chunk(plan: Plan, wildcards: Mapping) -> str:
    """Digest of the names and sizes of all files of a chunk, or of the archive that holds them."""
    return _sizes_of(plan, wildcards["simulation"], wildcards["chunk"])


def sizes_of_block(plan: Plan, wildcards: Mapping) -> list[str]:
    """Digests of the large files of a block, one for each chunk."""
    simulation = wildcards["simulation"]
    return [_sizes_of(plan, simulation, chunk) for chunk in plan.chunks_within(simulation, wildcards["block"])]


def _sizes_of(plan: Plan, simulation: str, chunk: str) -> str:
    """Remembered by the plan: every tracer of every target asks for it."""
    known = plan.sizes
    if (simulation, chunk) not in known:
        archive = plan.archive(simulation)
        outputs = plan.outputs_within(simulation, chunk)
        known[simulation, chunk] = (
            plan.digests.contents(archive) if archive else reader_of(plan.source(simulation)).size_digest(outputs)
        )
    return known[simulation, chunk]


def snapshots_of_number(plan: Plan, wildcards: Mapping) -> str:
    """Records of the chunk that holds one output.

    Raises
    ------
    ConfigError
        The simulation has no such output.
    """
    simulation, number = wildcards["simulation"], wildcards["number"]
    if int(number) not in plan.outputs(simulation):
        raise ConfigError(f"simulation '{simulation}' has no output {number} in this config")
    return paths.filled(paths.SNAPSHOTS, simulation=simulation, chunk=plan.chunk_of(number))


def of_every_chunk(plan: Plan, template: str) -> Callable[[Mapping], list[str]]:
    """The function that names the files of a template for all chunks of a simulation."""

    def files(wildcards: Mapping) -> list[str]:
        return paths.every(template, wildcards, chunk=plan.chunks(wildcards["simulation"]))

    return files


def of_block(plan: Plan, template: str) -> Callable[[Mapping], list[str]]:
    """The function that names the files of a template, one for each chunk of a block."""

    def files(wildcards: Mapping) -> list[str]:
        return paths.every(template, wildcards, chunk=plan.chunks_within(wildcards["simulation"], wildcards["block"]))

    return files


def of_all_chunks(plan: Plan, template: str) -> Callable[[Mapping], list[str]]:
    """The function that names the files of a template for all chunks of all simulations."""

    def files(wildcards: Mapping) -> list[str]:
        return chunk_files(plan, template, wildcards)

    return files


def chunk_files(plan: Plan, template: str, places: Mapping) -> list[str]:
    """Files of a template for all chunks of all simulations."""
    return [
        path
        for simulation in plan.config["simulations"]
        for path in paths.every(template, places, simulation=[simulation], chunk=plan.chunks(simulation))
    ]
