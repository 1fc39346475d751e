"""What rules ask about temperatures, spectra and the catalogue."""

from collections.abc import Callable, Mapping

from simanalogues.plan import job_settings, paths
from simanalogues.plan.plan import Plan

MATTER = ("gas_to_dust", "cloud_k", "sublimation_k")
OF_ENGINE = ("engine", "executable", "sub_pixels")


def matter_settings(plan: Plan) -> dict:
    """What of the images block turns gas into dust."""
    return {key: plan.config["images"][key] for key in MATTER}


def temperature_settings(plan: Plan) -> dict:
    """The temperatures block, with the executable that `mctherm` runs."""
    block = job_settings.settings_of(plan.config, "temperatures")
    settings = {key: value for key, value in block.items() if key != "window_au"}
    executable = plan.config["images"]["executable"] if settings["method"] == "mctherm" else None
    return {**settings, "executable": executable}


def spectrum_settings(plan: Plan) -> dict:
    """The spectra block, with what of the images block the engine reads."""
    of_engine = {key: plan.config["images"][key] for key in OF_ENGINE}
    return {key: value for key, value in plan.config["spectra"].items() if key != "render"} | of_engine


def side_of_window(plan: Plan, wildcards: Mapping) -> int:
    """Side of the cube of temperatures in AU."""
    return int(wildcards["window"].removesuffix("au"))


def temperatures_of_maps(plan: Plan, wildcards: Mapping) -> str | list:
    """Dust temperatures of a chunk for the maps of a tracer."""
    window_au = plan.window_au(wildcards["target"], wildcards["tracer"])
    return _temperature_file(plan, window_au, wildcards["simulation"], wildcards["chunk"])


def temperatures_of_block(plan: Plan, wildcards: Mapping) -> list[str]:
    """Dust temperatures of the chunks of a block, for the maps of a tracer."""
    window_au = plan.window_au(wildcards["target"], wildcards["tracer"])
    chunks = plan.chunks_within(wildcards["simulation"], wildcards["block"])
    return _temperature_files(plan, window_au, wildcards["simulation"], chunks)


def temperatures_of_number(plan: Plan, wildcards: Mapping) -> str | list:
    """Dust temperatures of the chunk that holds one output, for the maps of a tracer."""
    window_au = plan.window_au(wildcards["target"], wildcards["tracer"])
    return _temperature_file(plan, window_au, wildcards["simulation"], plan.chunk_of(wildcards["number"]))


def temperatures_of_spectra(plan: Plan, wildcards: Mapping) -> str | list:
    """Dust temperatures of a chunk for the spectra of a target, whose aperture may be wider than its maps."""
    window_au = plan.window_au(wildcards["target"], field_au=2 * plan.config["spectra"]["aperture_au"])
    return _temperature_file(plan, window_au, wildcards["simulation"], wildcards["chunk"])


def temperatures_of_simulation(plan: Plan, wildcards: Mapping) -> list[str]:
    """Dust temperatures of all chunks of a simulation, for the maps of the first tracer."""
    target, settings = next(iter(plan.config["targets"].items()))
    window_au = plan.window_au(target, next(iter(settings["tracers"])))
    simulation = wildcards["simulation"]
    return _temperature_files(plan, window_au, simulation, plan.chunks(simulation))


def _temperature_file(plan: Plan, window_au: int, simulation: str, chunk: str) -> str | list:
    """Dust temperatures of a chunk in a cube of that side; none where they are analytic."""
    if plan.config["temperatures"]["method"] == "analytic":
        return []
    return paths.filled(paths.TEMPERATURES, window=f"{window_au}au", simulation=simulation, chunk=chunk)


def _temperature_files(plan: Plan, window_au: int, simulation: str, chunks: list[str]) -> list[str]:
    """Dust temperatures of several chunks."""
    files = [_temperature_file(plan, window_au, simulation, chunk) for chunk in chunks]
    return [path for path in files if path]


def spectra_of_simulation(plan: Plan, wildcards: Mapping) -> list[str]:
    """Spectra of all chunks of a simulation, where they are made."""
    if not plan.config["spectra"]["render"]:
        return []
    return paths.every(paths.SPECTRA, wildcards, chunk=plan.chunks(wildcards["simulation"]))


def of_every_simulation(plan: Plan, template: str) -> list[str]:
    """A template for every simulation; its other wildcards stay open."""
    return paths.every(template, simulation=plan.config["simulations"])


def of_simulations(plan: Plan, template: str) -> Callable[[Mapping], list[str]]:
    """The function that names the files of a template for every simulation."""

    def files(wildcards: Mapping) -> list[str]:
        return paths.every(template, wildcards, simulation=plan.config["simulations"])

    return files
