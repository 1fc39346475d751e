import ast
import subprocess
import sys

import pytest
import yaml

from simanalogues.readers.lookup import READERS, formats_with, modules_of, reader_class
from simanalogues.readers.reader import Reader

HEAVY = ("yt", "osyris", "numba", "xarray")


def imports_of(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))


@pytest.mark.parametrize("name", READERS)
def test_every_format_has_a_class_that_answers_all(name):
    found = reader_class(name)
    assert issubclass(found, Reader)
    assert not found.__abstractmethods__
    assert found.__module__ in modules_of(name)


def test_the_config_takes_the_formats_that_there_are(root):
    schema = yaml.safe_load((root / "workflow/schemas/config.schema.yaml").read_text())
    simulation = schema["properties"]["simulations"]["additionalProperties"]
    assert simulation["properties"]["format"]["enum"] == list(READERS)
    assert simulation["if"]["properties"]["format"]["enum"] == formats_with("pattern")
    assert set(formats_with("stars_pattern")) == set(formats_with("pattern"))


@pytest.mark.parametrize("name", READERS)
def test_a_reader_is_light_to_import(root, name):
    asked = f"from simanalogues.readers.lookup import reader_class; reader_class({name!r})"
    heavy = f"import sys; {asked}; print(*set({HEAVY}) & set(sys.modules))"
    environment = {"PYTHONPATH": str(root / "workflow/src")}
    said = subprocess.run([sys.executable, "-c", heavy], env=environment, capture_output=True, text=True, check=True)
    assert said.stdout.split() == []


def test_no_other_module_imports_a_reader_by_a_statement(root):
    package = root / "workflow/src/simanalogues"
    readers = {module for name in READERS for module in modules_of(name)}
    importing = {path.name for path in package.rglob("*.py") if readers & set(imports_of(path))}
    assert importing == set()


def test_what_runs_of_ramses_reach_holds_nothing_of_yt(root):
    source, waiting, reached = root / "workflow/src", ["simanalogues.assembly.assemble", *modules_of("ramses")], set()
    while waiting:
        name = waiting.pop()
        path = source.joinpath(*name.split(".")).with_suffix(".py")
        if name not in reached and path.is_file():
            reached.add(name)
            waiting += list(imports_of(path))
    assert "simanalogues.readers.ramses" in reached
    assert not {"simanalogues.readers.yt_cells", "simanalogues.readers.model_cells"} & reached
