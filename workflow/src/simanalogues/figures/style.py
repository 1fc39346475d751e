"""One look for all figures: fonts, colours that the colour-blind can tell apart, files without dates."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import matplotlib
from matplotlib.figure import Figure

from simanalogues.whole_files import written_whole

DOTS_PER_INCH = 120
LOOK = {
    "font.family": "DejaVu Sans",
    "font.size": 9.0,
    "axes.titlesize": 9.5,
    "axes.labelsize": 9.0,
    "legend.fontsize": 8.5,
    "xtick.labelsize": 8.0,
    "ytick.labelsize": 8.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.8,
    "legend.frameon": False,
    "pdf.fonttype": 42,
}
# Okabe & Ito (2008): distinct for all common kinds of colour blindness.
PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#000000", "#999999")
HATCHES = ("", "////", "....")
SELECTED = "#D55E00"
UNSELECTED = "#9FB4C7"
TRUTH = "#000000"
PRIMARY = "#D62728"
SECONDARY = "#F2C400"
# Over velocities, where red recedes.
PRIMARY_ON_VELOCITY = "#2BFF2B"
# Tracers are many, and stand over black and grey curves: Okabe and Ito's colours with those of Tol's "muted" scheme.
TRACERS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
TRACERS += ("#882255", "#999933", "#332288", "#AA4499", "#117733", "#F0E442")


def colour_of(position: int) -> str:
    """Colour of the network, simulation or variant that stands at this position of its list."""
    return PALETTE[position % len(PALETTE)]


def colour_of_tracer(position: int) -> str:
    """Colour of the tracer that stands at this position of the target's list."""
    return TRACERS[position % len(TRACERS)]


def hatch_of(position: int) -> str:
    """Hatch that tells apart what has the same colour in a long list."""
    return HATCHES[position // len(PALETTE) % len(HATCHES)]


@contextmanager
def figure_to(pdf: str | Path, png: str | Path, *, width_in: float, height_in: float) -> Iterator[Figure]:
    """Yield an empty figure with constrained layout; when its block ends without error, write it as PDF and PNG."""
    with matplotlib.rc_context(LOOK):
        figure = Figure(figsize=(width_in, height_in), layout="constrained")
        yield figure
        # The layout is found once; solving it again for the second file would double the time.
        figure.get_layout_engine().execute(figure)
        figure.set_layout_engine("none")
        # Without dates in the metadata, the same figure has the same bytes.
        for destination, metadata in ((pdf, {"CreationDate": None}), (png, {"Software": None})):
            with written_whole(destination) as partial:
                figure.savefig(partial, dpi=DOTS_PER_INCH, metadata=metadata)
