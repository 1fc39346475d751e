import os
import time

import pytest

from simanalogues.errors import InputMissing
from simanalogues.readers import folder
from simanalogues.readers.listing import find_outputs, size_digest, small_files, what_is_missing
from simanalogues.readers.source import Source

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
    return Source(tmp_path, "yt", "plt{output:05d}", STARS)


def test_outputs_are_found_by_the_pattern(plots):
    (plots.folder / "plt7").mkdir()
    (plots.folder / "plt00001.old").mkdir()
    assert list(find_outputs(plots, settle_s=60)) == [1, 2, 3, 12]


def test_special_characters_of_a_pattern_are_its_own(tmp_path):
    make_output(tmp_path / "[a]", 4)
    assert find_outputs(Source(tmp_path, "yt", "[a]/plt{output:05d}", "[a]/" + STARS), settle_s=0) == {4: ""}


def test_incomplete_and_fresh_outputs_are_not_taken(plots):
    plots.stars_file(2).unlink()
    age(plots.path(3) / "Level_0" / "cells", 0)
    age(plots.stars_file(12), 0)
    assert find_outputs(plots, settle_s=60) == {
        1: "",
        2: "incomplete: stars_00002.csv is missing",
        3: "still being written",
        12: "still being written",
    }


def test_an_output_that_is_one_file_counts(tmp_path):
    (tmp_path / "snap_5.hdf5").write_text("x")
    (tmp_path / "stars_00005.csv").write_text("x")
    source = Source(tmp_path, "yt", "snap_{output}.hdf5", STARS)
    assert find_outputs(source, settle_s=0) == {5: ""}
    assert find_outputs(source, settle_s=60) == {5: "still being written"}


@pytest.mark.parametrize(("name", "suffix"), [("amr_grid", ".inp"), ("dust_density", ".binp")])
def test_a_model_directory_needs_its_grid_and_its_dust(tmp_path, name, suffix):
    source = Source(tmp_path, "radmc3d", "model_{output}", STARS)
    directory = make_model(tmp_path, 3)
    assert what_is_missing(source, 3) is None
    (directory / (name + suffix)).unlink()
    assert what_is_missing(source, 3) == directory / f"{name}.binp"


def test_a_folder_without_outputs_is_named(tmp_path):
    with pytest.raises(InputMissing, match="holds nothing that is called like 'plt{output}': check.*`pattern`"):
        find_outputs(Source(tmp_path / "none", "yt", "plt{output}", STARS), settle_s=0)


def test_the_digest_sees_sizes_of_files_at_every_depth_and_not_times(plots):
    before = size_digest(plots, [1, 2])
    age(plots.path(1) / "Level_0" / "cells", 5)
    assert size_digest(plots, [1, 2]) == before
    (plots.path(1) / "Level_0" / "cells").write_text("xy")
    assert size_digest(plots, [1, 2]) != before
    assert size_digest(plots, [99]) == size_digest(plots, [])


def test_the_small_files_are_the_stars(plots):
    assert small_files(plots, 12) == [plots.folder / "stars_00012.csv"]


def test_ramses_is_listed_as_before(demo_run):
    source = Source(demo_run)
    assert find_outputs(source, settle_s=0) == folder.find_outputs(demo_run, settle_s=0)
    assert small_files(source, 26) == folder.small_files(demo_run, 26)
    assert size_digest(source, [26]) == folder.size_digest(demo_run, [26])
    assert what_is_missing(source, 26) is None
