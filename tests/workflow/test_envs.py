import re

import pytest
import yaml


@pytest.mark.parametrize("name", ["pipeline", "gpu"])
def test_conda_environments_pin_the_versions_of_the_lock_and_need_no_other_file(root, name):
    environment = yaml.safe_load((root / f"envs/{name}.yaml").read_text())
    pins = next(item["pip"] for item in environment["dependencies"] if isinstance(item, dict))
    locked = set(re.findall(r"^([a-z0-9-]+==\S+)", (root / "requirements.lock").read_text(), re.MULTILINE))
    assert len(pins) > 5
    assert {re.sub(r"\[.*?\]", "", pin) for pin in pins} <= locked
