"""What the sink files of a simulation leave out, worked out from its outputs before."""

import numpy as np
import pandas as pd

from simanalogues.snapshots.history import History

# Rate of change, the quantity that changes, and how the sink file calls the rate.
RATES = {"accretion_g_s": ("mass_g", "acc_rate")} | {f"v{x}_cm_s": (f"{x}_cm", f"v{x}") for x in "xyz"}


def completed(stars: pd.DataFrame, history: History, output: int) -> tuple[pd.DataFrame, set[str]]:
    """The stars of one output with what their file lacks, and in words what that is.

    A rate is the difference to the output before over the time between the two: the mean over that time, so half of
    it behind. The time of formation is that of `History.formed_s`. What cannot be had so stays NaN.

    Parameters
    ----------
    stars
        Rows of `read_sinks` by id, NaN where a star does not exist.
    """
    lacking = stars.isna().to_numpy() & stars["mass_g"].notna().to_numpy()[:, None]
    lacking = pd.DataFrame(lacking, columns=stars.columns)
    whole, words = stars.copy(), set()
    for rate, (quantity, name) in RATES.items():
        if lacking[rate].any():
            whole[rate] = np.where(lacking[rate], _backward_difference(stars[quantity], history, output), stars[rate])
            words |= _in_words(name, "backward difference", whole[rate].to_numpy()[lacking[rate]])
    if lacking["formed_s"].any():
        estimated = [history.formed_s(star, output) for star in stars.index]
        whole["formed_s"] = np.where(lacking["formed_s"], estimated, stars["formed_s"])
        words |= _in_words("tform", "midpoint between outputs", whole["formed_s"].to_numpy()[lacking["formed_s"]])
    return whole, words


def _backward_difference(now: pd.Series, history: History, output: int) -> np.ndarray:
    """Change per second since the output before; NaN for a star that was not there, or without an earlier output."""
    before = history.before(output)
    if before is None:
        return np.full(len(now), np.nan)
    info_before, sinks_before = before
    elapsed_s = history.read(output)[0].time_s - info_before.time_s
    return (now - sinks_before[now.name].reindex(now.index)).to_numpy() / elapsed_s


def _in_words(name: str, method: str, values: np.ndarray) -> set[str]:
    known = np.isfinite(values)
    words = {method: known.any(), "not known in some outputs": not known.all()}
    return {f"{name}: {word}" for word, applies in words.items() if applies}
