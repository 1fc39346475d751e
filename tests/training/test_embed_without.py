"""Embeddings of recovery tests: a head that never saw a simulation embeds the others, and what is tested of it."""

import numpy as np
import pytest
import xarray as xr
from catalogue_files import write_observation

from simanalogues.errors import EmbeddingMismatch
from simanalogues.schema.embedding import EMBEDDING
from simanalogues.schema.embedding_observation import EMBEDDING_OBSERVATION
from simanalogues.schema.embedding_pseudo import EMBEDDING_PSEUDO
from simanalogues.schema.files import read_dataset, write_dataset
from simanalogues.training.embed_without import embed_without_simulation
from simanalogues.training.head_file import read_head

KINDS = {"embeddings": EMBEDDING, "pseudo": EMBEDDING_PSEUDO, "observation": EMBEDDING_OBSERVATION}


@pytest.fixture(scope="module")
def embedded(planted, tmp_path_factory):
    """The function that embeds with a head; the pseudo-observations are the very images of all simulations."""
    folder = tmp_path_factory.mktemp("without")
    images = [read_dataset(path, EMBEDDING) for path in planted.inputs["embeddings"]]
    pseudo = xr.concat(images, "image", combine_attrs="override").drop_encoding()
    pseudo["realisation"] = ("image", np.zeros(pseudo.sizes["image"], dtype=np.int64))
    write_dataset(pseudo, EMBEDDING_PSEUDO, folder / "pseudo.nc")
    seen = images[0]["features"].values[:2]
    inputs = {"embeddings": planted.inputs["embeddings"], "pseudo": folder / "pseudo.nc"}
    inputs["observation"] = write_observation(folder / "observation.nc", seen, **images[0].attrs)

    def embed(name):
        destinations = {kind: folder / f"{name}_{kind}.nc" for kind in KINDS}
        embed_without_simulation(planted.folder / name / "head.keras", inputs, destinations)
        return [read_dataset(destinations[kind], schema) for kind, schema in KINDS.items()]

    return embed


@pytest.fixture(scope="module")
def of_two_heads(planted, embedded):
    for name in ("A", "C"):
        planted.train(f"without-{name}", names={"head": f"without-{name}"}, epochs=1)
    return {name: embedded(f"without-{name}") for name in ("A", "C")}


@pytest.mark.slow
def test_the_others_and_the_pseudo_observations_of_the_left_out_simulation_are_kept_apart(of_two_heads):
    for name, (others, own, _) in of_two_heads.items():
        assert set(others["simulation"].values) == set("ABCD") - {name}
        assert set(own["simulation"].values) == {name}
        assert others.sizes["image"] == 3 * own.sizes["image"]


def test_each_fold_has_a_head_of_its_own_which_all_its_files_name(of_two_heads):
    heads = {name: others.attrs for name, (others, _, _) in of_two_heads.items()}
    for name, (_, *rest) in of_two_heads.items():
        for file in rest:
            assert file.attrs["head"] == heads[name]["head"] == f"without-{name}"
            assert file.attrs["head_digest"] == heads[name]["head_digest"]
    assert heads["A"]["head_digest"] != heads["C"]["head_digest"]


def test_embeddings_are_what_the_own_head_makes_of_the_features(of_two_heads, planted):
    model, _ = read_head(planted.folder / "without-A" / "head.keras")
    others, own, observed = of_two_heads["A"]
    of_c = others["features"].values[others["simulation"].values == "C"]
    for features, path in ((own["features"], planted.inputs["embeddings"][0]), (of_c, planted.inputs["embeddings"][2])):
        expected = model(read_dataset(path, EMBEDDING)["features"].values)
        np.testing.assert_allclose(features, expected, rtol=1e-5, atol=1e-5)
    # The observation is made up as the first image.
    np.testing.assert_allclose(observed["features"][0], own["features"][0], rtol=1e-5, atol=1e-5)


def test_a_head_that_has_seen_every_simulation_is_refused(embedded):
    with pytest.raises(EmbeddingMismatch, match="has seen every simulation.*splits"):
        embedded("azimuth")
