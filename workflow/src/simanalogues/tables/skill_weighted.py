"""All networks together, each by its skill in recovery tests: what that is worth, and what it makes of the estimate."""

from collections.abc import Mapping

import xarray as xr

from simanalogues.tables.labels import estimated, parameter_in_words
from simanalogues.tables.matchings import Sample, is_selected, merged, parameters_of, sample_of, units_of
from simanalogues.tables.recalibration import AS_THEY_ARE, intervals
from simanalogues.tables.recovery_tables import errors_of, in_hundredths


def shown_mixtures(mixtures: list[dict], shown: Mapping) -> list[dict]:
    """Entries of `mixtures` in `choice.json` with the distance that is shown of each tracer."""
    return [entry for entry in mixtures if entry["distance"] == shown[entry["tracer"]]]


def mixture_rows(mixtures: list[dict]) -> list[dict[str, str]]:
    """What mixtures are worth, as text."""
    return [
        {
            "tracer": mixture["tracer"],
            "preparation": mixture["preparation"],
            "weights": ", ".join(
                f"{network} {in_hundredths(weight)}" for network, weight in mixture["weights"].items()
            ),
            "equal": f"{in_hundredths(mixture['equal_skill'])} ± {errors_of(mixture, 'equal_skill')}",
            "by_skill": f"{in_hundredths(mixture['skill'])} ± {errors_of(mixture)}"
            if is_testable(mixture)
            else f"not testable: {mixture['reason']}",
        }
        for mixture in mixtures
    ]


def is_testable(mixture: Mapping) -> bool:
    """Whether its skill with weights by skill is known."""
    return not isinstance(mixture["skill"], str)


def weighted_rows(tables: list[xr.Dataset], mixtures: list[dict]) -> list[dict]:
    """A row per mixture and parameter: median, 68 and 90 % intervals of the selected images of all its networks.

    Parameters
    ----------
    tables
        Datasets of kind `matching`; a mixture of which one is missing has no row.
    mixtures
        Those that are shown; one whose skill is not testable has no row.
    """
    rows = []
    for mixture in filter(is_testable, mixtures):
        place = mixture["tracer"], mixture["preparation"]
        found = {t.attrs["network"]: t for t in tables if (t.attrs["tracer"], t.attrs["preparation"]) == place}
        if set(mixture["weights"]) <= set(found):
            members = [(found[network], weight) for network, weight in mixture["weights"].items()]
            rows += [_row(mixture, members, parameter) for parameter in estimated(parameters_of(members[0][0]))]
    return rows


def _row(mixture: Mapping, members: list[tuple[xr.Dataset, float]], parameter: str) -> dict:
    sample = merged([_weighted(table, parameter, mixture["distance"], weight) for table, weight in members])
    return {
        "tracer": mixture["tracer"],
        "preparation": mixture["preparation"],
        "parameter": parameter_in_words(parameter, units_of(members[0][0], parameter)),
        "quantiles": intervals(sample.values, sample.weights, AS_THEY_ARE),
    }


def _weighted(table: xr.Dataset, parameter: str, distance: str, weight: float) -> Sample:
    """The selected images of one network, whose weights sum to the network's."""
    sample = sample_of(table, parameter, is_selected(table, distance))
    return Sample(sample.values, weight * sample.weights / sample.weights.sum(), sample.outputs)
