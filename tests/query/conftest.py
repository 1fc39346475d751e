"""A small finished run, made in-process: two tracers of one pair, twelve made-up maps, `pixels` as the network."""

import contextlib
import copy
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import yaml
from catalogue_files import write_catalogue, write_system_views
from pair_sky import NOISE, OUTPUTS, config_of, cube, header, header_of_cube, images_of, stars_and_noise, write

from simanalogues.embedding.embed import embed_images, embed_observation
from simanalogues.matching.match import best_matches, match
from simanalogues.observation.observe import observe
from simanalogues.plan import job_settings
from simanalogues.plan.plan import Plan
from simanalogues.plan.settings import validated
from simanalogues.provenance.record import record_of, recorded
from simanalogues.query.__main__ import SCHEMA, main
from simanalogues.schema.embedding_observation import EMBEDDING_OBSERVATION
from simanalogues.schema.files import read_dataset, write_dataset
from simanalogues.schema.images import IMAGES
from simanalogues.schema.origin import origin_of
from simanalogues.tables.estimates import tabulate_estimates
from simanalogues.training.embed import embed_with_head
from simanalogues.training.head_file import keras_head, write_head


@dataclass
class Run:
    """A folder with a config and the results of a run, which is the working directory."""

    folder: Path
    config: dict

    @property
    def configfile(self) -> Path:
        return self.folder / "config.yaml"

    def changed(self, change) -> None:
        """Change the config in place."""
        change(self.config)
        self.configfile.write_text(yaml.safe_dump(self.config, sort_keys=False))

    def ask(self, file, *words: str) -> None:
        """Run the command."""
        main([str(file), str(self.configfile), *words])

    def matching(self, tracer: str = "continuum", network: str = "pixels") -> Path:
        return self.folder / f"results/pair/matching/main/{network}/{tracer}.nc"

    def answer(self, name: str, tracer: str = "continuum") -> Path:
        return self.folder / f"results/pair/queries/{name}/{tracer}"


def run_tracer(plan: Plan, tracer: str) -> None:
    """The jobs of one tracer, with the settings that rules give them."""
    config, observation = plan.config, f"results/pair/observation/{tracer}.nc"
    settings = job_settings.map_settings(plan, "pair", tracer)
    target = {"name": "pair", "systemic_kms": settings["systemic_kms"], **job_settings.geometry_of(config, "pair")}
    frame = plan.frame("pair", tracer)
    observe(settings["file"], target=target, tracer=tracer, entry=settings, frame=frame, destination=observation)
    images = f"results/pair/images/A/00000-00999/{tracer}.nc"
    write_dataset(images_of(tracer), IMAGES, images)
    for network in config["embedding"]["backbones"]:
        folder = f"results/pair/embedding/main/{network}/{tracer}"
        named = {"preparation": "main", "backbone": network}
        settings = job_settings.preparation_settings(config, "pair", tracer, **named)
        settings |= {"weights_file": plan.weights(network) or None}
        context = {"seed": 1, "target": "pair", "tracer": tracer, "preparation": "main"}
        made = {"backbone": network, "settings": settings}
        blocks, own = [f"{folder}/A/00000-00999.nc"], f"{folder}/observation.nc"
        with recorded(record_of("embed_images", wildcards={}, inputs={}, params={}, config=config)):
            embed_images([images], observation, **made, context=context, destination=blocks[0])
        embed_observation(observation, **made, destination=own)
        match_network(config, network, tracer, {"embeddings": blocks, "observation": own})


def match_network(config: dict, network: str, tracer: str, inputs: dict) -> None:
    tables = {"catalogue": ["results/shared/catalogue/A.nc"], "system_views": ["results/pair/catalogue/A.nc"]}
    matching = f"results/pair/matching/main/{network}/{tracer}.nc"
    match(
        inputs | tables,
        names={"target": "pair", "tracer": tracer, "network": network, "preparation": "main"},
        target=job_settings.geometry_of(config, "pair"),
        settings=job_settings.settings_of(config, "matching"),
        destination=matching,
    )
    best_matches(matching, matching.replace(".nc", ".csv"))


def make_run(folder: Path, tracers: tuple[str, ...] = ("continuum", "CO"), **changes) -> dict:
    """Make a run in a folder, and give its config."""
    config = config_of() | changes
    plan = Plan(validated(config, SCHEMA), Path("results/shared/listing"), is_driver=False)
    with contextlib.chdir(folder):
        write(Path("pair.fits"), stars_and_noise(), header())
        write(Path("co.fits"), cube(), header_of_cube())
        write_catalogue("results/shared/catalogue/A.nc", "A", OUTPUTS)
        write_system_views("results/pair/catalogue/A.nc", "A", OUTPUTS)
        for tracer in tracers:
            run_tracer(plan, tracer)
            settings = job_settings.figure_settings(plan.config, "pair")
            files = {"json_file": f"{tracer}.json", "csv_file": f"{tracer}.csv"}
            network = plan.config["embedding"]["backbones"][0]
            matching = f"results/pair/matching/main/{network}/{tracer}.nc"
            tabulate_estimates([matching], truth=settings["truth"], settings=settings, **files)
    return config


@pytest.fixture(scope="session")
def run_of_pixels(tmp_path_factory):
    folder = tmp_path_factory.mktemp("query")
    return folder, make_run(folder)


@pytest.fixture
def run(run_of_pixels, tmp_path, monkeypatch):
    """A copy of the run, in whose folder the test is."""
    return copy_of(run_of_pixels, tmp_path / "run", monkeypatch)


def copy_of(made: tuple[Path, dict], folder: Path, monkeypatch) -> Run:
    shutil.copytree(made[0], folder)
    monkeypatch.chdir(folder)
    run = Run(folder, copy.deepcopy(made[1]))
    run.changed(lambda config: None)
    return run


@pytest.fixture
def write_map(run):
    """A function that writes a map with changed cards, noise or pixels, and gives its path."""

    def written(name="new.fits", *, noise=NOISE, seed=1, missing=None, **cards):
        values = stars_and_noise(noise, seed)
        if missing is not None:
            values[missing] = np.nan
        return write(run.folder / name, values, header(**cards))

    return written


@pytest.fixture
def write_cube(run):
    """The same of the cube."""
    return lambda name="new.fits", **how: write(run.folder / name, cube(**how), header_of_cube())


@pytest.fixture(scope="session")
def run_of_networks(tmp_path_factory):
    """A run of MobileNet on the continuum, and of a head on it whose weights are random."""
    folder = tmp_path_factory.mktemp("networks")
    networks = {"embedding": {"backbones": ["MobileNet"]}, "training": {"backbones": ["MobileNet"]}}
    config = make_run(folder, ("continuum",), **networks)
    with contextlib.chdir(folder):
        run_random_head(validated(config, SCHEMA))
    return folder, config


def run_random_head(config: dict) -> None:
    place = "results/pair/embedding/main/{}/continuum/{}.nc"
    own, made = (
        {"embeddings": [place.format(network, "A/00000-00999")], "observation": place.format(network, "observation")}
        for network in ("MobileNet", "MobileNet-trained")
    )
    head, shape, widths = "results/pair/training/main/MobileNet/continuum/azimuth.keras", (1, 1, 1024), [32, 16]
    origin = origin_of(read_dataset(own["observation"], EMBEDDING_OBSERVATION, ["variant"]).attrs)
    features = {name: value.item() if isinstance(value, np.generic) else value for name, value in origin.items()}
    settings = {"widths": widths, "dropout": 0.0, "l2": 0.0, "pooling": "average"}
    about = {"settings": settings, "features": features, "names": {"head": "azimuth"}, "digest": "abc"}
    write_head(head, keras_head(shape, widths, 0.0, 0.0).get_weights(), shape, about=about)
    embed_with_head(head, own, made)
    match_network(config, "MobileNet-trained", "continuum", made)


@pytest.fixture
def run_with_head(run_of_networks, tmp_path, monkeypatch):
    """A copy of it."""
    return copy_of(run_of_networks, tmp_path / "run", monkeypatch)
