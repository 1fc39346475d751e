"""Any number of addends and functions become one function of tuples."""

from typing import NamedTuple

import numpy as np
import pytest

from simanalogues.distances.together import adder, elementwise_sum, evaluator


class Pair(NamedTuple):
    first: float
    second: float


def square(u, v, difference, added):
    return difference * difference


def product(u, v, difference, added):
    return u * v


@pytest.mark.parametrize("addends", [[square], [square, product], [product, square, product]])
def test_each_addend_is_added_to_its_own_sum(addends):
    u, v, start = np.float32(3), np.float32(-2), tuple(np.float32(10 * k) for k in range(len(addends)))
    expected = [first + {square: 25, product: -6}[addend] for first, addend in zip(start, addends, strict=True)]
    assert list(adder(addends)(start, u, v, abs(u - v), abs(u + v))) == expected


def test_tuples_are_added_number_by_number():
    assert elementwise_sum(3)((1.0, 2.0, 3.0), (10.0, 20.0, 30.0)) == (11.0, 22.0, 33.0)


def test_functions_are_evaluated_in_their_order_and_a_division_by_zero_is_no_error():
    values = evaluator([lambda sums: sums.first / sums.second, lambda sums: sums.first])(Pair(2.0, 0.0))
    assert values == (np.inf, 2.0)
