"""Stars of an output that is not of RAMSES: a CSV file of ours, a header with units in the names, a row per star.

    time_kyr,id,mass_msun,x_au,y_au,z_au,vx_kms,vy_kms,vz_kms,formed_kyr,accretion_msun_per_yr
    37.53,1,0.41,4801.2,4508.9,4090.7,0.46,0.00,-0.16,32.99,1.2e-5

`time_kyr` is the time of the output, the same in every row, and `formed_kyr` is counted from the same moment.
`accretion_msun_per_yr` may be left out. Before the first star the file has one row with a time alone. Positions are
measured from the lower corner of the box; for model directories (format `radmc3d`) in the coordinates of their grid.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from simanalogues.errors import InputMissing, OutputInvalid, SinkFormatUnknown
from simanalogues.units import AU_CM, KMS_CM_S, KYR_S, MSUN_G, YEAR_S

# Column of the file: column of the table in cgs, and the factor between them.
COLUMNS = {"mass_msun": ("mass_g", MSUN_G)}
COLUMNS |= {f"{axis}_au": (f"{axis}_cm", AU_CM) for axis in "xyz"}
COLUMNS |= {f"v{axis}_kms": (f"v{axis}_cm_s", KMS_CM_S) for axis in "xyz"}
COLUMNS |= {"formed_kyr": ("formed_s", KYR_S), "accretion_msun_per_yr": ("accretion_g_s", MSUN_G / YEAR_S)}
REQUIRED = {"time_kyr", "id", *COLUMNS} - {"accretion_msun_per_yr"}


def read_stars_file(path: str | Path, lower_cm: np.ndarray) -> tuple[float, pd.DataFrame]:
    """Time of an output in s, and its stars as `read_sinks` gives them.

    Parameters
    ----------
    lower_cm
        Lower corner of the box in the coordinates of the file, shape (3,).

    Returns
    -------
    Time in s, and a table indexed by id, ascending: `mass_g`, `x_cm`.. from the lower corner of the box,
    `vx_cm_s`.., `formed_s` (simulation time), `accretion_g_s` (NaN where the file does not say).

    Raises
    ------
    InputMissing, SinkFormatUnknown, OutputInvalid
        No such file; a column is missing; a value is missing, no number or not what it must be.
    """
    path = Path(path)
    if not path.is_file():
        raise InputMissing(f"{path} is missing: write the stars of the output there, or list it under `exclude`")
    table = _read_numbers(path)
    time_kyr = _time_of(table, path)
    table = table.dropna(subset=sorted(REQUIRED - {"time_kyr"}), how="all")
    _require_whole_rows(table, path)
    stars = pd.DataFrame(index=pd.Index(table["id"].astype(int), name="id"))
    for name, (in_cgs, factor) in COLUMNS.items():
        stars[in_cgs] = table[name].to_numpy() * factor if name in table else np.nan
    stars[["x_cm", "y_cm", "z_cm"]] -= lower_cm
    return time_kyr * KYR_S, stars.sort_index()


def _read_numbers(path: Path) -> pd.DataFrame:
    """All columns as floats, empty fields as NaN."""
    try:
        table = pd.read_csv(path, skipinitialspace=True)
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise SinkFormatUnknown(f"{path} is no CSV file with a header ({error}): write it again") from error
    table.columns = [name.strip() for name in table.columns]
    missing = sorted(REQUIRED - set(table.columns))
    if missing:
        raise SinkFormatUnknown(f"{path}: the header names {list(table.columns)}, but {missing} are needed")
    try:
        return table[[name for name in ("time_kyr", "id", *COLUMNS) if name in table]].astype(float)
    except ValueError as error:
        raise OutputInvalid(f"{path}: {error}; expected numbers: write it again") from error


def _time_of(table: pd.DataFrame, path: Path) -> float:
    times = table["time_kyr"].unique()
    if times.size != 1 or not np.isfinite(times[0]):
        raise OutputInvalid(
            f"{path}: time_kyr is {times.tolist()}, expected the time of the output, the same in every row; before the "
            "first star, one row with a time alone"
        )
    return float(times[0])


def _require_whole_rows(table: pd.DataFrame, path: Path) -> None:
    whole = np.isfinite(table[sorted(REQUIRED)]).all(axis=1)
    if not whole.all():
        raise OutputInvalid(f"{path}: row {int(np.argmin(whole)) + 1} of the stars is not whole: write it again")
    number = table["id"]
    if number.duplicated().any() or (number != number.round()).any() or (number < 0).any():
        raise OutputInvalid(f"{path}: id is {number.tolist()}, expected whole numbers from 0, each once")
    if (table["mass_msun"] <= 0).any():
        raise OutputInvalid(f"{path}: mass_msun is {table['mass_msun'].tolist()}, expected masses above 0")
