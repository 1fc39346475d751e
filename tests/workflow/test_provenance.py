import pytest

from simanalogues.provenance import code
from simanalogues.provenance.software import package_versions


@pytest.fixture
def package(tmp_path, monkeypatch):
    for name, text in {
        "stage/a.py": '"""Doc."""\nfrom simanalogues.room.b import f\n',
        "room/b.py": "def f():\n    return 1\n",
        "other/c.py": "x = 1\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    (scripts / "make.py").write_text("from simanalogues.stage.a import f\n\nf(snakemake.input)\n")
    (scripts / "other.py").write_text("from simanalogues.other.c import x\n")
    monkeypatch.setattr(code, "SCRIPTS", scripts)
    monkeypatch.setattr(code, "PACKAGE", tmp_path)
    monkeypatch.setattr(code, "MEMORY", tmp_path / "cache/parsed.json")
    return tmp_path


def digest(*others, **named):
    code._parse.cache_clear()
    code._is_without_effect.cache_clear()
    return code.code_digest("make", *others, **named)


def test_a_change_of_code_that_the_script_reaches_counts(package):
    before = digest()
    (package / "room/b.py").write_text("def f():\n    return 2\n")
    assert digest() != before


def test_templates_count_for_the_script_that_fills_them_alone(package):
    before, of_page = digest(), digest(templates="stage")
    (package / "stage/templates").mkdir()
    (package / "stage/templates/page.html.j2").write_text("<p>")
    assert digest() == before
    assert digest(templates="stage") != of_page


def test_a_module_that_is_named_counts_with_what_it_imports(package):
    before, with_other = digest(), digest("simanalogues.other.c")
    (package / "other/c.py").write_text("x = 2\n")
    assert digest() == before
    assert digest("simanalogues.other.c") != with_other


def test_a_change_of_its_script_counts_and_of_another_does_not(package):
    before = digest()
    (package / "scripts/other.py").write_text("from simanalogues.other.c import x\n\nprint(x)\n")
    (package / "scripts/make.py").write_text("from simanalogues.stage.a import f\n\n# why\nf(snakemake.input)\n")
    assert digest() == before
    (package / "scripts/make.py").write_text("from simanalogues.stage.a import f\n\nf(snakemake.output)\n")
    assert digest() != before


def test_what_has_no_effect_on_results_does_not_count(package):
    (package / "errors.py").write_text("x = 1\n")
    (package / "room/b.py").write_text("import simanalogues.errors\n")
    before = digest()
    (package / "errors.py").write_text("x = 2\n")
    assert digest() == before


def test_nothing_but_messages_records_and_ways_of_writing_is_without_effect():
    allowed = {"errors", "log", "plan.job", "provenance", "scratch", "seal", "whole_files"}
    assert allowed == code.WITHOUT_EFFECT
    for name in allowed:
        stem = code.PACKAGE.joinpath(*name.split("."))
        assert stem.with_suffix(".py").is_file() or stem.is_dir()


def test_comments_docstrings_layout_and_other_modules_do_not_count(package):
    before = digest()
    (package / "stage/a.py").write_text('"""Other."""\n\n# why\nfrom simanalogues.room.b import f\n')
    (package / "room/b.py").write_text('def f():\n    """Doc."""\n    return 1  # one\n')
    (package / "other/c.py").write_text("x = 2\n")
    assert digest() == before


def test_a_module_is_parsed_once_in_all_processes_while_it_stays_as_it_is(package, monkeypatch):
    before = digest()
    code._keep(code._remembered(code.MEMORY), 0, code.MEMORY)
    code._remembered.cache_clear()
    monkeypatch.setattr(code, "_parse_anew", None)
    assert digest() == before
    (package / "room/b.py").write_text("def f():\n    return 2\n")
    with pytest.raises(TypeError):
        digest()


@pytest.mark.parametrize("content", ["", "{", None])
def test_a_memory_that_cannot_be_read_is_none(package, content):
    before = digest()
    code._remembered.cache_clear()
    code.MEMORY.parent.mkdir()
    code.MEMORY.mkdir() if content is None else code.MEMORY.write_text(content)
    assert digest() == before
    code._keep(code._remembered(code.MEMORY), 0, code.MEMORY)
    assert code.MEMORY.is_dir() == (content is None)


def test_every_script_has_a_digest_of_its_own():
    code._parse.cache_clear()
    scripts = [path.stem for path in code.SCRIPTS.glob("*.py")]
    assert len({code.code_digest(script) for script in scripts}) == len(scripts) > 20


def test_versions_name_what_is_installed():
    assert {"numpy", "tensorflow", "snakemake"} <= set(package_versions())
