"""A block that is made anew takes what it had: only new or changed images pass the network."""

import pytest
import xarray as xr

from simanalogues.embedding.embed import embed_images
from simanalogues.embedding.extraction import Extractor
from simanalogues.embedding.plain import PixelExtractor
from simanalogues.embedding.reuse import hidden_name
from simanalogues.schema.embedding import EMBEDDING
from simanalogues.schema.files import read_dataset

GRID = {"noise": "match", "flux": "peak", "stretch": "asinh", "feature": "grid", "softening": 3.0}


class Block:
    """One block under one name, and how many maps passed the network when it was made last."""

    def __init__(self, destination, observation, context, monkeypatch):
        self.destination, self.observation, self.context = destination, observation, context
        self.n_passed = 0
        for extractor in (PixelExtractor, Extractor):
            monkeypatch.setattr(extractor, "__call__", self.counting(extractor.__call__))

    def counting(self, call):
        def counted(extractor, maps):
            self.n_passed += len(maps)
            return call(extractor, maps)

        return counted

    def made(self, *images, backbone="MobileNet", settings=GRID, seed=3, anew=False):
        """The block as Snakemake would make it: its old file is deleted first; and with `anew` what it had, too."""
        self.destination.unlink(missing_ok=True)
        if anew:
            hidden_name(self.destination).unlink()
        self.n_passed = 0
        job = {"backbone": backbone, "settings": settings, "context": {**self.context, "seed": seed}}
        embed_images(list(images), self.observation, **job, destination=self.destination)
        return read_dataset(self.destination, EMBEDDING)


@pytest.fixture
def block(tmp_path, framing, write_observation, context, monkeypatch):
    return Block(tmp_path / "b" / "embedding.nc", write_observation(tmp_path / "o.nc", framing), context, monkeypatch)


@pytest.fixture
def parts(tmp_path, maps, write_images):
    """Two files of images: four maps, and the rest."""
    return write_images(tmp_path / "1.nc", maps[:4]), write_images(tmp_path / "2.nc", maps[4:], "A", 16)


@pytest.mark.slow
@pytest.mark.parametrize("backbone", ["pixels", "MobileNet"])
def test_only_the_images_of_new_outputs_pass_and_the_rows_are_those_of_a_run_from_nothing(block, parts, maps, backbone):
    block.made(parts[0], backbone=backbone)
    assert block.n_passed == 4
    grown = block.made(*parts, backbone=backbone)
    assert block.n_passed == len(maps) - 4
    xr.testing.assert_identical(grown, block.made(*parts, backbone=backbone, anew=True))
    assert block.n_passed == len(maps)


@pytest.mark.slow
def test_new_images_between_old_ones_come_in_their_place(block, parts, maps, tmp_path, write_images):
    block.made(*parts)
    between = write_images(tmp_path / "3.nc", maps[:2] * 1.5, "A", 99)
    grown = block.made(parts[0], between, parts[1])
    assert block.n_passed == 2
    xr.testing.assert_identical(grown, block.made(parts[0], between, parts[1], anew=True))


@pytest.mark.slow
def test_nothing_passes_where_nothing_changed_and_images_that_are_gone_leave(block, parts):
    whole = block.made(*parts)
    xr.testing.assert_identical(block.made(*parts), whole)
    assert block.n_passed == 0
    assert block.made(parts[1]).sizes["image"] == whole.sizes["image"] - 4
    assert block.n_passed == 0


@pytest.mark.slow
def test_a_changed_map_passes_again(block, parts, maps, tmp_path, write_images):
    block.made(*parts)
    changed = maps[:4].copy()
    changed[2, 24, 24] *= 1.001
    block.made(write_images(tmp_path / "1.nc", changed), parts[1])
    assert block.n_passed == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [{"seed": 4}, {"settings": GRID | {"stretch": "linear"}}, {"settings": GRID | {"code": "other"}}],
    ids=["seed", "stretch", "code"],
)
def test_another_seed_preparation_or_code_takes_nothing(block, parts, maps, change):
    block.made(*parts)
    block.made(*parts, **change)
    assert block.n_passed == len(maps)


@pytest.mark.slow
def test_an_observation_with_another_beam_takes_nothing(block, parts, maps, framing, write_observation, tmp_path):
    block.made(*parts)
    block.observation = write_observation(tmp_path / "o2.nc", framing, beam_angle_deg=26.0)
    block.made(*parts)
    assert block.n_passed == len(maps)


@pytest.mark.slow
def test_whole_maps_and_distances_are_taken_too(block, parts):
    settings = GRID | {"feature": "full", "keep_maps": True}
    block.made(parts[0], settings=settings)
    grown = block.made(*parts, settings=settings)
    # One more for the observation, which the distances are taken to.
    assert block.n_passed == grown.sizes["image"] - 4 + 1
    xr.testing.assert_identical(grown, block.made(*parts, settings=settings, anew=True))


@pytest.mark.slow
def test_a_damaged_earlier_state_is_not_taken(block, parts, maps):
    block.made(*parts)
    hidden = hidden_name(block.destination)
    hidden.write_bytes(hidden.read_bytes()[:-1000])
    block.made(*parts)
    assert block.n_passed == len(maps)
    assert hidden.with_name(hidden.name + ".damaged").exists()


@pytest.mark.slow
def test_a_disk_without_hard_links_only_costs_time(block, parts, maps, monkeypatch):
    def refuse(source, destination):
        raise OSError("Operation not permitted")

    monkeypatch.setattr("os.link", refuse)
    block.made(*parts)
    assert not hidden_name(block.destination).exists()
    block.made(*parts)
    assert block.n_passed == len(maps)


def test_the_second_name_takes_no_room(block, parts):
    block.made(*parts)
    assert block.destination.stat().st_ino == hidden_name(block.destination).stat().st_ino
