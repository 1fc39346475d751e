import os
import time

import pytest

from simanalogues.errors import InputMissing
from simanalogues.readers.folder import output_folder
from simanalogues.readers.ramses_reader import RamsesReader
from simanalogues.readers.source import Source


def make_output(run, number, n_domains=2):
    folder = output_folder(run, number)
    folder.mkdir(parents=True)
    (folder / f"info_{number:05d}.txt").write_text(f"ncpu = {n_domains}\n")
    names = [f"sink_{number:05d}.csv", "hydro_file_descriptor.txt"]
    names += [f"{kind}_{number:05d}.out{i:05d}" for kind in ("amr", "hydro") for i in range(1, n_domains + 1)]
    for name in names:
        (folder / name).write_text("x")
    return folder


def reader_at(folder):
    return RamsesReader(Source(folder))


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
    assert reader_at(tmp_path).find_outputs(settle_s=60) == {
        1: "",
        2: "incomplete: hydro_00002.out00002 is missing",
        3: "incomplete: sink_00003.csv is missing",
        4: "still being written",
    }


def test_a_folder_without_outputs_is_named(tmp_path):
    with pytest.raises(InputMissing, match="holds no RAMSES output"):
        reader_at(tmp_path).find_outputs(settle_s=0)


def test_the_digest_sees_sizes_and_not_times(tmp_path):
    folder = make_output(tmp_path, 1)
    before = reader_at(tmp_path).size_digest([1])
    os.utime(folder / "amr_00001.out00001", (0, 0))
    assert reader_at(tmp_path).size_digest([1]) == before
    (folder / "amr_00001.out00001").write_text("xy")
    assert reader_at(tmp_path).size_digest([1]) != before


def test_the_small_files_are_those_of_info_and_sinks(tmp_path):
    folder = make_output(tmp_path, 26)
    assert reader_at(tmp_path).small_files(26) == [folder / "info_00026.txt", folder / "sink_00026.csv"]
    assert reader_at(tmp_path).what_is_missing(26) is None
