import numpy as np
import pytest
from sklearn.linear_model import Ridge as RidgeOfScikit
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from simanalogues.estimators.regression import STRENGTHS, Regression, Sums, fitted, predicted


def regression_data(seed=2):
    rng = np.random.default_rng(seed)
    x = (3 + rng.standard_normal((200, 6)) * [1, 2, 5, 0.1, 1, 0]).astype(np.float32)
    y = x[:, :2] @ np.array([[1.0, 0.5], [0.2, -1.0]]) + 0.3 * rng.standard_normal((200, 2))
    return x, y


@pytest.mark.parametrize("place", range(len(STRENGTHS)))
def test_a_fit_is_that_of_scikit_learn(place):
    x, y = regression_data()
    slope, intercept = list(fitted(Sums.of(x, y), STRENGTHS))[place]
    reference = make_pipeline(StandardScaler(), RidgeOfScikit(alpha=STRENGTHS[place] * len(x))).fit(x.astype(float), y)
    np.testing.assert_allclose(predicted(x, (slope, intercept)), reference.predict(x.astype(float)), rtol=2e-5)


def test_what_a_fold_leaves_out_leaves_no_trace_in_predictions_and_errors():
    x, y = regression_data()
    groups = np.repeat(["A", "B", "C", "D"], 50)
    rows = np.flatnonzero((groups != "A") & (np.arange(200) % 7 != 0))
    spoilt = y.copy()
    spoilt[np.setdiff1d(np.arange(200), rows)] += 1e3
    predictions, errors, where = Regression(x, spoilt, np.arange(200), groups).samples(rows, x[:5])
    np.testing.assert_array_equal(where, rows)
    pipelines = [make_pipeline(StandardScaler(), RidgeOfScikit(alpha=strength)) for strength in STRENGTHS]
    kept, others = x[rows].astype(float), y[rows]
    crossed = []
    for strength, pipeline in zip(STRENGTHS, pipelines, strict=True):
        parts = np.empty_like(others)
        for train, test in GroupKFold(3).split(kept, others, groups[rows]):
            pipeline.set_params(ridge__alpha=strength * len(train)).fit(kept[train], others[train])
            parts[test] = others[test] - pipeline.predict(kept[test])
        crossed.append(parts)
    best = np.argmin([(parts**2).mean(axis=0) for parts in crossed], axis=0)
    for column, place in enumerate(best):
        np.testing.assert_allclose(errors[:, column], crossed[place][:, column], rtol=1e-3, atol=1e-4)
        whole = pipelines[place].set_params(ridge__alpha=STRENGTHS[place] * len(rows)).fit(kept, others)
        np.testing.assert_allclose(predictions[:, column], whole.predict(x[:5])[:, column], rtol=1e-4)
