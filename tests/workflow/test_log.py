import pytest

from simanalogues.errors import CatalogueEmpty
from simanalogues.log import LOGGER, log_to, progress


def test_a_users_error_ends_the_job_with_its_message_and_leaves_its_traceback_in_the_log(tmp_path, capsys):
    with pytest.raises(SystemExit), log_to(tmp_path / "logs/job.log"):
        raise CatalogueEmpty("nothing to match")
    text = (tmp_path / "logs/job.log").read_text()
    assert "ERROR CatalogueEmpty: nothing to match" in text
    assert "Traceback" in text
    said = capsys.readouterr().err
    assert "CatalogueEmpty: nothing to match" in said
    assert "Traceback" not in said


def test_any_other_exception_is_raised_on_and_stands_in_the_log(tmp_path):
    with pytest.raises(ZeroDivisionError), log_to(tmp_path / "job.log"):
        1 / 0  # noqa: B018
    assert "ZeroDivisionError" in (tmp_path / "job.log").read_text()
    assert LOGGER.handlers == []


def test_progress_says_how_many_at_which_rate_and_how_long_still(tmp_path):
    with log_to(tmp_path / "job.log"):
        assert list(progress(iter("abc"), "letters", total=3)) == ["a", "b", "c"]
    assert "letters: 3 of 3" in (tmp_path / "job.log").read_text()
    assert "per s, 0 s left" in (tmp_path / "job.log").read_text()
