"""Where the outputs of one simulation lie and in which format: what a rule hands to a job.

Imports nothing but the standard library, so that a Snakefile may use it.

Sinks of the formats `yt` and `radmc3d` come from a CSV file of ours, one per output: see `readers.stars_file`.
"""

import re
from dataclasses import asdict, dataclass
from pathlib import Path, PurePath

from simanalogues.errors import ConfigError

FORMATS = ("ramses", "yt", "radmc3d")
# The number of an output in a pattern, such as {output} or {output:05d}.
FIELD = re.compile(r"\{output(?::(?:0\d+)?d?)?\}")


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
        if self.format not in FORMATS:
            raise ConfigError(f"{self.folder}: format '{self.format}' is unknown: choose one of {', '.join(FORMATS)}")
        for key in ("pattern", "stars_pattern"):
            _require_pattern(self, key)

    @classmethod
    def from_params(cls, params: dict) -> "Source":
        """The source that a rule's params describe."""
        return cls(**(params | {"folder": Path(params["folder"])}))

    def params(self) -> dict[str, str | float]:
        """Plain description for a rule's params; holds nothing that the format does not use."""
        unused = set() if self.format == "radmc3d" else {"gas_to_dust"}
        described = asdict(self) | {"folder": str(self.folder)}
        return {key: value for key, value in described.items() if value is not None and key not in unused}

    def path(self, output: int) -> Path:
        """File or folder of one output, as its reader opens it; of the formats `yt` and `radmc3d`."""
        return self.folder / self.pattern.format(output=output)

    def stars_file(self, output: int) -> Path:
        """Stars of one output; of the formats `yt` and `radmc3d`."""
        return self.folder / self.stars_pattern.format(output=output)

    def root(self, output: int) -> Path:
        """What holds all files of one output: the topmost part of its path that has the number in its name."""
        parts = PurePath(self.pattern).parts
        depth = next(i for i, part in enumerate(parts) if FIELD.search(part))
        return self.folder / str(PurePath(*parts[: depth + 1])).format(output=output)


def _require_pattern(source: Source, key: str) -> None:
    """Raise ConfigError unless a pattern is there exactly where the format needs it, and formats the number."""
    pattern = getattr(source, key)
    if source.format == "ramses":
        if pattern is not None:
            raise ConfigError(f"{source.folder}: `{key}` is for `format: yt` or `radmc3d`: set `format`, or remove it")
        return
    text, n_fields = FIELD.subn("", pattern or "")
    if n_fields == 0 or set("{}") & set(text):
        raise ConfigError(
            f"{source.folder}: `{key}` of format {source.format} is '{pattern}', expected a path with the number of "
            'the output, such as "plt{output:05d}"'
        )
