"""The engine that runs RADMC-3D; most of it needs the executable (environment variable RADMC3D, or PATH)."""

import dataclasses

import numpy as np
import pytest

from simanalogues.errors import ConfigError, EngineUnavailable
from simanalogues.models.directory import write_model
from simanalogues.transfer.camera import axes_of
from simanalogues.transfer.engines import render_continuum
from simanalogues.transfer.executable import find_executable
from simanalogues.transfer.options import EngineOptions
from simanalogues.transfer.radmc3d import CONSTANTS_OF_PLANCK_FUNCTION, read_image
from simanalogues.units import T_CMB_K

N_OBS, _, UPS = axes_of(*np.array([(60.0, 35.0, 0.0), (37.5, 123.0, 41.0), (110.0, 300.0, -150.0)]).T)
PICTURE = {"frequency_hz": 2.3e11, "n_pixels": 48, "field_au": 1500.0}


def fake(tmp_path, script):
    path = tmp_path / "radmc3d"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize("sub_pixels", [True, False])
@pytest.mark.parametrize("background_k", [0.0, T_CMB_K])
def test_both_engines_agree(executable, reference_directory, tmp_path, sub_pixels, background_k):
    options = EngineOptions(
        engine="radmc3d",
        threads=2,
        sub_pixels=sub_pixels,
        background_k=background_k,
        executable=executable,
        scratch=tmp_path,
        constants=CONSTANTS_OF_PLANCK_FUNCTION,
    )
    theirs = render_continuum(reference_directory, N_OBS, UPS, **PICTURE, options=options)
    ours = render_continuum(
        reference_directory, N_OBS, UPS, **PICTURE, options=dataclasses.replace(options, engine="builtin")
    )
    assert np.abs(ours - theirs).sum() / np.abs(theirs).sum() < 1e-4
    assert list(tmp_path.iterdir()) == []


def test_radmc3d_sees_nothing_of_dust_as_cold_as_the_background(executable, reference_model, tmp_path):
    cold = np.full(reference_model.octree.n_leaves, 4.0)
    write_model(dataclasses.replace(reference_model, dust_temperature=cold), tmp_path)
    options = EngineOptions(engine="radmc3d", background_k=4.0, executable=executable)
    image = render_continuum(tmp_path, N_OBS[:1], UPS[:1], **PICTURE, options=options)
    warm = render_continuum(
        tmp_path, N_OBS[:1], UPS[:1], **PICTURE, options=dataclasses.replace(options, background_k=0.0)
    )
    assert np.abs(image).max() < 1e-6 * warm.max()


def test_a_missing_executable_says_how_to_supply_it(monkeypatch, tmp_path):
    monkeypatch.delenv("RADMC3D", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineUnavailable, match="environment variable RADMC3D.*choose the engine 'builtin'"):
        find_executable()


def test_an_executable_that_cannot_be_run_is_named(monkeypatch, tmp_path):
    with pytest.raises(EngineUnavailable, match="nothing', named by the config, is no file that can be run"):
        find_executable(str(tmp_path / "nothing"))
    monkeypatch.setenv("RADMC3D", str(tmp_path))
    with pytest.raises(EngineUnavailable, match="named by the environment variable RADMC3D"):
        find_executable()


def test_the_executable_is_found_on_the_path(monkeypatch, tmp_path):
    monkeypatch.delenv("RADMC3D", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    path = fake(tmp_path, "true")
    assert find_executable() == path


def test_a_failure_carries_the_end_of_the_output(reference_directory, tmp_path):
    options = EngineOptions(engine="radmc3d", executable=fake(tmp_path, "echo ERROR: no photons left; exit 3"))
    with pytest.raises(EngineUnavailable, match=r"status 3 and no file image.bout(?s:.*)ERROR: no photons left"):
        render_continuum(reference_directory, N_OBS, UPS, **PICTURE, options=options)


def test_an_image_of_another_size_is_refused(tmp_path):
    np.array([1, 4, 4, 1], dtype="<i8").tofile(tmp_path / "image.bout")
    with pytest.raises(EngineUnavailable, match=r"head \[1, 4, 4, 1\] and 32 bytes, expected \[1, 5, 5, 1\]"):
        read_image(tmp_path / "image.bout", 5)


def test_an_unknown_engine_is_refused(reference_directory):
    with pytest.raises(ConfigError, match=r"no engine 'other': choose one of \['builtin', 'radmc3d'\]"):
        render_continuum(reference_directory, N_OBS, UPS, **PICTURE, options=EngineOptions(engine="other"))
