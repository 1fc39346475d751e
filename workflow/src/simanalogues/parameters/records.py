"""Which record of an output a file goes back to: images and their parameters must be of the same state of a run."""

import hashlib

import numpy as np
import xarray as xr

OF_RECORD = ("time_kyr", "star_id", "position_au", "velocity_kms", "mass_msun", "luminosity_lsun")


def record_digests(records: xr.Dataset) -> np.ndarray:
    """Digest of the time and the two stars of each output, strings of 16 hexadecimal digits, shape (output,).

    Parameters
    ----------
    records
        Dataset of kind `snapshots` or `catalogue`.
    """
    columns = [np.asarray(records[name].values, dtype=float) for name in OF_RECORD]
    rows = zip(*columns, strict=True)
    digests = [hashlib.blake2b(b"".join(np.asarray(value).tobytes() for value in row), digest_size=8) for row in rows]
    return np.array([digest.hexdigest() for digest in digests], dtype=object)
