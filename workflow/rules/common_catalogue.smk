"""What rules ask about temperatures, disks, spectra and the catalogue."""

MATTER = ("gas_to_dust", "cloud_k", "sublimation_k")
TEMPERATURES = "results/shared/temperatures/{simulation}/{chunk}.nc"


def matter_settings():
    """What of the images block turns gas into dust."""
    return {key: config["images"][key] for key in MATTER}


def temperature_settings():
    """The temperatures block, with the executable that `mctherm` runs."""
    settings = {key: value for key, value in settings_of("temperatures").items() if key != "window_au"}
    return {**settings, "executable": config["images"]["executable"] if settings["method"] == "mctherm" else None}


def temperatures_of_chunk():
    """Dust temperatures of a chunk, with its wildcards; none where they are analytic."""
    return [] if config["temperatures"]["method"] == "analytic" else TEMPERATURES


def temperatures_of_number(wildcards):
    """Dust temperatures of the chunk that holds one output; none where they are analytic."""
    if config["temperatures"]["method"] == "analytic":
        return []
    return TEMPERATURES.format(simulation=wildcards.simulation, chunk=plan.chunk_of(wildcards.number))


def shared_files(stage):
    """The function that gives the files of all chunks of a simulation, of a stage that all targets share."""

    def files(wildcards):
        folder = f"results/shared/{stage}/{wildcards.simulation}"
        return [f"{folder}/{chunk}.nc" for chunk in plan.chunks(wildcards.simulation)]

    return files


def temperatures_of_simulation(wildcards):
    """Dust temperatures of all chunks of a simulation; none where they are analytic."""
    return [] if config["temperatures"]["method"] == "analytic" else shared_files("temperatures")(wildcards)


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
