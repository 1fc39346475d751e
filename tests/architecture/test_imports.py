import ast
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "workflow/src/simanalogues"
STAGES = {"snapshots", "temperatures", "disks", "spectra", "catalogue"}
STAGES |= {"observation", "views", "images", "embedding", "training", "matching", "validation"}
STAGES |= {"tables", "figures", "report"}
ROOMS = {"readers", "map_kinds", "models", "assembly", "transfer", "sky", "distances", "parameters", "networks"}
ROOMS |= {"schema", "scoring", "estimators"}
# Rooms of matter from the lowest: each may import those before it, and none after it.
FROM_GRID_TO_MODEL = ["models", "readers", "assembly"]
GROUND = {"errors", "units", "log", "places", "provenance", "scratch", "seal", "whole_files"}
# Above the stages whose functions they use; nothing imports them.
TOOLS = {
    "mocks": {"snapshots", "temperatures", "images", "plan"},
    "pseudo": {"images", "observation"},
    "query": {"observation", "embedding", "training", "matching", "tables", "plan"},
    # What scripts and the Snakefile use beside the stages.
    "plan": {"embedding", "training", "pseudo"},
}
# Figures draw what tables compute; the report shows both.
BUILT_ON = {"figures": {"tables"}, "report": {"tables", "figures"}}
OF_NETWORKS = {"tensorflow", "keras", "jax", "torch", "openvino"}
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


def rooms_of_imports(path):
    return {name.split(".")[1] for name in imports_of(path) if name.startswith("simanalogues.")}


def rooms_open_to(room):
    """Rooms that a room may import."""
    if room in ("errors", "units", "__init__"):
        return {room}
    allowed = {room} | GROUND
    allowed |= ROOMS if room in STAGES | ROOMS else set()
    allowed |= BUILT_ON.get(room, set())
    return allowed | (ROOMS | TOOLS[room] if room in TOOLS else set())


def test_imports_point_one_way():
    climbing = {str(path): rooms_of_imports(path) - rooms_open_to(room_of(path)) for path in MODULES}
    assert {path: rooms for path, rooms in climbing.items() if rooms} == {}


def packages_closed_to(room):
    """Packages that a room may not import."""
    return {"snakemake"} | (set() if room in ("networks", "embedding", "training") else OF_NETWORKS)


def test_the_package_knows_no_snakemake_and_only_networks_rooms_know_networks():
    packages = {path: {name.split(".")[0] for name in imports_of(path)} for path in MODULES}
    wrong = {str(path): found & packages_closed_to(room_of(path)) for path, found in packages.items()}
    assert {path: found for path, found in wrong.items() if found} == {}


def test_an_output_is_told_in_cells_then_read_then_assembled():
    for place, room in enumerate(FROM_GRID_TO_MODEL):
        above = set(FROM_GRID_TO_MODEL[place + 1 :])
        imported = {name for path in (PACKAGE / room).glob("*.py") for name in rooms_of_imports(path)}
        assert not imported & above, room


def test_every_part_has_a_place_in_the_house():
    parts = {path.name.removesuffix(".py") for path in PACKAGE.iterdir() if path.name != "__pycache__"}
    assert parts == STAGES | ROOMS | GROUND | set(TOOLS) | {"__init__"}
