"""All kinds of maps. Light to import: the Snakefile asks."""

from simanalogues.map_kinds.continuum import CONTINUUM
from simanalogues.map_kinds.kind import MapKind
from simanalogues.map_kinds.moment0 import MOMENT0
from simanalogues.map_kinds.moment1 import MOMENT1

MAP_KINDS: dict[str, MapKind] = {kind.name: kind for kind in (CONTINUUM, MOMENT0, MOMENT1)}
# Keys of a tracer that only the embedding and figures read, whatever its kind.
EMBEDDING_KEYS = tuple(dict.fromkeys(key for kind in MAP_KINDS.values() for key in kind.embedding_keys))


def kind_of(entry: dict) -> MapKind:
    """The kind of a tracer, from its block in the config; a continuum where none is given."""
    return MAP_KINDS[entry.get("kind", CONTINUUM.name)]
