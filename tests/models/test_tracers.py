"""The ready `line` blocks, and the partition function that a `line` block has beside its molecule."""

from pathlib import Path

import jsonschema
import numpy as np
import pytest
import yaml

from simanalogues.errors import MoleculeInvalid
from simanalogues.models.abundance import abundance_of
from simanalogues.models.tracer_line import line_number, molecule_of, rest_frequency_hz

ROOT = Path(__file__).resolve().parents[2]
TRACERS = yaml.safe_load((ROOT / "resources/lines/tracers.yaml").read_text())
SO = {"molecule": ROOT / "resources/lines/so.dat", "transition": "5_6-4_5", "abundance": 1e-9}


def line_schema():
    schema = yaml.safe_load((ROOT / "workflow/schemas/config.schema.yaml").read_text())
    tracer = schema["properties"]["targets"]["additionalProperties"]["properties"]["tracers"]["additionalProperties"]
    return tracer["properties"]["line"]


def found(line):
    return line | {"molecule": str(ROOT / "resources" / line["molecule"])}


def test_there_is_a_block_for_every_shipped_molecule():
    assert list(TRACERS) == ["CO", "CS", "SO", "SiO", "HCO+", "HCN", "OCS", "o-H2CS", "p-H2CS"]
    shipped = {f"lines/{path.name}" for path in (ROOT / "resources/lines").glob("*.dat")}
    assert {line["molecule"] for line in TRACERS.values()} == shipped


@pytest.mark.parametrize("name", TRACERS)
def test_a_block_fits_the_schema_and_names_a_line_near_1_3_mm(name):
    jsonschema.Draft202012Validator(line_schema()).validate(TRACERS[name])
    assert 215e9 < rest_frequency_hz(found(TRACERS[name])) < 270e9
    assert 0 < abundance_of(TRACERS[name]).at(30.0) <= 1e-4


def test_a_partition_function_wants_a_molecule_file_in_the_schema():
    line = {key: value for key, value in TRACERS["SO"].items() if key != "molecule"}
    messages = [error.message for error in jsonschema.Draft202012Validator(line_schema()).iter_errors(line)]
    assert "'molecule' is a dependency of 'partition'" in messages


def test_a_partition_function_takes_the_place_of_the_sum_over_the_levels():
    line = found(TRACERS["SO"])
    bare = molecule_of({key: value for key, value in line.items() if key != "partition"})
    with_table = molecule_of(line)
    upper = bare.upper[line_number(line)]
    ratio = bare.level_fraction(upper, 300.0) / with_table.level_fraction(upper, 300.0)
    np.testing.assert_allclose(ratio, 853.86 / bare.partition_function(300.0), rtol=1e-12)
    np.testing.assert_allclose(with_table.partition_function(9.375), bare.partition_function(9.375), rtol=1e-3)


@pytest.mark.parametrize(
    ("temperature_k", "value", "message"),
    [
        ([10.0, 300.0], [17.0], "is damaged: expected two or more values .*, one for each temperature"),
        ([10.0], [17.0], "two or more values"),
        ([], [], "two or more values"),
        ([300.0, 10.0], [850.0, 17.0], "is damaged: expected increasing temperatures"),
        ([10.0, np.nan], [17.0, 850.0], "increasing temperatures"),
        ([10.0, 300.0], [17.0, -1.0], "positive values of the partition function"),
        ([10.0, 300.0], [17.0, np.inf], "positive values of the partition function"),
        ([10.0, 300.0], [34.0, 1700.0], "is 1.97 times the sum .* at 10 K, expected about 1: count energies from"),
        ([10.0, 300.0], [17.0, 250.0], "is 0.8.* times the sum .* at 300 K, expected at least 1: .*file's weights"),
    ],
)
def test_a_partition_function_that_cannot_be_is_refused(temperature_k, value, message):
    with pytest.raises(MoleculeInvalid, match=f"the `partition` of so .*{message}"):
        molecule_of(SO | {"partition": {"temperature_k": temperature_k, "value": value}})
