"""Results as JSON: numbers as they are, what is not known as null."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np

from simanalogues.whole_files import write_text_whole

NOT_TESTABLE = "not testable"


def plain(value: Any) -> Any:
    """The same of Python's own types, with None for NaN and infinity."""
    if isinstance(value, dict):
        return {str(name): plain(entry) for name, entry in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [plain(entry) for entry in value]
    value = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(value, float) and not math.isfinite(value) else value


def write_json(value: Any, destination: str | Path) -> None:
    """Write a result; raises as `write_text_whole`."""
    write_text_whole(destination, json.dumps(plain(value), indent=1) + "\n")
