"""The project as an installed package."""

import re
import subprocess
import sys
import zipfile

import pytest

DATA = {".j2", ".css", ".js"}


def locked(path):
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", path.read_text(), re.MULTILINE))


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    # Setuptools leaves its build folder beside pyproject.toml.
    source = folder / "source"
    (source / "workflow").mkdir(parents=True)
    for name in ("pyproject.toml", "README.md", "LICENSE", "workflow/src"):
        (source / name).symlink_to(root / name)
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        folder,
        source,
    ]
    subprocess.run(command, check=True)
    return next(folder.glob("*.whl"))


def test_a_wheel_holds_all_modules_templates_and_scripts_of_the_page(wheel, root):
    source = root / "workflow/src"
    expected = {str(path.relative_to(source)) for path in source.rglob("*.*") if path.suffix in DATA | {".py"}}
    assert {path for path in expected if path.endswith(".j2")}
    assert expected <= set(zipfile.ZipFile(wheel).namelist())


def test_what_runs_need_is_locked_alike_for_developers(root):
    of_runs, of_developers = (locked(root / f"requirements{kind}.lock") for kind in ("", "-dev"))
    assert len(of_runs) < len(of_developers)
    assert of_runs.items() <= of_developers.items()
