"""The graph of the first run, without a widget."""

from pathlib import Path

import pytest

from tests.pipeline.small import Chance
from vault.errors import BadInput
from vault.ui.first_run import BACK, NEXT, STEPS, FirstRun, Step

WORDS = [f"word{n}" for n in range(1, 25)]


def at(step: Step) -> FirstRun:
    run = FirstRun(Path("/vault"), step=step)
    run.take_kit(Path("/kit.txt"), WORDS, Chance("first run"))
    return run


def test_the_steps_lead_from_the_folder_to_the_first_draft() -> None:
    run, seen = FirstRun(Path("/vault")), [Step.FOLDER]
    while run.step in NEXT:
        seen.append(run.go_on())
    assert seen == list(Step)
    assert sorted({step.number for step in Step}) == list(range(1, STEPS + 1))


def test_there_is_no_way_back_over_the_making_of_the_vault() -> None:
    assert {step for step in Step if at(step).may_go_back} == {Step.NAME, Step.CONFIRM}
    assert BACK[Step.CONFIRM] is Step.KIT
    run = at(Step.KIT)
    assert run.go_back() is Step.KIT


@pytest.mark.parametrize(
    ("writer", "passphrase", "again", "says"),
    [
        ("", "a", "a", "There is no name yet."),
        ("  ", "a", "a", "There is no name yet."),
        ("Ada", "", "", "There is no passphrase yet."),
        ("Ada", "a", "b", "The two passphrases are not the same."),
    ],
)
def test_answers_one_cannot_go_on_with(writer: str, passphrase: str, again: str, says: str) -> None:
    with pytest.raises(BadInput) as refused:
        FirstRun(Path("/vault")).take_name(writer, passphrase, again)
    assert refused.value.message == says


def test_a_folder_must_be_chosen() -> None:
    with pytest.raises(BadInput):
        FirstRun(Path("/vault")).take_folder(None)


def test_the_kit_must_be_kept_before_one_goes_on() -> None:
    run = at(Step.KIT)
    with pytest.raises(BadInput):
        run.need_kept()
    run.kept = True
    run.need_kept()


def test_two_different_words_are_asked_for_and_must_be_right() -> None:
    run = at(Step.CONFIRM)
    first, second = run.asked_words
    assert 1 <= first < second <= len(WORDS)
    run.confirm([f" {WORDS[first - 1].upper()} ", WORDS[second - 1]])
    with pytest.raises(BadInput, match=f"Word {second} "):
        run.confirm([WORDS[first - 1], "zebra"])
    with pytest.raises(BadInput, match=f"Word {first} "):
        run.confirm(["", WORDS[second - 1]])


def test_other_chance_asks_for_other_words() -> None:
    asked = set()
    for seed in range(8):
        run = FirstRun(Path("/vault"))
        run.take_kit(Path("/kit.txt"), WORDS, Chance(str(seed)))
        asked.add(run.asked_words)
    assert len(asked) > 4
