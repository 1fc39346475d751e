"""Random numbers from the config's seed and the labels of what they are for, never from the order of work."""

import hashlib
import json

import numpy as np


def labelled_rng(seed: int, *labels: str | int) -> np.random.Generator:
    """Random numbers of what the labels name, the same in whichever order or process it is made."""
    digest = hashlib.blake2b(json.dumps([int(seed), *labels]).encode(), digest_size=16).digest()
    return np.random.default_rng(np.random.SeedSequence(int.from_bytes(digest, "little")))


def image_rng(seed: int, target: str, *, tracer: str, simulation: str, output: int, view: int) -> np.random.Generator:
    """Random numbers of one image."""
    return labelled_rng(seed, target, tracer, simulation, int(output), int(view))
