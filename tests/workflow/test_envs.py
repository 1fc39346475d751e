"""Conda environments: versions as in the lock, and exactly what the scripts of their rules import."""

import ast
import functools
import re
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "workflow/src"
NAMES = ["pipeline", "gpu"]
# Modules that are not called like their package.
PACKAGES = {"yaml": "pyyaml", "netCDF4": "netcdf4", "radio_beam": "radio-beam", "mpl_toolkits": "matplotlib"}
PACKAGES |= {"skimage": "scikit-image", "sklearn": "scikit-learn", "PIL": "pillow"}
# Imported for a setting that is not the default: who wants it adds it to the environment.
OPTIONAL = {
    "yt": "reads simulations of other codes, `format: yt`",
    "openvino": "a faster runtime for CPUs; TensorFlow does where it is missing",
    "jax": "another backend of Keras, by KERAS_BACKEND",
    "torch": "another backend of Keras, by KERAS_BACKEND",
}


def pins(name):
    """Versions of the environment's packages, without their extras."""
    environment = yaml.safe_load((ROOT / f"envs/{name}.yaml").read_text())
    listed = next(item["pip"] for item in environment["dependencies"] if isinstance(item, dict))
    return dict(re.sub(r"\[.*?\]", "", pin).split("==") for pin in listed)


def rules():
    """Every rule that has a script: its name, environment and script."""
    for path in sorted((ROOT / "workflow/rules").glob("*.smk")):
        for block in re.split(r"^rule ", path.read_text(), flags=re.MULTILINE)[1:]:
            if script := re.search(r'"\.\./\.\./scripts/(\w+\.py)"', block):
                environment = re.search(r'^    conda:\n        "\.\./\.\./envs/(\w+)\.yaml"$', block, re.MULTILINE)
                yield block.split(":")[0], environment and environment[1], script[1]


def file_of(module):
    """The file of a module of our package; None where there is no such module."""
    path = SOURCE.joinpath(*module.split("."))
    candidates = [path / "__init__.py", path.with_suffix(".py")]
    return next((candidate for candidate in candidates if candidate.is_file()), None)


def imports_of(path):
    """Modules that a file imports, at its head, within functions or by name; and what xarray reads files with."""
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Import():
                yield from (alias.name for alias in node.names)
            case ast.ImportFrom():
                yield node.module
                yield from (f"{node.module}.{alias.name}" for alias in node.names)
            case ast.Call(func=ast.Attribute(attr="import_module"), args=[ast.Constant(value=name)]):
                yield name
            case ast.keyword(arg="engine", value=ast.Constant(value="netcdf4")):
                yield "netCDF4"
            case ast.Constant(value=str(name)) if re.fullmatch(r"simanalogues(\.\w+)+", name):
                yield name


@functools.cache
def packages_of(script):
    """Third-party packages that a script reaches through our package."""
    seen, waiting, packages = set(), [ROOT / "scripts" / script], set()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        for module in imports_of(path):
            first = module.split(".")[0]
            if first == "simanalogues":
                waiting += [found] if (found := file_of(module)) else []
            elif first not in sys.stdlib_module_names | {"snakemake"}:
                packages.add(PACKAGES.get(first, first))
    return packages


@pytest.mark.parametrize("name", NAMES)
def test_conda_environments_pin_the_versions_of_the_lock_and_need_no_other_file(name):
    locked = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / "requirements.lock").read_text(), re.MULTILINE))
    assert len(pins(name)) > 5
    assert pins(name).items() <= locked.items()


@pytest.mark.parametrize(("rule", "environment", "script"), list(rules()), ids=str)
def test_the_environment_of_a_rule_holds_what_its_script_imports(rule, environment, script):
    assert packages_of(script) - OPTIONAL.keys() <= pins(environment).keys()


@pytest.mark.parametrize("name", NAMES)
def test_an_environment_holds_nothing_that_no_script_of_its_rules_imports(name):
    imported = set().union(*(packages_of(script) for _, environment, script in rules() if environment == name))
    assert pins(name).keys() <= imported


def test_every_script_has_a_rule_and_every_optional_package_is_imported():
    scripts = {script for _, _, script in rules()}
    assert scripts == {path.name for path in (ROOT / "scripts").glob("*.py")}
    assert OPTIONAL.keys() <= set().union(*map(packages_of, scripts))
