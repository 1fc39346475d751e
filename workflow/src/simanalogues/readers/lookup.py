"""Which class reads which format. A reader's module is imported when a simulation of its format is there.

No module imports a reader by a statement: the code of one format is then no part of what runs of another one depend on.
Imports nothing but the standard library, so that a Snakefile may use it.
"""

import functools
import importlib

from simanalogues.errors import ConfigError

# Module and class of each value of the config's `format`.
READERS = {
    "ramses": ("simanalogues.readers.ramses_reader", "RamsesReader"),
    "yt": ("simanalogues.readers.yt_reader", "YtReader"),
    "radmc3d": ("simanalogues.readers.radmc3d_reader", "Radmc3dReader"),
}


@functools.cache
def reader_class(format_name: str) -> type:
    """The class that reads a format, a subclass of `readers.reader.Reader`.

    Raises
    ------
    ConfigError
        The format is unknown.
    """
    if format_name not in READERS:
        raise ConfigError(f"format '{format_name}' is unknown: choose one of {', '.join(READERS)}")
    module, name = READERS[format_name]
    return getattr(importlib.import_module(module), name)


def modules_of(format_name: str) -> list[str]:
    """The modules that a format's reader starts from; what they import by statements belongs to it as well."""
    return [READERS[format_name][0]]


def formats_with(option: str) -> list[str]:
    """The formats whose sources have an option such as `pattern`."""
    return [name for name in READERS if option in reader_class(name).options]
