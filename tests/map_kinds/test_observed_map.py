"""The typed fields of an observed map, from a file of kind `observation`."""

import numpy as np
import pytest
import xarray as xr

from simanalogues.errors import ContractBroken
from simanalogues.map_kinds.observed_map import Channels, observed_map_of, read_observed_map
from simanalogues.map_kinds.registry import MAP_KINDS
from simanalogues.schema.files import write_dataset
from simanalogues.schema.observation import OBSERVATION
from simanalogues.sky.beam import FrameBeam

N = 6
FRAME = {"pixel_au": 20.0, "field_au": 120.0, "distance_pc": 140.0}
BEAM = {"beam_major_au": 90.0, "beam_minor_au": 60.0, "beam_angle_deg": 10.0}
BEAM |= {"beam_major_arcsec": 0.64, "beam_minor_arcsec": 0.43, "beam_position_angle_deg": 40.0}
PAIR = {"projected_separation_au": 50.0, "position_angle_deg": 30.0, "centre_ra_deg": 248.0, "centre_dec_deg": -24.0}
NAMES = {"target": "pair", "tracer": "CO", "file": "co.fits", "frequency_hz": 230.538e9}
LINE = {"map_kind": "moment1", "noise_jy_kms_per_beam": 0.01, "peak_jy_kms_per_beam": 1.0, "total_jy_kms": 3.0}
LINE |= {"first_channel_kms": -2.0, "channel_kms": 0.5, "n_channels": 9, "channel_noise_jy_per_beam": 4e-3}
LINE |= {"channel_correlation": np.array([0.5, 0.1, 0.0]), "velocity_kms_min": -2.0, "velocity_kms_max": 2.0}
DUST = {"map_kind": "continuum", "noise_jy_per_beam": 2e-3, "peak_jy_per_beam": 0.5, "total_jy": 0.7}


def dataset_of(about, *names, **changes):
    maps = {name: (("y", "x"), np.full((N, N), 1.5, np.float32)) for name in names}
    masks = {name: (("y", "x"), np.eye(N, dtype=np.uint8)) for name in ("observed", "emission_free")}
    attributes = FRAME | BEAM | PAIR | NAMES | about | changes
    return xr.Dataset(maps | masks, attrs={name: value for name, value in attributes.items() if value is not None})


def test_a_line_is_read_with_its_channels(tmp_path):
    write_dataset(dataset_of(LINE, "moment0", "moment1"), OBSERVATION, tmp_path / "CO.nc")
    sky = read_observed_map(tmp_path / "CO.nc")
    assert sky.kind is MAP_KINDS["moment1"]
    assert (sky.target, sky.tracer, sky.file) == ("pair", "CO", "co.fits")
    assert (sky.n_pixels, sky.pixel_au, sky.field_au) == (N, 20.0, 120.0)
    assert sky.beam == FrameBeam(90.0, 60.0, 10.0)
    assert sky.beam_on_sky.position_angle_deg == 40.0
    assert sky.channels == Channels(-2.0, 0.5, 9, 4e-3, (0.5, 0.1, 0.0))
    assert sky.channels.last_kms == 2.0
    assert (sky.noise, sky.peak, sky.total_flux) == (0.01, 1.0, 3.0)
    assert sky.velocity_range_kms == (-2.0, 2.0)
    assert list(sky.maps) == ["moment0", "moment1"]
    np.testing.assert_array_equal(sky.observed, np.eye(N, dtype=bool))


def test_a_continuum_has_no_channels_and_no_systemic_velocity():
    sky = observed_map_of(dataset_of(DUST, "brightness"))
    assert (sky.noise, sky.peak, sky.total_flux) == (2e-3, 0.5, 0.7)
    assert (sky.channels, sky.velocity_range_kms, sky.systemic_kms) == (None, None, None)
    assert sky.max_recoverable_scale_au is None


def test_a_moment_1_that_is_ready_has_no_moment_0_and_no_peak():
    changes = {"peak_jy_kms_per_beam": None, "total_jy_kms": None, "from_cube": 0}
    sky = observed_map_of(dataset_of(LINE, "moment1", **changes))
    assert list(sky.maps) == ["moment1"]
    assert (sky.peak, sky.total_flux, sky.from_cube) == (None, None, False)


def test_the_largest_scale_is_at_the_distance_of_the_pair():
    sky = observed_map_of(dataset_of(DUST, "brightness", max_recoverable_scale_arcsec=2.0))
    assert sky.max_recoverable_scale_au == pytest.approx(280.0)


@pytest.mark.parametrize(
    "name", ["pixel_au", "beam_major_au", "noise_jy_per_beam", "projected_separation_au", "tracer"]
)
def test_an_observation_that_lacks_an_attribute_is_refused(name):
    with pytest.raises(ContractBroken, match=f"pair.nc has no attribute '{name}': delete it"):
        observed_map_of(dataset_of(DUST, "brightness", **{name: None}), "pair.nc")


def test_an_unknown_kind_is_refused():
    with pytest.raises(ContractBroken, match="map_kind = moment2"):
        observed_map_of(dataset_of(DUST, "brightness", map_kind="moment2"))
