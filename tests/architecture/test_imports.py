import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "workflow/src/simanalogues"
STAGES = {"snapshots", "temperatures", "disks", "spectra", "catalogue"}
STAGES |= {"observation", "views", "images", "embedding", "training", "matching", "validation", "figures"}
ROOMS = {"readers", "map_kinds", "models", "transfer", "sky", "distances", "parameters", "networks", "schema", "scoring"}
GROUND = {"errors", "units", "log", "places", "provenance", "scratch", "seal", "whole_files"}
# Above the stages whose functions they use; nothing imports them.
TOOLS = {
    "mocks": {"snapshots", "temperatures", "images", "plan"},
    "pseudo": {"images", "observation"},
    "query": {"observation", "embedding", "training", "matching", "figures", "plan"},
    # What scripts and the Snakefile use beside the stages.
    "plan": {"embedding", "training"},
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def imports_of(path):
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module


def room_of(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_one_way(path):
    room = room_of(path)
    allowed = {room} | GROUND
    allowed |= ROOMS if room in STAGES | ROOMS else set()
    if room in TOOLS:
        allowed |= ROOMS | TOOLS[room]
    if room in ("errors", "units", "__init__"):
        allowed = {room}
    ours = {name.split(".")[1] for name in imports_of(path) if name.startswith("simanalogues.")}
    assert ours <= allowed


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_the_package_knows_no_snakemake_and_only_networks_rooms_know_networks(path):
    packages = {name.split(".")[0] for name in imports_of(path)}
    assert "snakemake" not in packages
    if room_of(path) not in ("networks", "embedding", "training"):
        assert not packages & {"tensorflow", "keras", "jax", "torch", "openvino"}


def test_every_part_has_a_place_in_the_house():
    parts = {path.name.removesuffix(".py") for path in PACKAGE.iterdir() if path.name != "__pycache__"}
    assert parts == STAGES | ROOMS | GROUND | set(TOOLS) | {"__init__"}
