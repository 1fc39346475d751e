"""Spectra of all views of one chunk: model directory in scratch, engine, bolometric temperature, Class."""

import tempfile
from pathlib import Path

import numpy as np
import xarray as xr

from simanalogues.assembly.assemble import Assembly, model_of
from simanalogues.log import LOGGER, progress
from simanalogues.models.directory import write_model
from simanalogues.models.field import window_of_field
from simanalogues.models.stored import temperatures_at
from simanalogues.readers.source import Source
from simanalogues.schema.files import read_dataset, write_dataset
from simanalogues.schema.snapshots import SNAPSHOTS
from simanalogues.schema.spectra import SPECTRA
from simanalogues.schema.views import VIEWS
from simanalogues.spectra.bolometric import bolometric_luminosity_lsun, bolometric_temperature_k, evolutionary_class
from simanalogues.transfer.aperture import PARSEC_CM
from simanalogues.transfer.engines import EngineOptions, render_spectra
from simanalogues.units import CODATA, JY_CGS

RANGE_MICRON = (0.1, 3000.0)
DIMS = {
    "flux_jy": ("output", "view", "wavelength"),
    "stellar_flux_jy": ("output", "view", "wavelength"),
    "bolometric_temperature_k": ("output", "view"),
    "bolometric_luminosity_lsun": ("output", "view"),
    "evolutionary_class": ("output", "view"),
}


def render_spectra_of_views(
    inputs: dict,
    *,
    simulation: dict,
    target: dict,
    settings: dict,
    options: EngineOptions,
    destination: str | Path,
) -> None:
    """Write the spectra of all views of one chunk (kind `spectra`).

    No background is subtracted: dust as cold as the cloud counts, for the little that it adds.

    Parameters
    ----------
    inputs
        Paths `snapshots` and `views`; and `temperatures`, empty for the analytic ones.
    simulation
        `source`, as `Source.params` gives it; `opacity`: `dsharp` or the path of a `dustkappa_*.inp`; and `matter`,
        what turns gas into dust (see `Assembly.settings`).
    target
        `distance_pc`, and the `field_au` of its images.
    settings
        The config's `spectra` block: `n_wavelengths`, and `aperture_au` or None for half of the field.
    options
        The engine; `options.scratch` is also where model directories are made, and removed.

    Raises
    ------
    RamsesFileDamaged, DensityInvalid, WindowOutsideBox
        An output cannot be used.
    OpacityInvalid
        The opacity does not cover 0.1 micron to 3 mm.
    EngineUnavailable
        The engine is not installed or failed.
    """
    record, views = read_dataset(inputs["snapshots"], SNAPSHOTS), read_dataset(inputs["views"], VIEWS)
    temperatures = temperatures_at(inputs.get("temperatures"))
    settings = settings | {"aperture_au": settings["aperture_au"] or target["field_au"] / 2}
    window_au = window_of_field(max(target["field_au"], 2 * settings["aperture_au"]))
    source = Source.from_params(simulation["source"])
    assembly = Assembly(source, simulation["opacity"], window_au, simulation["matter"])
    spectra = {}
    usable = np.flatnonzero(views["skipped"].values == "").tolist()
    for i in progress(usable, "outputs", total=len(usable)):
        with tempfile.TemporaryDirectory(dir=options.scratch) as directory:
            of_output = record.isel(output=i)
            _warn_of_bare_stars(of_output, window_au)
            write_model(model_of(of_output, assembly, temperatures), directory)
            spectra[i] = spectra_of_output(
                directory, views.isel(output=i), settings=settings, options=options, distance_pc=target["distance_pc"]
            )
    dataset = _as_dataset(views, spectra, settings["n_wavelengths"])
    dataset.attrs |= {"simulation": views.attrs["simulation"], "engine": options.engine}
    dataset.attrs |= {"distance_pc": target["distance_pc"], "aperture_au": settings["aperture_au"]}
    write_dataset(dataset, SPECTRA, destination)


def wavelengths_micron(n_wavelengths: int) -> np.ndarray:
    """Wavelengths of all spectra: even steps of their logarithm from 0.1 micron to 3 mm, shape (n_wavelengths,)."""
    return np.geomspace(*RANGE_MICRON, n_wavelengths)


def spectra_of_output(
    directory: str | Path, views: xr.Dataset, *, settings: dict, options: EngineOptions, distance_pc: float
) -> dict[str, np.ndarray]:
    """Variables of kind `spectra` of one output's views, without the dimension `output`.

    Parameters
    ----------
    directory
        Model directory.
    views
        One output of a file of kind `views`.
    settings
        `n_wavelengths`, and the radius of the aperture `aperture_au`.
    distance_pc
        Of the target.
    """
    wavelengths = wavelengths_micron(settings["n_wavelengths"])
    frequency_hz = CODATA.c * 1e4 / wavelengths
    spectra = render_spectra(
        directory,
        views["sightline"].values,
        views["up"].values,
        wavelengths_micron=wavelengths,
        aperture_au=settings["aperture_au"],
        options=options,
    )
    temperature_k = bolometric_temperature_k(frequency_hz, spectra.flux)
    classes = evolutionary_class(temperature_k)
    LOGGER.info("T_bol %.0f to %.0f K, Class %s", temperature_k.min(), temperature_k.max(), sorted(set(classes)))
    return {
        "flux_jy": spectra.flux / distance_pc**2 / JY_CGS,
        "stellar_flux_jy": spectra.stellar_flux / distance_pc**2 / JY_CGS,
        "bolometric_temperature_k": temperature_k,
        "bolometric_luminosity_lsun": bolometric_luminosity_lsun(frequency_hz, spectra.flux, distance_cm=PARSEC_CM),
        "evolutionary_class": classes,
    }


def _warn_of_bare_stars(record: xr.Dataset, window_au: float) -> None:
    if not record["separation_au"] < window_au:
        LOGGER.warning(
            "output %d: its stars are %.0f AU apart, the dust ends %.0f AU from their midpoint: the nearer star shows "
            "bare; set `spectra.aperture_au` to half of their separation or more",
            record["output"],
            record["separation_au"],
            window_au / 2,
        )


def _as_dataset(views: xr.Dataset, spectra: dict[int, dict[str, np.ndarray]], n_wavelengths: int) -> xr.Dataset:
    dataset = xr.Dataset(
        {name: (("output",), views[name].values) for name in ("output", "skipped")}
        | {"wavelength_micron": (("wavelength",), wavelengths_micron(n_wavelengths))}
    )
    sizes = {name: views.sizes[name] for name in ("output", "view")} | {"wavelength": n_wavelengths}
    for name, dims in DIMS.items():
        shape = [sizes[dim] for dim in dims]
        values = np.full(shape, "", object) if name == "evolutionary_class" else np.full(shape, np.nan)
        for i, of_output in spectra.items():
            values[i] = of_output[name]
        dataset[name] = (dims, values)
    return dataset
