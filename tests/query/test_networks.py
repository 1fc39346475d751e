"""Queries by a network and by its trained head."""

import numpy as np
import pytest

from simanalogues.schema.files import read_dataset
from simanalogues.schema.matching import MATCHING


@pytest.mark.slow
def test_a_network_and_its_head_give_what_the_run_gave(run_with_head):
    run_with_head.ask("pair.fits")
    for network in ("MobileNet", "MobileNet-trained"):
        found = read_dataset(run_with_head.answer("pair") / "main" / network / "matching.nc", MATCHING)
        expected = read_dataset(run_with_head.matching(network=network), MATCHING)
        assert np.ptp(expected["distance_value"].sel(distance="l1").values) > 0
        for name in expected.variables:
            np.testing.assert_array_equal(found[name].values, expected[name].values, err_msg=f"{network} {name}")


@pytest.mark.slow
def test_what_a_network_lacks_leaves_the_others_to_answer(run_with_head, capsys):
    (run_with_head.folder / "results/pair/training/main/MobileNet/continuum/azimuth.keras").unlink()
    run_with_head.ask("pair.fits")
    printed = capsys.readouterr().out
    assert "MobileNet, continuum: A" in printed
    assert "MobileNet-trained" not in printed
    with pytest.raises(SystemExit, match="InputMissing: there is no results/.*/azimuth.keras in"):
        run_with_head.ask("pair.fits", "--networks", "MobileNet-trained")
