"""A small synthetic target: two simulations, two networks, four distances, written through the schema.

Its tracers: a continuum, moment 0 of SO, moment 1 of CO from a cube, and of CS as a ready map.
"""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import xarray as xr

from simanalogues.schema.catalogue import CATALOGUE
from simanalogues.schema.embedding import EMBEDDING
from simanalogues.schema.embedding_observation import EMBEDDING_OBSERVATION
from simanalogues.schema.files import write_dataset
from simanalogues.schema.images import IMAGES
from simanalogues.schema.matching import MATCHING
from simanalogues.schema.observation import OBSERVATION
from simanalogues.schema.snapshots import SNAPSHOTS
from simanalogues.schema.training import TRAINING
from simanalogues.schema.views import VIEWS

DISTANCES = ["cosine", "euclidean", "l1", "cosine_euclidean"]
MAP_KINDS = {"continuum": "continuum", "SO": "moment0", "CO": "moment1", "CS": "moment1"}
PARAMETERS = {
    "mass_msun": "Msun",
    "mass_primary_msun": "Msun",
    "mass_secondary_msun": "Msun",
    "age_primary_kyr": "kyr",
    "separation_au": "AU",
    "disk_size_primary_au": "AU",
    "time_kyr": "kyr",
}
NO_PRIORS = {"priors": "{}", "prior_units": "{}", "unknown_in_priors": 0}
NO_PRIORS |= {"n_images": 52, "n_images_in_priors": 52, "n_outputs": 13, "n_outputs_in_priors": 13}
TRUTH = {"mass_msun": 0.3, "age_primary_kyr": 12.0, "separation_au": 800.0, "disk_size_primary_au": 0.0}
CROPS = {
    "CO": {"centre": "midpoint", "width_au": 760.0, "max_empty": 0.1, "rotation_deg": 20.0},
    "CS": {"centre": "primary", "width_au": None, "max_empty": 0.2, "rotation_deg": 0.0},
}
SETTINGS = {"distance": "euclidean", "line_distance": "cosine_euclidean", "n_gallery": 8, "min_gap_kyr": 0.5}
SETTINGS |= {"flux": "peak", "truth": TRUTH, "seed": 1, "agreement_kyr": 1.0}
SETTINGS["projection_parameter"] = "mass_primary_msun"
SETTINGS["tracers"] = {
    name: {"kind": kind, "n_sigma": 10, "crop": CROPS.get(name, CROPS["CO"])} for name, kind in MAP_KINDS.items()
}
N_PIXELS, FIELD_AU, SEPARATION_AU = 48, 2000.0, 600.0
OUTPUTS = {"A": np.arange(14, 24), "E": np.arange(20, 25)}
N_VIEWS = 4
SKIPPED = {("A", 14): "closer in space than the observed 600 AU", ("E", 20): "one sink only"}


@dataclass(frozen=True)
class Target:
    """Paths of the files of a target; histories and embeddings (by network) where heads are trained."""

    root: Path
    observations: dict[str, Path]
    matchings: list[Path]
    images: list[Path]
    snapshots: list[Path]
    views: list[Path]
    catalogue: list[Path]
    histories: list[Path] = field(default_factory=list)
    embeddings: dict[str, dict] = field(default_factory=dict)

    @property
    def observation(self) -> Path:
        """The observed continuum."""
        return self.observations["continuum"]

    def matchings_of(self, *tracers: str) -> list[Path]:
        """Matching files of some tracers."""
        return [path for path in self.matchings if path.parent.name in tracers]


def times_of(simulation: str) -> np.ndarray:
    """Times of the outputs in kyr: the first two of A are near-duplicates."""
    times = 20.0 + 0.8 * np.arange(OUTPUTS[simulation].size)
    if simulation == "A":
        times[2] = times[1] + 0.1
    return times


def separations_of(simulation: str) -> np.ndarray:
    """Separations in space in AU; the skipped output of A is too close, that of E has no pair."""
    separations = np.linspace(500.0, 1700.0, OUTPUTS[simulation].size)
    if simulation == "E":
        separations[0] = np.nan
    return separations


def blobs(offset_au: float) -> np.ndarray:
    """Two Gaussians at the stars and a fainter one to the right, in Jy/beam."""
    places = (np.arange(N_PIXELS) - (N_PIXELS - 1) / 2) * FIELD_AU / N_PIXELS
    x, y = np.meshgrid(places, places)
    spots = ((0.0, SEPARATION_AU / 2, 0.05), (0.0, -SEPARATION_AU / 2, 0.03), (300.0 + offset_au, 100.0, 0.006))
    return sum(peak * np.exp(-((x - x_0) ** 2 + (y - y_0) ** 2) / (2 * 90.0**2)) for x_0, y_0, peak in spots)


def velocities(amplitude_kms: float) -> np.ndarray:
    """A mean velocity in km/s that recedes above, at the primary, and approaches below."""
    y = (np.arange(N_PIXELS)[:, None] - (N_PIXELS - 1) / 2) * FIELD_AU / N_PIXELS
    return np.broadcast_to(amplitude_kms * np.tanh(y / 200.0), (N_PIXELS, N_PIXELS)).astype(np.float32)


def observed_maps(tracer: str) -> tuple[dict[str, np.ndarray], dict[str, float]]:
    """Variables of an observation and the attributes of its kind: noise, peak, total, channels."""
    rng = np.random.default_rng(1)
    brightness = (blobs(0.0) + rng.normal(0, 4e-4, (N_PIXELS, N_PIXELS))).astype(np.float32)
    brightness[:3, :5] = np.nan
    peak = float(np.nanmax(brightness))
    if tracer == "continuum":
        flux = {"noise_jy_per_beam": 4e-4, "peak_jy_per_beam": peak, "total_jy": 0.4, "frequency_hz": 2.3e11}
        return {"brightness": brightness}, flux
    flux = {"noise_jy_kms_per_beam": 4e-4, "frequency_hz": 2.3054e11 if tracer == "CO" else 1.0925e11}
    summed = {"peak_jy_kms_per_beam": peak, "total_jy_kms": 0.4}
    if tracer == "SO":
        return {"moment0": brightness}, flux | summed
    moment1 = velocities(3.0) + rng.normal(0, 0.05, brightness.shape).astype(np.float32)
    if tracer == "CS":
        tiled = {"first_channel_kms": -4.5, "channel_kms": 1.0, "n_channels": 10, "channel_noise_jy_per_beam": 0.0}
        ready = {"noise_jy_kms_per_beam": 0.0, "frequency_hz": 2.44e11, "from_cube": 0} | tiled
        return {"moment1": np.where(brightness > 4e-3, moment1, np.nan)}, ready
    moment1 = np.where(brightness > 2e-3, moment1, 40.0 * moment1)
    flux |= summed | {"channel_noise_jy_per_beam": 3e-4, "channel_kms": 0.5, "n_channels": 20, "from_cube": 1}
    flux |= {"first_channel_kms": -4.75, "moment0_rms_jy_kms_per_beam": 4.2e-4, "systemic_kms": 3.1}
    return {"moment0": brightness, "moment1": moment1}, flux | {"velocity_kms_min": -5.0, "velocity_kms_max": 5.0}


def make_observation(path: Path, tracer: str) -> Path:
    """An observed map with a 2:1 beam at 30 degrees in the frame."""
    maps, flux = observed_maps(tracer)
    beam = {"beam_major_au": 220.0, "beam_minor_au": 110.0, "beam_angle_deg": 30.0}
    beam |= {"beam_major_arcsec": 1.56, "beam_minor_arcsec": 0.78, "beam_position_angle_deg": 90.0}
    frame = {"pixel_au": FIELD_AU / N_PIXELS, "field_au": FIELD_AU, "distance_pc": 141.0}
    pair = {"projected_separation_au": SEPARATION_AU, "position_angle_deg": 60.0, "centre_ra_deg": 248.09}
    labels = {
        "target": "mock",
        "tracer": tracer,
        "file": f"{tracer}.fits",
        "map_kind": MAP_KINDS[tracer],
        "centre_dec_deg": -24.47,
    }
    observed = np.isfinite(next(iter(maps.values()))).astype(np.uint8)
    variables = maps | {"observed": observed, "emission_free": observed}
    dataset = xr.Dataset(
        {name: (("y", "x"), values) for name, values in variables.items()}, attrs=labels | beam | frame | pair | flux
    )
    write_dataset(dataset, OBSERVATION, path)
    return path


def used_outputs(simulation: str) -> np.ndarray:
    """Positions of the outputs that have views."""
    return np.array([i for i, output in enumerate(OUTPUTS[simulation]) if (simulation, output) not in SKIPPED])


def labels_of_images(simulations: list[str]) -> dict[str, np.ndarray]:
    """Simulation, output and view of all images."""
    numbers = {name: OUTPUTS[name][used_outputs(name)] for name in simulations}
    return {
        "simulation": np.concatenate([np.full(numbers[n].size * N_VIEWS, n, dtype=object) for n in simulations]),
        "output": np.concatenate([np.repeat(numbers[n], N_VIEWS) for n in simulations]),
        "view": np.concatenate([np.tile(np.arange(N_VIEWS), numbers[n].size) for n in simulations]),
    }


def make_images(root: Path, simulation: str, tracer: str) -> list[Path]:
    """One file of maps, and one without any."""
    labels = labels_of_images([simulation])
    maps = np.array([blobs(10.0 * i) for i in range(labels["view"].size)], dtype=np.float32)
    names = {"continuum": ["brightness"], "moment0": ["moment0"], "moment1": ["moment0", "moment1"]}[MAP_KINDS[tracer]]
    moment1 = np.array([velocities(2.0 + 0.05 * i) for i in range(labels["view"].size)])
    paths = []
    for chunk, kept in (("00000-00049", slice(None)), ("00050-00099", slice(0, 0))):
        variables = {name: (("image",), values[kept]) for name, values in labels.items()}
        variables["record_digest"] = (("image",), np.full(labels["view"].size, "0" * 16, dtype=object)[kept])
        for name in names:
            variables[name] = (("image", "y", "x"), (moment1 if name == "moment1" else maps)[kept])
        paths.append(root / "images" / simulation / chunk / f"{tracer}.nc")
        write_dataset(xr.Dataset(variables, attrs={"map_kind": MAP_KINDS[tracer]}), IMAGES, paths[-1])
    return paths


def make_matching(path: Path, network: str, simulations: list[str], fallback: str = "") -> Path:
    """Distances that grow with the row, with noise; `fallback` names distances of which the best 5 are selected."""
    labels = labels_of_images(simulations)
    tracer = path.parent.name
    n_images, rng = labels["view"].size, np.random.default_rng([len(network), list(MAP_KINDS).index(tracer)])
    values = 1.0 + np.abs(rng.normal(0, 0.3, (n_images, len(DISTANCES)))) + 0.02 * np.arange(n_images)[:, None]
    values[[0, 6, 13, 30][: 2 + len(simulations)]] -= 0.9
    values[-1, 0] = np.nan
    z_score = (values - np.nanmean(values, axis=0)) / np.nanstd(values, axis=0)
    rank = np.argsort(np.argsort(values, axis=0), axis=0) + 1
    fell = np.array([name in fallback.split(",") for name in DISTANCES])
    selected = np.where(fell, rank <= 5, z_score < -2.0).astype(np.uint8)
    at = [used_outputs(name) for name in simulations]
    time = np.concatenate([times_of(n)[i] for n, i in zip(simulations, at, strict=True)]).repeat(N_VIEWS)
    apart = np.concatenate([separations_of(n)[i] for n, i in zip(simulations, at, strict=True)]).repeat(N_VIEWS)
    mass = 0.01 * time
    # No disk every third image, and none measured in the seventh of every eight.
    disk = np.where(np.arange(n_images) % 3 == 0, 0.0, 40.0 + np.arange(n_images))
    disk[6::8] = np.nan
    parameters = np.stack([1.5 * mass, mass, 0.5 * mass, time - 12, apart, disk, time], axis=-1)
    per_distance = {"distance_value": values, "z_score": z_score, "rank": rank, "selected": selected}
    dataset = xr.Dataset(
        {name: (("image",), column) for name, column in labels.items()}
        | {name: (("image", "distance"), column) for name, column in per_distance.items()}
        | {
            "weight": (("image",), np.full(n_images, 1 / n_images)),
            "in_prior": (("image",), np.ones(n_images, dtype=np.int8)),
            "parameter_value": (("image", "parameter"), parameters),
            "parameter_units": (("parameter",), np.array(list(PARAMETERS.values()), dtype=object)),
            "variant_distance": (("variant", "distance"), np.outer([0, 0.4, 0.9, 0.7], np.ones(len(DISTANCES)))),
        },
        coords={
            "distance": DISTANCES,
            "parameter": list(PARAMETERS),
            "variant": ["observed", "mirrored", "turned90", "turned180"],
        },
        attrs={"target": "mock", "tracer": tracer, "network": network, "preparation": "main"}
        | {"cut_sigma": 2.0, "n_best": 5, "fallback": fallback, "zero_vectors": 1}
        | NO_PRIORS,
    )
    write_dataset(dataset, MATCHING, path)
    return path


def make_catalogue(path: Path, record: xr.Dataset) -> Path:
    """The catalogue of a record: periastra, a noise, disks of which half are unresolved; else everything is 1."""
    n_outputs = record.sizes["output"]
    sizes = {"output": n_outputs, "star": 2, "xyz": 3, "shell": 4, "edge": 5}
    catalogue = record.copy()
    for name, variable in CATALOGUE.variables.items():
        if name not in record:
            catalogue[name] = (variable.dims, np.ones([sizes[dim] for dim in variable.dims]))
    catalogue["shell_edge_au"] = (("edge",), np.geomspace(10, 1000, 5))
    catalogue["n_periastra"] = (("output",), np.arange(n_outputs) // 3)
    catalogue["disk_is_unresolved"] = (
        ("output", "star"),
        np.tile([[0.0, np.nan], [1.0, np.nan]], (n_outputs, 1))[:n_outputs],
    )
    catalogue["temperature_noise"] = (("output",), np.full(n_outputs, 0.012))
    write_dataset(catalogue, CATALOGUE, path)
    return path


def make_records(root: Path, simulation: str) -> tuple[Path, Path, Path]:
    """Record, views and catalogue of a run whose pair lies along (1, 2, 2)/3, seen from `N_VIEWS` azimuths on two
    nappes."""
    n_outputs, separations = OUTPUTS[simulation].size, separations_of(simulation)
    along, across = np.array([1.0, 2.0, 2.0]) / 3, np.array([2.0, 1.0, -2.0]) / 3
    azimuths, nappe = np.array([0.0, 180.0, 0.0, 180.0]), np.array([1, 1, -1, -1])
    sine = SEPARATION_AU / np.fmax(separations, SEPARATION_AU)
    around = np.cos(np.deg2rad(azimuths))[:, None] * across
    cosine = nappe[:, None] * np.sqrt(1 - sine[:, None, None] ** 2)
    sightline = cosine * along + sine[:, None, None] * around
    half = np.nan_to_num(separations)[:, None] / 2 * along
    stars = ("output", "star")
    per_star = np.ones((n_outputs, 2)) * [1.0, 0.5]
    record = xr.Dataset(
        {
            "output": (("output",), OUTPUTS[simulation]),
            "time_kyr": (("output",), times_of(simulation)),
            "skipped": (("output",), np.full(n_outputs, "", dtype=object)),
            "n_sinks": (("output",), np.full(n_outputs, 2)),
            "star_id": (stars, np.ones((n_outputs, 2), dtype=int)),
            "position_au": ((*stars, "xyz"), np.stack([5000 + half, 5000 - half], axis=1)),
            "velocity_kms": ((*stars, "xyz"), np.zeros((n_outputs, 2, 3))),
            "separation_au": (("output",), separations),
            "orbital_angular_momentum_au_kms": (("output", "xyz"), np.zeros((n_outputs, 3))),
        }
        | {name: (stars, per_star) for name in ("mass_msun", "age_kyr", "luminosity_lsun")}
        | {"accretion_msun_per_yr": (stars, per_star * 10.0 ** np.linspace(-5, -7, n_outputs)[:, None])},
        coords={"star": ["primary", "secondary"], "xyz": ["x", "y", "z"]},
        attrs={"simulation": simulation},
    )
    reasons = np.array([SKIPPED.get((simulation, output), "") for output in OUTPUTS[simulation]], dtype=object)
    flat = np.full((n_outputs, N_VIEWS), SEPARATION_AU)
    views = xr.Dataset(
        {
            "output": (("output",), OUTPUTS[simulation]),
            "skipped": (("output",), reasons),
            "centre_au": (("output", "xyz"), np.full((n_outputs, 3), 5000.0)),
            "azimuth_deg": (("view",), azimuths),
            "nappe": (("view",), nappe),
            "sightline": (("output", "view", "xyz"), sightline),
            "up": (("output", "view", "xyz"), np.broadcast_to(along, sightline.shape).copy()),
        }
        | {
            name: (("output", "view"), flat.copy())
            for name in ("projected_separation_au", "inclination_deg", "phi_deg", "posang_deg")
        },
        coords={"xyz": ["x", "y", "z"]},
        attrs={"simulation": simulation},
    )
    paths = tuple(root / kind / simulation / "00000-00049.nc" for kind in ("snapshots", "views"))
    write_dataset(record, SNAPSHOTS, paths[0])
    write_dataset(views, VIEWS, paths[1])
    return *paths, make_catalogue(root / "catalogue" / f"{simulation}.nc", record)


SETS = ["train", "validation", "test"]
N_EPOCHS = 4


def make_training(path: Path, *, backbone: str, tracer: str, head: str, changes: dict | None = None) -> Path:
    """A head that rises from 50 to 90 per cent, 5 less on the validation and 10 on the test set, kept at epoch 3.

    `changes` replaces variables and attributes; the backbone's own features reach 60 per cent.
    """
    rise = np.linspace(0.5, 0.9, N_EPOCHS + 1)
    accuracy = np.stack([rise, rise - 0.05, rise - 0.1], axis=-1)
    curves = {"accuracy": accuracy, "loss": 1.4 - accuracy, "active": 1.0 - accuracy}
    per_epoch = {"minimised_loss": 1.2 - 0.5 * rise, "active_in_training": 1.0 - rise}
    per_set = {"backbone_accuracy": [0.62, 0.61, 0.6], "n_images": [24, 8, 20], "n_outputs": [10, 3, 13]}
    dims = (
        dict.fromkeys(curves, ("epoch", "set")),
        dict.fromkeys(per_epoch, ("epoch",)),
        dict.fromkeys(per_set, ("set",)),
    )
    attributes = {"target": "mock", "preparation": "main", "backbone": backbone, "tracer": tracer, "head": head}
    attributes |= {"kept_epoch": 3, "n_epochs": N_EPOCHS, "stopped_early": 0, "gpu_missing": 0, "keep": "best"}
    attributes |= {"metadata": '["mass_primary_msun", "disk_size_primary_au"]', "left_out_metadata": "[]"}
    attributes |= {"validation": "outputs 18-20 of A", "test": "every second azimuth of all outputs"}
    changes = changes or {}
    values = curves | per_epoch | per_set
    dataset = xr.Dataset(
        {name: (dim, changes.get(name, values[name])) for of in dims for name, dim in of.items()},
        coords={"epoch": np.arange(N_EPOCHS + 1), "set": SETS},
        attrs={name: changes.get(name, value) for name, value in attributes.items()},
    )
    write_dataset(dataset, TRAINING, path)
    return path


def make_histories(
    root: Path, backbones: tuple[str, ...], tracers: tuple[str, ...], simulations: list[str]
) -> list[Path]:
    """Histories of all heads; those that never saw a simulation reach 70 per cent."""
    heads = {"azimuth": None} | {f"without-{name}": np.linspace(0.5, 0.7, N_EPOCHS + 1) for name in simulations}
    return [
        make_training(
            root / "training" / backbone / tracer / f"{head}.nc",
            **{"backbone": backbone, "tracer": tracer, "head": head},
            changes={} if rise is None else {"accuracy": np.stack([rise] * 3, axis=-1)},
        )
        for tracer in tracers
        for backbone in backbones
        for head, rise in heads.items()
    ]


def make_embeddings(root: Path, network: str, simulations: list[str], n_features: int) -> dict:
    """Features that follow the number of the output along one direction, in two blocks of which one is empty."""
    rng, files = np.random.default_rng([len(network), n_features]), []
    direction = rng.normal(0, 1, n_features)
    for simulation in simulations:
        labels = labels_of_images([simulation])
        outputs = labels["output"].astype(float)
        features = outputs[:, None] * direction + rng.normal(0, 1.0, (outputs.size, n_features))
        for block, kept in (("00000-00049", slice(None)), ("00050-00099", slice(0, 0))):
            variables = {name: (("image",), values[kept]) for name, values in labels.items()}
            variables["record_digest"] = (("image",), np.full(outputs.size, "0" * 16, dtype=object)[kept])
            variables["features"] = (("image", "feature"), features[kept].astype(np.float32))
            files.append(root / "embedding" / network / simulation / f"{block}.nc")
            write_dataset(xr.Dataset(variables), EMBEDDING, files[-1])
    variants = ["observed", "mirrored", "turned90", "turned180"]
    observed = {"features": (("variant", "feature"), np.outer([20.0, 0, 0, 0], direction).astype(np.float32))}
    observed |= {"prepared": (("variant", "y", "x"), np.zeros((4, 2, 2))), "variant": ("variant", variants)}
    observation = root / "embedding" / network / "observation.nc"
    write_dataset(xr.Dataset(observed), EMBEDDING_OBSERVATION, observation)
    return {"images": files, "observation": observation}


def make_target(
    root: Path,
    simulations: list[str],
    tracers: tuple[str, ...],
    fallback: str = "",
    networks: tuple[str, ...] = ("MobileNet", "pixels"),
) -> Target:
    """All files of a target; of networks that end on `-trained` also histories and embeddings."""
    records = [make_records(root, simulation) for simulation in simulations]
    paths = [root / "matching" / tracer / f"{name}.nc" for tracer in tracers for name in networks]
    trained = [name for name in networks if name.endswith("-trained")]
    backbones = tuple(name.removesuffix("-trained") for name in trained)
    sizes = dict.fromkeys(backbones, 30) | dict.fromkeys(trained, 10)
    return Target(
        root,
        {tracer: make_observation(root / "observation" / f"{tracer}.nc", tracer) for tracer in tracers},
        [make_matching(path, path.stem, simulations, fallback) for path in paths],
        [path for tracer in tracers for simulation in simulations for path in make_images(root, simulation, tracer)],
        *map(list, zip(*records, strict=True)),
        histories=make_histories(root, backbones, tracers, simulations),
        embeddings={name: make_embeddings(root, name, simulations, size) for name, size in sizes.items()},
    )
