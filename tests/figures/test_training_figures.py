import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from simanalogues.errors import InputMissing
from simanalogues.figures.training_curves import (
    LEAST_ACCURACY_PERCENT,
    draw_accuracy,
    draw_legend,
    draw_loss,
    looks_of_unseen,
    plot_training,
)
from simanalogues.report.training_notes import notes_of_training
from simanalogues.report.training_table import runs_of, training_tables
from simanalogues.tables.trainings import accuracy_of, read_trainings

N_EPOCHS = 4


def notes_of(*paths):
    return notes_of_training(read_trainings(paths))


def accuracy(test, validation=(0.5, 0.6, 0.7, 0.8, 0.9)):
    return np.stack([np.full(N_EPOCHS + 1, 0.9), np.asarray(validation), np.full(N_EPOCHS + 1, test)], axis=-1)


def line_at(axis, y):
    """The lines whose values are all y."""
    return [line for line in axis.lines if np.ndim(line.get_ydata()) and np.allclose(line.get_ydata(), y)]


def test_histories_are_in_order_of_tracer_backbone_and_head(new_training):
    places = [("without-A", "VGG16", "CO"), ("azimuth", "VGG16", "CO"), ("azimuth", "B", "SO"), ("azimuth", "B", "CO")]
    paths = [new_training(head, backbone=backbone, tracer=tracer) for head, backbone, tracer in places]
    read = [tuple(h.attrs[name] for name in ("head", "backbone", "tracer")) for h in read_trainings(paths)]
    assert read == [places[3], places[1], places[0], places[2]]


def test_the_accuracy_is_that_of_the_epoch_that_was_kept(new_training):
    (history,) = read_trainings([new_training(kept_epoch=2)])
    assert accuracy_of(history, "train") == pytest.approx(0.7)
    assert accuracy_of(history, "test", 0) == pytest.approx(0.4)


def test_the_panel_of_accuracy_has_the_sets_the_unseen_the_backbone_chance_and_the_kept_epoch(new_training):
    histories = read_trainings([new_training(), new_training("without-A", accuracy=accuracy(0.57))])
    axis, looks = Figure().subplots(), looks_of_unseen(histories)
    draw_accuracy(axis, histories, looks)
    of_sets = [line.get_ydata() for line in axis.lines if line.get_marker() == "."]
    np.testing.assert_allclose(of_sets, 100 * histories[0]["accuracy"].values.T)
    (unseen,) = line_at(axis, 57.0)
    assert (unseen.get_color(), unseen.get_linewidth()) == (looks["A"]["color"], 0.9)
    assert [line.get_linestyle() for y in (60.0, 50.0) for line in line_at(axis, y)] == [":", "--"]
    assert [list(line.get_xdata()) for line in axis.lines if list(line.get_ydata()) == [0, 1]] == [[3, 3]]
    assert axis.get_ylim()[0] <= 40.0


def test_the_panel_of_accuracy_always_shows_chance(new_training):
    axis = Figure().subplots()
    draw_accuracy(axis, read_trainings([new_training(accuracy=accuracy(0.95, [0.9] * 5))]), {})
    assert axis.get_ylim()[0] == LEAST_ACCURACY_PERCENT < 50


def test_a_set_without_triplets_has_no_line_and_no_place_in_the_legend(new_training):
    histories = read_trainings([new_training(accuracy=accuracy(0.8, [np.nan] * 5), validation="")])
    figure = Figure()
    axis = figure.subplots()
    draw_accuracy(axis, histories, {})
    draw_legend(figure, histories, {})
    assert len([line for line in axis.lines if line.get_marker() == "."]) == 2
    names = [text.get_text() for text in figure.legends[0].get_texts()]
    assert "validation" not in names and {"train", "test"} < set(names)


def test_what_was_minimised_does_not_stretch_the_panel_of_losses(new_training):
    axis = Figure().subplots()
    draw_loss(axis, read_trainings([new_training(minimised_loss=np.linspace(9.0, 0.7, N_EPOCHS + 1))]))
    assert axis.get_ylim() == (0, pytest.approx(2.1))
    draw_loss(low := Figure().subplots(), read_trainings([new_training()]))
    assert 1.0 < low.get_ylim()[1] < 1.2


def test_heads_that_have_not_seen_many_simulations_all_look_different(new_training):
    histories = read_trainings([new_training(f"without-{i:02d}", accuracy=accuracy(0.7)) for i in range(20)])
    looks = [(look["color"], look["linestyle"]) for look in looks_of_unseen(histories).values()]
    assert len(set(looks)) == 20


@pytest.mark.slow
def test_curves_are_drawn_the_same_each_time(trained_target, tmp_path):
    files = [{"pdf": tmp_path / f"{name}.pdf", "png": tmp_path / f"{name}.png"} for name in "ab"]
    for paths in files:
        plot_training(trained_target.histories, tracer="continuum", **paths)
    assert files[0]["png"].read_bytes() == files[1]["png"].read_bytes()
    assert files[0]["pdf"].read_bytes() == files[1]["pdf"].read_bytes()
    with Image.open(files[0]["png"]) as image:
        assert (np.asarray(image.convert("L")) < 200).mean() > 0.002


def test_a_tracer_without_history_is_refused(trained_target, tmp_path):
    with pytest.raises(InputMissing, match="no history of training is of tracer 'SO'"):
        plot_training(trained_target.histories, tracer="SO", pdf=tmp_path / "x.pdf", png=tmp_path / "x.png")


def test_a_head_that_is_well_trained_needs_no_note(new_training):
    assert notes_of(new_training(), new_training("without-A", accuracy=accuracy(0.7))) == []


def test_a_missing_gpu_is_named(new_training):
    (note,) = notes_of(new_training(gpu_missing=1), new_training(backbone="VGG16"))
    assert "ran on a CPU although the profile gave a GPU" in note
    assert note.endswith("MobileNet-trained (continuum: azimuth).")


def test_a_validation_that_does_not_rise_is_named(new_training):
    (note,) = notes_of(new_training(accuracy=accuracy(0.8, [0.7, 0.8, 0.8, 0.7, 0.9])), new_training(tracer="SO"))
    assert note.startswith("Training did not help") and note.endswith("MobileNet-trained (continuum: azimuth).")


def test_without_a_validation_nothing_is_said_of_it(new_training):
    assert notes_of(new_training(accuracy=accuracy(0.8, [np.nan] * 5))) == []


def test_a_head_that_is_no_better_than_its_backbone_is_named(new_training):
    (note,) = notes_of(new_training(accuracy=accuracy(0.6)), new_training(tracer="SO", accuracy=accuracy(0.61)))
    assert note.startswith("The backbone's own features are at least as good") and "(continuum: azimuth)." in note


def test_metadata_that_were_left_out_are_named_with_their_heads(new_training):
    left_out = {"left_out_metadata": '["disk_size_secondary_au"]'}
    (note,) = notes_of(new_training(**left_out), new_training("without-A", accuracy=accuracy(0.7)))
    assert note.endswith("left out: disk size of the secondary with MobileNet-trained (continuum: azimuth).")


def test_a_head_that_is_blind_to_what_it_never_saw_is_named(new_training):
    low = {"accuracy": accuracy(0.54), "backbone_accuracy": [0.5, 0.5, 0.5]}
    fine = low | {"accuracy": accuracy(0.56)}
    paths = [new_training(**low), new_training("without-A", **low), new_training("without-E", **fine)]
    (note,) = notes_of(*paths)
    assert "no better than chance on a simulation it never saw" in note
    assert "MobileNet-trained (continuum: without-A)." in note


def test_the_table_has_what_is_known_of_each_head(new_training):
    unseen = {"accuracy": accuracy(0.7, [np.nan] * 5), "validation": ""}
    (group,) = training_tables(read_trainings([new_training(stopped_early=1), new_training("without-A", **unseen)]))[
        "continuum"
    ]
    first, second = group["rows"]
    assert group["metadata"] == "mass of the primary, disk size of the primary"
    assert (first["kept"], second["kept"]) == ("3 of 4, stopped early", "3 of 4")
    assert first["accuracy"] == ["80.0 %", "75.0 %", "70.0 %"]
    assert (second["accuracy"], second["validation"]) == (["90.0 %", "–", "70.0 %"], "none")
    assert (first["own_accuracy"], first["n_outputs"]) == ("60.0 %", "10 / 3 / 13")
    assert (first["backbone_rows"], second["backbone_rows"]) == (2, 0)


def test_heads_of_other_metadata_are_a_group_of_their_own(new_training):
    paths = [new_training(), new_training("without-A", metadata='["mass_msun"]'), new_training(backbone="VGG16")]
    groups = training_tables(read_trainings(paths))["continuum"]
    assert [group["metadata"].count(",") for group in groups] == [1, 0, 1]
    assert [[row["backbone_rows"] for row in group["rows"]] for group in groups] == [[1], [1], [1]]


def test_runs_of_the_same_are_counted_at_their_first():
    assert runs_of(["a", "a", "b", "a"]) == [2, 0, 1, 1]
    assert runs_of([]) == []
