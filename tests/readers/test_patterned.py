import os
import time
from pathlib import Path

import pytest

from simanalogues.errors import InputMissing
from simanalogues.readers.radmc3d_reader import Radmc3dReader
from simanalogues.readers.source import Source
from simanalogues.readers.yt_reader import YtReader

STARS = "stars_{output:05d}.csv"


def age(path, seconds):
    then = time.time() - seconds
    os.utime(path, (then, then))


def make_output(run, number):
    """A plot folder with a file one level down, and its stars; ten minutes old."""
    level = run / f"plt{number:05d}" / "Level_0"
    level.mkdir(parents=True)
    (level / "cells").write_text("x")
    (run / f"stars_{number:05d}.csv").write_text("x")
    for path in (level / "cells", level, level.parent, run / f"stars_{number:05d}.csv"):
        age(path, 600)
    return level.parent


def make_model(run, number):
    directory = run / f"model_{number}"
    directory.mkdir(parents=True)
    for name in ("amr_grid.inp", "dust_density.binp"):
        (directory / name).write_text("x")
    (run / f"stars_{number:05d}.csv").write_text("x")
    return directory


@pytest.fixture
def plots(tmp_path):
    for number in (1, 2, 3, 12):
        make_output(tmp_path, number)
    return YtReader(Source(tmp_path, "yt", "plt{output:05d}", STARS))


def test_outputs_are_found_by_the_pattern(plots):
    (plots.source.folder / "plt7").mkdir()
    (plots.source.folder / "plt00001.old").mkdir()
    assert list(plots.find_outputs(settle_s=60)) == [1, 2, 3, 12]


def test_special_characters_of_a_pattern_are_its_own(tmp_path):
    make_output(tmp_path / "[a]", 4)
    source = Source(tmp_path, "yt", "[a]/plt{output:05d}", "[a]/" + STARS)
    assert YtReader(source).find_outputs(settle_s=0) == {4: ""}


def test_incomplete_and_fresh_outputs_are_not_taken(plots):
    plots.stars_file(2).unlink()
    age(plots.path(3) / "Level_0" / "cells", 0)
    age(plots.stars_file(12), 0)
    assert plots.find_outputs(settle_s=60) == {
        1: "",
        2: "incomplete: stars_00002.csv is missing",
        3: "still being written",
        12: "still being written",
    }


def test_an_output_that_is_one_file_counts(tmp_path):
    (tmp_path / "snap_5.hdf5").write_text("x")
    (tmp_path / "stars_00005.csv").write_text("x")
    reader = YtReader(Source(tmp_path, "yt", "snap_{output}.hdf5", STARS))
    assert reader.find_outputs(settle_s=0) == {5: ""}
    assert reader.find_outputs(settle_s=60) == {5: "still being written"}


@pytest.mark.parametrize(("name", "suffix"), [("amr_grid", ".inp"), ("dust_density", ".binp")])
def test_a_model_directory_needs_its_grid_and_its_dust(tmp_path, name, suffix):
    reader = Radmc3dReader(Source(tmp_path, "radmc3d", "model_{output}", STARS))
    directory = make_model(tmp_path, 3)
    assert reader.what_is_missing(3) is None
    (directory / (name + suffix)).unlink()
    assert reader.what_is_missing(3) == directory / f"{name}.binp"


def test_paths_carry_the_number_as_the_pattern_says():
    reader = YtReader(Source(Path("a"), "yt", "output_{output:05d}/info_{output:05d}.txt", STARS))
    assert reader.path(26) == Path("a/output_00026/info_00026.txt")
    assert reader.stars_file(26) == Path("a/stars_00026.csv")
    assert reader.root(26) == Path("a/output_00026")


def test_the_root_of_an_output_starts_at_the_first_name_with_its_number():
    assert YtReader(Source(Path("a"), "yt", "run/plt{output}", STARS)).root(7) == Path("a/run/plt7")


def test_a_folder_without_outputs_is_named(tmp_path):
    with pytest.raises(InputMissing, match="holds nothing that is called like 'plt{output}': check.*`pattern`"):
        YtReader(Source(tmp_path / "none", "yt", "plt{output}", STARS)).find_outputs(settle_s=0)


def test_the_digest_sees_sizes_of_files_at_every_depth_and_not_times(plots):
    before = plots.size_digest([1, 2])
    age(plots.path(1) / "Level_0" / "cells", 5)
    assert plots.size_digest([1, 2]) == before
    (plots.path(1) / "Level_0" / "cells").write_text("xy")
    assert plots.size_digest([1, 2]) != before
    assert plots.size_digest([99]) == plots.size_digest([])


def test_the_small_files_are_the_stars(plots):
    assert plots.small_files(12) == [plots.source.folder / "stars_00012.csv"]
