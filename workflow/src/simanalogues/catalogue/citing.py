"""Attributes by which others can use and cite a file (CF conventions 1.11)."""

from collections.abc import Mapping, Sized

from simanalogues import __version__

CONVENTIONS = "CF-1.11"


def attributes_for_citing(
    *, title: str, method: str, references: tuple[str, ...], inputs: Mapping[str, Sized]
) -> dict[str, str]:
    """What the file is, how it was made, from what, and whom to cite.

    Parameters
    ----------
    method
        How its numbers were found.
    inputs
        The files that went in, by kind.
    """
    files = ", ".join(f"{len(paths)} of {kind}" for kind, paths in inputs.items() if len(paths))
    return {
        "title": title,
        "source": f"simanalogues {__version__}; {method}",
        "references": "; ".join(references),
        "history": f"put together by simanalogues {__version__} from the files: {files}",
        "Conventions": CONVENTIONS,
    }
