"""Where the outputs of one simulation lie and in which format: what a rule hands to a job.

Imports nothing but the standard library and the reader's class, which is light, so that a Snakefile may use it.
"""

import re
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from simanalogues.errors import ConfigError
from simanalogues.readers.lookup import formats_with, reader_class

# The number of an output in a pattern, such as {output} or {output:05d}.
FIELD = re.compile(r"\{output(?::(?:0\d+)?d?)?\}")
PATTERNS = ("pattern", "stars_pattern")


@dataclass(frozen=True)
class Source:
    """A simulation's folder and how its outputs are read.

    folder
        Folder that holds the outputs.
    format
        `ramses` (osyris and RAMSES's own sink files); `yt`, what yt reads as an octree or patches; or `radmc3d`, a
        model directory per output.
    pattern, stars_pattern
        Path of one output and of its stars file, relative to the folder, with the number as `{output:05d}`; of the
        formats `yt` and `radmc3d`.
    gas_to_dust
        Gas density over dust density; of the format `radmc3d`.

    Raises
    ------
    ConfigError
        The format is unknown, or a pattern is missing, superfluous or has no `{output}`.
    """

    folder: Path
    format: str = "ramses"
    pattern: str | None = None
    stars_pattern: str | None = None
    gas_to_dust: float = 100.0

    def __post_init__(self) -> None:
        for key in PATTERNS:
            _require_pattern(self, key)

    @classmethod
    def from_settings(cls, folder: Path, settings: dict) -> "Source":
        """The source that a simulation's block in the config describes."""
        keys = {field.name for field in fields(cls)} - {"folder"}
        return cls(folder, **{key: settings[key] for key in keys & set(settings)})

    @classmethod
    def from_params(cls, params: dict) -> "Source":
        """The source that a rule's params describe."""
        return cls(**(params | {"folder": Path(params["folder"])}))

    def params(self) -> dict[str, str | float]:
        """Plain description for a rule's params; holds nothing that the format does not use."""
        used = {"folder", "format", *reader_class(self.format).options}
        described = asdict(self) | {"folder": str(self.folder)}
        return {key: value for key, value in described.items() if key in used}


def _require_pattern(source: Source, key: str) -> None:
    """Raise ConfigError unless a pattern is there exactly where the format needs it, and formats the number."""
    pattern = getattr(source, key)
    if key not in reader_class(source.format).options:
        if pattern is not None:
            others = "` or `".join(formats_with(key))
            raise ConfigError(f"{source.folder}: `{key}` is for `format: {others}`: set `format`, or remove it")
        return
    text, n_fields = FIELD.subn("", pattern or "")
    if n_fields == 0 or set("{}") & set(text):
        raise ConfigError(
            f"{source.folder}: `{key}` of format {source.format} is '{pattern}', expected a path with the number of "
            'the output, such as "plt{output:05d}"'
        )
