"""What a file's variable is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Variable:
    """One variable: its dimensions, unit (`1` for none), meaning, and whether a file may lack it."""

    dims: tuple[str, ...]
    units: str
    long_name: str
    optional: bool = False


OUTPUT = ("output",)
STAR = ("output", "star")
VIEW = ("output", "view")
