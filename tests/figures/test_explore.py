import base64
import io
import json
import re

import numpy as np
import pytest
from PIL import Image
from report_files import packed, written

from simanalogues.errors import InputChanged, InputMissing
from simanalogues.figures.image_rows import read_maps
from simanalogues.figures.kinds import appearance_of
from simanalogues.map_kinds.observed_map import read_observed_map
from simanalogues.report.explore.layers import layers_of, ticks_of
from simanalogues.report.explore.maps import pack_thumbnails, read_thumbnails
from simanalogues.report.explore.numbers import numbers_of, numbers_passing
from simanalogues.report.explore.numbers import packed as packed_numbers
from simanalogues.report.explore.rows import mapped_labels, ranked_labels, rows_in, taken_labels
from simanalogues.report.explore.thumbnails import Framing, as_webp, framing_of, sheet_of
from simanalogues.tables.matchings import read_matchings


def decoded(source):
    content = base64.b64decode(source.partition("base64,")[2])
    return np.asarray(Image.open(io.BytesIO(content)).convert("LA")).astype(float)


def floats(text):
    return np.frombuffer(base64.b64decode(text), "<f4")


@pytest.fixture(scope="module")
def tables(target):
    return read_matchings(target.matchings)


def content_of(target, settings, tracer):
    (path,) = (path for path in packed(target, settings)["thumbnails"] if path.stem == tracer)
    return json.loads(path.read_text())


def larger_of(target, settings, tracer):
    (path,) = (path for path in packed(target, settings)["maps"] if path.stem == f"{tracer}_maps")
    name, maps = re.fullmatch(r"exploreMaps\((\S+), (.*)\);\n", path.read_text()).groups()
    assert json.loads(name) == tracer
    return json.loads(maps)


def shown(target, settings, tracer):
    look = appearance_of(read_observed_map(target.observations[tracer]), settings)
    labels = [tuple(label) for label in content_of(target, settings, tracer)["labels"]]
    return look, labels, read_maps(target.images, labels, look)


def test_images_stand_by_the_best_rank_that_anything_gives_them(tables):
    best = {}
    for table in tables:
        frame = table["rank"].to_pandas().min(axis=1)
        names = zip(table["simulation"].values, table["output"].values, table["view"].values, strict=True)
        for label, rank in zip(names, frame, strict=True):
            best[label] = min(best.get(label, np.inf), rank)
    ranked = ranked_labels(tables)
    ranks = [best[label] for label in ranked]
    assert len(ranked) == len(best) == 52
    assert ranks == sorted(ranks) and ranks[0] == 1


def test_no_more_images_are_taken_than_there_is_room_for(tables, monkeypatch):
    monkeypatch.setattr("simanalogues.report.explore.rows.MOST_IMAGES", 7)
    assert taken_labels(tables) == ranked_labels(tables)[:7]


def test_larger_maps_are_of_the_best_taken_images_of_the_tracer(tables, monkeypatch):
    monkeypatch.setattr("simanalogues.report.explore.rows.MOST_MOMENT_MAPS", 3)
    of_tracer = ranked_labels([table for table in tables if table.attrs["tracer"] == "CO"])
    taken = of_tracer[1:]
    assert mapped_labels(tables, "CO", taken) == of_tracer[1:4]


def test_rows_are_found_by_label_and_a_missing_image_has_none(tables):
    table = tables[0].isel(image=slice(None, None, -1))
    labels = [("A", int(table["output"].values[4]), int(table["view"].values[4])), ("A", 999, 0)]
    rows = rows_in(table, labels)
    assert rows[1] == -1
    assert table["output"].values[rows[0]] == labels[0][1] and table["view"].values[rows[0]] == labels[0][2]


@pytest.mark.parametrize("tracer", ["continuum", "SO"])
def test_thumbnails_decode_to_the_maps_with_their_highest_row_first(target, settings, tracer):
    look, labels, maps = shown(target, settings, tracer)
    sheet = content_of(target, settings, tracer)["sheet"]
    picture, side = decoded(sheet["source"]), sheet["pixels"]
    for place in (0, 17, len(labels) - 1):
        row, column = divmod(place, sheet["columns"])
        tile = picture[row * side : (row + 1) * side, column * side : (column + 1) * side]
        # 48 pixels of the map on 64 of the picture: the nearest pixel is good to what one step of the map is.
        nearest = ((np.arange(side) + 0.5) * 48 / side).astype(int)
        levels = 255 * np.clip(np.asarray(look.stretch()(maps[labels[place]])), 0, 1)
        expected = levels[::-1][nearest][:, nearest]
        assert np.median(np.abs(tile[..., 0] - expected)) < 3
        assert tile[..., 1].min() == 255
        assert np.corrcoef(tile[..., 0].ravel(), expected.ravel())[0, 1] > 0.99


def test_larger_maps_decode_to_the_maps_and_have_no_value_where_these_have_none(target, settings):
    look, labels, maps = shown(target, settings, "CO")
    first, last = framing_of(look).edges
    pictures = larger_of(target, settings, "CO")[0]
    assert len(pictures) == len(labels)
    for place in (0, 30):
        expected = maps[labels[place]][first:last, first:last][::-1]
        tile = decoded(pictures[str(place)])
        assert tile.shape[:2] == expected.shape
        np.testing.assert_array_equal(tile[..., 1] == 255, np.isfinite(expected))
        known = np.isfinite(expected)
        levels = 255 * np.clip((expected[known] / look.limit_kms + 1) / 2, 0, 1)
        assert np.abs(tile[..., 0][known] - levels).mean() < 3


def test_a_line_with_a_cube_has_both_moments_and_a_ready_map_has_one(target, line_target, settings):
    names = [layer["name"] for layer in content_of(target, settings, "CO")["layers"]]
    assert names == ["moment 1", "moment 0"]
    assert [layer["name"] for layer in content_of(line_target, settings, "CS")["layers"]] == ["moment 1"]
    assert [layer["name"] for layer in content_of(target, settings, "SO")["layers"]] == ["moment 0"]


def test_the_square_that_is_shown_holds_what_the_galleries_show(target, settings):
    observation = read_observed_map(target.observations["CO"])
    (layer, _) = layers_of(observation, settings)
    width_au = layer.framing.width * observation.pixel_au
    assert layer.look.shown_au <= width_au + 1e-6 < layer.look.shown_au + 2 * observation.pixel_au


def test_a_pixel_is_the_mean_of_the_values_in_it_and_empty_where_most_are():
    values = np.array([[0.0, 4.0, 1.0, np.nan], [0.0, 4.0, np.nan, np.nan]] + [[8.0] * 4] * 2)
    levels = Framing((0, 4), lambda places: np.asarray(places) / 8).levels(values, 2)
    np.testing.assert_array_equal(levels[..., 0], [[255, 255], [64, 0]])
    np.testing.assert_array_equal(levels[..., 1], [[255, 255], [255, 0]])


def test_a_sheet_holds_pictures_row_by_row():
    tiles = [np.full((4, 4, 2), place, dtype=np.uint8) for place in range(5)]
    sheet, n_columns = sheet_of(tiles)
    assert n_columns == 3 and sheet.shape == (8, 12, 2)
    np.testing.assert_array_equal(sheet[::4, ::4, 0], [[0, 1, 2], [3, 4, 0]])


def test_an_opaque_picture_comes_back_as_it_was():
    levels = np.stack([np.tile(np.arange(0, 256, 4), (64, 1)), np.full((64, 64), 255)], axis=-1).astype(np.uint8)
    assert np.abs(decoded(as_webp(levels)) - levels).max() <= 4


def test_ticks_are_numbers_at_their_places_that_do_not_touch(target, settings):
    for tracer in ("continuum", "CO"):
        look = appearance_of(read_observed_map(target.observations[tracer]), settings)
        places, texts = zip(*ticks_of(look), strict=True)
        assert min(np.diff(places)) >= 0.09
        values = [float(text.replace("\N{MINUS SIGN}", "-")) for text in texts]
        np.testing.assert_allclose(look.stretch()(np.array(values)), places, atol=1e-6)


def test_scores_and_parameters_are_those_of_the_matching(tables, settings):
    labels = taken_labels(tables)
    content = numbers_of(tables, labels, n_all=52, truth=settings["truth"], projected_separation_au=600.0)
    table = next(table for table in tables if table.attrs["tracer"] == "CO" and table.attrs["network"] == "pixels")
    rows = rows_in(table, labels)
    scores = content["scores"]["CO"]["pixels"]["euclidean"]
    np.testing.assert_array_equal(floats(scores["rank"]), table["rank"].sel(distance="euclidean").values[rows])
    np.testing.assert_allclose(floats(scores["z"]), table["z_score"].sel(distance="euclidean").values[rows], rtol=1e-6)
    assert "passing" not in scores
    mass = content["parameters"][0]
    assert (mass["name"], mass["units"], mass["truth"]) == ("mass_msun", "M☉", 0.3)
    np.testing.assert_allclose(floats(mass["values"]), table["parameter_value"].values[rows, 0], rtol=1e-6)
    assert sum(mass["bins"]["catalogue"]) == pytest.approx(1)
    assert content["parameters"][-1]["bins"] is None


def test_where_images_are_left_out_the_page_knows_how_many_pass(tables):
    labels = taken_labels(tables)[:10]
    content = numbers_of(tables, labels, n_all=52, truth={}, projected_separation_au=600.0)
    z_score = tables[0]["z_score"].sel(distance="cosine").values
    attributes = tables[0].attrs
    passing = floats(content["scores"][attributes["tracer"]][attributes["network"]]["cosine"]["passing"])
    assert passing[[0, 50, 200]].tolist() == [np.sum(z_score < -cut) for cut in (0.0, 0.5, 2.0)]


def test_a_z_score_at_the_cut_does_not_pass():
    counts = numbers_passing(np.array([-2.0, -2.5, np.nan]), 4)
    assert counts[[199, 200, 249, 250]].tolist() == [2, 1, 1, 0]


def test_numbers_are_little_endian_and_single():
    assert base64.b64decode(packed_numbers([1.0, np.nan]))[:4] == b"\x00\x00\x80\x3f"


def test_thumbnails_of_other_images_or_none_are_refused(target, settings, tables, tmp_path):
    (path, *_) = packed(target, settings)["thumbnails"]
    with pytest.raises(InputChanged, match="other images than the 51 best"):
        read_thumbnails(path, taken_labels(tables)[1:])
    with pytest.raises(InputMissing, match="no file .*none.json"):
        read_thumbnails(tmp_path / "none.json", [])


def test_an_image_that_was_not_rendered_is_refused(target, settings, tmp_path):
    with pytest.raises(InputMissing, match="no images file of tracer 'SO'"):
        pack_thumbnails(
            target.matchings,
            target.observations["SO"],
            images=[],
            settings=settings,
            thumbnails=tmp_path / "SO.json",
            maps=tmp_path / "SO_maps.js",
        )


@pytest.mark.slow
def test_maps_stay_beside_a_page_that_would_grow_too_large(target, settings, tmp_path, monkeypatch):
    assert 'exploreMaps("CO",' in written(target, settings, tmp_path / "small")
    monkeypatch.setattr("simanalogues.report.explore.content.MOST_BYTES", 1000)
    page = written(target, settings, tmp_path / "large")
    assert 'exploreMaps("CO",' not in page
    links = json.loads(re.search(r'id="explore-data">(.*)</script>', page)[1])["links"]
    assert (tmp_path / "large" / links["CO"]).is_file()


@pytest.mark.slow
def test_the_page_states_how_many_images_of_how_many_it_holds(target, settings, tmp_path, monkeypatch):
    assert "52 of 52 images are on this page." in written(target, settings, tmp_path)
