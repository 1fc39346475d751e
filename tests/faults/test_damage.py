"""Damaged files between stages: noticed by whoever reads them, named, moved aside, and made again by a plain run."""

import os
import random
import shutil
from pathlib import Path

import pytest
from faulty import KILLS, contents, targets
from kinds import KINDS

from simanalogues.errors import CacheDamaged
from simanalogues.schema.files import read_dataset

ONE, TWO = "00024-00027", "00028-00031"
EMBEDDING = "mockD/embedding/main/{}/continuum/{}.nc"
KIND_OF = {
    f"shared/snapshots/A/{ONE}.nc": "snapshots",
    f"shared/temperatures/*/A/{ONE}.nc": "temperatures",
    f"shared/disks/A/{ONE}.nc": "disks",
    "shared/catalogue/A.nc": "catalogue",
    "mockD/catalogue/A.nc": "system_views",
    f"mockD/views/A/{ONE}.nc": "views",
    "mockD/observation/continuum.nc": "observation",
    f"mockD/images/A/{ONE}/continuum.nc": "images",
    EMBEDDING.format("MobileNet", f"A/{ONE}"): "embedding",
    EMBEDDING.format("MobileNet-trained", f"A/{ONE}"): "embedding",
    EMBEDDING.format("MobileNet", "observation"): "embedding_observation",
    "mockD/matching/main/MobileNet/continuum.nc": "matching",
    "mockD/training/main/MobileNet/continuum/azimuth.nc": "training",
}
# What is damaged, and a result whose job reads it, which is forced.
READERS = {
    f"shared/snapshots/A/{ONE}.nc": f"shared/temperatures/*/A/{ONE}.nc",
    f"mockD/views/A/{TWO}.nc": f"mockD/images/A/{TWO}/continuum.nc",
    f"shared/temperatures/*/A/{ONE}.nc": f"mockD/images/A/{ONE}/continuum.nc",
    f"shared/disks/A/{TWO}.nc": "shared/catalogue/A.nc",
    f"mockD/images/A/{ONE}/continuum.nc": EMBEDDING.format("pixels", f"A/{ONE}"),
    "shared/catalogue/A.nc": "mockD/catalogue/A.nc",
    "mockD/observation/continuum.nc": EMBEDDING.format("pixels", "observation"),
    EMBEDDING.format("MobileNet", f"A/{ONE}"): "mockD/training/main/MobileNet/continuum/azimuth.keras",
    EMBEDDING.format("MobileNet-trained", f"A/{ONE}"): "mockD/matching/main/MobileNet-trained/continuum.nc",
    EMBEDDING.format("MobileNet", "observation"): "mockD/matching/main/MobileNet/continuum.nc",
    "mockD/matching/main/pixels/continuum.nc": "mockD/estimates.json",
}


def the_file(results, pattern):
    """The one file of a pattern: temperatures lie in a folder named after their window."""
    (path,) = results.glob(pattern)
    return path


def damage(path, rng, how):
    """Alter a file as a disk does: its times stay."""
    content, status = bytearray(path.read_bytes()), path.stat()
    if how == "cut off":
        del content[rng.randrange(len(content) - 100) :]
    else:
        # Not in the seal, whose damage hides nothing.
        content[rng.randrange(len(content) - 100)] ^= 1 << rng.randrange(8)
    path.write_bytes(content)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


@pytest.mark.parametrize("how", ["cut off", "one bit flipped"])
@pytest.mark.parametrize("name", KIND_OF, ids=KIND_OF.get)
def test_damage_anywhere_in_a_file_of_any_kind_is_noticed_and_it_is_moved_aside(name, how, undisturbed, tmp_path):
    whole, rng = the_file(undisturbed.folder / "results", name), random.Random(f"{name} {how}")
    for _ in range(40):
        path = tmp_path / f"{rng.random()}.nc"
        shutil.copy(whole, path)
        damage(path, rng, how)
        with pytest.raises(CacheDamaged, match=f"{path.name} is damaged: .*snakemake again"):
            read_dataset(path, KINDS[KIND_OF[name]])
        assert not path.exists()
        assert path.with_name(f"{path.name}.damaged").exists()


@pytest.mark.parametrize("name", READERS if KILLS >= 50 else random.Random(KILLS).sample(list(READERS), 1))
def test_the_run_that_reads_a_damaged_file_names_it_and_the_next_makes_it_again(name, copied_run, expected):
    results, rng = copied_run.folder / "results", random.Random(name)
    damaged = the_file(results, name)
    damage(damaged, rng, rng.choice(["cut off", "one bit flipped"]))
    reader = str(Path("results") / the_file(results, READERS[name]).relative_to(results))
    # A damaged input is not made again by the driver that planned with it: its job's second try finds none.
    assert copied_run.snakemake(*targets(), options=("--forcerun", reader)).returncode != 0
    assert f"CacheDamaged: results/{damaged.relative_to(results)} is damaged" in copied_run.said
    assert damaged.with_name(f"{damaged.name}.damaged").exists()
    copied_run.finish(*targets(), most_runs=1)
    assert contents(results) == expected


def test_a_damaged_head_is_named_and_once_deleted_is_trained_again(copied_run, expected):
    results = copied_run.folder / "results"
    head = results / "mockD/training/main/MobileNet/continuum/azimuth.keras"
    damage(head, random.Random(2), "cut off")
    assert copied_run.snakemake(*targets(), options=("--forcerun", "embed_with_head")).returncode != 0
    assert "WeightsInvalid: results/mockD/training/main/MobileNet/continuum/azimuth.keras is damaged" in copied_run.said
    head.unlink()
    copied_run.finish(*targets(), most_runs=1)
    assert contents(results) == expected
