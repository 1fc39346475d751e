"""Functions of the registry compiled into one function of tuples, as if their terms had been written out by hand.

The terms are written out as source text: where functions take a tuple apart one by one, LLVM does not interleave the
loop over features, and the sums are added in another order.
"""

from collections.abc import Callable, Sequence

import numba

# Sums over features may be added in any order, so that they become vector instructions.
IN_ANY_ORDER = {"reassoc", "contract", "nsz"}


def adder(addends: Sequence[Callable]) -> Callable:
    """A function that adds the addends of one feature to their sums: `add(sums, u, v, difference, added)`, a tuple."""
    compiled = {f"addend_{k}": _in_any_order(function) for k, function in enumerate(addends)}
    terms = [f"sums[{k}] + {name}(u, v, difference, added)" for k, name in enumerate(compiled)]
    return _in_any_order(_tuple_of(terms, "sums, u, v, difference, added", compiled))


def elementwise_sum(n: int) -> Callable:
    """A function that adds two tuples of n numbers, each to its own."""
    return _in_any_order(_tuple_of([f"one[{k}] + other[{k}]" for k in range(n)], "one, other", {}))


def evaluator(functions: Sequence[Callable]) -> Callable:
    """A function that gives the values of all functions of `Sums`, as a tuple."""
    compiled = {f"function_{k}": numba.njit(error_model="numpy")(function) for k, function in enumerate(functions)}
    return numba.njit(_tuple_of([f"{name}(sums)" for name in compiled], "sums", compiled))


def _in_any_order(function: Callable) -> Callable:
    return numba.njit(fastmath=IN_ANY_ORDER, error_model="numpy")(function)


def _tuple_of(terms: list[str], arguments: str, names: dict[str, Callable]) -> Callable:
    return eval(f"lambda {arguments}: ({', '.join(terms)},)", names)
