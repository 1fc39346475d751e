"""Moments of CO of the output that the mock cube was made from, at the direction and the noise of the mock cube."""

from dataclasses import replace

import numpy as np
import pytest

from simanalogues.assembly.assemble import model_of
from simanalogues.images.gas import gas_of, narrowest_width_kms
from simanalogues.images.maps import Sky, cubes_of_views, noise_of_channels
from simanalogues.images.model import write_model_of
from simanalogues.images.render import maps_of_views, render_images
from simanalogues.map_kinds.observed_map import observed_map_of
from simanalogues.models.directory import read_model
from simanalogues.models.gas_files import read_gas
from simanalogues.observation.observe import observe
from simanalogues.readers.ramses_reader import RamsesReader
from simanalogues.schema.cubes import CUBES
from simanalogues.schema.files import read_dataset, write_dataset
from simanalogues.schema.images import IMAGES
from simanalogues.schema.observation import OBSERVATION
from simanalogues.sky.moments import moments, significant
from simanalogues.units import CODATA, KMS_CM_S, M_H_G
from simanalogues.views.place import place_views


@pytest.fixture(scope="module")
def line(root):
    return {
        "molecule": str(root / "resources/lines/co.dat"),
        "transition": "2-1",
        "abundance": 2e-7,
        "abundance_steps": [{"below_k": 20, "factor": 0.05}],
        "isotope_ratio": 1,
        "turbulence_kms": 0.1,
    }


@pytest.fixture(scope="module")
def cube(root, target, frame, line, tmp_path_factory):
    """The framed mock cube."""
    destination = tmp_path_factory.mktemp("co") / "observation.nc"
    entry = {"kind": "moment1", "velocity_range_kms": [-3, 3], "line": line}
    fits = root / "resources/observations/mockD/mockD_co21_cube.fits"
    observe(fits, target=target, tracer="CO", entry=entry, frame=frame, destination=destination)
    return read_dataset(destination, OBSERVATION)


@pytest.fixture(scope="module")
def directory(record, assembly, line, tmp_path_factory):
    directory = tmp_path_factory.mktemp("model")
    write_model_of(record, assembly, directory, line=line)
    return directory


@pytest.fixture(scope="module")
def at_truth(record, true_sightline, views_of):
    return views_of(record["position_au"].values[0] - record["position_au"].values[1], true_sightline[None])


@pytest.fixture(scope="module")
def seen(directory, at_truth, assembly, line, cube, job_of):
    """Moment 0 and 1 at the true direction, without noise."""
    maps = maps_of_views(directory, at_truth, job_of(assembly.settings, cube, line))
    return maps["moment0"][0], maps["moment1"][0]


def likeness(moment0, moment1, cube):
    """Correlation of two moment 1 maps where both are significant."""
    threshold = 10 * cube.attrs["noise_jy_kms_per_beam"]
    both = significant(moment0, cube["observed"].values.astype(bool), threshold)
    both &= significant(cube["moment0"].values, both, threshold)
    return np.corrcoef(moment1[both], cube["moment1"].values[both])[0, 1]


@pytest.mark.slow
def test_moment_1_at_the_truth_is_the_observed_one_and_not_its_mirror(seen, cube):
    moment0, moment1 = seen
    at_truth = likeness(moment0, moment1, cube)
    assert at_truth > 0.85
    assert likeness(moment0[:, ::-1], moment1[:, ::-1], cube) < at_truth - 0.3
    assert likeness(moment0[::-1, ::-1], moment1[::-1, ::-1], cube) < at_truth - 0.3
    assert likeness(moment0, -moment1, cube) < 0


def test_velocities_are_as_large_as_the_observed_ones_and_centred(seen, cube):
    observed = significant(cube["moment0"].values, np.isfinite(seen[1]), 20 * cube.attrs["noise_jy_kms_per_beam"])
    slope, offset = np.polyfit(seen[1][observed], cube["moment1"].values[observed], 1)
    assert slope == pytest.approx(1, abs=0.15)
    assert offset == pytest.approx(0, abs=0.05)


def test_the_same_velocity_on_everything_changes_no_map(
    record, assembly, line, at_truth, cube, seen, job_of, monkeypatch, tmp_path
):
    """5 km/s added to all gas and both stars."""

    def moved_cells(*arguments, **options):
        cells = read_cells(*arguments, **options)
        return replace(cells, velocity_cm_s=cells.velocity_cm_s + 5 * KMS_CM_S)

    read_cells = RamsesReader.read_cells
    monkeypatch.setattr(RamsesReader, "read_cells", moved_cells)
    moved = record.copy(deep=True)
    moved["velocity_kms"] = moved["velocity_kms"] + 5.0
    write_model_of(moved, assembly, tmp_path, line=line)
    maps = maps_of_views(tmp_path, at_truth, job_of(assembly.settings, cube, line))
    np.testing.assert_allclose(maps["moment0"][0], seen[0], rtol=1e-3)
    np.testing.assert_allclose(maps["moment1"][0], seen[1], atol=1e-3)


def test_the_gas_has_the_abundance_of_its_temperature(record, assembly, line):
    model = model_of(record, assembly)
    gas = gas_of(model, line | {"abundance_steps": [{"below_k": 40, "factor": 0.05}]}, assembly.settings)
    hydrogen = model.dust_density * 100 / (2.8 * M_H_G)
    warm = model.dust_temperature >= 40
    np.testing.assert_allclose(gas.number_density[warm], 2e-7 * hydrogen[warm], rtol=1e-6)
    np.testing.assert_allclose(gas.number_density[~warm], 1e-8 * hydrogen[~warm], rtol=1e-6)
    np.testing.assert_array_equal(gas.temperature_k, model.dust_temperature)
    assert 0 < warm.mean() < 1


def test_the_gas_is_written_beside_the_model(directory):
    model = read_model(directory)
    gas = read_gas(directory, model.octree.n_leaves)
    assert gas.molecule.name == "co"
    np.testing.assert_allclose(gas.temperature_k, model.dust_temperature, rtol=1e-6)
    np.testing.assert_allclose(gas.turbulence_cm_s, 1e4)


def test_channels_are_sampled_as_the_narrowest_line_needs(assembly, cube, line, at_truth, directory, job_of):
    width_kms = np.sqrt(0.1**2 + 2 * CODATA.k * 10 / (28 * CODATA.u) / KMS_CM_S**2)
    assert narrowest_width_kms(line, 10.0) == pytest.approx(width_kms)
    sky = Sky(observed_map_of(cube), assembly.settings, line)
    assert sky.samples_per_channel() == int(np.ceil(cube.attrs["channel_kms"] / (1.2 * width_kms))) == 2
    job = job_of(assembly.settings, cube, line, sub_channels=8)
    (many,) = cubes_of_views(directory, at_truth, job.sky, job.options)
    (few,) = cubes_of_views(directory, at_truth, sky, job.options)
    assert few.shape == (cube.attrs["n_channels"], *cube["moment0"].shape)
    assert np.abs(few - many).sum() < 0.02 * many.sum()
    velocity_kms = sky.channels().velocity_kms
    (few0, few1), (many0, many1) = moments(few, velocity_kms), moments(many, velocity_kms)
    bright = many0 > 0.1 * many0.max()
    np.testing.assert_allclose(few0[bright], many0[bright], rtol=0.01)
    np.testing.assert_allclose(few1[bright], many1[bright], atol=0.01)


def test_every_channel_gets_the_noise_of_the_cube(assembly, cube, line):
    observed = observed_map_of(cube.assign_attrs(channel_correlation=[0.5, 0.1, 0.0]))
    sky = Sky(observed, assembly.settings, line)
    noise = np.concatenate([noise_of_channels(sky, np.random.default_rng(seed)) for seed in range(8)])
    assert noise.std() == pytest.approx(cube.attrs["channel_noise_jy_per_beam"], rel=0.03)
    neighbours = np.mean(
        [np.corrcoef(a.ravel(), b.ravel())[0, 1] for a, b in zip(noise[:19], noise[1:20], strict=True)]
    )
    assert neighbours == pytest.approx(0.5, abs=0.1)


def test_noise_comes_before_the_moments_and_follows_from_the_labels(
    directory, at_truth, assembly, line, cube, seen, job_of
):
    noisy, again, other = (
        maps_of_views(
            directory,
            at_truth.assign_coords(output=output),
            job_of(assembly.settings, cube, line, channel_noise="match"),
        )
        for output in (28, 28, 29)
    )
    np.testing.assert_array_equal(noisy["moment1"], again["moment1"])
    assert (noisy["moment1"] != other["moment1"]).any()
    added = noisy["moment0"][0] - seen[0]
    assert added.std() == pytest.approx(cube.attrs["noise_jy_kms_per_beam"], rel=0.15)


def test_a_moment_0_has_no_noise_and_no_moment_1(directory, at_truth, assembly, line, cube, seen, job_of):
    integrated = cube.assign_attrs(map_kind="moment0")
    maps = maps_of_views(directory, at_truth, job_of(assembly.settings, integrated, line, channel_noise="match"))
    assert list(maps) == ["moment0"]
    np.testing.assert_allclose(maps["moment0"][0], seen[0], rtol=1e-6)


def test_kept_cubes_have_the_moments_that_are_stored(folder, cube, target, assembly, line, tmp_path):
    inputs = {name: tmp_path / f"{name}.nc" for name in ("views", "observation")} | {
        "snapshots": folder / "snapshots.nc"
    }
    views = {"field_au": 2000.0, "settings": {"n_views": 2, "both_nappes": False}, "destination": inputs["views"]}
    place_views(inputs["snapshots"], target=target, **views)
    write_dataset(cube, OBSERVATION, inputs["observation"])
    render_images(
        inputs,
        simulation={"source": assembly.source.params(), "opacity": assembly.opacity},
        settings=assembly.settings | {"channel_noise": "match"},
        line=line,
        threads=2,
        scratch=None,
        destinations={"images": tmp_path / "images.nc", "cubes": tmp_path / "cubes"},
    )
    images = read_dataset(tmp_path / "images.nc", IMAGES)
    kept = read_dataset(tmp_path / "cubes/00028.nc", CUBES)
    assert kept["brightness"].dims == ("view", "channel", "y", "x")
    moment0, moment1 = moments(kept["brightness"].values[1].astype(float), kept["velocity_kms"].values)
    np.testing.assert_allclose(images["moment0"][1], moment0, atol=1e-5 * np.abs(moment0).max())
    bright = moment0 > 0.2 * moment0.max()
    np.testing.assert_allclose(images["moment1"].values[1][bright], moment1[bright], atol=1e-3)


def test_a_chunk_without_views_gives_a_file_of_no_images(folder, cube, target, assembly, line, tmp_path):
    views = {"field_au": 2000.0, "settings": {"n_views": 2, "both_nappes": False}, "destination": tmp_path / "views.nc"}
    place_views(folder / "snapshots.nc", target=target | {"distance_pc": 1410.0}, **views)
    write_dataset(cube, OBSERVATION, tmp_path / "observation.nc")
    render_images(
        {"snapshots": folder / "snapshots.nc"} | {n: tmp_path / f"{n}.nc" for n in ("views", "observation")},
        simulation={"source": assembly.source.params(), "opacity": assembly.opacity},
        settings=assembly.settings,
        line=line,
        threads=1,
        scratch=None,
        destinations={"images": tmp_path / "images.nc"},
    )
    assert read_dataset(tmp_path / "images.nc", IMAGES).sizes["image"] == 0
