"""The container's Dockerfile: `make lint` reads it for style, this for what it says of the project."""

import json
import re
import shlex
from fnmatch import fnmatch

import pytest
import yaml
from packaging.specifiers import SpecifierSet

PROJECT = "/opt/simanalogues"


@pytest.fixture
def dockerfile(root):
    """Instructions in order: (name, rest of the line)."""
    text = re.sub(r"\\\n\s*", "", (root / "envs/container/Dockerfile").read_text())
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [tuple(line.split(maxsplit=1)) for line in lines]


def said(dockerfile, name):
    """What follows each instruction of a name."""
    return [rest for instruction, rest in dockerfile if instruction == name]


def copied(dockerfile):
    """Path in the image of each copied path of the project."""
    places = {}
    for rest in said(dockerfile, "COPY"):
        *sources, place = shlex.split(rest)
        places |= {source: place + source if place.endswith("/") else place for source in sources}
    return places


def goes_to_the_daemon(path, patterns):
    """Whether .dockerignore lets a path through: the last pattern that fits it, or a folder above it, decides."""
    kept = True
    parents = ["/".join(path.split("/")[:depth]) for depth in range(1, path.count("/") + 2)]
    for pattern in patterns:
        wanted = pattern.removeprefix("!")
        names = parents + [f"/{parent}" for parent in parents]
        if any(fnmatch(name, wanted.replace("**/", "*/")) for name in names):
            kept = pattern.startswith("!")
    return kept


@pytest.fixture
def patterns(root):
    lines = (root / ".dockerignore").read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_the_base_image_is_pinned_to_a_python_that_the_project_and_the_conda_environments_take(root, dockerfile):
    (base,) = said(dockerfile, "FROM")
    version = re.fullmatch(r"python:(3\.\d+\.\d+)-slim-[a-z]+", base)[1]
    pyproject = (root / "pyproject.toml").read_text()
    assert version in SpecifierSet(re.search(r'^requires-python = "(.*)"', pyproject, re.MULTILINE)[1])
    conda = yaml.safe_load((root / "envs/pipeline.yaml").read_text())["dependencies"][0]
    assert version.startswith(conda.removeprefix("python=") + ".")


def test_packages_come_from_the_lock_with_their_hashes_and_the_file_names_no_registry(dockerfile):
    (install,) = [rest for rest in said(dockerfile, "RUN") if "pip install" in rest]
    assert "--require-hashes" in install
    assert f"-r {copied(dockerfile)['requirements.lock']}" in install
    everything = " ".join(rest for _, rest in dockerfile)
    assert not re.search(r"https?:|index-url|find-links|trusted-host|\bcurl\b|\bwget\b", everything)


def test_all_that_is_copied_is_there_and_goes_to_the_daemon(root, dockerfile, patterns):
    for source, place in copied(dockerfile).items():
        assert (root / source).exists()
        assert place == f"{PROJECT}/{source}"
        assert goes_to_the_daemon(source, patterns), source


@pytest.mark.parametrize(
    "path",
    [".git", ".venv", ".venv/bin/python", ".snakemake", "results", "logs", "tests", "inputs", "README.md"]
    + ["workflow/src/simanalogues/__pycache__", "scripts/__pycache__/x.pyc", "envs/container/Dockerfile"],
)
def test_what_the_image_does_not_need_is_not_sent_to_the_daemon(path, patterns):
    assert not goes_to_the_daemon(path, patterns)


def test_all_that_the_workflow_reads_of_the_project_is_copied(root, dockerfile):
    below = {"Snakefile", "config", "envs", "profiles", "resources", "scripts", "workflow"}
    assert below <= copied(dockerfile).keys()
    referred = "\n".join(path.read_text() for path in [root / "Snakefile", *(root / "workflow/rules").glob("*.smk")])
    folders = set(re.findall(r'"\.\./\.\./(\w+)/', referred)) | set(
        re.findall(r'workflow\.basedir\) / "(\w+)"', referred)
    )
    assert folders <= copied(dockerfile).keys()


def test_the_command_runs_the_demo_and_arguments_of_the_user_take_its_place(root, dockerfile):
    (entrypoint,), (command,) = said(dockerfile, "ENTRYPOINT"), said(dockerfile, "CMD")
    program, option, snakefile = json.loads(entrypoint)
    assert (program, option) == ("snakemake", "--snakefile")
    _, configfile, _, data_dir = json.loads(command)
    for path in (snakefile, configfile, data_dir.removeprefix("data_dir=")):
        inside = path.removeprefix(f"{PROJECT}/")
        assert (root / inside).exists()
        assert inside.split("/")[0] in copied(dockerfile)


def test_the_image_is_used_by_no_root_user_and_works_where_the_user_has_no_home_folder_and_no_name(dockerfile):
    (user,) = said(dockerfile, "USER")
    assert user.isdigit() and int(user) > 0
    assert {"PYTHONNOUSERSITE=1", "HOME=/tmp", "USER=nobody"} <= set(" ".join(said(dockerfile, "ENV")).split())
    assert dockerfile.index(("USER", user)) > max(
        i for i, (name, _) in enumerate(dockerfile) if name in ("RUN", "COPY")
    )
