"""A year of one vault: what was handed out at different times is one history, or says it is not."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline import small as made
from tests.pipeline.small import Small, text
from vault.errors import BadInput, Exit
from vault.operations import certifying, proving, sharing, verifying

READER = "Søren Ålund <soren@example.net>"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    with pytest.MonkeyPatch.context() as patch:
        made.cheap_keys(patch)
        small = made.empty(tmp_path_factory.mktemp("year") / "home", "year")
        small.init()
        yield small


@pytest.fixture(scope="module")
def year(home: Small) -> dict[str, Path]:
    """A certificate in May, a bundle in June, a copy in July, a bundle in August."""
    found = {name: home.home / name for name in ("may.pdf", "june.zip", "august.zip")}
    home.seal(home.write("Lighthouse.fountain", text(1)))
    certifying.certificate(home.session(), draft="1", output=found["may.pdf"], force=False)
    home.seal(home.write("Lighthouse.fountain", text(2)))
    home.seal(home.write("Other.fountain", text(3)))
    prove(home, found["june.zip"], "Other.fountain")
    home.copy(home.home.parent / "backup")
    home.seal(home.write("Lighthouse.fountain", text(4)))
    done = sharing.share(
        home.session(), draft="latest:Lighthouse.fountain", to=[READER], to_csv=None,
        licence="no-ai", holder="yes", output=home.home,
    )  # fmt: skip
    found["july.pdf"] = Path(done.data["copies"][0]["path"])
    home.seal(home.write("Lighthouse.fountain", text(5)))
    prove(home, found["august.zip"], "Lighthouse.fountain")
    return found


def prove(home: Small, output: Path, script: str, **more: Any) -> None:
    proving.prove(
        home.session(), drafts=(), script=script, all=False, output=output,
        **{"with_log": False, "force": False, **more},
    )  # fmt: skip


def history(told: dict[str, Any]) -> tuple[str, str]:
    found = {check["name"]: check for check in told["checks"]}["history"]
    return found["result"], found["detail"]


def ask(home: Small, *files: Path, **more: Any) -> dict[str, Any]:
    outcome = verifying.verify(home.session(), files=files, **{"signer": None, **more})
    told: dict[str, Any] = outcome.data
    codes = {"valid": Exit.DONE, "incomplete": Exit.INCOMPLETE, "invalid": Exit.FAILED}
    assert outcome.exit_code == codes[told["verdict"]]
    return told


def test_what_was_handed_out_in_a_year_is_one_history(home: Small, year: dict[str, Path]) -> None:
    told = ask(home, *year.values())
    result, detail = history(told)
    assert (result, "4 files are one history" in detail) == ("pass", True)
    assert [one["kind"] for one in told["files"]] == ["certificate", "bundle", "bundle", "copy"]
    (log,) = told["logs"]
    assert [state["files"] for state in log["states"]] == [
        ["may.pdf"], ["june.zip"], [year["july.pdf"].name], ["august.zip"]
    ]  # fmt: skip


def test_any_two_join_unless_the_later_one_is_a_copy(home: Small, year: dict[str, Path]) -> None:
    assert history(ask(home, year["may.pdf"], year["june.zip"]))[0] == "pass"
    assert history(ask(home, year["july.pdf"], year["august.zip"]))[0] == "pass"
    result, detail = history(ask(home, year["june.zip"], year["july.pdf"]))
    assert (result, "Ask for a bundle or a certificate" in detail) == ("not-checked", True)


def test_a_second_life_of_a_log_is_a_fork(home: Small, year: dict[str, Path]) -> None:
    """As two computers make it that both go on from one copy of the folder."""
    other = Small(home.home.parent / "backup", "other life")
    other.clock.wall = home.clock.wall
    other.seal(other.write("Lighthouse.fountain", text(40)))
    forked = other.home / "forked.zip"
    prove(other, forked, "Lighthouse.fountain")
    assert history(ask(home, year["june.zip"], forked))[0] == "pass"
    told = ask(home, year["august.zip"], forked)
    result, detail = history(told)
    assert (result, "A fork of log" in detail) == ("fail", True)
    assert told["verdict"] == "invalid"


def test_the_lines_name_each_file_and_its_state(home: Small, year: dict[str, Path]) -> None:
    files = [year["may.pdf"], year["june.zip"]]
    lines = verifying.verify(home.session(), files=files, signer=None).lines
    assert lines[0].startswith("INCOMPLETE: ")
    assert lines[1].startswith("may.pdf: INCOMPLETE: ")
    assert any(line.endswith("june.zip") and " entries  root " in line for line in lines)


def test_drafts_are_read_again_when_asked(home: Small, year: dict[str, Path]) -> None:
    def reading(told: dict[str, Any]) -> tuple[str, str]:
        found = {check["name"]: check for check in told["checks"]}["reading"]
        return found["result"], found["detail"]

    assert reading(ask(home, year["august.zip"]))[0] == "not-checked"
    result, detail = reading(ask(home, year["august.zip"], deep=True))
    assert (result, "the number of pages" in detail) == ("pass", True)
    assert reading(ask(home, year["may.pdf"], deep=True))[0] == "not-checked"
    first = home.home / "first.fountain"
    first.write_text(text(1), encoding="utf-8")
    assert reading(ask(home, year["may.pdf"], deep=True, draft=[first]))[0] == "pass"


def test_no_file_is_refused_in_words(home: Small) -> None:
    with pytest.raises(BadInput, match=r"No file was named"):
        verifying.verify(home.session(), files=(), signer=None)
