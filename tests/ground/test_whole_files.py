"""Files are whole or absent, and their seal tells whether they have the bytes they were written with."""

import os
import random
import subprocess
import sys

import pytest

from simanalogues.errors import WritingFailed
from simanalogues.seal import is_broken, seal
from simanalogues.whole_files import _host, write_text_whole, written_whole


def test_nothing_but_the_file_is_there_after_writing(tmp_path):
    write_text_whole(tmp_path / "new/table.csv", "Å\n")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["table.csv"]
    assert (tmp_path / "new/table.csv").read_text(encoding="utf-8") == "Å\n"


def test_the_path_to_write_to_has_the_suffix_of_the_file(tmp_path):
    with written_whole(tmp_path / "figure.png") as partial:
        partial.touch()
    assert partial.suffix == ".png"


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), RuntimeError("NetCDF: HDF error")])
def test_where_writing_fails_the_file_is_named_and_as_it_was(tmp_path, error):
    (tmp_path / "table.csv").write_text("before")
    with pytest.raises(WritingFailed, match=r"could not write .*table.csv: .*is the disk full"):  # noqa: SIM117
        with written_whole(tmp_path / "table.csv") as partial:
            partial.write_text("half")
            raise error
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"table.csv": "before"}


def test_what_killed_writers_left_is_removed_and_what_a_living_one_writes_is_kept(tmp_path):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    names = {
        who: f".{who}.partial.a.nc" for who in (f"{_host()}-{ended.pid}", "elsewhere-1", f"{_host()}-{os.getppid()}")
    }
    names["another file"] = f".{_host()}-{ended.pid}.partial.b.nc"
    for name in names.values():
        (tmp_path / name).touch()
    write_text_whole(tmp_path / "a.nc", "whole")
    kept = {"a.nc", names[f"{_host()}-{os.getppid()}"], names["another file"]}
    assert {path.name for path in tmp_path.iterdir()} == kept


def test_a_seal_notices_every_flipped_bit_and_every_cut_but_those_of_itself(tmp_path):
    rng = random.Random(1)
    content = rng.randbytes(5000)
    for number in range(200):
        path = tmp_path / str(number)
        path.write_bytes(content)
        seal(path)
        assert not is_broken(path)
        sealed = bytearray(path.read_bytes())
        sealed[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
        path.write_bytes(sealed)
        os.utime(path, ns=(number, number))
        assert is_broken(path)


def test_a_file_without_a_seal_counts_as_whole(tmp_path):
    (tmp_path / "a").write_bytes(b"short")
    (tmp_path / "empty").touch()
    assert not is_broken(tmp_path / "a")
    assert not is_broken(tmp_path / "empty")
