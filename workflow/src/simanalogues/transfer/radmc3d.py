"""The engine `radmc3d`: the executable renders the same model directory, one process per image.

RADMC-3D interpolates opacities linearly in frequency; each run gets the table with a node at the image's own
wavelength, so that both engines use the same number. The background enters behind the model, as `external_source.inp`,
and is taken off the image.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simanalogues.errors import EngineUnavailable
from simanalogues.models.cell_files import variant_of
from simanalogues.models.directory import DENSITY, GRID, TEMPERATURE
from simanalogues.models.dust import Opacity, read_dustkappa
from simanalogues.models.text_files import column, dust_name, write_opacity
from simanalogues.transfer.camera import Camera, angles_of
from simanalogues.transfer.executable import find_executable, linked_folder, run_radmc3d
from simanalogues.transfer.options import EngineOptions
from simanalogues.units import RADMC3D_AU_CM, RadiationConstants, planck

# Its Planck function is 1.47455e-47 nu^3 / (exp(4.7989e-11 nu / T) - 1), rounded further than its h and k are.
LIGHT_CM_S = 2.9979245800e10
PLANCK_ERG_S = 1.47455e-47 * LIGHT_CM_S**2 / 2
CONSTANTS_OF_PLANCK_FUNCTION = RadiationConstants(c=LIGHT_CM_S, h=PLANCK_ERG_S, k=PLANCK_ERG_S / 4.7989e-11)
BYTES_OF_INTEGERS = 32


@dataclass(frozen=True)
class ImageRun:
    """What all images of one call share: executable, files to link, opacity, background intensity, options."""

    executable: str
    files: list[Path]
    opacity: Opacity
    wavelength_micron: float
    background: float
    options: EngineOptions


def render_radmc3d(model_directory: Path, camera: Camera, frequency_hz: float, options: EngineOptions) -> np.ndarray:
    """Images of a model directory by RADMC-3D, up to `options.threads` processes at once.

    Returns
    -------
    np.ndarray
        Intensity over the background in erg s-1 cm-2 Hz-1 sr-1, shape (n_views, n_pixels, n_pixels), y upward.

    Raises
    ------
    EngineUnavailable
        The executable was not found, or failed.
    """
    run = image_run_of(Path(model_directory), frequency_hz, options)
    angles = np.stack(angles_of(camera.sightlines, camera.ups), axis=-1)
    with ThreadPoolExecutor(options.threads) as pool:
        return np.stack(list(pool.map(lambda view: render_one(run, camera, view), angles)))


def image_run_of(model_directory: Path, frequency_hz: float, options: EngineOptions) -> ImageRun:
    """What the images of a model directory at one frequency share.

    Raises
    ------
    EngineUnavailable
        The executable was not found.
    """
    opacity = read_dustkappa(model_directory / f"dustkappa_{dust_name(model_directory / 'dustopac.inp')}.inp")
    wavelength_micron = LIGHT_CM_S / frequency_hz * 1e4
    return ImageRun(
        executable=find_executable(options.executable),
        files=[variant_of(model_directory, name) for name in (GRID, DENSITY, TEMPERATURE)],
        opacity=with_node(opacity, wavelength_micron),
        wavelength_micron=wavelength_micron,
        background=float(planck(options.background_k, frequency_hz, CONSTANTS_OF_PLANCK_FUNCTION)),
        options=options,
    )


def with_node(opacity: Opacity, wavelength_micron: float) -> Opacity:
    """The absorption alone, with the wavelength among its nodes."""
    absorption = opacity.absorption_at(wavelength_micron)
    apart = np.abs(opacity.wavelength_micron / wavelength_micron - 1) > 1e-9
    wavelengths = np.append(opacity.wavelength_micron[apart], wavelength_micron)
    order = np.argsort(wavelengths)
    return Opacity(opacity.name, wavelengths[order], np.append(opacity.absorption_cm2_per_g[apart], absorption)[order])


def render_one(run: ImageRun, camera: Camera, angles: np.ndarray) -> np.ndarray:
    """One continuum image, seen from incl, phi, posang in degrees."""
    words = ["noline", "lambda", f"{run.wavelength_micron:.17g}"]
    return run_image(run, camera, angles, words)[0]


def run_image(
    run: ImageRun, camera: Camera, angles: np.ndarray, words: list[str], n_wavelengths: int = 1
) -> np.ndarray:
    """What RADMC-3D makes of a command, less the background, shape (n_wavelengths, n_pixels, n_pixels).

    `words` say at which wavelengths, and what shines; the geometry is added.
    """
    command = ["image", *words, "nostar", "imageunform", "fluxcons" if run.options.sub_pixels else "nofluxcons"]
    numbers = {"sizeau": camera.field_cm / RADMC3D_AU_CM}
    numbers |= dict(zip(("incl", "phi", "posang"), angles.tolist(), strict=True))
    command += ["npix", str(camera.n_pixels), "pointau", "0", "0", "0"]
    command += [word for name, number in numbers.items() for word in (name, f"{number:.17g}")]
    with linked_folder(run.files, run.options.scratch) as folder:
        write_image_settings(run, folder)
        written = run_radmc3d(run.executable, command, folder, "image.bout")
        return read_image(written, camera.n_pixels, n_wavelengths) - run.background


def write_image_settings(run: ImageRun, folder: Path) -> None:
    """The opacity, three wavelengths about the image's, the background at these, and the settings."""
    write_opacity(run.opacity, folder)
    wavelengths = run.wavelength_micron * np.array([0.5, 1.0, 2.0])
    (folder / "wavelength_micron.inp").write_text("3\n" + column(wavelengths))
    settings = "scattering_mode_max = 0\nlines_mode = 1\n"
    # Without a file of its own, the gas is as warm as the dust.
    tied = not any(path.stem == "gas_temperature" for path in run.files)
    (folder / "radmc3d.inp").write_text(settings + ("tgas_eq_tdust = 1\n" if tied else ""))
    if run.background > 0:
        (folder / "external_source.inp").write_text("2\n3\n" + column(wavelengths) + column(np.full(3, run.background)))


def read_image(path: Path, n_pixels: int, n_wavelengths: int = 1) -> np.ndarray:
    """Read `image.bout`, shape (n_wavelengths, n_pixels, n_pixels), y upward.

    Raises
    ------
    EngineUnavailable
        The file is not of so many images of that size.
    """
    shape = (n_wavelengths, n_pixels, n_pixels)
    n_bytes = BYTES_OF_INTEGERS + 8 * (2 + n_wavelengths + int(np.prod(shape)))
    header = np.fromfile(path, "<i8", 4)
    if header.tolist() != [1, n_pixels, n_pixels, n_wavelengths] or path.stat().st_size != n_bytes:
        raise EngineUnavailable(
            f"RADMC-3D's image has the head {header.tolist()} and {path.stat().st_size} bytes, expected "
            f"{[1, n_pixels, n_pixels, n_wavelengths]} and {n_bytes}: is its version 2.0, and the disk full?"
        )
    return np.fromfile(path, "<f8", offset=BYTES_OF_INTEGERS + 8 * (2 + n_wavelengths)).reshape(shape)
