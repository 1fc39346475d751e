import pytest

from simanalogues.errors import ConfigError
from simanalogues.readers.numbers import numbers_of


def test_output_numbers_come_from_ranges_lists_and_steps():
    assert numbers_of("14-17") == [14, 15, 16, 17]
    assert numbers_of("14-20:3") == [14, 17, 20]
    assert numbers_of([3, "1-2", "9"]) == [1, 2, 3, 9]


def test_a_range_that_is_none_is_refused():
    with pytest.raises(ConfigError, match="'14..40' is neither"):
        numbers_of("14..40")
