import pytest

from simanalogues.errors import InputMissing
from simanalogues.readers.archive import unpack


def test_an_archive_that_lacks_an_output_is_refused(root, tmp_path):
    with pytest.raises(InputMissing, match=r"does not hold the outputs \[99\]"):
        unpack(root / "resources/demo/E.tar.xz", tmp_path, outputs=[18, 99])


def test_a_damaged_archive_is_named(root, tmp_path):
    damaged = tmp_path / "E.tar.xz"
    damaged.write_bytes((root / "resources/demo/E.tar.xz").read_bytes()[:100_000])
    with pytest.raises(InputMissing, match="E.tar.xz cannot be unpacked"):
        unpack(damaged, tmp_path / "E", outputs=[18])
