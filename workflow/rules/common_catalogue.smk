"""What rules ask about temperatures, disks, spectra and the catalogue."""

MATTER = ("gas_to_dust", "cloud_k", "sublimation_k")
TEMPERATURES = "results/shared/temperatures/{window}/{simulation}/{chunk}.nc"


def matter_settings():
    """What of the images block turns gas into dust."""
    return {key: config["images"][key] for key in MATTER}


def temperature_settings():
    """The temperatures block, with the executable that `mctherm` runs."""
    settings = {key: value for key, value in settings_of("temperatures").items() if key != "window_au"}
    return {**settings, "executable": config["images"]["executable"] if settings["method"] == "mctherm" else None}


def temperature_file(window_au, simulation, chunk):
    """Dust temperatures of a chunk in a cube of that side; none where they are analytic."""
    if config["temperatures"]["method"] == "analytic":
        return []
    return TEMPERATURES.format(window=f"{window_au}au", simulation=simulation, chunk=chunk)


def temperatures_of_maps(wildcards):
    """Dust temperatures of a chunk for the maps of a tracer."""
    window_au = plan.window_au(wildcards.target, wildcards.tracer)
    return temperature_file(window_au, wildcards.simulation, wildcards.chunk)


def temperatures_of_spectra(wildcards):
    """Dust temperatures of a chunk for the spectra of a target, whose aperture may be wider than its maps."""
    window_au = plan.window_au(wildcards.target, field_au=2 * config["spectra"]["aperture_au"])
    return temperature_file(window_au, wildcards.simulation, wildcards.chunk)


def temperatures_of_number(wildcards):
    """Dust temperatures of the chunk that holds one output, for the maps of a tracer."""
    window_au = plan.window_au(wildcards.target, wildcards.tracer)
    return temperature_file(window_au, wildcards.simulation, plan.chunk_of(wildcards.number))


def temperatures_of_simulation(wildcards):
    """Dust temperatures of all chunks of a simulation, for the maps of the first tracer."""
    target, settings = next(iter(config["targets"].items()))
    window_au = plan.window_au(target, next(iter(settings["tracers"])))
    files = [temperature_file(window_au, wildcards.simulation, chunk) for chunk in plan.chunks(wildcards.simulation)]
    return [path for path in files if path]


def side_of_window(wildcards):
    """Side of the cube of temperatures in AU."""
    return int(wildcards.window.removesuffix("au"))


def shared_files(stage):
    """The function that gives the files of all chunks of a simulation, of a stage that all targets share."""

    def files(wildcards):
        folder = f"results/shared/{stage}/{wildcards.simulation}"
        return [f"{folder}/{chunk}.nc" for chunk in plan.chunks(wildcards.simulation)]

    return files


def views_of_simulation(wildcards):
    """Views of all chunks of a simulation."""
    folder = "results/{target}/views/{simulation}".format(**wildcards)
    return [f"{folder}/{chunk}.nc" for chunk in plan.chunks(wildcards.simulation)]


def spectra_of_simulation(wildcards):
    """Spectra of all chunks of a simulation, where they are made."""
    if not config["spectra"]["render"]:
        return []
    folder = "results/{target}/spectra/{simulation}".format(**wildcards)
    return [f"{folder}/{chunk}.nc" for chunk in plan.chunks(wildcards.simulation)]


def catalogues():
    """The catalogue of every simulation."""
    return expand("results/shared/catalogue/{simulation}.nc", simulation=config["simulations"])


def spectrum_settings():
    """The spectra block, with what of the images block the engine reads."""
    of_engine = {key: config["images"][key] for key in ("engine", "executable", "sub_pixels")}
    return {key: value for key, value in config["spectra"].items() if key != "render"} | of_engine


def distance_of_target(wildcards):
    """Distance of a target in pc."""
    return config["targets"][wildcards.target]["distance_pc"]
