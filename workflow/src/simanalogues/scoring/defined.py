"""The distances as the config asks for them: Eq. 2 as meant or as printed, and Eq. 12 made of two others."""

import pandas as pd

from simanalogues.distances.combined import cosine_euclidean


def as_defined(distances: pd.DataFrame, settings: dict) -> pd.DataFrame:
    """The five distances, the Euclidean one as it is printed where the config asks for that."""
    # Printed Eq. 2 has the root inside the sum, which is Eq. 5.
    return distances.assign(euclidean=distances["l1"]) if settings["as_printed"] else distances


def chosen(distances: pd.DataFrame, norms: tuple[float, float], settings: dict) -> pd.DataFrame:
    """The configured distances, Eq. 12 among them with the catalogue's largest distances as its norms."""
    pair = distances["cosine"].to_numpy(), distances["euclidean"].to_numpy()
    combined = cosine_euclidean(*pair, norms=norms, as_printed=settings["as_printed"])
    return distances.assign(cosine_euclidean=combined)[settings["distances"]]
