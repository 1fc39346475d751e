import json

import numpy as np
import pytest

from simanalogues.schema.files import read_dataset, write_dataset
from simanalogues.schema.matching import MATCHING
from simanalogues.tables.agreement import tabulate_agreement
from simanalogues.tables.duplicates import best_rows
from simanalogues.tables.estimates import tabulate_estimates
from simanalogues.tables.matchings import read_matchings, sample_of
from simanalogues.tables.priors import priors_in_words, priors_of
from simanalogues.tables.summary import format_summary

RANGES = {"mass_msun": [0.1, None], "luminosity_lsun": [1, 50], "evolutionary_class": ["0", "I"]}
UNITS = {"mass_msun": "Msun", "luminosity_lsun": "Lsun", "evolutionary_class": "1"}
WORDS = (
    "Priors: total mass at least 0.1 M☉; luminosity of both stars 1 to 50 L☉; Class 0 or I. Inside of them, and taking "
    "part, are 26 of 52 images, of 7 of 13 outputs; 2 images were left out since a value of theirs is not known."
)


@pytest.fixture
def matchings(target, tmp_path):
    """The target's continuum, with the second half of the images outside of priors."""
    paths = []
    for path in target.matchings_of("continuum"):
        table = read_dataset(path, MATCHING).drop_encoding()
        half = table.sizes["image"] // 2
        table["in_prior"][half:] = 0
        table["selected"][half:] = 0
        table["weight"][half:] = 0
        table.attrs |= {"priors": json.dumps(RANGES), "prior_units": json.dumps(UNITS), "unknown_in_priors": 2}
        table.attrs |= {"n_images": 52, "n_images_in_priors": 26, "n_outputs": 13, "n_outputs_in_priors": 7}
        paths.append(tmp_path / path.parent.name / path.name)
        write_dataset(table, MATCHING, paths[-1])
    return paths


def test_images_outside_of_priors_are_in_no_figure(matchings):
    table = read_matchings(matchings)[0]
    half = read_dataset(matchings[0], MATCHING).sizes["image"] // 2
    assert table.sizes["image"] == half
    assert sample_of(table, "mass_msun").values.size == half
    assert best_rows(table, "l1").max() < half


def test_the_range_of_the_catalogue_is_that_inside_of_priors(matchings, settings, tmp_path):
    files = {"json_file": tmp_path / "estimates.json", "csv_file": tmp_path / "estimates.csv"}
    tabulate_estimates(matchings, truth={}, settings=settings, **files)
    row = next(r for r in json.loads(files["json_file"].read_text())["estimates"] if r["parameter"] == "mass_msun")
    masses = read_matchings(matchings)[0]["parameter_value"].sel(parameter="mass_msun").values
    assert row["catalogue_max"] == pytest.approx(np.nanmax(masses))
    (tmp_path / "report.html").write_text("")
    assert WORDS in format_summary(tmp_path)


def test_agreement_is_of_what_takes_part(matchings, settings, tmp_path):
    files = {"json_file": tmp_path / "agreement.json", "csv_file": tmp_path / "agreement.csv"}
    tabulate_agreement(matchings, settings=settings, **files)
    assert json.loads(files["json_file"].read_text())["rows"] == []


def test_priors_are_said_in_words(matchings):
    assert priors_in_words(priors_of(read_matchings(matchings)[0])) == WORDS


def test_without_priors_nothing_is_said(target):
    assert priors_in_words(priors_of(read_matchings(target.matchings)[0])) == ""
