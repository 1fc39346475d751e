import json
from pathlib import Path

import pytest

from simanalogues.errors import ConfigError
from simanalogues.readers.source import Source

STARS = "stars_{output:05d}.csv"


@pytest.mark.parametrize(
    "source",
    [
        Source(Path("a")),
        Source(Path("a"), "yt", "plt{output:05d}", STARS),
        Source(Path("a"), "radmc3d", "model_{output}", STARS, gas_to_dust=50.0),
    ],
)
def test_a_source_comes_back_from_the_params_of_a_rule(source):
    assert Source.from_params(json.loads(json.dumps(source.params()))) == source


def test_params_hold_only_what_the_format_uses():
    assert Source(Path("a")).params() == {"folder": "a", "format": "ramses"}
    assert "gas_to_dust" not in Source(Path("a"), "yt", "plt{output}", STARS).params()


def test_an_unknown_format_is_refused():
    with pytest.raises(ConfigError, match="format 'arepo' is unknown: choose one of ramses, yt, radmc3d"):
        Source(Path("a"), "arepo")


@pytest.mark.parametrize(
    "pattern", [None, "plt", "plt{number}", "plt{output", "{output:05d}{other}", "plt{output:%}", "{{output}}"]
)
def test_a_pattern_that_does_not_carry_the_number_is_refused(pattern):
    with pytest.raises(ConfigError, match="`pattern` of format yt is '.*', expected a path with the number"):
        Source(Path("a"), "yt", pattern, STARS)
    with pytest.raises(ConfigError, match="`stars_pattern` of format radmc3d is '.*', expected"):
        Source(Path("a"), "radmc3d", "m{output}", pattern)


def test_a_pattern_without_a_format_is_refused():
    with pytest.raises(ConfigError, match="`pattern` is for `format: yt` or `radmc3d`: set `format`"):
        Source(Path("a"), pattern="plt{output:05d}")
