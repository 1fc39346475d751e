"""The config: checked against its schema, with defaults filled in and errors that say what to write instead."""

import copy
import difflib
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import jsonschema
import yaml

from simanalogues.distances.registry import DISTANCES
from simanalogues.errors import ConfigError
from simanalogues.map_kinds.registry import MAP_KINDS, kind_of
from simanalogues.places import RESOURCES

SHIPPED_LINES = RESOURCES / "lines" / "tracers.yaml"
TABLE_MARKS = ("<!-- made by `make config-table` -->", "<!-- end of the table -->")
# What a key's `x-choices` names in the schema.
MARK_OF_CHOICES = "x-choices"
CHOICES: dict[str, Iterable[str]] = {"distances": DISTANCES}


def validated(config: dict, schema_file: str | Path) -> dict:
    """A copy of the config with all defaults, and with the lines that tracers only name.

    Raises
    ------
    ConfigError
        Names the key, the value, what was expected, and the nearest known key for a misspelt one; or the distance that
        figures are to show and that is not taken.
    """
    schema = read_schema(schema_file)
    filled = with_defaults(with_named_lines(config), schema)
    validator = jsonschema.Draft202012Validator(schema)
    errors = sorted(validator.iter_errors(filled), key=lambda error: list(map(str, error.absolute_path)))
    if errors:
        raise ConfigError("the config cannot be used:\n" + "\n".join(f"  - {_explain(error)}" for error in errors))
    require_lines_of_lines(filled)
    require_shown_distances(filled)
    return filled


def read_schema(schema_file: str | Path) -> dict:
    """The schema of the config, in which `x-choices: NAME` is the list of what that registry (`CHOICES`) holds."""
    return _with_choices(yaml.safe_load(Path(schema_file).read_text()))


def _with_choices(schema: object) -> object:
    if isinstance(schema, list):
        return [_with_choices(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    filled = {key: _with_choices(item) for key, item in schema.items() if key != MARK_OF_CHOICES}
    return filled | ({"enum": list(CHOICES[schema[MARK_OF_CHOICES]])} if MARK_OF_CHOICES in schema else {})


def require_lines_of_lines(config: dict) -> None:
    """Raise ConfigError where a continuum has a line."""
    for target, settings in config["targets"].items():
        for tracer, entry in settings["tracers"].items():
            if "line" in entry and not kind_of(entry).is_line:
                of_lines = " or ".join(kind.name for kind in MAP_KINDS.values() if kind.is_line)
                raise ConfigError(
                    f"targets.{target}.tracers.{tracer}.line: a {kind_of(entry).name} has no line: choose kind "
                    f"{of_lines}, or leave the line out"
                )


def require_shown_distances(config: dict) -> None:
    """The distances that figures show must be among those of the matching; each counts where a tracer is shown with it.

    Raises
    ------
    ConfigError
        Names both keys.
    """
    taken = config["matching"]["distances"]
    tracers = [entry for target in config["targets"].values() for entry in target["tracers"].values()]
    for key in sorted({kind_of(entry).distance_key for entry in tracers}):
        if config["figures"][key] not in taken:
            raise ConfigError(
                f"figures.{key}: '{config['figures'][key]}' is not among matching.distances ({', '.join(taken)}): "
                "add it there, or show another"
            )


def with_defaults(value: object, schema: dict) -> object:
    """The value with the schema's defaults filled in at every depth; the given value is not changed."""
    if not isinstance(value, dict) or schema.get("type") != "object":
        return value
    known = schema.get("properties", {})
    filled = {key: known[key]["default"] for key in known if "default" in known[key]} | value
    others = schema.get("additionalProperties", {})
    other_schema = others if isinstance(others, dict) else {}
    return {key: with_defaults(item, known.get(key, other_schema)) for key, item in filled.items()}


def with_named_lines(config: dict) -> dict:
    """A copy in which `line: NAME` of a tracer is the block of that name in resources/lines/tracers.yaml.

    Raises
    ------
    ConfigError
        No line that ships has that name.
    """
    shipped = yaml.safe_load(SHIPPED_LINES.read_text())
    config = copy.deepcopy(config)
    targets = config.get("targets") if isinstance(config.get("targets"), dict) else {}
    for target, settings in targets.items():
        tracers = settings.get("tracers") if isinstance(settings, dict) else None
        for tracer, entry in (tracers if isinstance(tracers, dict) else {}).items():
            line = entry.get("line") if isinstance(entry, dict) else None
            if isinstance(line, str):
                if line not in shipped:
                    raise ConfigError(
                        f"targets.{target}.tracers.{tracer}.line: no line called '{line}' ships: choose one of "
                        f"{', '.join(shipped)}, or give a block with `molecule` or `list`"
                    )
                entry["line"] = shipped[line]
    return config


def _explain(error: jsonschema.ValidationError) -> str:
    where = ".".join(map(str, error.absolute_path)) or "top level"
    if error.validator == "additionalProperties":
        known = list(error.schema.get("properties", {}))
        return "; ".join(f"{where}: {_unknown(key, known)}" for key in set(error.instance) - set(known))
    if error.validator == "required":
        return f"{where}: {error.message}: add it"
    if error.validator == "oneOf" and "required" in str(error.schema.get("oneOf")):
        alternatives = [" together with ".join(f"`{key}`" for key in way["required"]) for way in error.validator_value]
        return f"{where}: give either {', or '.join(alternatives)}"
    meaning = error.schema.get("description") or (error.parent and error.parent.schema.get("description")) or ""
    return f"{where}: {error.message}" + (f" ({meaning})" if meaning else "")


def _unknown(key: str, known: list[str]) -> str:
    near = difflib.get_close_matches(key, known, n=1)
    hint = f"did you mean `{near[0]}`?" if near else f"there are {', '.join(known)}"
    return f"`{key}` is no known key: {hint}"


def keys_of(schema: dict, prefix: str = "") -> Iterator[tuple[str, dict]]:
    """Every key of the schema as a dotted path with its own schema; `*` stands for a name that the user chooses."""
    for key, item in schema.get("properties", {}).items():
        yield f"{prefix}{key}", item
        yield from keys_of(item, f"{prefix}{key}.")
    if isinstance(schema.get("additionalProperties"), dict):
        yield from keys_of(schema["additionalProperties"], f"{prefix}*.")


def table_of_keys(schema: dict) -> str:
    """The table of `config/README.md`: a row per key with its default, its choices and its meaning, in Markdown."""
    rows = [
        f"| `{path}` | {_default(item)} | {item['description']}{_choices(item)} |" for path, item in keys_of(schema)
    ]
    return "\n".join(["| key | default | meaning |", "|---|---|---|", *rows])


def _default(item: dict) -> str:
    if "default" not in item or isinstance(item["default"], dict):
        return ""
    return f"`{json.dumps(item['default'])}`"


def _choices(item: dict) -> str:
    choices = item.get("enum") or item.get("items", {}).get("enum")
    return f" One of {', '.join(f'`{choice}`' for choice in choices)}." if choices else ""


def write_table(schema_file: str | Path, readme: str | Path) -> None:
    """Put the table of keys between the two marks of `config/README.md`."""
    before, rest = Path(readme).read_text().split(TABLE_MARKS[0])
    after = rest.split(TABLE_MARKS[1])[1]
    table = table_of_keys(read_schema(schema_file))
    Path(readme).write_text(f"{before}{TABLE_MARKS[0]}\n{table}\n{TABLE_MARKS[1]}{after}")


if __name__ == "__main__":
    write_table(*sys.argv[1:])
