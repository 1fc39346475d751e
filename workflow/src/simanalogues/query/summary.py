"""What a query found, in a few lines."""

import json

from simanalogues.query.asked import Query
from simanalogues.tables.priors import priors_in_words
from simanalogues.tables.summary import best_lines, estimate_lines


def format_answer(query: Query) -> str:
    """What was matched against what, where its files are, the best matches of every network, and the estimates."""
    content = json.loads(query.estimates.read_text())
    priors = priors_in_words(content["priors"])
    lines = [
        f"{query.fits.name} ({query.target}, {query.finished.tracer}) against the images of '{query.finished.target}'",
        f"Files: {query.folder.resolve()}",
        *([priors] if priors else []),
        "",
        *best_lines(content),
        "",
        *estimate_lines(content),
        "",
        "* nothing passed the cut: the best images were taken instead",
    ]
    return "\n".join(lines)
