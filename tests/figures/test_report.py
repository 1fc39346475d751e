import re
import subprocess
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from report_files import CHROMIUM, written

from simanalogues.errors import InputMissing
from simanalogues.report.pictures import caption_of
from simanalogues.report.report import FIGURES
from simanalogues.report.timings import time_per_rule
from simanalogues.tables.formats import number, number_list

SECTIONS = ("warnings", "estimate", "matches", "explore", "moments", "evolution", "systems", "agreement", "galleries")
SECTIONS += ("distances", "orientation", "cone", "catalogue", "observation", "time", "versions", "config")


@pytest.mark.slow
def test_the_page_has_every_section_and_every_figure(target, settings, tmp_path):
    page = written(target, settings, tmp_path)
    assert re.findall(r'<section id="(\w+)"', page) == list(SECTIONS)
    assert page.count("<img ") == len(FIGURES) - 1 + 6
    assert page.count('src="data:image/png;base64,') == page.count("<img ")
    assert len(re.findall(r'alt="[^"]+"', page)) == page.count("<img ")


@pytest.mark.slow
def test_the_page_asks_nothing_of_a_network(target, settings, tmp_path):
    page = written(target, settings, tmp_path)
    assert not re.findall(r'(?:src|href)="(?!data:|#)', page)
    assert not re.findall(r"<script[^>]* src", page) and "@import" not in page and "url(" not in page


@pytest.mark.slow
def test_the_page_says_what_was_skipped_what_was_measured_and_what_to_beware_of(target, settings, tmp_path):
    page = written(target, settings, tmp_path)
    for text in ("closer in space than the observed 600 AU", "one sink only", "incomplete: sink_00030.csv is missing"):
        assert text in page
    for text in ("12.5 s", "The catalogue holds 2 simulations (A, E)", "Dust temperatures are analytic", "800"):
        assert text in page


@pytest.mark.slow
def test_the_page_says_what_limits_the_catalogue_and_shows_every_simulation(target, settings, tmp_path):
    page = written(target, settings, tmp_path)
    assert "Photon noise of the dust temperatures, median: A 1.2 %" in page
    assert "No disk of two cells or more is seen about the primary in simulation A (5 of 10 outputs)" in page
    section = page[page.index('<section id="systems"') : page.index('<section id="agreement"')]
    assert section.count("<img ") == 1 and "Grey lines: periastra" in section
    assert "<p>Priors" not in page


@pytest.mark.slow
def test_priors_stand_at_the_top_of_the_page(target, settings, tmp_path, monkeypatch):
    monkeypatch.setattr("simanalogues.report.report.priors_in_words", lambda priors: "Priors: Class 0.")
    page = written(target, settings, tmp_path)
    assert page.index("<p>Priors: Class 0.</p>") < page.index('<section id="warnings"')


@pytest.mark.slow
def test_temperatures_of_photons_need_no_warning(target, settings, tmp_path):
    page = written(target, settings, tmp_path, config={"temperatures": {"method": "monte_carlo"}})
    assert "Dust temperatures are analytic" not in page


@pytest.mark.slow
def test_a_truth_that_the_catalogue_does_not_hold_is_said(target, settings, tmp_path):
    page = written(target, settings | {"truth": {"mass_msun": 99.0, "age_primary_kyr": 12.0}}, tmp_path)
    assert "so that no estimate can meet it: total mass." in page


def test_a_fallback_is_said_and_a_single_simulation_is_one_system(lonely_target, settings, tmp_path):
    page = written(lonely_target, settings | {"truth": {}}, tmp_path)
    assert "No image is 2 standard deviations closer than the mean: " in page
    assert "The catalogue holds 1 simulation (A)" in page
    assert "truth at" not in page


@pytest.mark.slow
def test_values_of_the_config_are_escaped(target, settings, tmp_path):
    page = written(target, settings, tmp_path, config={"file": "<script>alert(1)</script>"})
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.slow
def test_the_gallery_that_is_shown_first_is_that_of_the_default_network_and_distance(target, settings, tmp_path):
    page = written(target, settings, tmp_path)
    matches = page[page.index('id="matches"') : page.index('id="galleries"')]
    assert 'alt="MobileNet, Euclidean distance, continuum' in matches


def test_a_page_of_the_continuum_alone_has_no_moment_maps_and_compares_no_tracers(lonely_target, settings, tmp_path):
    page = written(lonely_target, settings, tmp_path)
    assert re.findall(r'<section id="(\w+)"', page) == [name for name in SECTIONS if name != "moments"]
    assert "#moments" not in page
    assert "There is nothing to compare: this target has one tracer." in page
    assert "Line populations are LTE" not in page


@pytest.mark.slow
def test_a_page_of_moment_1_alone_has_every_section(line_target, settings, tmp_path):
    page = written(line_target, settings, tmp_path)
    assert re.findall(r'<section id="(\w+)"', page) == list(SECTIONS)
    assert "cosine + Euclidean (Eq. 12) distance. SimAnalogues" in page
    assert "Line populations are LTE and abundances are parametric (CO, CS): velocities are more robust" in page
    assert "No noise of moment 0 is known (CS): the threshold of moment 1 is 0" in page


@pytest.mark.slow
def test_the_page_says_of_a_ready_map_that_it_is_one(line_target, settings, tmp_path):
    page = written(line_target, settings, tmp_path)
    facts = page[page.index("<h3>CS</h3>") :]
    assert '<th scope="row">origin</th><td>ready moment-1 map</td>' in facts
    assert '<th scope="row">channels of the synthetic cubes</th><td>10 of 1 km/s, the first at −4.5 km/s</td>' in facts
    assert '<th scope="row">where moment 1 counts</th><td>all pixels: the threshold is 0</td>' in facts
    assert "noise of a channel" not in facts


@pytest.mark.slow
def test_the_page_says_what_is_known_of_a_line(target, settings, tmp_path):
    page = written(target, settings, tmp_path)
    facts = {
        "rest frequency": "230.54 GHz",
        "channels": "20 of 0.5 km/s, the first at −4.75 km/s",
        "velocity range, relative to systemic": "−5 to 5 km/s",
        "systemic velocity": "3.1 km/s",
        "noise of a channel": "0.3 mJy/beam",
        "noise of moment 0 (σ)": "0.4 mJy/beam km/s",
        "where moment 1 counts": "moment 0 &gt; 10 σ = 4 mJy/beam km/s",
        "crop that the networks see": "760 AU wide about (0, 0) AU, turned by 20°",
    }
    for name, value in facts.items():
        assert f'<th scope="row">{name}</th><td>{value}</td>' in page
    assert re.search(r"part of the crop that is empty</th><td>\d", page)


@pytest.mark.slow
def test_warnings_of_many_tables_are_one_sentence_each(target, settings, tmp_path):
    page = written(target, settings, tmp_path)
    assert page.count("feature vector of zeros") == 1
    assert "1 with pixels (CO), 1 with MobileNet (CO)" in page


@pytest.mark.slow
def test_the_tables_of_the_network_that_is_shown_first_are_open_and_the_others_closed(target, settings, tmp_path):
    page = written(target, settings, tmp_path)
    matches = page[page.index('id="matches"') : page.index('id="moments"')]
    assert re.findall(r"<h3>(\w+), (\w+), ", matches) == [("MobileNet", name) for name in ("continuum", "SO", "CO")]
    assert len(re.findall(r"<details><summary>pixels, ", matches)) == 3


@pytest.mark.slow
def test_the_page_compares_each_pair_of_tracers(target, settings, tmp_path):
    page = written(target, settings, tmp_path)
    table = page[page.index('id="agreement"') : page.index('id="galleries"')]
    for pair in ("SO and CO", "continuum and CO", "continuum and SO"):
        assert table.count(f"<th>{pair}</th>") == 2


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: install Debian's package chromium")
def test_a_browser_shows_the_page(target, settings, tmp_path):
    written(target, settings, tmp_path)
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    flags += ["--disable-component-update", "--disable-sync", f"--user-data-dir={tmp_path / 'profile'}"]
    command = [CHROMIUM, *flags, "--window-size=1300,2400", f"--screenshot={tmp_path / 'page.png'}"]
    subprocess.run([*command, (tmp_path / "report.html").as_uri()], check=True, capture_output=True, timeout=120)
    with Image.open(tmp_path / "page.png") as image:
        assert len(np.unique(np.asarray(image.convert("L")))) > 50


def test_a_figure_without_a_caption_is_refused():
    with pytest.raises(InputMissing, match="no caption .*spiral"):
        caption_of("spiral")


def test_times_are_added_up_by_rule(tmp_path):
    for name, seconds in (("a", 1.5), ("b", 2.0)):
        path = tmp_path / "match" / f"{name}.tsv"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"s\tmax_rss\n{seconds}\t-\n")
    (row,) = time_per_rule([tmp_path])
    assert row == {"rule": "match", "jobs": 2, "total_s": 3.5, "longest_s": 2.0, "memory_mb": None}


def test_numbers_are_short():
    assert [number(value) for value in (None, 0.12345, -12.345, 1234.6)] == ["–", "0.123", "−12.3", "1235"]
    assert number_list([3, 8, 5, 6, 7]) == "3, 5–8"


def section_of(page, name):
    return page[page.index(f'<section id="{name}"') :].partition("</section>")[0]


@pytest.mark.slow
def test_without_trained_heads_nothing_of_training_is_on_the_page(target, settings, tmp_path):
    page = written(target, settings, tmp_path)
    assert "#training" not in page
    assert re.findall(r"[\w ]+ trained[\w ]*", page) == [
        " the best images of all networks but the baseline of pixels and those with a trained head"
    ]
    assert page.index("those with a trained head") > page.index('<section id="evolution"')


@pytest.mark.slow
def test_with_trained_heads_the_page_has_their_estimate_table_curves_and_projections(
    trained_target, settings, tmp_path
):
    page = written(trained_target, settings, tmp_path)
    names = list(SECTIONS)
    names.insert(2, "training")
    assert re.findall(r'<section id="(\w+)"', page) == names
    assert '<li><a href="#training">Training</a></li>' in page
    shown = re.findall(r'<h3>|alt="([^":]+)', section_of(page, "training"))
    projections = [f"{name}-trained, {tracer}" for tracer in ("continuum", "CO") for name in ("MobileNet", "VGG16")]
    assert [title for title in shown if title] == ["continuum", "CO", *projections]
    assert page.count('src="data:image/png;base64,') == page.count("<img ")


@pytest.mark.slow
def test_the_trained_estimate_stands_after_the_untrained_one_of_the_same_tracer(trained_target, settings, tmp_path):
    estimate = section_of(written(trained_target, settings, tmp_path), "estimate")
    titles = re.findall(r"<h3>(\w+: [\w ]+)</h3>", estimate)
    sorts = ("networks without a trained head", "trained networks")
    assert titles == [f"{tracer}: {sort}" for tracer in ("continuum", "CO") for sort in sorts]
    first = estimate.partition("</table>")[0]
    assert re.findall(r'<tr class="\w* *all">\s*<th class="name">[^<]*</th>\s*<td>([\w ]+)', first)[:2] == [
        "all networks",
        "all trained",
    ]


@pytest.mark.slow
def test_the_page_says_what_the_accuracy_of_either_split_means(trained_target, settings, tmp_path):
    training = section_of(written(trained_target, settings, tmp_path), "training")
    words = " ".join(training.split())
    assert "train and test images show the same outputs from other sides" in words
    assert "nothing about systems that the head has not seen" in words
    assert "There is no such head here" not in words
    assert training.count("<td>without-A</td>") == training.count("<td>azimuth</td>") == 4
    assert ">3 of 4</td>" in training and "outputs 18-20 of A" in training
    assert (
        training.count("<em>Metadata of the heads above:</em> mass of the primary, disk size of the primary</td>") == 2
    )


@pytest.mark.slow
def test_a_page_without_heads_that_left_a_simulation_out_says_so(trained_target, settings, tmp_path):
    histories = [path for path in trained_target.histories if path.stem == "azimuth"]
    page = written(replace(trained_target, histories=histories), settings, tmp_path)
    assert "There is no such head here" in section_of(page, "training")


@pytest.mark.slow
def test_notes_of_training_are_among_the_warnings(trained_target, new_training, settings, tmp_path):
    page = written(replace(trained_target, histories=[new_training(gpu_missing=1)]), settings, tmp_path)
    assert "ran on a CPU although the profile gave a GPU" in section_of(page, "warnings")
