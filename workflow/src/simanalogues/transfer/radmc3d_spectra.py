"""The engine `radmc3d` for spectra: images at all wavelengths at once, summed over the aperture.

RADMC-3D's own spectra would render every wavelength by itself where there is an aperture. The stars are taken from
images of one pixel, with and without them. RADMC-3D does not turn point stars by posang, so views are not turned: the
aperture is round.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simanalogues.models.cell_files import variant_of
from simanalogues.models.directory import DENSITY, GRID, TEMPERATURE
from simanalogues.models.dust import Opacity, read_dustkappa
from simanalogues.models.stars import Stars
from simanalogues.models.text_files import column, dust_name, read_stars, write_opacity
from simanalogues.transfer.aperture import PARSEC_CM, Aperture, Spectra
from simanalogues.transfer.camera import Camera, angles_of
from simanalogues.transfer.executable import find_executable, linked_folder, run_radmc3d
from simanalogues.transfer.options import EngineOptions
from simanalogues.transfer.radmc3d import CONSTANTS_OF_PLANCK_FUNCTION, LIGHT_CM_S, read_image, with_node
from simanalogues.units import RADMC3D_AU_CM, planck

# Rays are a quarter of the cells apart that they meet: as far apart as the cells, they miss gaps between these. On the
# reference model a few per cent are left in the mid-infrared; half of that is four times as slow.
REFINE_CRITERION = 0.25
POINTS_IN_PIXEL = 16


@dataclass(frozen=True)
class SpectrumRun:
    """What all views share: executable, files to link, opacity, stars, wavelengths, background intensity, options."""

    executable: str
    files: list[Path]
    opacity: Opacity
    stars: Stars
    wavelengths_micron: np.ndarray
    background: np.ndarray
    options: EngineOptions


def render_radmc3d_spectra(
    model_directory: Path, aperture: Aperture, wavelengths_micron: np.ndarray, options: EngineOptions
) -> Spectra:
    """Spectra of a model directory by RADMC-3D, up to `options.threads` views at once.

    Raises
    ------
    EngineUnavailable
        The executable was not found, or failed.
    OpacityInvalid
        The opacity does not cover the wavelengths.
    """
    run = spectrum_run_of(model_directory, wavelengths_micron, options)
    camera = aperture.camera
    incl, phi, _ = angles_of(camera.sightlines, camera.ups)
    views = list(zip(incl, phi, aperture.holds(run.stars), strict=True))
    with ThreadPoolExecutor(options.threads) as pool:
        spectra = list(pool.map(lambda view: fluxes_of_view(run, aperture, view), views))
    dust_flux, stellar_flux = np.array(spectra).transpose(1, 0, 2)
    return Spectra(dust_flux + stellar_flux, stellar_flux)


def spectrum_run_of(model_directory: Path, wavelengths_micron: np.ndarray, options: EngineOptions) -> SpectrumRun:
    """What the views of a model directory share; the opacity gets a node at every wavelength."""
    opacity = read_dustkappa(model_directory / f"dustkappa_{dust_name(model_directory / 'dustopac.inp')}.inp")
    for wavelength_micron in wavelengths_micron:
        opacity = with_node(opacity, wavelength_micron)
    return SpectrumRun(
        executable=find_executable(options.executable),
        files=[variant_of(model_directory, name) for name in (GRID, DENSITY, TEMPERATURE)],
        opacity=opacity,
        stars=read_stars(model_directory / "stars.inp"),
        wavelengths_micron=wavelengths_micron,
        background=planck(options.background_k, LIGHT_CM_S * 1e4 / wavelengths_micron, CONSTANTS_OF_PLANCK_FUNCTION),
        options=options,
    )


def fluxes_of_view(
    run: SpectrumRun, aperture: Aperture, view: tuple[float, float, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Fluxes of dust and of stars at 1 pc, each of shape (n_wavelengths,), seen from incl, phi in degrees.

    The third of `view` says which stars the aperture holds.
    """
    incl, phi, holds = view
    camera = aperture.camera
    with linked_folder(run.files, run.options.scratch) as folder:
        write_spectrum_settings(run, folder, stars_where(run.stars, holds))

        def image(n_pixels: int, *words: str) -> np.ndarray:
            command = ["image", "loadlambda", *words, *geometry(camera, n_pixels, incl, phi)]
            written = run_radmc3d(run.executable, command, folder, "image.bout")
            return read_image(written, n_pixels, run.wavelengths_micron.size)

        dust = image(camera.n_pixels, "nostar", "fluxcons") - run.background[:, None, None]
        dust_flux = (dust * part_inside(aperture)).sum(axis=(1, 2)) * (camera.pixel_cm / PARSEC_CM) ** 2
        if not holds.any():
            return dust_flux, np.zeros_like(dust_flux)
        stars = image(1, "inclstar", "nofluxcons") - image(1, "nostar", "nofluxcons")
    return dust_flux, stars[:, 0, 0] * (camera.field_cm / PARSEC_CM) ** 2


def geometry(camera: Camera, n_pixels: int, incl: float, phi: float) -> list[str]:
    """The words of a command that say what an image shows."""
    numbers = {"sizeau": camera.field_cm / RADMC3D_AU_CM, "incl": incl, "phi": phi}
    words = [word for name, number in numbers.items() for word in (name, f"{number:.17g}")]
    return ["noline", "imageunform", "npix", str(n_pixels), "pointau", "0", "0", "0", *words]


def part_inside(aperture: Aperture) -> np.ndarray:
    """Part of each pixel that lies inside the circle, shape (n_pixels, n_pixels)."""
    n_pixels = aperture.camera.n_pixels
    n_points = n_pixels * POINTS_IN_PIXEL
    offset_cm = (np.arange(n_points) - 0.5 * (n_points - 1)) * aperture.camera.field_cm / n_points
    inside = np.hypot(offset_cm, offset_cm[:, None]) < aperture.radius_cm
    return inside.reshape(n_pixels, POINTS_IN_PIXEL, n_pixels, POINTS_IN_PIXEL).mean(axis=(1, 3))


def stars_where(stars: Stars, chosen: np.ndarray) -> Stars:
    """Some of the stars; `chosen` has shape (n_stars,)."""
    return Stars(**{name: values[chosen] for name, values in vars(stars).items()})


def write_spectrum_settings(run: SpectrumRun, folder: Path, stars: Stars) -> None:
    """Opacity, stars, wavelengths with one more beyond each end, background and settings."""
    write_opacity(run.opacity, folder)
    inner = run.wavelengths_micron
    wavelengths = np.concatenate([[inner[0] / 2], inner, [inner[-1] * 2]])
    (folder / "camera_wavelength_micron.inp").write_text(f"{inner.size}\n" + column(inner))
    (folder / "wavelength_micron.inp").write_text(f"{wavelengths.size}\n" + column(wavelengths))
    if stars.mass_g.size:
        (folder / "stars.inp").write_text(stars_text(stars, wavelengths))
    settings = f"scattering_mode_max = 0\nistar_sphere = 0\ncamera_refine_criterion = {REFINE_CRITERION}\n"
    (folder / "radmc3d.inp").write_text(settings)
    if run.background.any():
        text = f"2\n{wavelengths.size}\n" + column(wavelengths)
        (folder / "external_source.inp").write_text(text + column(np.pad(run.background, 1, "edge")))


def stars_text(stars: Stars, wavelengths_micron: np.ndarray) -> str:
    """Content of `stars.inp` with black bodies, whose light RADMC-3D then has exactly at these wavelengths."""
    rows = np.column_stack([stars.radius_cm, stars.mass_g, stars.position_cm])
    text = f"2\n{len(rows)} {wavelengths_micron.size}\n" + column(rows.ravel())
    return text + column(wavelengths_micron) + column(-stars.temperature_k)
