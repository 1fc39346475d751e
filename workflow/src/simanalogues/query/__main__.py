"""Match a new observation against the catalogue of a finished run: `python -m simanalogues.query FITS CONFIG`.

It runs in the folder of the finished run and renders nothing: the features of all images are there.
"""

import argparse
import logging
from pathlib import Path

import yaml

from simanalogues.errors import ConfigError, InputMissing, SimAnaloguesError
from simanalogues.parameters.names import require_parameters
from simanalogues.places import ROOT
from simanalogues.plan import paths
from simanalogues.plan.environment import share_with_jobs
from simanalogues.plan.plan import Plan
from simanalogues.plan.settings import validated

SCHEMA = ROOT / "workflow" / "schemas" / "config.schema.yaml"
LISTINGS = Path(paths.LISTINGS)


def main(words: list[str] | None = None) -> None:
    """Read the command line and the config, answer the query, and print what was found.

    What stops it is said in a few words, with exit status 1.
    """
    arguments = parsed_arguments(words)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    share_with_jobs(ROOT / "workflow" / "src", ".snakemake/numba")
    try:
        print(answered(arguments))
    except SimAnaloguesError as error:
        raise SystemExit(f"{type(error).__name__}: {error}") from error


def parsed_arguments(words: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m simanalogues.query", description=__doc__.split("\n\n")[0])
    parser.add_argument("fits", type=Path, help="FITS file of the new observation")
    parser.add_argument("config", type=Path, help="config of the finished run, in whose folder this is started")
    parser.add_argument("--target", help="gives the stars' positions, distance and tracer's block; default the first")
    parser.add_argument("--catalogue", help="target whose images are matched against; default the same")
    parser.add_argument("--tracer", help="default the target's first")
    parser.add_argument("--preparation", help="default the config's first")
    parser.add_argument("--networks", nargs="+", default=[], help="default all whose files are there")
    parser.add_argument("--name", help="what the results are called; default the file's name")
    return parser.parse_args(words)


def answered(arguments: argparse.Namespace) -> str:
    """The query's answer in words, after its files are written.

    Raises
    ------
    SimAnaloguesError
        See `run.answer`; or there is no such file, the config has no such target, tracer, preparation or network, or
        there is no finished run.
    """
    if not arguments.fits.is_file():
        raise InputMissing(f"there is no file {arguments.fits}: give the FITS file of the new observation")
    # Imported after the cache of compiled kernels has its place.
    from simanalogues.query.asked import Query
    from simanalogues.query.finished import Finished
    from simanalogues.query.run import answer
    from simanalogues.query.summary import format_answer

    plan = Plan(config_of(arguments.config), LISTINGS, is_driver=False)
    target, catalogue, tracer, preparation = choices(arguments, plan.config)
    finished = Finished(plan, catalogue, tracer, preparation)
    networks = tuple(finished.networks(arguments.networks))
    query = Query(arguments.fits, arguments.name or arguments.fits.stem, target, finished, networks)
    answer(query, remedy=remedy(arguments, target, catalogue))
    return format_answer(query)


def choices(arguments: argparse.Namespace, config: dict) -> tuple[str, str, str, str]:
    """Target, catalogue, tracer and preparation: those that are asked for, else the first of the config.

    Raises
    ------
    ConfigError
        The config has none of that name.
    """
    targets, preparations = config["targets"], config["embedding"]["preparations"]
    target = chosen(arguments.target, targets, "target")
    catalogue = chosen(arguments.catalogue or target, targets, "target")
    tracer = chosen(arguments.tracer, targets[target]["tracers"], "tracer")
    chosen(tracer, targets[catalogue]["tracers"], f"tracer of '{catalogue}'")
    return target, catalogue, tracer, chosen(arguments.preparation, preparations, "preparation")


def config_of(path: Path) -> dict:
    """The validated config.

    Raises
    ------
    InputMissing, ConfigError
        There is no such file, or it cannot be used.
    """
    if not path.is_file():
        raise InputMissing(f"there is no config {path}: give that of the finished run")
    config = validated(yaml.safe_load(path.read_text()), SCHEMA)
    require_parameters(config["matching"], with_spectra=config["spectra"]["render"])
    return config


def chosen(name: str | None, known: dict, what: str) -> str:
    """The name, or the first that is known where none is given; ConfigError where it is not known."""
    name = name or next(iter(known))
    if name not in known:
        raise ConfigError(f"the config has no {what} called '{name}': choose from {', '.join(known)}")
    return name


def remedy(arguments: argparse.Namespace, target: str, catalogue: str) -> str:
    """What to do about an observation that the catalogue's images were not made for."""
    command = f"snakemake --configfile {arguments.config}"
    if target != catalogue:
        return f"run the workflow for it: {command} {paths.filled(paths.REPORT, target=target)}"
    return (
        f"run the workflow for it: copy the target '{target}' in {arguments.config} under a new name, with this file, "
        f"and call {command}"
    )


if __name__ == "__main__":
    main()
