"""The recovery page and its figures, of a planted catalogue whose features are its parameters plus noise."""

import json
import re

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image
from recovery_files import NAMES, SETTINGS, TARGET, planted
from report_files import written

from simanalogues.figures.calibration import draw_network, plot_calibration
from simanalogues.figures.familiarity import plot_familiarity
from simanalogues.figures.recovery import draw_parameter, plot_recovery
from simanalogues.report.recovery_notes import notes_of_recovery
from simanalogues.report.report import OF_RECOVERY
from simanalogues.tables.recalibration import intervals
from simanalogues.tables.recoveries import distance_of, pit_of, read_recoveries, shown_table
from simanalogues.validation.baselines import recover_baselines
from simanalogues.validation.calibration import write_calibration
from simanalogues.validation.choice import write_choice
from simanalogues.validation.familiarity import write_familiarity
from simanalogues.validation.recover import recover
from simanalogues.validation.summary import tabulate_scores

PLOTS = {"recovery": plot_recovery, "calibration": plot_calibration, "familiarity": plot_familiarity}


@pytest.fixture(scope="module")
def recoveries(tmp_path_factory):
    """Files of two networks, one of which sees noise alone, and of the baselines."""
    folder = tmp_path_factory.mktemp("recoveries")
    names = NAMES | {"tracer": "continuum"}
    paths = []
    for network, shuffled in (("MobileNet", False), ("pixels", True)):
        (folder / network).mkdir()
        inputs = planted(folder / network, simulations="AE", n_outputs=16, shuffled=shuffled).inputs
        paths.append(folder / f"{network}.nc")
        about = {"names": names | {"network": network}, "target": TARGET, "settings": SETTINGS}
        recover(inputs, **about, destinations={"simulation": paths[-1]})
        if network == "MobileNet":
            files = {name: folder / f"{name}.nc" for name in ("random", "ridge", "knn")}
            recover_baselines(inputs, **about, destinations={"simulation": files})
    return paths + list(files.values())


@pytest.fixture(scope="module")
def on_page(recoveries, tmp_path_factory):
    """What the report takes of them."""
    folder = tmp_path_factory.mktemp("tables")
    tables = {f"{name}_table": [folder / f"{name}.json"] for name in ("scores", "choice", "calibration", "familiarity")}
    scores, choice, calibration, familiarity = (paths[0] for paths in tables.values())
    drawing = {"n_bootstrap": 50, "seed": 1}
    tabulate_scores(recoveries, **drawing, destinations={"json": scores, "csv": folder / "scores.csv"})
    write_choice(recoveries, **drawing, destination=choice)
    write_calibration(recoveries, destination=calibration)
    write_familiarity(recoveries, destination=familiarity)
    return tables


def pictures(recoveries, settings, folder):
    found, tables = {}, read_recoveries(recoveries)
    for kind, plot in PLOTS.items():
        png = folder / f"figures/{kind}/simulation/continuum.png"
        plot(tables, settings=settings, pdf=png.with_suffix(".pdf"), png=png)
        found[kind] = [str(png)]
    return found


@pytest.mark.slow
def test_the_page_ranks_what_was_tested_and_says_what_cannot_be(target, settings, recoveries, on_page, tmp_path):
    found = pictures(recoveries, settings, tmp_path)
    page = written(target, settings, tmp_path, recovery=found | on_page)
    section = page[page.index('<section id="recovery"') : page.index('<section id="matches"')]
    assert "Best: MobileNet" in section
    assert section.count("<img ") == len(OF_RECOVERY)
    assert "Without the simulation that a pseudo-observation is from" in section
    # Two simulations are too few for either.
    assert "it was not made on: not testable (2 simulations" in section
    assert "Not testable: 2 simulations have PIT values" in section
    networks = re.findall(r"<tr><th>([^<]+)</th><td>[^<]*</td><td>continuum, main</td>", section)
    assert networks[0] == "MobileNet" and "pixels" in networks and "random (MobileNet)" in networks
    assert 'href="#recovery"' in page
    # Of two simulations, sixteen outputs each.
    beaten = re.findall(r"<td>([^<]*)</td><td class=\"n\">2 / 32 / 32</td>", section)
    assert "pixels" in beaten[0] and beaten[networks.index("pixels")] == "none"
    assert beaten[networks.index("random (MobileNet)")] == ""
    best = json.loads(on_page["choice_table"][0].read_text())["simulation"]["ranking"][0]
    skills = re.findall(r"<td class=\"n\">([−\d.]+) / ([−\d.]+) / ([−\d.]+)</td>", section)
    # The planted weights are `none`, the last of the three.
    assert skills[0][2] == f"{best['skill']:.2f}" and skills[0][0] != skills[0][2]


def test_what_no_network_beats_and_a_strange_observation_are_said_first(on_page, tmp_path):
    assert not [note for note in notes_of_recovery(on_page, {"continuum": "euclidean"}) if "random images" in note]
    scores = json.loads(on_page["scores_table"][0].read_text())
    losers = [row | {f"beats_{rival}": False for rival in ("random", "ridge")} for row in scores]
    near = {"without": "simulation", "tracer": "continuum", "network": "MobileNet", "distance": "euclidean"}
    entries = [near | {"percentile": 50.0}, near | {"network": "VGG16", "percentile": 99.0}]
    for name, content in (("scores", losers), ("familiarity", entries)):
        (tmp_path / f"{name}.json").write_text(json.dumps(content))
    files = on_page | {f"{name}_table": [tmp_path / f"{name}.json"] for name in ("scores", "familiarity")}
    beaten, strange = notes_of_recovery(files, {"continuum": "euclidean"})
    assert "no network is shown to be better than" in beaten and "random images, ridge regression" in beaten
    assert strange.startswith("continuum, VGG16: the observation lies farther") and "99 %" in strange


@pytest.mark.slow
def test_without_a_recovery_test_there_is_no_such_section(target, settings, tmp_path):
    page = written(target, settings, tmp_path)
    assert 'id="recovery"' not in page and "#recovery" not in page


@pytest.mark.slow
def test_all_figures_are_drawn_as_pdf_and_png(recoveries, settings, tmp_path):
    for paths in pictures(recoveries, settings, tmp_path).values():
        with Image.open(paths[0]) as drawn:
            assert drawn.size[0] > 400 and len(np.unique(np.asarray(drawn.convert("L")))) > 20


def test_estimates_stand_over_their_truths_with_the_skill_that_the_table_has(recoveries, on_page, settings):
    table = shown_table(read_recoveries(recoveries))
    assert table.attrs["network"] == "MobileNet"
    distance = distance_of(table, settings["distance"])
    axis, parameter = Figure().subplots(), "mass_primary_msun"
    draw_parameter(axis, table.sel(distance=distance, parameter=parameter))
    at = table.sel(distance=distance, parameter=parameter)
    drawn = np.concatenate([line.get_xydata() for line in axis.lines if line.get_marker() == "o"])
    expected = np.column_stack([at["truth"], at["median"]])
    np.testing.assert_allclose(np.sort(drawn, axis=0), np.sort(expected, axis=0))
    rows = json.loads(on_page["scores_table"][0].read_text())
    keys = {"network": "MobileNet", "distance": distance, "parameter": parameter, "method": "matching"}
    row = next(row for row in rows if all(row[name] == value for name, value in keys.items()))
    assert axis.get_title() == f"CRPS / prior's: {row['crps_over_prior']:.2f}"


def test_coverage_is_the_share_of_pit_values_about_the_middle(recoveries):
    table = read_recoveries(recoveries)[0]
    coverage, histogram = Figure().subplots(1, 2)
    pit = np.linspace(0.0125, 0.9875, 40)
    draw_network(coverage, histogram, table, pit, 0)
    nominal, inside = coverage.lines[0].get_data()
    np.testing.assert_allclose(inside, nominal, atol=2.6)
    np.testing.assert_allclose(histogram.patches[0].get_data().values, 0.1)
    assert pit_of(table, "euclidean").size == 2 * table.sizes["pseudo"]


def test_recalibrated_intervals_are_read_at_other_levels():
    values, weights = np.arange(101.0), np.ones(101)
    levels = {"0.05": 0.01, "0.16": 0.05, "0.5": 0.6, "0.84": 0.95, "0.95": 0.99}
    assert intervals(values, weights, levels) == ["60", "5 to 95", "1 to 99"]
    assert intervals(values, weights, levels | {"0.5": None}) == ["–"] * 3
