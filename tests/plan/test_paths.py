import re
from string import Formatter

import pytest

from simanalogues.plan import paths

TEMPLATES = {
    name: value
    for name, value in vars(paths).items()
    if name[0].isalpha() and name.isupper() and isinstance(value, str)
}


def test_filled_leaves_wildcards_without_a_value_open():
    assert paths.filled("{a}/{b}", {"a": "1"}) == "1/{b}"
    assert paths.filled("{a}/{b}", {"a": "1"}, a="2", b="3") == "2/3"


def test_every_has_all_values_with_all_the_last_changing_fastest():
    found = paths.every("{a}/{b}/{c}", {"c": "x"}, a=["1", "2"], b=["3", "4"])
    assert found == ["1/3/x", "1/4/x", "2/3/x", "2/4/x"]
    assert paths.every("{a}", a=[]) == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_templates_lie_under_results_and_no_two_are_alike(name):
    template = TEMPLATES[name]
    assert template.startswith("results/")
    assert [other for other, value in TEMPLATES.items() if value == template] == [name]


def test_no_other_module_or_rule_writes_a_path_of_a_result(root):
    """Benchmarks and logs stand at their rules, figures at theirs; the bundle lies in a room below the paths."""
    files = [*(root / "workflow/src").rglob("*.py"), *(root / "workflow/rules").glob("*.smk")]
    path = re.compile(r"""["']results/(?!["']|\{\w+\}["']|.*(benchmarks|figures))""")
    found = [
        f"{file.name}: {line.strip()}"
        for file in files
        if file.name not in ("paths.py", "bundle.py")
        for line in file.read_text().splitlines()
        if path.search(line)
    ]
    assert found == []


def test_wildcards_of_templates_are_constrained_or_filled_by_the_workflow():
    filled_in = {"without", "method", "summary", "query", "number"}
    names = {name for template in TEMPLATES.values() for _, name, _, _ in Formatter().parse(template) if name}
    assert names - filled_in <= paths.WILDCARDS.keys()
