"""Digest of the code that a stage reaches. Imports nothing but the standard library, so that a Snakefile may use it."""

import ast
import functools
import hashlib
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
SCRIPTS = PACKAGE.parents[2] / "scripts"
TEMPLATES = (".j2", ".css", ".js")
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
    tree = ast.parse(path.read_text())
    imported = []
    for node in ast.walk(tree):
        if isinstance(node, IMPORTS):
            imported += _imports(node)
        elif isinstance(node, DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:]
    return hashlib.blake2b(ast.dump(tree).encode()).digest(), imported


def _imports(node: ast.Import | ast.ImportFrom) -> list[Path]:
    names = [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        names = [node.module, *(f"{node.module}.{name}" for name in names)] if node.module else []
    paths = []
    for name in names:
        if name.startswith("simanalogues."):
            stem = PACKAGE.joinpath(*name.split(".")[1:])
            paths += [path for path in (stem.with_suffix(".py"), stem / "__init__.py") if path.is_file()]
    return paths
