"""Kinds of files: each has a name and a module of its own, and no module knows them all."""

import ast
from pathlib import Path

import pytest
from kinds import ALL, KINDS

from simanalogues import schema

FOLDER = Path(schema.__file__).parent
# Tables that are put together from files of other kinds.
DERIVED = {"catalogue": {"snapshots", "disks", "temperatures"}, "system_views": {"spectra"}}


def kinds_imported_by(module):
    tree = ast.parse((FOLDER / f"{module}.py").read_text())
    modules = {node.module.rsplit(".", 1)[-1] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return modules & set(KINDS)


def test_every_kind_has_a_name_of_its_own_and_a_module_of_that_name():
    assert len(KINDS) == len(ALL) > 1
    assert set(KINDS) <= {path.stem for path in FOLDER.glob("*.py")}


@pytest.mark.parametrize("module", sorted(path.stem for path in FOLDER.glob("*.py")))
def test_a_module_of_the_schema_imports_no_kind_but_those_that_its_own_is_made_of(module):
    assert kinds_imported_by(module) == DERIVED.get(module, set())


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.name)
def test_a_file_may_lack_each_of_the_variables_of_which_it_has_at_least_one(kind):
    assert all(kind.variables[name].optional for name in kind.at_least_one)
