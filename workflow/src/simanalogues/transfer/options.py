"""What an engine is told besides what to render."""

from dataclasses import dataclass
from pathlib import Path

from simanalogues.units import CODATA, RadiationConstants


@dataclass(frozen=True)
class EngineOptions:
    """Options of `render_continuum` and `render_cubes`.

    engine
        Name of the engine in `engines.ENGINES`.
    threads
        Cores to use.
    sub_pixels
        Whether pixels are divided where cells are smaller than they are.
    velocity_substeps
        Whether the gas velocity is interpolated between cells, so that lines skip no channel where it jumps.
    background_k
        Temperature of the background that the image is seen against, 0 for none: brightness is B(T) - B(T_bg).
    executable
        RADMC-3D's executable, for the engine `radmc3d`; without it the environment variable RADMC3D, then PATH.
    scratch
        Folder for temporary files; the system's without it.
    constants
        Physical constants of the engine `builtin`.
    """

    engine: str = "builtin"
    threads: int = 1
    sub_pixels: bool = True
    velocity_substeps: bool = True
    background_k: float = 0.0
    executable: str | None = None
    scratch: Path | None = None
    constants: RadiationConstants = CODATA
