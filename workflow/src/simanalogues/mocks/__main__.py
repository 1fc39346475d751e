"""Mock cubes for the line tracers of a config: `python -m simanalogues.mocks CONFIG TARGET FOLDER`.

Made are those tracers of the target whose `file` lies in the folder, with their own `line` blocks and with the config's
`images`, `temperatures` and `snapshots`. They show output 28 of run D from the direction of mock D, with its pixels,
beam and noise.
"""

import argparse
import json
import logging
import os
from collections.abc import Mapping
from pathlib import Path

import yaml
from astropy.io import fits

from simanalogues.errors import ConfigError
from simanalogues.mocks.sky import sky_like
from simanalogues.places import RESOURCES, ROOT
from simanalogues.plan.environment import share_with_jobs
from simanalogues.plan.plan import Plan
from simanalogues.plan.settings import validated

SCHEMA = ROOT / "workflow" / "schemas" / "config.schema.yaml"
OBSERVATION = RESOURCES / "observations" / "mockD"
ARCHIVE = ROOT / "tests" / "images" / "files" / "D_00028.tar.xz"
NOISE_JY_PER_BEAM = 2.6e-3


def main() -> None:
    """Read the command line and the config, and write the cubes."""
    arguments = parsed_arguments()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", datefmt="%H:%M:%S")
    share_with_jobs(ROOT / "workflow" / "src", ".snakemake/numba")
    # Imported after the cache of its compiled kernels has its place.
    from simanalogues.mocks.cubes import Mock, write_mock_cubes

    plan = Plan(validated(yaml.safe_load(arguments.config.read_text()), SCHEMA), Path(), is_driver=False)
    target = target_of(plan, arguments.target)
    truth = json.loads((OBSERVATION / "mockD_truth.json").read_text())
    header = fits.getheader(OBSERVATION / "mockD_co21_cube.fits")
    sky = sky_like(header, target, NOISE_JY_PER_BEAM)
    write_mock_cubes(
        Mock(ARCHIVE, "D", truth["output"], truth, header, sky, arguments.seed),
        target["tracers"],
        files=files_within(plan, target, arguments.folder),
        settings=settings_of(plan, arguments.temperature),
        threads=arguments.threads,
    )


def parsed_arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m simanalogues.mocks", description=__doc__.split("\n\n")[0])
    parser.add_argument("config", type=Path, help="config file with the tracers")
    parser.add_argument("target", help="name of the target in it")
    parser.add_argument("folder", type=Path, help="folder of the cubes; tracers with files elsewhere are left alone")
    parser.add_argument("--seed", type=int, default=28, help="seed of the noise")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="cores to use")
    parser.add_argument(
        "--temperature", choices=["analytic", "monte_carlo", "mctherm"], help="dust temperature, if not the config's"
    )
    return parser.parse_args()


def target_of(plan: Plan, name: str) -> dict:
    """The target's block with its name and its line tracers alone, with the paths of their molecules.

    Raises
    ------
    ConfigError
        The config has no such target.
    """
    targets = plan.config["targets"]
    if name not in targets:
        raise ConfigError(f"there is no target '{name}' in the config: choose one of {', '.join(targets)}")
    tracers = {
        tracer: {**entry, "line": {**entry["line"], "molecule": str(plan.found(entry["line"]["molecule"]))}}
        for tracer, entry in targets[name]["tracers"].items()
        if "molecule" in entry.get("line", {})
    }
    return {**targets[name], "name": name, "tracers": tracers}


def files_within(plan: Plan, target: Mapping, folder: Path) -> dict[str, Path]:
    """File of each tracer of the target that lies in the folder, by name of the tracer.

    Raises
    ------
    ConfigError
        There is none.
    """
    files = {tracer: plan.input_path(entry["file"]) for tracer, entry in target["tracers"].items()}
    within = {tracer: file for tracer, file in files.items() if file.resolve().parent == folder.resolve()}
    if not within:
        raise ConfigError(
            f"no line tracer of '{target['name']}' has its `file` in {folder}: their files are "
            f"{', '.join(map(str, files.values())) or 'none'}"
        )
    return within


def settings_of(plan: Plan, temperature: str | None) -> dict:
    """The blocks `snapshots`, `temperatures` and `images`, with another method of temperatures if one is given, and the
    path of the opacity."""
    images, opacity = plan.config["images"], plan.config["images"]["opacity"]
    temperatures = {**plan.config["temperatures"], "seed": plan.config["seed"], "executable": images["executable"]}
    return {
        "snapshots": plan.config["snapshots"],
        "temperatures": temperatures | ({"method": temperature} if temperature else {}),
        "images": images,
        "opacity": opacity if opacity == "dsharp" else str(plan.found(opacity)),
    }


if __name__ == "__main__":
    main()
