"""Digest of the code that can change a result. Imports nothing but the standard library, so that a Snakefile may use
it."""

import ast
import atexit
import contextlib
import functools
import hashlib
import importlib.util
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
SCRIPTS = PACKAGE.parents[2] / "scripts"
TEMPLATES = (".j2", ".css", ".js")
# Rooms and modules that cannot change a result: what they say, note down or clear away lies beside it. A change of how
# files are written or sealed that old ones do not fit is a new FORMAT.
WITHOUT_EFFECT = frozenset({"errors", "log", "plan.job", "provenance", "scratch", "seal", "whole_files"})
FORMAT = "1"
# Where Python keeps what it has compiled of this very file: there is what was parsed before.
MEMORY = Path(importlib.util.cache_from_source(__file__)).with_name("parsed_modules.json")
# Looked up for every node of the code, so tuples: a union would be made anew each time.
IMPORTS = (ast.Import, ast.ImportFrom)
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef)


def code_digest(script: str, *others: str, templates: str | None = None) -> str:
    """Digest of the code that can change what a script of `scripts/` writes.

    It is of the script, of the other modules that are named, and of all modules of this package that these import,
    directly or not, but for those of `WITHOUT_EFFECT`. It is taken from the syntax tree without docstrings, so that
    comments and layout do not count.

    Parameters
    ----------
    script
        Name of the script, without `.py`.
    others
        Dotted names of modules that are imported by name at run time, such as the reader of a simulation's format.
    templates
        Room whose templates, style sheets and scripts of pages the script fills; they count as they are.
    """
    found = [path for name in others for path in _files_of(PACKAGE, name)]
    digest = _digest_of([SCRIPTS / f"{script}.py", *found])
    if templates:
        for path in sorted((PACKAGE / templates).rglob("*.*")):
            if path.suffix in TEMPLATES:
                digest.update(path.read_bytes())
    return digest.hexdigest()


def module_digest(*names: str) -> str:
    """Digest of modules by their dotted names and of all that they import, as `code_digest` takes it."""
    return _digest_of([path for name in names for path in _files_of(PACKAGE, name)]).hexdigest()


def room_digest(room: str) -> str:
    """Digest of all modules of a room and of all that they import, as `code_digest` takes it."""
    return _digest_of((PACKAGE / room).rglob("*.py")).hexdigest()


def _digest_of(starts: Iterable[Path]) -> "hashlib._Hash":
    digest = hashlib.blake2b(FORMAT.encode(), digest_size=8)
    for path in sorted(_reached(starts)):
        name = path.relative_to(PACKAGE) if path.is_relative_to(PACKAGE) else path.name
        digest.update(str(name).encode() + _parse(path)[0])
    return digest


def _reached(starts: Iterable[Path]) -> set[Path]:
    """Modules that are imported, directly or not, and these themselves, but for those without effect."""
    reached: set[Path] = set()
    waiting = list(starts)
    while waiting:
        path = waiting.pop()
        if path not in reached and not _is_without_effect(path):
            reached.add(path)
            waiting += _parse(path)[1]
    return reached


@functools.cache
def _is_without_effect(path: Path) -> bool:
    if not path.is_relative_to(PACKAGE):
        return False
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts) in WITHOUT_EFFECT or parts[0] in WITHOUT_EFFECT


@functools.cache
def _parse(path: Path) -> tuple[bytes, list[Path]]:
    """Digest of one module's code, and the modules of this package that it imports."""
    content = path.read_bytes()
    parsed, key = _remembered(MEMORY), hashlib.blake2b(content + sys.version.encode(), digest_size=16).hexdigest()
    if key not in parsed:
        parsed[key] = _parse_anew(content)
    digest, names = parsed[key]
    return bytes.fromhex(digest), [found for name in names for found in _files_of(PACKAGE, name)]


@functools.cache
def _remembered(memory: Path) -> dict[str, tuple[str, list[str]]]:
    """What was parsed before, by a digest of the file: parsing all modules takes longer than planning a small run. Kept
    when the process ends, if there is anything new."""
    try:
        parsed = json.loads(memory.read_text())
    except (OSError, ValueError):
        parsed = {}
    atexit.register(_keep, parsed, len(parsed), memory)
    return parsed


def _keep(parsed: dict[str, tuple[str, list[str]]], n_known: int, memory: Path) -> None:
    """Write what was parsed, where the folder can be written to."""
    if len(parsed) == n_known:
        return
    own = memory.with_name(f"{memory.name}.{os.getpid()}")
    with contextlib.suppress(OSError):
        memory.parent.mkdir(parents=True, exist_ok=True)
        own.write_text(json.dumps(parsed))
        own.replace(memory)


def _parse_anew(content: bytes) -> tuple[str, list[str]]:
    """Digest of the code of a module, and the dotted names of this package that it imports."""
    tree = ast.parse(content)
    names = []
    for node in ast.walk(tree):
        if isinstance(node, IMPORTS):
            names += _imports(node)
        elif isinstance(node, DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:]
    return hashlib.blake2b(ast.dump(tree).encode()).hexdigest(), names


def _imports(node: ast.Import | ast.ImportFrom) -> list[str]:
    names = [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        names = [node.module, *(f"{node.module}.{name}" for name in names)] if node.module else []
    return [name for name in names if name.startswith("simanalogues.")]


@functools.cache
def _files_of(package: Path, name: str) -> list[Path]:
    """The module or package of a dotted name; none where it is of something within a module."""
    stem = package.joinpath(*name.split(".")[1:])
    return [path for path in (stem.with_suffix(".py"), stem / "__init__.py") if path.is_file()]
