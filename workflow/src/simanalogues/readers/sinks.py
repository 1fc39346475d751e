"""Sink files: which columns there are, and in which units, is read from the file's own header.

A further format is one more function with the signature of `read_csv_sinks`, and its entry in SINK_FORMATS.
"""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from simanalogues.errors import InputMissing, RamsesFileDamaged, SinkFormatUnknown
from simanalogues.readers.ramses import RamsesInfo

REQUIRED = ("id", "msink", "x", "y", "z")
DEFAULT_UNITS = {"msink": "m", "tform": "t", "acc_rate": "m t**-1"}
DEFAULT_UNITS |= {name: "l" for name in "xyz"} | {f"v{name}": "l t**-1" for name in "xyz"}


def read_sinks(path: str | Path, info: RamsesInfo) -> pd.DataFrame:
    """Sinks of one output, in cgs, indexed by id.

    Returns
    -------
    Columns `mass_g`, `x_cm`.., `vx_cm_s`.., `formed_s` (simulation time), `accretion_g_s`. Velocities, time
    of formation and accretion rate are NaN where the file has no such column.

    Raises
    ------
    InputMissing, SinkFormatUnknown, RamsesFileDamaged
        No such file; no format for it, or a required column is missing; a row is cut short.
    """
    path = Path(path)
    if not path.is_file():
        raise InputMissing(f"{path} is missing: restore it, or list the output under `exclude`")
    if path.suffix not in SINK_FORMATS:
        raise SinkFormatUnknown(f"{path}: no reader for '{path.suffix}' files, there are {sorted(SINK_FORMATS)}")
    return SINK_FORMATS[path.suffix](path, info)


def read_csv_sinks(path: Path, info: RamsesInfo) -> pd.DataFrame:
    """RAMSES's `sink_NNNNN.csv`: a commented line of names, one of units (`l t**-1`), then a row per sink."""
    lines = path.read_text().splitlines()
    headers = [line.strip(" #").split(",") for line in lines if line.lstrip().startswith("#")]
    names = [name.strip() for name in headers[0]] if headers else []
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise SinkFormatUnknown(f"{path}: the header names {names or 'nothing'}, but {missing} are needed")
    units = dict(zip(names, headers[1], strict=False)) if len(headers) > 1 else DEFAULT_UNITS
    rows = [line.split(",") for line in lines if line.strip() and not line.lstrip().startswith("#")]
    try:
        values = np.array([[_number(field) for field in row] for row in rows], dtype=float).reshape(-1, len(names))
    except ValueError as error:
        raise RamsesFileDamaged(f"{path}: {error}; is the file cut short? Restore it") from error
    table = pd.DataFrame(values, columns=names)
    return _to_cgs(table, {name: _factor(units.get(name, DEFAULT_UNITS[name]), info) for name in DEFAULT_UNITS})


SINK_FORMATS: dict[str, Callable[[Path, RamsesInfo], pd.DataFrame]] = {".csv": read_csv_sinks}


def _number(field: str) -> float:
    """Fortran writes 1.0D+00, and 1.0-101 where the exponent has three digits."""
    return float(re.sub(r"(\d)([+-]\d{3})$", r"\1E\2", field.strip().replace("D", "E")))


def _factor(expression: str, info: RamsesInfo) -> float:
    factor = 1.0
    base = {"m": info.unit_mass_g, "l": info.unit_length_cm, "t": info.unit_time_s}
    for symbol, power in re.findall(r"([mlt])(?:\*\*(-?\d+))?", expression):
        factor *= base[symbol] ** int(power or 1)
    return factor


def _to_cgs(table: pd.DataFrame, factors: dict[str, float]) -> pd.DataFrame:
    renamed = {"msink": "mass_g", "tform": "formed_s", "acc_rate": "accretion_g_s"}
    renamed |= {name: f"{name}_cm" for name in "xyz"} | {f"v{name}": f"v{name}_cm_s" for name in "xyz"}
    sinks = pd.DataFrame(index=pd.Index(table["id"].astype(int), name="id"))
    for name, target in renamed.items():
        sinks[target] = table[name].to_numpy() * factors[name] if name in table else np.nan
    return sinks.sort_index()
