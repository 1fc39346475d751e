import csv
import io
import re

import numpy as np
import pytest
from PIL import Image
from report_files import CHROMIUM, written

from simanalogues.figures.kinds import appearance_of
from simanalogues.map_kinds.observed_map import read_observed_map
from simanalogues.scoring.weighted import weighted_quantile
from simanalogues.tables.formats import number
from simanalogues.tables.matchings import read_matchings, sample_of

playwright = pytest.importorskip("playwright.sync_api", reason="no Playwright: make environment")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: install Debian's package chromium")


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def report(target, settings):
    """The page of the target, written once."""
    folder = target.root / "page"
    if not (folder / "report.html").exists():
        written(target, settings, folder)
    return folder / "report.html"


@pytest.fixture
def page(browser, report):
    """The page from disk without a network; any error of it fails the test."""
    context = browser.new_context(offline=True, viewport={"width": 1600, "height": 1000}, accept_downloads=True)
    page, errors = context.new_page(), []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(report.as_uri())
    page.wait_for_selector("#explore-body tr")
    yield page
    context.close()
    assert errors == []


def table_of(target, tracer, network):
    names = {"tracer": tracer, "network": network}
    return next(one for one in read_matchings(target.matchings) if names.items() <= one.attrs.items())


def choose(page, **chosen):
    for name, value in chosen.items():
        page.select_option(f"#explore-{name}", value)


def cut_at(page, sigma):
    page.eval_on_selector(
        "#explore-cut", "(slider, cut) => { slider.value = cut; slider.dispatchEvent(new Event('input')); }", sigma
    )


def cells(page, *columns):
    """Texts of the columns of the table, all leaves of it."""
    names = page.eval_on_selector_all("#explore-head button", "buttons => buttons.map(one => one.dataset.column)")
    rows = []
    while True:
        rows += page.eval_on_selector_all(
            "#explore-body tr[data-image]", "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
        )
        if page.is_disabled("#explore-next"):
            break
        page.click("#explore-next")
    return [tuple(row[names.index(column) + 1] for column in columns) for row in rows]


def expected_rows(table, distance, chosen):
    """Simulation, output and view of the chosen images, by rank."""
    order = np.argsort(table["rank"].sel(distance=distance).values)
    columns = [table[name].values[order] for name in ("simulation", "output", "view")]
    return [tuple(map(str, row)) for row in np.array(columns, dtype=object).T[chosen[order]]]


def estimate_text(table, parameter, chosen):
    sample = sample_of(table, parameter, chosen)
    if sample.values.size == 0:
        return "nothing measured"
    low, median, high = map(number, weighted_quantile(sample.values, sample.weights, np.array([0.16, 0.5, 0.84])))
    return f"{median} ({low} to {high})"


def shown_estimate(page, parameter):
    return page.text_content(f"svg[data-parameter={parameter}] .estimate")


def passing(table, distance, cut=2.0):
    return table["z_score"].sel(distance=distance).values < -cut


LABELS = ("simulation", "output", "view")
CHOICES = [("continuum", "MobileNet", "euclidean"), ("continuum", "pixels", "l1"), ("CO", "pixels", "cosine")]


@pytest.mark.parametrize(("tracer", "network", "distance"), CHOICES)
def test_table_and_estimates_are_those_of_the_matching(page, target, tracer, network, distance):
    choose(page, tracer=tracer, network=network, distance=distance)
    table = table_of(target, tracer, network)
    chosen = passing(table, distance)
    np.testing.assert_array_equal(chosen, table["selected"].sel(distance=distance).values)
    assert cells(page, *LABELS) == expected_rows(table, distance, chosen)
    for parameter in ("mass_msun", "separation_au", "disk_size_primary_au"):
        assert shown_estimate(page, parameter).startswith(estimate_text(table, parameter, chosen))
    assert f"{chosen.sum()} image" in page.text_content("#explore-status")


def test_what_is_shown_first_is_what_the_report_shows_first(page):
    values = [page.input_value(f"#explore-{name}") for name in ("tracer", "network", "distance", "cut")]
    assert values == ["continuum", "MobileNet", "euclidean", "2"]
    choose(page, tracer="CO")
    assert page.input_value("#explore-distance") == "cosine_euclidean"


@pytest.mark.parametrize("cut", [0.0, 0.5, 1.37])
def test_the_slider_moves_the_cut(page, target, cut):
    cut_at(page, cut)
    table = table_of(target, "continuum", "MobileNet")
    chosen = passing(table, "euclidean", cut)
    assert chosen.sum() > 2
    assert cells(page, *LABELS) == expected_rows(table, "euclidean", chosen)
    assert shown_estimate(page, "mass_msun").startswith(estimate_text(table, "mass_msun", chosen))
    assert page.text_content("#explore-cut-value") == f"{cut:.2f}"


def test_where_nothing_passes_the_best_are_shown_and_the_page_says_so(page, target):
    cut_at(page, 4)
    table = table_of(target, "continuum", "MobileNet")
    best = table["rank"].sel(distance="euclidean").values <= 5
    assert cells(page, *LABELS) == expected_rows(table, "euclidean", best)
    assert "Nothing passes the cut (z < −4.00) with MobileNet" in page.text_content("#explore-status")
    assert "the 5 best images are taken instead" in page.text_content("#explore-status")
    assert page.get_attribute("#explore-status", "class") == "warn"


def test_filters_narrow_the_table_and_the_estimates(page, target):
    cut_at(page, 0)
    page.click("#explore-filters summary")
    table = table_of(target, "continuum", "MobileNet")
    below = passing(table, "euclidean", 0.0)
    separation = table["parameter_value"].sel(parameter="separation_au").values
    page.fill("[data-range=separation_au-least]", "900")
    page.fill("[data-range=separation_au-largest]", "1300")
    within = below & (separation >= 900) & (separation <= 1300)
    assert 0 < within.sum() < below.sum()
    assert cells(page, *LABELS) == expected_rows(table, "euclidean", within)
    assert shown_estimate(page, "mass_msun").startswith(estimate_text(table, "mass_msun", within))
    page.fill("#explore-text", "view 1")
    assert {view for (view,) in cells(page, "view")} == {"1"}
    page.fill("#explore-text", "nothing like this")
    assert "No image is left" in page.text_content("#explore-body")
    assert "nothing measured" in shown_estimate(page, "mass_msun")
    page.fill("#explore-text", "")
    page.uncheck("#explore-simulations input[value=A]")
    assert {simulation for (simulation,) in cells(page, "simulation")} <= {"E"}
    page.click("#explore-clear")
    assert cells(page, *LABELS) == expected_rows(table, "euclidean", below)


def test_an_unknown_value_is_outside_every_range_and_last_in_either_order(page, target):
    cut_at(page, 0)
    sizes = table_of(target, "continuum", "MobileNet")["parameter_value"].sel(parameter="disk_size_primary_au").values
    chosen = passing(table_of(target, "continuum", "MobileNet"), "euclidean", 0.0)
    n_unknown = int(np.isnan(sizes[chosen]).sum())
    assert n_unknown > 0
    for _ in range(2):
        page.click("#explore-head [data-column=disk_size_primary_au]")
        (texts,) = zip(*cells(page, "disk_size_primary_au"), strict=True)
        assert texts[-n_unknown:] == ("–",) * n_unknown and "–" not in texts[:-n_unknown]
    page.click("#explore-filters summary")
    page.fill("[data-range=disk_size_primary_au-least]", "0")
    assert len(cells(page, "rank")) == chosen.sum() - n_unknown


def test_a_column_sorts_and_sorts_the_other_way(page):
    cut_at(page, 0)
    page.click("#explore-head [data-column=separation_au]")
    up = [float(text) for (text,) in cells(page, "separation_au")]
    assert up == sorted(up) and len(set(up)) > 5
    assert page.get_attribute("#explore-head th:has([data-column=separation_au])", "aria-sort") == "ascending"
    page.click("#explore-head [data-column=separation_au]")
    assert [float(text) for (text,) in cells(page, "separation_au")] == up[::-1]


def test_thumbnails_are_painted_when_they_come_into_sight(page):
    page.locator("#explore-body tr").first.scroll_into_view_if_needed()
    pixel = "document.querySelector('.thumbnail canvas').getContext('2d').getImageData(32, 32, 1, 1)"
    page.wait_for_function(f"{pixel}.data[3] === 255")


def test_a_click_shows_the_image_beside_the_observation_in_the_same_colours(page, target, settings):
    choose(page, tracer="CO")
    row = page.locator("#explore-body tr").first
    row.click()
    page.wait_for_selector("#explore-image-maps canvas")
    looks = page.locator("#explore-image-maps figure")
    assert looks.count() == 2 and looks.nth(0).locator("canvas").count() == 2
    assert "velocity relative to systemic (km/s)" in looks.nth(0).text_content()
    assert "integrated brightness (Jy/beam km/s)" in looks.nth(1).text_content()
    middle = "canvas => { const pen = canvas.getContext('2d'); return [...pen.getImageData(240, 102, 1, 1).data]; }"
    red, _, blue, _ = looks.nth(0).locator("canvas").nth(1).evaluate(middle)
    # The made-up velocities recede at the primary, which is above.
    assert red > blue + 50
    low = middle.replace("240, 102", "240, 346")
    red, _, blue, _ = looks.nth(0).locator("canvas").nth(1).evaluate(low)
    assert blue > red + 50
    look = appearance_of(read_observed_map(target.observations["CO"]), settings)
    observed = looks.nth(0).locator("canvas").nth(0).evaluate(middle)[:3]
    assert observed[0] > observed[2] and look.colour_map == "RdBu_r"


def test_the_image_has_its_parameters_and_its_place_in_the_evolution(page, target):
    rank_1 = expected_rows(table_of(target, "continuum", "MobileNet"), "euclidean", np.ones(52, dtype=bool))[0]
    page.locator("#explore-body tr").first.click()
    title = page.text_content("#explore-image-title")
    assert title == "Simulation {}, output {}, view {}".format(*rank_1)
    parameters = page.text_content("#explore-image-parameters")
    assert "total mass (M☉)" in parameters and "separation in space (AU)" in parameters
    plot = page.text_content("#explore-image-evolution")
    for words in (
        "separation (AU)",
        "mass (M☉)",
        "accretion (M☉ yr⁻¹)",
        "time since the start of the simulation (kyr)",
    ):
        assert words in plot


def test_the_keyboard_opens_walks_and_closes(page):
    cut_at(page, 0)
    page.locator("#explore-body .thumbnail").nth(0).focus()
    page.keyboard.press("Enter")
    first = page.text_content("#explore-image-title")
    page.keyboard.press("ArrowRight")
    assert page.text_content("#explore-image-title") != first
    page.keyboard.press("ArrowLeft")
    assert page.text_content("#explore-image-title") == first
    page.keyboard.press("Escape")
    assert not page.locator("#explore-image").is_visible()


def test_every_control_has_a_name(page):
    unnamed = page.eval_on_selector_all(
        "#explore :is(input, select, button)",
        "all => all.filter(one => !(one.labels?.length || one.ariaLabel || one.textContent.trim())).map(one => one.id)",
    )
    assert unnamed == []


def test_the_csv_is_the_table(page):
    cut_at(page, 0)
    page.click("#explore-head [data-column=separation_au]")
    page.click("#explore-filters summary")
    page.fill("#explore-text", "A 1")
    with page.expect_download() as download:
        page.click("#explore-csv")
    assert download.value.suggested_filename == "mock_continuum_MobileNet_euclidean_images.csv"
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text())))
    columns = ("rank", *LABELS, "separation_au", "disk_size_primary_au")
    as_shown = [
        tuple(number(float(row[name])) if row[name] and "_au" in name else row[name] or "–" for name in columns)
        for row in rows
    ]
    assert as_shown == cells(page, *columns) and len(rows) > 10
    assert {row["distance"] for row in rows} == {"euclidean"}


def test_histograms_are_saved_as_svg_and_png_and_figures_as_png(page, browser):
    with page.expect_download() as download:
        page.click("#explore-svg")
    text = download.value.path().read_text()
    assert text.startswith("<svg ") and "total mass (M☉)" in text and "share of the weight" in text
    with page.expect_download() as download:
        page.click("#explore-png")
    with Image.open(download.value.path()) as image:
        assert image.size == (3 * 640, 2 * 464) and len(np.unique(np.asarray(image.convert("L")))) > 20
    link = page.locator("#estimate .save").first
    with page.expect_download() as download:
        link.click()
    assert re.fullmatch(r"mock_estimate_\w+\.png", download.value.suggested_filename)


def test_bars_hold_the_share_of_the_weight_in_their_bins(page, target):
    cut_at(page, 0)
    table = table_of(target, "continuum", "MobileNet")
    sample = sample_of(table, "mass_msun", passing(table, "euclidean", 0.0))
    bars = page.eval_on_selector_all(
        "svg[data-parameter=mass_msun] rect[fill='#0072B2']",
        "bars => bars.map(bar => +bar.getAttribute('height'))",
    )
    values = sample_of(table, "mass_msun").values
    margin = 0.05 * np.ptp(values)
    edges = np.linspace(max(0, values.min() - margin), values.max() + margin, 17)
    heights = np.histogram(sample.values, edges, weights=sample.weights)[0]
    np.testing.assert_allclose(np.array(bars) / sum(bars), heights[heights > 0] / heights.sum(), rtol=1e-3)


@pytest.mark.parametrize("width", [400, 1600])
def test_nothing_sticks_out_of_the_window(browser, report, width):
    context = browser.new_context(offline=True, viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(report.as_uri())
    page.locator("#explore-body tr").first.click()
    page.wait_for_selector("#explore-image-maps canvas")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("#explore-image").evaluate("dialog => dialog.scrollWidth <= dialog.clientWidth")
    context.close()


def test_maps_beside_the_page_are_loaded_on_a_click_and_missed_where_they_are_not(
    browser, target, settings, tmp_path, monkeypatch
):
    monkeypatch.setattr("simanalogues.report.explore.content.MOST_BYTES", 1000)
    written(target, settings, tmp_path / "page")
    context = browser.new_context(offline=True)
    page = context.new_page()
    for links in ("as they are", "elsewhere"):
        page.goto((tmp_path / "page/report.html").as_uri())
        page.locator("#explore-body tr").first.click()
        page.wait_for_selector("#explore-image-maps canvas")
        says = page.text_content("#explore-image-maps")
        assert ("Larger maps are missing beside this page" in says) is (links == "elsewhere")
        text = (tmp_path / "page/report.html").read_text()
        (tmp_path / "page/report.html").write_text(text.replace("_maps.js", "_none.js"))
    context.close()
