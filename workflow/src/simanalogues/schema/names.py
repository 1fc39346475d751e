"""Names of chunks and blocks."""


def range_name(output: int, size: int) -> str:
    """Name of the fixed range of `size` output numbers that holds an output, such as `00050-00099`."""
    first = output // size * size
    return f"{first:05d}-{first + size - 1:05d}"
