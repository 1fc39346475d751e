"""Line cubes of the builtin engine against those that RADMC-3D made of the same model (files/README.md)."""

import dataclasses

import numpy as np
import pytest
from scipy.interpolate import LinearNDInterpolator

from simanalogues.models.directory import read_model
from simanalogues.models.gas_files import read_gas
from simanalogues.models.molecule_files import read_molecule
from simanalogues.models.octree import octree_of_flags
from simanalogues.transfer.builtin_lines import render_cubes_of
from simanalogues.transfer.camera import axes_of, camera_of
from simanalogues.transfer.channels import LineChannels
from simanalogues.transfer.engines import render_cubes
from simanalogues.transfer.options import EngineOptions
from simanalogues.transfer.radmc3d import CONSTANTS_OF_PLANCK_FUNCTION
from simanalogues.transfer.radmc3d_lines import files_of_gas
from simanalogues.units import AU_CM, RADMC3D, RADMC3D_AU_CM, T_CMB_K

VIEWS = [(0, 0, 0), (60, 35, 0), (90, 200, 0), (37.5, 123, 41)]
CO_2_1 = LineChannels(1, -6.0, 0.5, 25)
BLOCKY = EngineOptions(sub_pixels=False, velocity_substeps=False, constants=RADMC3D, threads=2)


@pytest.fixture(scope="module")
def gas(reference_directory, reference_model):
    return read_gas(reference_directory, reference_model.octree.n_leaves)


@pytest.fixture(scope="module")
def cubes(reference_directory):
    with np.load(reference_directory.parent / "co21_cubes.npz") as stored:
        return {name: stored[name].astype(float) for name in stored}


def rendered(model, gas, angles, options):
    n_obs, _, up = axes_of(*angles)
    camera = camera_of(n_obs, up, n_pixels=96, field_au=2000 * RADMC3D_AU_CM / AU_CM)
    return next(render_cubes_of(model, gas, camera, CO_2_1, options))


@pytest.mark.parametrize("view", range(4))
def test_every_cube_agrees_where_velocities_are_not_interpolated(reference_model, gas, cubes, view):
    *line, continuum = rendered(reference_model, gas, VIEWS[view], BLOCKY)
    ours, reference = np.array(line) + continuum, cubes[f"co21_onepixel_{view}"]
    np.testing.assert_allclose(ours.sum(), reference.sum(), rtol=1e-4)
    assert np.abs(ours - reference).sum() / reference.sum() < 5e-4


def split_once(model, gas):
    """The model with every leaf in eight, and the velocity linear between the centres of the old ones."""
    flags = model.octree.flags
    counts = np.where(flags == 0, 9, 1)
    fine_flags = np.ones(counts.sum(), dtype=np.int8)
    leaves = (np.cumsum(counts) - counts)[flags == 0]
    fine_flags[leaves[:, None] + np.arange(1, 9)] = 0
    octree = octree_of_flags(model.octree.lower_cm, model.octree.base_width_cm, model.octree.shape, fine_flags)

    def repeated(values):
        return np.repeat(values, 8, axis=0)

    scale = model.octree.base_width_cm
    # Moved a little, the centres are no longer on common spheres, at which the triangulation would be 100 times slower.
    moved = model.octree.leaf_centre_cm / scale + 1e-6 * np.random.default_rng(1).normal(
        size=(len(gas.temperature_k), 3)
    )
    interpolated = LinearNDInterpolator(moved, model.gas_velocity_cm_s)
    velocity = interpolated(octree.leaf_centre_cm / scale)
    velocity = np.where(np.isfinite(velocity), velocity, repeated(model.gas_velocity_cm_s))
    fine = dataclasses.replace(
        model,
        octree=octree,
        dust_density=repeated(model.dust_density),
        dust_temperature=repeated(model.dust_temperature),
        gas_velocity_cm_s=velocity,
    )
    cells = {name: repeated(getattr(gas, name)) for name in ("number_density", "temperature_k", "turbulence_cm_s")}
    return fine, dataclasses.replace(gas, **cells)


@pytest.mark.slow
def test_interpolated_velocities_are_closer_to_a_grid_of_eight_times_as_many_cells(reference_model, gas):
    fine = split_once(reference_model, gas)
    smooth = dataclasses.replace(BLOCKY, velocity_substeps=True)
    for view in VIEWS:
        reference = rendered(*fine, view, BLOCKY)[:-1]
        without, interpolated = (
            np.abs(rendered(reference_model, gas, view, options)[:-1] - reference).sum() for options in (BLOCKY, smooth)
        )
        assert interpolated < 0.95 * without


@pytest.mark.parametrize("sub_pixels", [True, False])
def test_both_engines_agree_on_the_line_less_its_continuum(executable, reference_directory, tmp_path, sub_pixels):
    n_obs, _, ups = axes_of(*np.array([(60.0, 35.0, 0.0), (37.5, 123.0, 41.0)]).T)
    options = dataclasses.replace(
        BLOCKY,
        sub_pixels=sub_pixels,
        background_k=T_CMB_K,
        constants=dataclasses.replace(CONSTANTS_OF_PLANCK_FUNCTION, u=RADMC3D.u),
        executable=executable,
        scratch=tmp_path,
    )
    picture = {"channels": LineChannels(1, -4.1, 0.4, 21), "n_pixels": 48, "field_au": 1500.0}
    for ours, theirs in zip(
        render_cubes(reference_directory, n_obs, ups, **picture, options=options),
        render_cubes(
            reference_directory, n_obs, ups, **picture, options=dataclasses.replace(options, engine="radmc3d")
        ),
        strict=True,
    ):
        assert ours.shape == (21, 48, 48)
        assert np.abs(ours - theirs).sum() / np.abs(theirs).sum() < 1e-4
    assert list(tmp_path.iterdir()) == []


def test_radmc3d_catches_doppler_jumps_where_velocities_are_interpolated(executable, reference_directory):
    n_obs, _, ups = axes_of(*np.array([(60.0, 35.0, 0.0)]).T)
    options = EngineOptions(engine="radmc3d", executable=executable, background_k=T_CMB_K)
    picture = {"channels": LineChannels(1, -4.0, 0.4, 21), "n_pixels": 32, "field_au": 1500.0}
    (caught,) = render_cubes(reference_directory, n_obs, ups, **picture, options=options)
    blocky = dataclasses.replace(options, velocity_substeps=False)
    (skipped,) = render_cubes(reference_directory, n_obs, ups, **picture, options=blocky)
    np.testing.assert_allclose(caught.sum(), skipped.sum(), rtol=0.15)
    assert np.abs(caught - skipped).sum() > 0.1 * skipped.sum()


def test_gas_that_is_tied_to_the_dust_has_no_temperature_of_its_own_in_either_engine(reference_directory, tmp_path):
    """RADMC-3D's `tgas_eq_tdust = 1` counts, whatever gas temperature lies in the directory."""
    for path in reference_directory.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert "gas_temperature.binp" in {path.name for path in files_of_gas(tmp_path, read_molecule(tmp_path))}
    (tmp_path / "radmc3d.inp").write_text("tgas_eq_tdust = 1\n")
    assert "gas_temperature.binp" not in {path.name for path in files_of_gas(tmp_path, read_molecule(tmp_path))}
    model = read_model(tmp_path)
    np.testing.assert_array_equal(read_gas(tmp_path, model.octree.n_leaves).temperature_k, model.dust_temperature)
