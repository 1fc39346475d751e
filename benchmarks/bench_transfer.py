"""CPU time per continuum image: the builtin engine against RADMC-3D on the same model directory.

224 x 224 pixels with sub-pixels over 2000 AU, of a synthetic protobinary of RAMSES's levels 4 to 10 (8.4 AU). Both
engines read the directory and use all cores of the job; user and system time of this process and of its children count.
They take turns; the ratio is the median over the rounds of the ratio within a round.
"""

import os
import statistics
import sys
import tempfile

import numpy as np

from benchmarks.ratios import Row, median_ratio, side_by_side
from simanalogues.errors import EngineUnavailable
from simanalogues.models.build import Model, ModelSettings, build_model
from simanalogues.models.cells import Cells
from simanalogues.models.directory import write_model
from simanalogues.models.dust import load_opacity
from simanalogues.models.stars import stars_of_luminosity
from simanalogues.transfer.engines import render_continuum
from simanalogues.transfer.executable import find_executable
from simanalogues.transfer.options import EngineOptions
from simanalogues.units import AU_CM, LSUN_ERG_S, MSUN_G, RSUN_CM, T_CMB_K

BOX_CM = 1.28e17
COARSEST, FINEST = 4, 10
STARS_AU = np.array([[150.0, 90, -40], [-180, -60, 50]])
FIELD_AU, N_PIXELS, N_VIEWS = 2000.0, 224, 4


def synthetic_cells(cells_across: float) -> Cells:
    """Leaves that are refined towards two stars in the middle of the box, with density ~ r^-1.5 about each.

    A cell is split where a star is nearer than `cells_across` of its widths.
    """
    index = np.indices((2**COARSEST,) * 3).reshape(3, -1).T
    children = np.indices((2, 2, 2)).reshape(3, 8).T
    positions, levels = [], []
    for level in range(COARSEST, FINEST + 1):
        position = (index + 0.5) * BOX_CM / 2**level
        distance = distances_au(position).min(axis=0)
        split = (distance < cells_across * BOX_CM / 2**level / AU_CM) & (level < FINEST)
        positions.append(position[~split])
        levels.append(np.full((~split).sum(), level))
        index = (2 * index[split, None] + children).reshape(-1, 3)
    position = np.concatenate(positions)
    density = (3e-15 * (np.maximum(distances_au(position), 10) / 50) ** -1.5).sum(axis=0)
    return Cells(position, np.concatenate(levels), density, np.zeros_like(position), BOX_CM)


def distances_au(position_cm: np.ndarray) -> np.ndarray:
    """Distance of every cell from each star, shape (2, n_cells)."""
    relative = (position_cm - BOX_CM / 2) / AU_CM
    return np.linalg.norm(relative - STARS_AU[:, None], axis=-1)


def synthetic_model(cells_across: float = 9.0) -> Model:
    """The model of two stars in the synthetic cells."""
    stars = stars_of_luminosity(
        STARS_AU * AU_CM,
        np.array([0.3, 0.2]) * MSUN_G,
        radius_cm=np.array([4, 4]) * RSUN_CM,
        luminosity_erg_s=np.array([6, 3]) * LSUN_ERG_S,
    )
    window = {"centre_cm": np.full(3, BOX_CM / 2), "side_cm": np.sqrt(3) * FIELD_AU * AU_CM}
    return build_model(synthetic_cells(cells_across), stars, load_opacity("dsharp"), **window, settings=ModelSettings())


def views(n_views: int) -> tuple[np.ndarray, np.ndarray]:
    """Sightlines and up vectors in random directions."""
    sightlines, other = np.random.default_rng(0).normal(size=(2, n_views, 3))
    sightlines /= np.linalg.norm(sightlines, axis=1)[:, None]
    ups = np.cross(sightlines, other)
    return sightlines, ups / np.linalg.norm(ups, axis=1)[:, None]


def cpu_seconds() -> float:
    """User and system time of this process and of its children."""
    return sum(os.times()[:4])


def rows() -> list[Row]:
    """One row; none without RADMC-3D's executable."""
    try:
        find_executable(None)
    except EngineUnavailable as error:
        print(f"continuum images are not measured: {error}", file=sys.stderr)
        return []
    with tempfile.TemporaryDirectory() as directory:
        model = synthetic_model()
        write_model(model, directory)
        theirs, ours = side_by_side(
            lambda: render(directory, "radmc3d"), lambda: render(directory, "builtin"), clock=cpu_seconds
        )
    milliseconds = [1e3 * statistics.median(seconds) / N_VIEWS for seconds in (ours, theirs)]
    note = f"{model.octree.n_leaves} leaves, 224 x 224, {milliseconds[0]:.0f} against {milliseconds[1]:.0f} ms of CPU"
    return [Row("continuum image: CPU of radmc3d / builtin", median_ratio(theirs, ours), ">= 2", note)]


def render(directory: str, engine: str) -> np.ndarray:
    """The images of all views with one engine, on all cores."""
    options = EngineOptions(engine=engine, threads=len(os.sched_getaffinity(0)), background_k=T_CMB_K)
    picture = {"frequency_hz": 2.3e11, "n_pixels": N_PIXELS, "field_au": FIELD_AU, "options": options}
    return render_continuum(directory, *views(N_VIEWS), **picture)
