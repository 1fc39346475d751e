"""Dust temperature by a Monte Carlo run on the octree, without an executable."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from simanalogues.models.build import Model
from simanalogues.models.temperature import COLDEST_STAR_K
from simanalogues.transfer.emission import Emission, chance_of_star, emission_of, temperature_of_energy
from simanalogues.transfer.image_plane import smallest_cell_cm, tree_of
from simanalogues.transfer.photons import Dust, Heat, Sources, Tables, follow_packets, walk_times

# Independent runs whose mean is the result and whose scatter is its error; as many whatever the number of threads.
N_STREAMS = 8
N_PILOT = 2000
# Temperatures are within 0.1 % of those without diffusion from here on; at 2 within 0.3 %.
DEEP = 4.0
# Cells crossed per second of one core (2e7 were measured), where an absorption counts for three.
STEPS_PER_S = 1.5e7
STEPS_PER_ABSORPTION = 3


@dataclass(frozen=True)
class Thermal:
    """What a Monte Carlo run gives.

    temperature_k
        Shape (n_leaves,); 0 where no packet came.
    relative_error
        Standard error of the temperature over itself, from the scatter of independent runs, shape (n_leaves,); NaN
        where no packet came.
    n_photons
        Packets that the stars sent out.
    """

    temperature_k: np.ndarray
    relative_error: np.ndarray
    n_photons: int


def run_thermal(model: Model, *, threads: int, n_photons: int, seed: int) -> Thermal:
    """Dust temperature of a model that its stars heat; no background, no scattering.

    Parameters
    ----------
    model
        Its own dust temperature counts for nothing. A star outside the grid heats it from there.
    threads
        Cores to use; they change no digit of the result.
    n_photons
        Packets of all streams together.
    seed
        Of all random numbers.
    """
    emission = emission_of(model.opacity)
    matter, tables, sources = matter_of(model), tables_of(emission), sources_of(model, emission)
    n_each = -(-n_photons // N_STREAMS)
    dust = Dust(matter.tree, matter.density, matter.heating / n_each)
    streams = np.random.SeedSequence(seed).spawn(N_STREAMS)
    with ThreadPoolExecutor(threads) as pool:
        runs = list(pool.map(lambda stream: run_stream(dust, tables, sources, n_each, stream), streams))
    energies = np.stack([absorbed for absorbed, _ in runs]) * dust.heating
    return mean_of_runs(emission, energies, n_each * N_STREAMS)


def mean_of_runs(emission: Emission, energies: np.ndarray, n_photons: int) -> Thermal:
    """The temperature of the mean of independent runs, from energies in erg s-1 g-1, shape (n_runs, n_leaves)."""
    mean = energies.mean(axis=0)
    temperature_k = temperature_of_energy(emission, mean)
    with np.errstate(divide="ignore", invalid="ignore"):
        error = energies.std(axis=0, ddof=1) / np.sqrt(len(energies)) / mean
    slope = np.gradient(np.log(emission.energy), np.log(emission.temperature_k))
    of_temperature = error / np.interp(temperature_k, emission.temperature_k, slope)
    return Thermal(temperature_k, np.where(mean > 0, of_temperature, np.nan), n_photons)


def affordable_photons(model: Model, *, cpu_seconds: float, seed: int) -> int:
    """Packets whose way takes about `cpu_seconds` of one core, judged by what a few of them do.

    No clock is read, so that the same model gets the same number everywhere.
    """
    emission = emission_of(model.opacity)
    matter = matter_of(model)
    dust = Dust(matter.tree, matter.density, matter.heating / N_PILOT)
    (stream,) = np.random.SeedSequence([seed, N_PILOT]).spawn(1)
    _, counts = run_stream(dust, tables_of(emission), sources_of(model, emission), N_PILOT, stream)
    steps = counts[1] + STEPS_PER_ABSORPTION * counts[2]
    return max(N_STREAMS, int(cpu_seconds * STEPS_PER_S * N_PILOT / max(steps, 1)))


def run_stream(
    dust: Dust, tables: Tables, sources: Sources, n_packets: int, stream: np.random.SeedSequence
) -> tuple[np.ndarray, tuple[int, int, int]]:
    """One independent run: packets absorbed per leaf, shape (n_leaves,), and the counts of `follow_packets`."""
    heat = Heat(np.zeros(dust.density.size), np.zeros(dust.density.size, dtype=np.int32))
    counts = follow_packets(dust, tables, sources, n_packets, np.random.default_rng(stream), heat)
    return heat.absorbed, counts


def matter_of(model: Model) -> Dust:
    """The dust of a model, heated as if one packet carried the luminosity of all stars."""
    unit_cm = smallest_cell_cm(model.octree)
    density = model.dust_density.astype(float)
    mass_g = density * model.octree.leaf_width_cm**3
    luminosity = model.stars.luminosity_erg_s.sum()
    heating = np.divide(luminosity, mass_g, out=np.zeros_like(mass_g), where=mass_g > 0)
    return Dust(tree_of(model.octree, density == 0), density * unit_cm, heating)


def tables_of(emission: Emission, deep: float = DEEP) -> Tables:
    """What the kernels read; spheres of `deep` Rosseland free paths or more are left by diffusion."""
    return Tables(emission.absorption, emission.energy, emission.chance, emission.diffusion, walk_times(), deep)


def sources_of(model: Model, emission: Emission) -> Sources:
    """The stars, in units of the smallest cell from the lower corner of the grid."""
    stars = model.stars
    position = (stars.position_cm - model.octree.lower_cm) / smallest_cell_cm(model.octree)
    share = np.cumsum(stars.luminosity_erg_s)
    chances = [chance_of_star(emission, max(t, COLDEST_STAR_K)) for t in stars.temperature_k]
    return Sources(position, share / share[-1], np.stack(chances))
