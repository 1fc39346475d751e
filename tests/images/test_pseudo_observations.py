"""Pseudo-observations of run D against the catalogue's own images of the same views, which never left the frame."""

import numpy as np
import pytest

from simanalogues.images.maps import Sky
from simanalogues.images.render import render_images
from simanalogues.map_kinds.observed_map import observed_map_of
from simanalogues.pseudo.draws import Draw
from simanalogues.pseudo.framed import frame_pseudo_observations
from simanalogues.pseudo.on_sky import header_of, pseudo_sky
from simanalogues.pseudo.skies import INDEX, observer_of, write_pseudo_skies
from simanalogues.schema.files import read_dataset, write_dataset
from simanalogues.schema.images import IMAGES
from simanalogues.schema.observation import OBSERVATION
from simanalogues.schema.pseudo_observations import PSEUDO_OBSERVATIONS
from simanalogues.sky.geometry import pair_of_target
from simanalogues.views.place import place_views

FIELD_AU = 2000.0
CLEAN = {"noise_jy_per_beam": 0.0}
# Three to one, so that a beam that is not turned along changes every map.
OBLONG = {"beam_major_au": 240.0, "beam_minor_au": 80.0, "beam_major_arcsec": 240 / 141, "beam_minor_arcsec": 80 / 141}
OTHERWISE = {
    "mirrored in x": lambda values: values[:, ::-1],
    "turned by 180 deg": lambda values: values[::-1, ::-1],
    "turned by 90 deg": np.rot90,
}


@pytest.fixture(scope="module")
def seen(folder, observation, target, assembly, frame, tmp_path_factory):
    """The function that gives pseudo-observations and the catalogue's images of all views, with other attributes of the
    observation."""
    scratch = tmp_path_factory.mktemp("pseudo")
    views = {"n_views": 2, "both_nappes": True}
    place = {"field_au": FIELD_AU, "settings": views, "destination": scratch / "views.nc"}
    place_views(folder / "snapshots.nc", target=target, **place)
    simulation = {"source": assembly.source.params(), "opacity": assembly.opacity}

    def both(name, error_beams=0.0, keeps_flux=True, **attributes):
        own = scratch / name
        own.mkdir()
        write_dataset(observation.assign_attrs(observation.attrs | attributes), OBSERVATION, own / "observation.nc")
        inputs = {"snapshots": [folder / "snapshots.nc"], "views": [scratch / "views.nc"]}
        drawing = {"seed": 1, "per_output": 4, "every": 1, "error_beams": error_beams, "keeps_flux": keeps_flux}
        about = {"settings": assembly.settings, "line": None}
        observer = observer_of(own / "observation.nc", target=target, drawing=drawing, threads=2, **about)
        write_pseudo_skies(inputs, simulation=simulation, observer=observer, line=None, folder=own)
        entry = {"kind": "continuum", "file": "somewhere.fits", "noise_jy_per_beam": 5.0}
        framing = {"target": target, "entry": entry, "frame": frame, "destination": own / "pseudo.nc"}
        frame_pseudo_observations(own / INDEX, own / "observation.nc", **framing)
        single = {name: files[0] for name, files in inputs.items()} | {"observation": own / "observation.nc"}
        where = {"threads": 2, "scratch": None, "destinations": {"images": own / "images.nc"}}
        render_images(single, simulation=simulation, settings=assembly.settings, **where)
        pseudo, images = (
            read_dataset(own / "pseudo.nc", PSEUDO_OBSERVATIONS),
            read_dataset(own / "images.nc", IMAGES),
        )
        return pseudo, images.isel(image=pseudo["view"].values)

    return both


@pytest.mark.slow
@pytest.mark.parametrize(("name", "beam"), [("round", {}), ("oblong", OBLONG)])
def test_without_noise_and_error_it_is_the_catalogues_image_at_every_angle_on_the_sky(seen, name, beam):
    pseudo, images = seen(name, **CLEAN, **beam)
    assert sorted(pseudo["view"].values) == [0, 1, 2, 3]
    assert np.ptp(pseudo["position_angle_deg"].values) > 60
    for row in range(4):
        own, theirs = (dataset["brightness"].values[row] for dataset in (pseudo, images))
        difference = np.abs(own - theirs).sum() / theirs.sum()
        assert difference < 0.03
        for otherwise in OTHERWISE.values():
            assert np.abs(otherwise(own) - theirs).sum() / theirs.sum() > 5 * difference


def test_its_noise_is_that_of_the_observation_and_none_of_the_catalogues(seen, observation):
    noise = 0.01 * observation.attrs["peak_jy_per_beam"]
    (noisy, _), (clean, _) = seen("noisy", noise_jy_per_beam=noise), seen("clean", **CLEAN)
    of_views = (noisy["brightness"] - clean["brightness"]).values
    assert np.std(of_views) == pytest.approx(noise, rel=0.15)
    alike = np.corrcoef(of_views.reshape(4, -1)) - np.eye(4)
    assert np.abs(alike).max() < 0.3


@pytest.mark.slow
def test_it_is_as_bright_as_the_observation_unless_it_keeps_its_flux(seen, observation):
    peak = observation.attrs["peak_jy_per_beam"]
    (matched, _), (own, images) = seen("matched", keeps_flux=False, **CLEAN), seen("own", **CLEAN)
    np.testing.assert_allclose(matched["brightness"].max(("y", "x")), peak, rtol=0.03)
    np.testing.assert_allclose(own["brightness"].max(("y", "x")), images["brightness"].max(("y", "x")), rtol=0.03)


@pytest.mark.slow
def test_an_observer_who_takes_the_midpoint_too_far_west_and_north_sees_all_to_the_east_and_south(seen, observation):
    beam_au = np.sqrt(observation.attrs["beam_major_au"] * observation.attrs["beam_minor_au"])
    (shifted, _), (clean, _) = seen("shifted", error_beams=1.0, **CLEAN), seen("centred", **CLEAN)
    for row in range(4):
        angle = np.deg2rad(shifted["position_angle_deg"].values[row])
        west, north = (shifted[f"error_{name}_beams"].values[row] * beam_au for name in ("west", "north"))
        expected = -np.array(
            [np.cos(angle) * west + np.sin(angle) * north, np.cos(angle) * north - np.sin(angle) * west]
        )
        moved = peak_au(shifted, row) - peak_au(clean, row)
        np.testing.assert_allclose(moved, expected, atol=1.5 * observation.attrs["pixel_au"])


def peak_au(dataset, row):
    values, pixel_au = dataset["brightness"].values[row], dataset.attrs["pixel_au"]
    y, x = np.unravel_index(values.argmax(), values.shape)
    return np.array([x, y]) * pixel_au


def test_on_the_sky_the_beam_is_turned_along(observation, target, assembly):
    draw, pair = Draw(28, 0, 0, 70.0, 0.0, 0.0), pair_of_target(target)
    sky = Sky(observed_map_of(observation), assembly.settings, None)
    header = header_of(pseudo_sky(sky, draw, pair, 0.0))
    turned = header["BPA"] - observation.attrs["beam_position_angle_deg"]
    assert (turned - (70.0 - pair.position_angle_deg)) % 180 == pytest.approx(0, abs=1e-6)
    assert header["BMAJ"] * 3600 == pytest.approx(observation.attrs["beam_major_arcsec"])
