"""A disk that is full: the file is named, what is there stays whole, and with more room a plain run ends as always."""

import re

from faulty import KILLS, contents, targets
from mounts import resize, small_disk

# Of what all results take.
ROOM = (0.1, 0.3, 0.5, 0.7, 0.9) if KILLS >= 50 else (0.2, 0.8)
NAMED = re.compile(r"could not write (results/\S+?):|No space left on device: '\S*(results/[^']+)'")


def size_of(folder):
    """Bytes on a disk of blocks of 4 KiB, folders included."""
    return sum(4096 * (1 + (path.stat().st_size if path.is_file() else 0) // 4096) for path in folder.rglob("*"))


def test_whichever_write_finds_the_disk_full_is_named_and_nothing_partial_is_left(
    new_run, config, undisturbed, expected
):
    run, needed = new_run(config), size_of(undisturbed.folder / "results")
    results, named = run.folder / "results", set()
    with small_disk(results, 4096 * 4):
        for part in ROOM:
            resize(results, int(needed * part))
            assert run.snakemake(*targets(), options=("--keep-going",)).returncode != 0
            found = {first or second for first, second in NAMED.findall(run.said)}
            assert found, run.said
            named |= found
            assert not list(results.rglob("*partial*"))
            after = contents(results)
            assert after == {name: expected[name] for name in after}
        resize(results, needed * 4)
        run.finish(*targets(), most_runs=1)
        assert contents(results) == expected
    assert len(named) > 1, named
