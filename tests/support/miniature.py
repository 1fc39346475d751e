"""Configs of miniature runs: the mock observation that ships, few pixels, few views, no recovery tests."""

from pathlib import Path

HEAD = {"backbones": ["MobileNet"], "unusable_metadata": "leave_out", "epochs": 2, "triplets_per_epoch": 200}
# Three or four outputs are too few to keep some of them for validation.
HEAD_OF_FEW = HEAD | {"keep": "last", "validation": {"fraction": 0}}


def mock_target(root: Path) -> dict:
    """The target's config with its continuum map, by its absolute path."""
    fits = root / "resources/observations/mockD/mockD_continuum.fits"
    return {
        "distance_pc": 141.0,
        "primary": [248.0948669213075, -24.477000638672937],
        "secondary": [248.0935330786925, -24.476399361327065],
        "tracers": {"continuum": {"kind": "continuum", "file": str(fits)}},
    }


def miniature(root: Path, run: Path, outputs: list[int], **changes: object) -> dict:
    """Some outputs of one run, two views per nappe, 64 x 64 pixels, two distances, no network; `changes` are whole
    blocks."""
    return {
        "simulations": {"A": {"path": str(run), "outputs": outputs, "settle_s": 0}},
        "targets": {"mockD": mock_target(root)},
        "frame": {"image_pixels": 64, "field_au": 1400},
        "views": {"n_views": 2},
        "temperatures": {"n_photons": 4000},
        "embedding": {"backbones": ["pixels"]},
        "matching": {"distances": ["euclidean", "cosine_euclidean"]},
        "validation": {"n_pseudo": 0},
        "figures": {"n_gallery": 2},
    } | changes


def miniature_with_head(root: Path, run: Path, outputs: list[int], **changes: object) -> dict:
    """The miniature with a network beside the pixels and a head on it."""
    networks = {"embedding": {"backbones": ["pixels", "MobileNet"]}, "training": HEAD_OF_FEW}
    return miniature(root, run, outputs, **networks, **changes)
