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


def digest():
    code._parse.cache_clear()
    return code.code_digest("stage")


def test_a_change_of_code_that_the_stage_reaches_counts(package):
    before = digest()
    (package / "room/b.py").write_text("def f():\n    return 2\n")
    assert digest() != before


def test_a_template_of_the_stage_counts(package):
    before = digest()
    (package / "stage/page.html.j2").write_text("<p>")
    assert digest() != before


def test_a_change_of_a_script_that_calls_the_stage_counts_and_of_another_does_not(package):
    before = digest()
    (package / "scripts/other.py").write_text("from simanalogues.other.c import x\n\nprint(x)\n")
    (package / "scripts/make.py").write_text("from simanalogues.stage.a import f\n\n# why\nf(snakemake.input)\n")
    assert digest() == before
    (package / "scripts/make.py").write_text("from simanalogues.stage.a import f\n\nf(snakemake.output)\n")
    assert digest() != before


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


def test_every_stage_has_a_digest_of_its_own():
    code._parse.cache_clear()
    stages = ("snapshots", "observation", "views", "images", "embedding", "matching", "figures")
    assert len({code.code_digest(stage) for stage in stages}) == len(stages)


def test_versions_name_what_is_installed():
    assert {"numpy", "tensorflow", "snakemake"} <= set(package_versions())
