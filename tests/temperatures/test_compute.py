from dataclasses import replace

import numpy as np
import pytest

from simanalogues.assembly.assemble import model_of
from simanalogues.errors import InputMissing, WindowOutsideBox
from simanalogues.models.stored import stored_temperature, temperature_of_model
from simanalogues.schema.files import write_dataset
from simanalogues.schema.snapshots import SNAPSHOTS
from simanalogues.temperatures.quality import weighted_median
from simanalogues.transfer.mctherm import run_mctherm
from simanalogues.transfer.thermal import run_thermal


@pytest.mark.slow
def test_the_file_keeps_the_grid_and_the_temperature_of_each_output(temperatures, record, assembly):
    for i, output in enumerate(record["output"].values):
        model = model_of(record.isel(output=i), assembly)
        octree, temperature_k = stored_temperature(temperatures, int(output))
        np.testing.assert_array_equal(octree.flags, model.octree.flags)
        np.testing.assert_allclose(octree.lower_cm, model.octree.lower_cm, rtol=1e-12)
        assert temperature_k.size == model.octree.n_leaves
        np.testing.assert_array_equal(temperature_of_model(temperatures, int(output), model), temperature_k)


def test_a_smaller_window_gets_the_same_temperatures_by_position(temperatures, record, assembly):
    whole = model_of(record.isel(output=0), assembly, temperatures)
    part = model_of(record.isel(output=0), replace(assembly, window_au=1200.0), temperatures)
    expected = whole.dust_temperature[whole.octree.leaf_at(part.octree.leaf_centre_cm)]
    np.testing.assert_array_equal(part.dust_temperature, expected)
    assert part.octree.n_leaves < whole.octree.n_leaves


def test_a_larger_window_is_refused_with_the_key_to_set(temperatures, record, assembly):
    with pytest.raises(WindowOutsideBox, match=r"outside the cube of 2400 AU.*set `temperatures.window_au`"):
        model_of(record.isel(output=0), replace(assembly, window_au=4000.0), temperatures)


def test_an_output_that_the_file_lacks_is_named(temperatures):
    with pytest.raises(InputMissing, match="no temperature of output 99: the file does not hold it"):
        stored_temperature(temperatures, 99)


def test_the_noise_and_the_reach_are_reported(temperatures):
    assert (temperatures["n_photons"].values > 10_000).all()
    assert (temperatures["temperature_noise"].values > 0).all()
    assert (temperatures["temperature_noise"].values < 0.1).all()
    assert (temperatures["unreached_cells"].values < 1e-3).all()
    assert (temperatures["coldest_k"].values >= 10).all()
    assert (temperatures["hottest_k"].values <= 1500).all()


@pytest.mark.slow
def test_four_times_the_photons_halve_the_noise(compute, temperatures):
    noise = compute(cpu_seconds=4)["temperature_noise"].values / temperatures["temperature_noise"].values
    np.testing.assert_allclose(noise, 0.5, rtol=0.15)


def test_cells_that_no_photon_reached_are_counted_and_as_warm_as_those_around_them(compute):
    few = compute(n_photons=8)
    assert (few["unreached_cells"].values > 0.1).all()
    assert (few["unreached_mass"].values > 0).all()
    assert (few["coldest_k"].values > 10).all()


def test_the_same_seed_gives_the_same_file_and_another_seed_another(compute):
    once, again, other = (compute(n_photons=800, seed=seed)["temperature_k"].values for seed in (1, 1, 2))
    np.testing.assert_array_equal(once, again)
    assert not np.array_equal(once, other)


def test_a_skipped_output_keeps_its_reason_and_has_no_leaf(compute, record, tmp_path):
    skipped = record.copy(deep=True)
    skipped["skipped"] = (("output",), np.array(["one sink only", ""], dtype=object))
    write_dataset(skipped, SNAPSHOTS, tmp_path / "skipped.nc")
    result = compute(records=tmp_path / "skipped.nc", n_photons=800)
    assert result["skipped"].values.tolist() == ["one sink only", ""]
    assert int(result["n_leaves"][0]) == 0
    assert np.isnan(result["temperature_noise"].values[0])
    with pytest.raises(InputMissing, match="no temperature of output 26: one sink only"):
        stored_temperature(result, 26)
    assert stored_temperature(result, 36)[1].min() >= 10


def test_a_window_that_leaves_the_box_skips_the_output(compute, assembly):
    result = compute(matter=replace(assembly, window_au=50_000.0), n_photons=800)
    assert result["skipped"].values.tolist() == ["the window does not fit into the box"] * 2
    assert result["temperature_k"].size == 0


def test_a_star_without_light_leaves_the_cloud_cold(compute, record, tmp_path):
    dark = record.copy(deep=True)
    dark["luminosity_lsun"] = dark["luminosity_lsun"] * 0
    write_dataset(dark, SNAPSHOTS, tmp_path / "dark.nc")
    result = compute(records=tmp_path / "dark.nc")
    assert (result["temperature_k"].values == 10).all()
    assert (result["n_photons"].values == 0).all()


def test_a_real_output_is_as_warm_as_radmc3d_makes_it(executable, record, assembly):
    model = model_of(record.isel(output=0), assembly)
    theirs = run_mctherm(model, threads=2, n_photons=400_000, seed=1, executable=executable)
    ours = run_thermal(model, threads=2, n_photons=800_000, seed=1)
    precise = (model.dust_density > 0) & (ours.relative_error < 0.01) & (theirs.relative_error < 0.01)
    deviation = ours.temperature_k[precise] / theirs.temperature_k[precise] - 1
    assert precise.sum() > 3000
    assert np.median(np.abs(deviation)) < 0.03


def test_half_of_the_weight_lies_below_the_median():
    assert weighted_median(np.array([3.0, 1.0, 2.0]), np.array([5.0, 1.0, 1.0])) == 3.0
    assert np.isnan(weighted_median(np.empty(0), np.empty(0)))
