"""Digest of the code that a stage reaches. Imports nothing but the standard library, so that a Snakefile may use it."""

import ast
import atexit
import contextlib
import functools
import hashlib
import importlib.util
import json
import os
import sys
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
SCRIPTS = PACKAGE.parents[2] / "scripts"
TEMPLATES = (".j2", ".css", ".js")
# Where Python keeps what it has compiled of this very file: there is what was parsed before.
MEMORY = Path(importlib.util.cache_from_source(__file__)).with_name("parsed_modules.json")
# Looked up for every node of the code, so tuples: a union would be made anew each time.
IMPORTS = (ast.Import, ast.ImportFrom)
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef)


def code_digest(stage: str) -> str:
    """Digest of a stage's modules, of all modules of this package that they import, directly or not, and of the scripts
    that call the stage.

    It is taken from the syntax tree without docstrings, so that comments and layout do not count. Templates, style
    sheets and scripts of pages of the stage count as they are.
    """
    reached: set[Path] = set()
    waiting = sorted((PACKAGE / stage).glob("*.py"))
    while waiting:
        path = waiting.pop()
        if path not in reached:
            reached.add(path)
            waiting += _parse(path)[1]
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(reached):
        digest.update(str(path.relative_to(PACKAGE)).encode() + _parse(path)[0])
    for path in sorted(SCRIPTS.glob("*.py")):
        if any(imported.is_relative_to(PACKAGE / stage) for imported in _parse(path)[1]):
            digest.update(path.name.encode() + _parse(path)[0])
    for path in sorted((PACKAGE / stage).glob("*.*")):
        if path.suffix in TEMPLATES:
            digest.update(path.read_bytes())
    return digest.hexdigest()


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
