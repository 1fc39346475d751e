"""Dust opacities: tables in RADMC-3D's `dustkappa_*.inp` format, of which `resources/opacity` has the DSHARP one."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simanalogues.errors import OpacityInvalid
from simanalogues.places import RESOURCES

COLUMNS_OF_FORMAT = {1: 2, 2: 3, 3: 4}
DSHARP = RESOURCES / "opacity" / "dustkappa_dsharp.inp"


@dataclass(frozen=True)
class Opacity:
    """Opacity per gram of dust.

    name
        Name of the dust, as in `dustkappa_NAME.inp`.
    wavelength_micron
        Increasing, shape (n_wavelengths,).
    absorption_cm2_per_g
        Positive, shape (n_wavelengths,).
    scattering_cm2_per_g, asymmetry
        Scattering opacity and mean cosine of its angle, shape (n_wavelengths,), or None.
    """

    name: str
    wavelength_micron: np.ndarray
    absorption_cm2_per_g: np.ndarray
    scattering_cm2_per_g: np.ndarray | None = None
    asymmetry: np.ndarray | None = None

    def absorption_at(self, wavelength_micron: float) -> float:
        """Absorption opacity in cm2 per g of dust, interpolated in log-log.

        Raises
        ------
        OpacityInvalid
            The table does not cover the wavelength.
        """
        shortest, longest = self.wavelength_micron[[0, -1]]
        # Tables are written in decimal: their ends hold to a few digits only.
        if not shortest * (1 - 1e-6) <= wavelength_micron <= longest * (1 + 1e-6):
            raise OpacityInvalid(
                f"the opacity '{self.name}' covers {shortest:g} to {longest:g} micron, but {wavelength_micron:g} is "
                "asked for: choose a table that does, or extend this one"
            )
        return float(
            np.exp(
                np.interp(np.log(wavelength_micron), np.log(self.wavelength_micron), np.log(self.absorption_cm2_per_g))
            )
        )


def load_opacity(name_or_path: str) -> Opacity:
    """The opacity that a config names: `dsharp`, or the path of a `dustkappa_*.inp`.

    `dsharp` is that of Birnstiel et al. (2018), 0.1 micron to 10 cm: compact grains of water ice, silicate, troilite
    and organics, n(a) ~ a^-3.5 from 0.1 micron to 1 mm, averaged by mass; 1.9 cm2 per g of dust at 1.3 mm.

    Raises
    ------
    OpacityInvalid
        There is no such opacity, or its table is damaged.
    """
    return read_dustkappa(DSHARP if name_or_path == "dsharp" else name_or_path)


def read_dustkappa(path: str | Path) -> Opacity:
    """Read RADMC-3D's `dustkappa_NAME.inp`: iformat 1, 2 or 3, comment lines first, wavelengths in either order.

    Raises
    ------
    OpacityInvalid
        The file is missing, or its content cannot be.
    """
    path = Path(path)
    if not path.is_file():
        raise OpacityInvalid(f"there is no opacity file {path}: name a dustkappa_*.inp, or 'dsharp'")
    lines = path.read_text().splitlines()
    words = " ".join(line for line in lines if not line.lstrip().startswith(("#", "!", ";"))).split()
    try:
        n_columns, n_wavelengths = COLUMNS_OF_FORMAT[int(words[0])], int(words[1])
        rows = np.array(words[2:], dtype=float)
    except (KeyError, ValueError, IndexError) as error:
        raise OpacityInvalid(
            f"{path} is no dustkappa file ({error!r}): expected iformat 1, 2 or 3, a count, rows"
        ) from error
    if rows.size != n_columns * n_wavelengths or n_wavelengths < 2:
        raise OpacityInvalid(
            f"{path} has {rows.size} numbers after its head, expected {n_wavelengths} rows (two or more) of "
            f"{n_columns}: is it cut off?"
        )
    rows = rows.reshape(n_wavelengths, n_columns)
    return checked(path, rows if rows[0, 0] < rows[-1, 0] else rows[::-1])


def checked(path: Path, rows: np.ndarray) -> Opacity:
    """The opacity of a file's rows of wavelength, absorption and, where given, scattering and asymmetry."""
    if not ((np.diff(rows[:, 0]) > 0).all() and rows[0, 0] > 0):
        raise OpacityInvalid(f"the wavelengths in {path} must be positive and in order: sort its rows")
    good = np.isfinite(rows).all(axis=1) & (rows[:, 1] > 0) & (rows[:, 2:3] >= 0).all(axis=1)
    if not good.all():
        raise OpacityInvalid(
            f"row {int(np.argmin(good)) + 1} of {path} is {rows[np.argmin(good)]}: absorption must be positive, "
            "scattering at least 0"
        )
    name = path.stem.removeprefix("dustkappa_")
    return Opacity(name, *(np.ascontiguousarray(column) for column in rows.T))
