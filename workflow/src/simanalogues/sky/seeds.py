"""Random numbers of one image: from the config's seed and the image's own labels, never from the order of work."""

import hashlib
import json

import numpy as np


def image_rng(seed: int, target: str, *, tracer: str, simulation: str, output: int, view: int) -> np.random.Generator:
    """Random numbers of one image, the same in whichever chunk, order or process it is made."""
    identity = json.dumps([int(seed), target, tracer, simulation, int(output), int(view)])
    digest = hashlib.blake2b(identity.encode(), digest_size=16).digest()
    return np.random.default_rng(np.random.SeedSequence(int.from_bytes(digest, "little")))
