import numpy as np

from simanalogues.readers.cadence import time_span


def test_time_spans_of_a_regular_run_are_its_cadence():
    np.testing.assert_allclose(time_span(np.array([1.0, 2.0, 3.0, 4.0])), 1.0)
    np.testing.assert_allclose(time_span(np.array([0.0, 1.0, 4.0])), [1.0, 2.0, 3.0])
    assert time_span(np.array([5.0])).tolist() == [1.0]
