"""Numbers of outputs, as a config lists them. Imports nothing but the standard library."""

import re

from simanalogues.errors import ConfigError


def numbers_of(ranges: str | list[int | str] | int) -> list[int]:
    """Output numbers from a config's `outputs`: `14-40`, `14-40:2`, or a list of numbers and such ranges.

    Raises
    ------
    ConfigError
        A part is neither a number nor a range.
    """
    parts = ranges.split(",") if isinstance(ranges, str) else ranges if isinstance(ranges, list) else [ranges]
    numbers: set[int] = set()
    for part in parts:
        match = re.fullmatch(r"\s*(\d+)(?:-(\d+)(?::(\d+))?)?\s*", str(part))
        if not match:
            raise ConfigError(f"outputs: '{part}' is neither a number nor a range such as 14-40 or 14-40:2")
        first, last, step = match.groups()
        numbers.update(range(int(first), int(last or first) + 1, int(step or 1)))
    return sorted(numbers)
