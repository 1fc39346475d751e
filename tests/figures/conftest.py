"""Targets with files of all kinds that figures are drawn from."""

import copy
from collections.abc import Callable
from pathlib import Path

import pytest
from target_files import SETTINGS, Target, make_target, make_training


@pytest.fixture(scope="session")
def target(tmp_path_factory: pytest.TempPathFactory) -> Target:
    """Two simulations, a tracer of each kind, no fallback."""
    return make_target(tmp_path_factory.mktemp("target"), ["A", "E"], ("continuum", "SO", "CO"))


@pytest.fixture(scope="session")
def lonely_target(tmp_path_factory: pytest.TempPathFactory) -> Target:
    """One simulation, the continuum only, and a distance with which nothing passes the cut."""
    return make_target(tmp_path_factory.mktemp("lonely"), ["A"], ("continuum",), fallback="cosine")


@pytest.fixture(scope="session")
def line_target(tmp_path_factory: pytest.TempPathFactory) -> Target:
    """Tracers of kind moment1 only: one from a cube, one a ready map without noise."""
    return make_target(tmp_path_factory.mktemp("lines"), ["A", "E"], ("CO", "CS"))


NETWORKS = ("VGG16-trained", "MobileNet-trained", "pixels", "VGG16", "MobileNet")


@pytest.fixture(scope="session")
def trained_target(tmp_path_factory: pytest.TempPathFactory) -> Target:
    """Two tracers, the baseline and two backbones, both with a trained head beside."""
    return make_target(tmp_path_factory.mktemp("trained"), ["A", "E"], ("continuum", "CO"), networks=NETWORKS)


@pytest.fixture
def new_training(tmp_path: Path) -> Callable[..., Path]:
    """Writes the history of one head, of which variables and attributes may be named."""

    def write(head: str = "azimuth", *, backbone: str = "MobileNet", tracer: str = "continuum", **changes) -> Path:
        path = tmp_path / "training" / backbone / tracer / f"{head}.nc"
        return make_training(path, backbone=backbone, tracer=tracer, head=head, changes=changes)

    return write


@pytest.fixture
def settings() -> dict:
    """The figures' settings, with the truth of a mock observation."""
    return copy.deepcopy(SETTINGS)
