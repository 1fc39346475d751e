"""The mock observation that ships as a target of miniature configs."""

from pathlib import Path


def mock_target(root: Path) -> dict:
    """The target's config with its continuum map, by its absolute path."""
    fits = root / "resources/observations/mockD/mockD_continuum.fits"
    return {
        "distance_pc": 141.0,
        "primary": [248.0948669213075, -24.477000638672937],
        "secondary": [248.0935330786925, -24.476399361327065],
        "tracers": {"continuum": {"kind": "continuum", "file": str(fits)}},
    }
