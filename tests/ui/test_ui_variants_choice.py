"""The choice of words as it grows: in order, apart, and every step can be taken back."""

from hypothesis import given
from hypothesis import strategies as some

from vault.share.variants import Place, Site
from vault.ui.variants_choice import Choice


def wording(*places: Place, words: str = "don't", other: str = "do not") -> Site:
    return Site("wording", places or (Place(1, 4, 9),), (words, other))


ONE, TWO, THREE = wording(), wording(Place(3, 0, 5)), wording(Place(1, 20, 25))


def test_sites_stand_in_the_order_of_the_script() -> None:
    choice = Choice([TWO])
    choice.put(THREE)
    choice.put(ONE)
    assert choice.sites == (ONE, THREE, TWO)


def test_what_is_taken_back_and_done_again_is_the_same() -> None:
    choice = Choice([ONE])
    assert not choice.changed
    assert not choice.can_undo
    choice.put(TWO)
    choice.remove(ONE)
    assert choice.changed
    choice.undo()
    assert choice.sites == (ONE, TWO)
    choice.undo()
    assert choice.sites == (ONE,)
    assert not choice.changed
    choice.undo()
    assert choice.sites == (ONE,)
    choice.redo()
    choice.redo()
    assert choice.sites == (TWO,)
    assert not choice.can_redo


def test_letters_of_one_word_are_one_step() -> None:
    choice = Choice([])
    before = None
    for typed in ("d", "do", "do n", "do not"):
        now = wording(other=typed)
        choice.put(now, before, "the first")
        before = now
    choice.put(wording(other="do not ever"), before, "the second")
    choice.undo()
    assert choice.sites == (wording(other="do not"),)
    choice.undo()
    assert choice.sites == ()


def test_a_step_after_undoing_is_a_step_of_its_own() -> None:
    choice = Choice([])
    choice.put(wording(other="a"), None, "same")
    choice.undo()
    choice.put(wording(other="b"), None, "same")
    choice.undo()
    assert choice.sites == ()
    assert not choice.can_undo


def test_nothing_changes_nothing() -> None:
    choice = Choice([ONE])
    choice.put(ONE, ONE)
    assert not choice.can_undo


def test_a_proposal_that_touches_what_is_chosen_is_not_offered() -> None:
    near = wording(Place(1, 8, 12))
    choice = Choice([], [near, TWO])
    assert choice.offers == (near, TWO)
    choice.put(ONE)
    assert choice.offers == (TWO,)
    choice.undo()
    assert choice.offers == (near, TWO)


def test_a_proposal_that_was_left_comes_back_when_that_is_undone() -> None:
    choice = Choice([], [ONE, TWO])
    choice.leave(ONE)
    assert choice.offers == (TWO,)
    assert not choice.changed
    choice.undo()
    assert choice.offers == (ONE, TWO)


def test_proposals_that_come_later_are_offered_beside_what_is_chosen() -> None:
    choice = Choice([])
    choice.put(ONE)
    choice.propose([wording(Place(1, 8, 12)), TWO])
    assert choice.offers == (TWO,)
    choice.undo()
    assert len(choice.offers) == 2


def test_all_are_taken_in_one_step() -> None:
    choice = Choice([THREE], [ONE, TWO])
    choice.take_all(choice.offers)
    assert choice.sites == (ONE, THREE, TWO)
    assert choice.offers == ()
    choice.undo()
    assert choice.sites == (THREE,)


def test_a_site_is_found_by_any_of_its_letters_and_from_its_end() -> None:
    fact = Site("fact", (Place(1, 4, 7), Place(1, 7, 9), Place(2, 0, 3)), ("214", "216"))
    other = wording(Place(1, 9, 12))
    choice = Choice([fact, other])
    assert choice.at(1, 3) is None
    assert choice.at(1, 4) == fact
    assert choice.at(1, 9) == other
    assert choice.at(1, 12) == other
    assert choice.at(1, 13) is None
    assert choice.at(2, 3) == fact
    assert choice.at(0, 4) is None


def test_only_shared_letters_clash() -> None:
    choice = Choice([ONE])
    assert choice.clash([Place(1, 0, 4)]) is None
    assert choice.clash([Place(1, 9, 12)]) is None
    assert choice.clash([Place(2, 4, 9)]) is None
    assert choice.clash([Place(1, 8, 12)]) == ONE
    assert choice.clash([Place(1, 5, 6)]) == ONE
    assert choice.clash([Place(1, 0, 30)]) == ONE
    assert choice.clash([Place(1, 8, 12)], besides=ONE) is None


places = some.builds(
    lambda element, start, length: Place(element, start, start + length),
    some.integers(0, 3),
    some.integers(0, 12),
    some.integers(1, 4),
)


@given(
    some.lists(some.tuples(some.sampled_from(["put", "remove", "undo", "redo", "leave"]), places))
)
def test_whatever_is_done_sites_stay_apart_and_all_can_be_undone(
    steps: list[tuple[str, Place]],
) -> None:
    choice = Choice([ONE], [TWO, wording(Place(0, 0, 3))])
    for what, place in steps:
        if what == "put" and choice.clash([place]) is None:
            choice.put(wording(place))
        elif what == "remove" and choice.sites:
            choice.remove(choice.sites[0])
        elif what == "leave" and choice.offers:
            choice.leave(choice.offers[-1])
        elif what == "undo":
            choice.undo()
        elif what == "redo":
            choice.redo()
        taken = [
            (p.element, at)
            for site in (*choice.sites, *choice.offers)
            for p in site.places
            for at in range(p.start, p.end)
        ]
        assert len(taken) == len(set(taken))
        assert list(choice.sites) == sorted(choice.sites, key=lambda site: site.places)
    while choice.can_undo:
        choice.undo()
    assert choice.sites == (ONE,)
