import math

import pytest

from simanalogues.errors import ConfigError
from simanalogues.parameters.names import require_name
from simanalogues.parameters.registry import BOTH, PARAMETERS, PROJECTED_SEPARATION, STARS, parameter_called
from simanalogues.plan.settings import keys_of, read_schema
from simanalogues.schema.catalogue import CATALOGUE
from simanalogues.schema.system_views import SYSTEM_VIEWS
from simanalogues.tables.labels import lower_bound

VARIABLES = {kind.name: kind.variables for kind in (CATALOGUE, SYSTEM_VIEWS)}
EACH = pytest.mark.parametrize("parameter", PARAMETERS.values(), ids=list(PARAMETERS))


@EACH
def test_its_unit_is_that_of_the_variable_that_it_comes_from(parameter):
    variables = VARIABLES[parameter.source.kind]
    assert parameter.source.variable in variables
    assert variables[parameter.source.variable].units == parameter.unit


@EACH
def test_a_star_is_named_exactly_where_the_variable_is_of_stars(parameter):
    dims = VARIABLES[parameter.source.kind][parameter.source.variable].dims
    assert ("star" in dims) == (parameter.source.star in (*STARS, BOTH))


@EACH
def test_only_what_comes_from_spectra_may_be_missing(parameter):
    assert VARIABLES[parameter.source.kind][parameter.source.variable].optional == parameter.source.from_spectra


@EACH
def test_what_is_no_number_names_a_number_instead(parameter):
    assert bool(parameter.categories) == bool(parameter.number)
    assert not parameter.number or not PARAMETERS[parameter.number].categories


def test_labels_are_told_apart():
    labels = [parameter.label for parameter in PARAMETERS.values()]
    assert len(set(labels)) == len(labels)


def test_a_pair_is_at_least_as_far_apart_in_space_as_it_looks():
    assert PARAMETERS["separation_au"].lower == PROJECTED_SEPARATION
    assert lower_bound("separation_au", 600.0) == 600.0
    others = {lower_bound(name, 600.0) for name in PARAMETERS if name != "separation_au"}
    assert others == {0.0, -math.inf}


def test_an_unknown_name_is_refused_with_the_nearest():
    with pytest.raises(ConfigError, match=r"^no parameter is called 'mass_primary'.*nearest is 'mass_primary_msun'"):
        parameter_called("mass_primary")
    with pytest.raises(ConfigError, match=r"training.metadata: no parameter is called '\?'.*the nearest is '"):
        require_name("?", "training.metadata", with_spectra=True)


def test_the_defaults_of_the_config_are_parameters(root):
    schema = dict(keys_of(read_schema(root / "workflow/schemas/config.schema.yaml")))
    named = [*schema["matching.parameters"]["default"], schema["figures.projection_parameter"]["default"]]
    assert set([*named, *schema["training.metadata"]["default"]]) <= set(PARAMETERS)
