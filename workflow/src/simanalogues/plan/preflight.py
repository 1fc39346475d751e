"""What is checked before the first job of a run: inputs that are missing, backbones and weights that cannot be used."""

from pathlib import Path

from simanalogues.embedding.backbones import WITHOUT_WEIGHTS, backbone_named
from simanalogues.errors import InputMissing, WeightsInvalid
from simanalogues.models.abundance import abundance_of
from simanalogues.models.tracer_line import line_number
from simanalogues.plan.plan import Plan
from simanalogues.readers.reader import reader_of
from simanalogues.transfer.executable import find_executable

HDF5_SIGNATURE = b"\x89HDF\r\n\x1a\n"


def require_inputs(plan: Plan) -> None:
    """Check all that can be checked without opening large files.

    Raises
    ------
    InputMissing, ConfigError, BackboneUnknown, WeightsInvalid, EngineUnavailable, MoleculeInvalid, TransitionUnknown
        The message names the file or key, and what to do.
    """
    for simulation in plan.config["simulations"]:
        _require_simulation(plan, simulation)
    for target, settings in plan.config["targets"].items():
        for tracer, entry in settings["tracers"].items():
            _require_file(plan.input_path(entry["file"]), f"targets.{target}.tracers.{tracer}.file")
            if "line" in entry:
                _require_line(plan, entry["line"], f"targets.{target}.tracers.{tracer}.line")
    images = plan.config["images"]
    if images["engine"] == "radmc3d" or plan.config["temperatures"]["method"] == "mctherm":
        find_executable(images["executable"])
    opacity = images["opacity"]
    if opacity != "dsharp":
        _require_file(plan.found(opacity), "images.opacity")
    for backbone in [*plan.config["embedding"]["backbones"], *plan.config["validation"]["baselines"]]:
        if backbone not in WITHOUT_WEIGHTS:
            backbone_named(backbone)
            _require_hdf5(str(plan.weights(backbone)), backbone)


def _require_file(path: Path, key: str) -> None:
    if not path.is_file():
        raise InputMissing(f"{key}: there is no file {path}: check the name and `data_dir`")


def _require_line(plan: Plan, line: dict, key: str) -> None:
    """The molecule must be there and hold the line, and its abundance must be one."""
    if "molecule" in line:
        path = plan.found(line["molecule"])
        _require_file(path, f"{key}.molecule")
        line = {**line, "molecule": str(path)}
    line_number(line)
    abundance_of(line)


def _require_simulation(plan: Plan, simulation: str) -> None:
    archive = plan.archive(simulation)
    if archive:
        _require_file(archive, f"simulations.{simulation}.archive")
        return
    folder = plan.folder(simulation)
    if not folder.is_dir():
        raise InputMissing(f"simulations.{simulation}.path: there is no folder {folder}: check `path` and `data_dir`")
    if "outputs" not in plan.config["simulations"][simulation]:
        return  # found in the folder, where only complete outputs are taken
    reader = reader_of(plan.source(simulation))
    for output in plan.outputs(simulation):
        if missing := reader.what_is_missing(output):
            raise InputMissing(
                f"simulation '{simulation}': {missing} is missing: restore it, or list output {output} under `exclude`"
            )


def _require_hdf5(path: str, backbone: str) -> None:
    """A weight file that is already there must be HDF5; one that is not will be downloaded."""
    if not Path(path).is_file():
        return
    with open(path, "rb") as file:
        signature = file.read(len(HDF5_SIGNATURE))
    if signature != HDF5_SIGNATURE:
        raise WeightsInvalid(f"{path}, the weights of {backbone}, is no HDF5 file: replace it, or remove it")
