"""RADMC-3D's `amr_grid`, binary or ASCII: the octree of a model."""

from pathlib import Path

import numpy as np

from simanalogues.errors import ModelInvalid
from simanalogues.models.octree import Octree, octree_of_flags

OCTREE_STYLE = 1
N_HEADER = 13


def write_grid(octree: Octree, directory: Path, *, ascii_grid: bool) -> None:
    """Write `amr_grid.binp`, or `amr_grid.inp` in the layout that radmc3dPy opens."""
    n_nodes = octree.flags.size
    header = [1, OCTREE_STYLE, 0, 0, 1, 1, 1, *octree.shape, octree.max_level, octree.n_leaves, n_nodes]
    walls = [octree.lower_cm[axis] + octree.base_width_cm * np.arange(octree.shape[axis] + 1) for axis in range(3)]
    if ascii_grid:
        # radmc3dPy counts lines: blank ones stand where it skips one, every wall has its own.
        rows = [
            header[:1],
            [],
            *([number] for number in header[1:4]),
            [],
            header[4:7],
            header[7:10],
            [],
            header[10:],
            [],
        ]
        lines = [" ".join(map(str, row)) for row in rows]
        for of_axis in walls:
            lines += [*(f"{wall:.17e}" for wall in of_axis), ""]
        (directory / "amr_grid.inp").write_text("\n".join([*lines, "", *map(str, octree.flags), ""]))
        return
    with (directory / "amr_grid.binp").open("wb") as stream:
        np.array(header, dtype="<i8").tofile(stream)
        np.concatenate(walls).astype("<f8").tofile(stream)
        octree.flags.tofile(stream)


def read_grid(path: Path) -> Octree:
    """Read an octree.

    Raises
    ------
    ModelInvalid
        The grid is no cartesian octree of cubic base cells, or its file is cut off.
    """
    header, walls, flags = (read_text_grid if path.suffix == ".inp" else read_binary_grid)(path)
    shape = tuple(header[7:10])
    if flags.size != header[12]:
        raise ModelInvalid(f"{path} holds {flags.size} refinement flags, its header says {header[12]}: was it cut off?")
    x, y, z = np.split(walls, np.cumsum([n + 1 for n in shape[:2]]))
    widths = np.concatenate([np.diff(x), np.diff(y), np.diff(z)])
    if not np.allclose(widths, widths[0], rtol=1e-6, atol=0):
        raise ModelInvalid(
            f"the base cells in {path} are {widths.min():g} to {widths.max():g} cm wide, expected cubes of one width"
        )
    octree = octree_of_flags(np.array([x[0], y[0], z[0]]), x[1] - x[0], shape, flags)
    if octree.n_leaves != header[11]:
        raise ModelInvalid(f"{path} holds {octree.n_leaves} leaves, its header says {header[11]}: write it again")
    return octree


def read_binary_grid(path: Path) -> tuple[list[int], np.ndarray, np.ndarray]:
    """Header, cell walls and flags of a binary grid."""
    content = path.read_bytes()
    header = np.frombuffer(content[: 8 * N_HEADER], "<i8", min(N_HEADER, len(content) // 8)).tolist()
    require_octree(path, header)
    n_walls = sum(header[7:10]) + 3
    start = 8 * (N_HEADER + n_walls)
    if len(content) < start:
        raise ModelInvalid(f"{path} has {len(content)} bytes, expected at least {start}: was it cut off?")
    return header, np.frombuffer(content, "<f8", n_walls, 8 * N_HEADER), np.frombuffer(content, np.int8, offset=start)


def read_text_grid(path: Path) -> tuple[list[int], np.ndarray, np.ndarray]:
    """Header, cell walls and flags of an ASCII grid."""
    words = path.read_text().split()
    try:
        header = [int(word) for word in words[:N_HEADER]]
        require_octree(path, header)
        n_walls = sum(header[7:10]) + 3
        walls = np.array(words[N_HEADER : N_HEADER + n_walls], dtype=float)
        flags = np.array(words[N_HEADER + n_walls :], dtype=np.int8)
    except (ValueError, OverflowError) as error:
        raise ModelInvalid(f"{path} holds what is no number ({error}): write it again") from error
    if walls.size < n_walls:
        raise ModelInvalid(f"{path} holds {walls.size} cell walls, expected {n_walls}: was it cut off?")
    return header, walls, flags


def require_octree(path: Path, header: list[int]) -> None:
    """Raise ModelInvalid unless the header is that of a cartesian octree with all three dimensions."""
    if len(header) < N_HEADER:
        raise ModelInvalid(f"{path} ends inside its header ({len(header)} of {N_HEADER} numbers): was it cut off?")
    right = header[:2] == [1, OCTREE_STYLE] and 0 <= header[2] < 100 and header[4:7] == [1, 1, 1]
    if not right or min(header[7:10]) < 1 or max(header[7:10]) > 2**20:
        raise ModelInvalid(
            f"{path} has (format, style, coordinates) = {header[:3]}, dimensions {header[4:7]}, base {header[7:10]}; "
            "expected format 1, style 1 (octree), cartesian, all dimensions, at least one cell"
        )
