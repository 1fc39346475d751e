"""Mixtures of networks on the page: what they are worth, and the estimate that they make."""

import json

import pytest
from report_files import NOTHING_VALIDATED, written

from simanalogues.tables.estimates import estimate_of
from simanalogues.tables.formats import number, span
from simanalogues.tables.matchings import read_matchings
from simanalogues.tables.skill_weighted import mixture_rows, shown_mixtures, weighted_rows

MIXTURE = {
    "tracer": "continuum",
    "preparation": "main",
    "distance": "euclidean",
    "weights": {"pixels": 0.25, "MobileNet": 0.75},
    "equal_skill": 0.12,
    "equal_skill_error_outputs": 0.04,
    "equal_skill_error_simulations": None,
    "skill": 0.153,
    "skill_error_outputs": 0.05,
    "skill_error_simulations": 0.02,
}
UNTESTED = {"skill": "not testable", "reason": "2 simulations"}


def test_weights_and_skills_are_told_with_their_errors():
    (row,) = mixture_rows([MIXTURE])
    assert row["weights"] == "pixels 0.25, MobileNet 0.75"
    assert (row["equal"], row["by_skill"]) == ("0.12 ± 0.04 / –", "0.15 ± 0.05 / 0.02")
    (row,) = mixture_rows([MIXTURE | UNTESTED])
    assert row["by_skill"] == "not testable: 2 simulations"


@pytest.mark.parametrize("alone", ["pixels", "MobileNet"])
def test_a_network_that_has_all_weight_makes_its_own_estimate(target, alone):
    tables = read_matchings(target.matchings, "continuum")
    weights = {"pixels": 0.0, "MobileNet": 0.0} | {alone: 1.0}
    rows = weighted_rows(tables, [MIXTURE | {"weights": weights}])
    own = estimate_of([table for table in tables if table.attrs["network"] == alone], "euclidean", "mass_msun", None)
    row = next(row for row in rows if row["parameter"].startswith("total mass"))
    expected = [number(own["median"]), span(own["p16"], own["p84"]), span(own["p05"], own["p95"])]
    assert row["quantiles"] == expected


def test_networks_of_equal_weight_count_alike_however_many_images_they_select(target):
    tables = read_matchings(target.matchings, "continuum")
    both = [table for table in tables if table.attrs["network"] in MIXTURE["weights"]]
    for table, n_selected in zip(both, (1, 4), strict=True):
        table["selected"][:] = 0
        table["selected"][:n_selected] = 1
        value = table.attrs["network"] == "pixels"
        table["parameter_value"][:] = 1.0 if value else 2.0
    light, heavy = (
        weighted_rows(both, [MIXTURE | {"weights": {"pixels": share, "MobileNet": 1 - share}}])[0]["quantiles"][0]
        for share in (0.4, 0.6)
    )
    assert (light, heavy) == ("2", "1")


def test_what_is_not_testable_or_lacks_a_network_makes_no_estimate(target):
    tables = read_matchings(target.matchings, "continuum")
    assert weighted_rows(tables, [MIXTURE | UNTESTED]) == []
    assert weighted_rows(tables, [MIXTURE | {"weights": {"pixels": 0.5, "VGG19": 0.5}}]) == []


def test_only_the_distance_that_is_shown_is_told():
    assert shown_mixtures([MIXTURE, MIXTURE | {"distance": "l1"}], {"continuum": "euclidean"}) == [MIXTURE]


@pytest.mark.slow
def test_the_page_has_them_after_the_recovery_tests(target, settings, tmp_path):
    nested = {"skill": "not testable", "reason": "none"}
    choice = {"ranking": [], "best": None, "like_the_best": [], "nested": nested, "mixtures": [MIXTURE]}
    contents = {"scores": [], "choice": {"simulation": choice}, "calibration": [], "familiarity": []}
    for name, content in contents.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content))
    files = NOTHING_VALIDATED | {f"{name}_table": [tmp_path / f"{name}.json"] for name in contents}
    page = written(target, settings, tmp_path, recovery=files)
    section = page[page.index("All networks together") : page.index('<section id="matches"')]
    assert "0.15 ± 0.05 / 0.02" in section and "MobileNet 0.75" in section
    assert section.count("<tr><th>continuum</th><td>main</td>") > 3
