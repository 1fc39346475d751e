"""What a kind of file is."""

from collections.abc import Mapping
from dataclasses import dataclass

from simanalogues.schema.variable import Variable


@dataclass(frozen=True, eq=False)
class Kind:
    """One kind of file: its name, as each file states it, its variables, and those of which it has at least one."""

    name: str
    variables: Mapping[str, Variable]
    at_least_one: tuple[str, ...] = ()
