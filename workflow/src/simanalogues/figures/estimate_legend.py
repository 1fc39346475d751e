"""The legend of the estimate: which bars are of which network, and what the lines mean."""

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from simanalogues.figures.style import SELECTED, TRUTH, colour_of, hatch_of
from simanalogues.tables.groups import Group
from simanalogues.tables.labels import distance_name, shown_distance
from simanalogues.tables.matchings import networks_of


def draw_legend(figure: Figure, group: Group, settings: dict) -> None:
    """What the colours and lines mean, below the panels."""
    networks = zip(networks_of(group.tables), group.positions, strict=True)
    handles: list[Patch | Line2D] = [
        Patch(facecolor=colour_of(position), hatch=hatch_of(position), edgecolor="white", label=network)
        for network, position in networks
    ]
    interval = {"color": SELECTED, "linewidth": 4.0, "marker": "o", "markerfacecolor": "white"}
    handles.append(Line2D([], [], color="black", linewidth=1.4, label=f"density of {group.name}"))
    handles.append(Line2D([], [], **interval, label=f"median, 68 % and 90 % of {group.name}"))
    handles.append(Patch(facecolor="0.94", edgecolor="0.55", label="range and outline of the catalogue"))
    if settings["truth"]:
        handles.append(Line2D([], [], color=TRUTH, linestyle="--", label="truth of the mock observation"))
    title = f"{group.tracer}, {distance_name(shown_distance(settings, group.tracer))} distance"
    figure.legend(handles=handles, loc="outside lower center", ncols=4, title=title, title_fontsize=9.5)
