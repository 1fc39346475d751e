import os
import time

import pytest

from simanalogues.errors import ConfigError, InputMissing
from simanalogues.readers.archive import unpack
from simanalogues.readers.folder import find_outputs, numbers_of, output_folder, size_digest


def make_output(run, number, n_domains=2):
    folder = output_folder(run, number)
    folder.mkdir(parents=True)
    (folder / f"info_{number:05d}.txt").write_text(f"ncpu = {n_domains}\n")
    names = [f"sink_{number:05d}.csv", "hydro_file_descriptor.txt"]
    names += [f"{kind}_{number:05d}.out{i:05d}" for kind in ("amr", "hydro") for i in range(1, n_domains + 1)]
    for name in names:
        (folder / name).write_text("x")
    return folder


def test_output_numbers_come_from_ranges_lists_and_steps():
    assert numbers_of("14-17") == [14, 15, 16, 17]
    assert numbers_of("14-20:3") == [14, 17, 20]
    assert numbers_of([3, "1-2", "9"]) == [1, 2, 3, 9]


def test_a_range_that_is_none_is_refused():
    with pytest.raises(ConfigError, match="'14..40' is neither"):
        numbers_of("14..40")


def test_incomplete_and_fresh_outputs_are_not_taken(tmp_path):
    for number in (1, 2, 3, 4):
        make_output(tmp_path, number)
    (output_folder(tmp_path, 2) / "hydro_00002.out00002").unlink()
    (output_folder(tmp_path, 3) / "sink_00003.csv").unlink()
    now = time.time()
    for folder in tmp_path.iterdir():
        for path in [*folder.iterdir(), folder]:
            os.utime(path, (now - 600, now - 600))
    os.utime(output_folder(tmp_path, 4) / "amr_00004.out00001", (now, now))
    assert find_outputs(tmp_path, settle_s=60) == {
        1: "",
        2: "incomplete: hydro_00002.out00002 is missing",
        3: "incomplete: sink_00003.csv is missing",
        4: "still being written",
    }


def test_a_folder_without_outputs_is_named(tmp_path):
    with pytest.raises(InputMissing, match="holds no RAMSES output"):
        find_outputs(tmp_path, settle_s=0)


def test_the_digest_sees_sizes_and_not_times(tmp_path):
    folder = make_output(tmp_path, 1)
    before = size_digest(tmp_path, [1])
    os.utime(folder / "amr_00001.out00001", (0, 0))
    assert size_digest(tmp_path, [1]) == before
    (folder / "amr_00001.out00001").write_text("xy")
    assert size_digest(tmp_path, [1]) != before


def test_an_archive_that_lacks_an_output_is_refused(root, tmp_path):
    with pytest.raises(InputMissing, match=r"does not hold the outputs \[99\]"):
        unpack(root / "resources/demo/E.tar.xz", tmp_path, outputs=[18, 99])


def test_a_damaged_archive_is_named(root, tmp_path):
    damaged = tmp_path / "E.tar.xz"
    damaged.write_bytes((root / "resources/demo/E.tar.xz").read_bytes()[:100_000])
    with pytest.raises(InputMissing, match="E.tar.xz cannot be unpacked"):
        unpack(damaged, tmp_path / "E", outputs=[18])
