"""RADMC-3D's files of numbers per cell, binary or ASCII: densities, temperatures, velocities.

Binary: little-endian int64 header (format, bytes per number, cells and, for dust, species), then the numbers.
ASCII: the same without the bytes per number, one cell a line.
"""

from pathlib import Path

import numpy as np

from simanalogues.errors import ModelInvalid

ASCII_OF_BINARY = {".binp": ".inp", ".bdat": ".dat"}


def variant_of(directory: Path, binary_name: str) -> Path:
    """The file of a model directory that is there: the binary one or its ASCII twin.

    Raises
    ------
    ModelInvalid
        Neither is there, or both are.
    """
    binary = directory / binary_name
    text = ascii_twin(binary)
    if binary.is_file() and text.is_file():
        raise ModelInvalid(f"{directory} holds both {binary.name} and {text.name}: remove the one that is not meant")
    if not binary.is_file() and not text.is_file():
        raise ModelInvalid(f"{directory} holds neither {binary.name} nor {text.name}: is it a model directory?")
    return binary if binary.is_file() else text


def ascii_twin(binary: Path) -> Path:
    """Name of the ASCII file with the same content."""
    return binary.with_suffix(ASCII_OF_BINARY[binary.suffix])


def write_cells(binary: Path, values: np.ndarray, *, species: bool, ascii_grid: bool) -> None:
    """Write one array, shape (n_cells,) or (n_cells, 3), float32 in binary.

    `species` is set where the header counts dust species, `ascii_grid` for the ASCII twin of the file named.
    """
    counts = [len(values), 1] if species else [len(values)]
    if ascii_grid:
        with ascii_twin(binary).open("w") as stream:
            stream.writelines(f"{number}\n" for number in (1, *counts))
            np.savetxt(stream, values, fmt="%.9e")
        return
    with binary.open("wb") as stream:
        np.array([1, 4, *counts], dtype="<i8").tofile(stream)
        np.ascontiguousarray(values, dtype="<f4").tofile(stream)


def read_cells_of(path: Path, n_cells: int, *, species: bool, n_components: int = 1) -> np.ndarray:
    """Read one array of `n_cells` cells, shape (n_cells,) or (n_cells, n_components), in the precision of the file.

    Raises
    ------
    ModelInvalid
        The header or the size of the file is not that of so many cells and one dust species.
    """
    expected = [n_cells, 1] if species else [n_cells]
    counts, values = (read_text if path.suffix in ASCII_OF_BINARY.values() else read_binary)(path, len(expected))
    if counts != expected:
        raise ModelInvalid(
            f"{path} says (cells{', species' if species else ''}) = {counts}, the grid has {expected}: "
            "grid and file belong to different models, or there is more than one dust species"
        )
    if values.size != n_cells * n_components:
        raise ModelInvalid(f"{path} holds {values.size} numbers, expected {n_cells * n_components}: was it cut off?")
    return values if n_components == 1 else values.reshape(n_cells, n_components)


def read_binary(path: Path, n_counts: int) -> tuple[list[int], np.ndarray]:
    """Counts of the header and numbers of a binary file, in its own precision."""
    content = path.read_bytes()
    header = np.frombuffer(content, "<i8", min(2 + n_counts, len(content) // 8)).tolist()
    if len(header) < 2 + n_counts or header[0] != 1 or header[1] not in (4, 8):
        raise ModelInvalid(
            f"{path} starts with {header}, expected format 1 and 4 or 8 bytes per number: is it cut off?"
        )
    width = header[1]
    n_values = (len(content) - 8 * len(header)) // width
    return header[2:], np.frombuffer(content, f"<f{width}", n_values, 8 * len(header))


def read_text(path: Path, n_counts: int) -> tuple[list[int], np.ndarray]:
    """Counts of the header and numbers of an ASCII file."""
    try:
        numbers = np.array(path.read_text().split(), dtype=float)
    except ValueError as error:
        raise ModelInvalid(f"{path} holds what is no number ({error}): write it again") from error
    if numbers.size < 1 + n_counts or numbers[0] != 1:
        raise ModelInvalid(f"{path} starts with {numbers[:1]}, expected format 1: is it cut off?")
    return [int(number) for number in numbers[1 : 1 + n_counts]], numbers[1 + n_counts :]
