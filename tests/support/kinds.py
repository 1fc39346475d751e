"""All kinds of files, by name: each module of `schema/` is looked through."""

import importlib
import pkgutil

from simanalogues import schema
from simanalogues.schema.kind import Kind

MODULES = [
    importlib.import_module(f"{schema.__name__}.{module.name}") for module in pkgutil.iter_modules(schema.__path__)
]
# Some modules hold a kind that they derive from, too.
ALL = list({id(kind): kind for module in MODULES for kind in vars(module).values() if isinstance(kind, Kind)}.values())
KINDS = {kind.name: kind for kind in ALL}
