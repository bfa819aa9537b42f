"""verify.py on several bundles: one history, a fork, or nothing that joins them."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.standalone.conftest import VECTORS, VERIFY, Said, here, load, run
from tests.verify.forging import FIRST, LOG, OTHER_LOG, SECOND, THIEF, Files, Scribe, bundle, reseal
from vault import container
from vault.timestamp.authorities import roots

PROGRAM = load(VERIFY)
NOBODY = roots(None, pinned_pem={})
PENDING = {"time"}  # no authority is asked in these tests


def history(*texts: bytes, name: str = LOG, parent: dict[str, Any] | None = None) -> Scribe:
    scribe = Scribe(log=name, parent=parent)
    scribe.begin()
    for text in texts:
        scribe.draft(text)
    return scribe


def shown(scribe: Scribe, sizes: Iterable[int], hidden: Iterable[int] = ()) -> Files:
    """What is shown of a log at these states; never a file of leaves."""
    hides = {*hidden, *range(max(sizes), len(scribe.raws))}
    heads = [scribe.head(size) for size in sizes]
    files = bundle([scribe.shown(heads, without=hides)], FIRST, NOBODY)
    return reseal({n: data for n, data in files.items() if not n.endswith(".leaves")}, FIRST)


def with_leaves(files: Files, scribe: Scribe, size: int) -> Files:
    leaves = b"".join(scribe.tree.leaves(size))
    return reseal({**files, f"log/{scribe.log}/{size}.leaves": leaves}, FIRST)


def judged(folder: Path, *bundles: Files, more: Iterable[object] = ()) -> Said:
    paths = []
    for count, files in enumerate(bundles):
        paths.append(folder / f"{count}.zip")
        paths[-1].write_bytes(container.pack(files))
    return here(PROGRAM, *paths, *more, "--json")


def detail(said: Said) -> str:
    (row,) = (row for row in said.answer["checks"] if row["name"] == "history")
    return str(row["detail"])


FOUR = (b"One.\n", b"Two.\n", b"Three.\n", b"Four.\n")
SAME = history(*FOUR)
OTHER = history(b"One.\n", b"Another two.\n", b"Three.\n", b"Four.\n")  # parts after entry 1


def test_leaves_join_what_was_shown_at_any_time(tmp_path: Path) -> None:
    may, june = shown(SAME, [2]), with_leaves(shown(SAME, [5], hidden=[2, 3]), SAME, 5)
    said = judged(tmp_path, may, june)
    assert (said.code, set(said.answer["because"])) == (3, PENDING)
    assert said.results["history"] == "pass"
    (log,) = said.answer["logs"]
    assert (log["log"], log["joined"]) == (LOG, True)
    assert [state["size"] for state in log["states"]] == [2, 5]
    assert [state["root"] for state in log["states"]] == [
        SAME.tree.root(size).hex() for size in (2, 5)
    ]
    assert [Path(row["file"]).name for row in said.answer["drafts"]] == ["0.zip", "1.zip", "1.zip"]
    assert [file["verdict"] for file in said.answer["files"]] == ["incomplete", "incomplete"]


def test_states_join_without_leaves(tmp_path: Path) -> None:
    """By one that is the same, by all lines of the beginning, and through a third file."""
    for may, june in (
        (shown(SAME, [2, 4]), shown(SAME, [4, 5], hidden=[2])),
        (shown(SAME, [2]), shown(SAME, [5])),
    ):
        assert judged(tmp_path, may, june).results["history"] == "pass"
    may, june = shown(SAME, [2], hidden=[1]), shown(SAME, [5], hidden=[1])
    assert judged(tmp_path, may, june).results["history"] == "not-checked"
    between = shown(SAME, [2, 5], hidden=[1])
    assert judged(tmp_path, may, june, between).results["history"] == "pass"


def test_what_nothing_joins_is_no_forgery_and_says_what_to_ask_for(tmp_path: Path) -> None:
    said = judged(tmp_path, shown(SAME, [2], hidden=[1]), shown(SAME, [5], hidden=[1]))
    assert (said.code, set(said.answer["because"])) == (3, PENDING | {"history", "content"})
    assert said.results["history"] == "not-checked"
    assert "at 2 entries" in detail(said)
    assert "a bundle made at 5 entries or later" in detail(said)
    assert said.answer["logs"][0]["joined"] is False


@pytest.mark.parametrize(
    ("one", "other", "says"),
    [
        ((shown(SAME, [5], [2, 3, 4]), shown(OTHER, [5], [2, 3, 4])), "two roots at 5 entries", ""),
        ((shown(SAME, [3]), shown(OTHER, [4])), "Entry 2 of log 01234567 is not the same", ""),
        ((shown(SAME, [3]), shown(OTHER, [5], [2])), "Entry 3 of log 01234567", "another line"),
        (
            (shown(SAME, [4], [1, 2, 3]), with_leaves(shown(OTHER, [5], [1, 2, 3]), OTHER, 5)),
            "not those of log 01234567 at 4 entries",
            "",
        ),
        (
            (
                with_leaves(shown(SAME, [4], [2, 3]), SAME, 4),
                with_leaves(shown(OTHER, [5], [2, 3, 4]), OTHER, 5),
            ),
            "Entry 2 of log 01234567 is not the same",
            "",
        ),
    ],
)  # fmt: skip
def test_a_fork_is_named(tmp_path: Path, one: tuple[Files, Files], other: str, says: str) -> None:
    for pair in (one, one[::-1]):
        said = judged(tmp_path, *pair)
        assert (said.code, said.failed) == (1, {"history"})
        assert "A fork" in detail(said)
        assert other.lower() in detail(said).lower()
        assert says in detail(said)
        assert "0.zip" in detail(said)
        assert "1.zip" in detail(said)
    for files in one:
        assert judged(tmp_path, files).results["history"] == "pass"


def test_logs_of_one_vault_go_back_to_one_log(tmp_path: Path) -> None:
    child = history(b"Elsewhere.\n", name=OTHER_LOG, parent=SAME.cited(4))
    cousin = history(b"Elsewhere too.\n", name="a" * 32, parent=SAME.cited(3))
    ours, another = shown(child, [2]), shown(cousin, [2])
    assert judged(tmp_path, shown(SAME, [5]), ours).results["history"] == "pass"
    assert judged(tmp_path, shown(SAME, [5]), ours, another).results["history"] == "pass"
    assert judged(tmp_path, ours, another).results["history"] == "not-checked"
    forked = judged(tmp_path, shown(OTHER, [5]), ours)
    assert (forked.code, forked.failed) == (1, {"history"})
    stranger = shown(history(b"One.\n", name=OTHER_LOG), [2])
    apart = judged(tmp_path, shown(SAME, [5]), stranger)
    assert apart.results["history"] == "not-checked"
    assert "nothing joins the logs 01234567, fedcba98" in detail(apart).lower()


def test_a_log_is_held_to_another_files_parent_though_its_own_file_has_one(tmp_path: Path) -> None:
    child = history(b"Elsewhere.\n", name=OTHER_LOG, parent=SAME.cited(3))
    parent = SAME.shown([SAME.head(3)], without={3, 4})
    both = bundle([parent, child.shown([child.head()])], FIRST, NOBODY)
    namesake = Scribe(THIEF)
    namesake.begin()
    namesake.draft(b"One.\n")
    namesake.draft(b"Two.\n")
    other = bundle([namesake.shown([namesake.head()])], THIEF, NOBODY)
    assert judged(tmp_path, both, other).failed == {"history", "keys"}
    assert judged(tmp_path, both, shown(SAME, [5])).failed == set()


def test_one_id_in_two_vaults(tmp_path: Path) -> None:
    other = Scribe(SECOND)
    other.begin()
    said = judged(tmp_path, shown(SAME, [2]), bundle([other.shown([other.head()])], SECOND, NOBODY))
    assert (said.code, said.failed) == (1, {"history"})
    assert "1.zip: these are not of one vault" in detail(said)


def test_a_log_is_held_to_the_keys_of_a_parent_that_another_file_shows(tmp_path: Path) -> None:
    parent = history(*FOUR)
    parent.change(SECOND, since=3)
    whole = parent.shown([parent.head(5, FIRST), parent.head()], without={3, 4})
    later = bundle([whole], SECOND, NOBODY)
    for size, keys, failed in (
        (3, FIRST, {"keys"}),  # behind the revocation
        (2, FIRST, set()),
        (3, SECOND, set()),
        (2, THIEF, {"keys"}),
    ):
        child = Scribe(keys=keys, log=OTHER_LOG, parent=parent.cited(size))
        child.begin()
        child.draft(b"Elsewhere.\n")
        alone = bundle([child.shown([child.head()])], keys, NOBODY)
        assert judged(tmp_path, alone).failed == set()
        assert judged(tmp_path, alone, later).failed == failed
        assert judged(tmp_path, later, alone).failed == failed
    child = Scribe(keys=THIEF, log=OTHER_LOG, parent=parent.cited(5))
    child.begin()
    early = shown(SAME, [4])  # the same log
    alone = bundle([child.shown([child.head()])], THIEF, NOBODY)
    assert "keys" not in judged(tmp_path, alone, early).failed  # it does not reach the state cited


def test_only_good_signatures_speak_for_a_file(tmp_path: Path) -> None:
    """A line that a stranger put in fails in its own file and forks nobody's history."""
    files, line = shown(SAME, [5]), f"entries/{LOG}/2.line"
    forged = reseal({**files, line: files[line].replace(b'"commit":"', b'"commit":"0')}, FIRST)
    said = judged(tmp_path, files, forged)
    assert said.code == 1
    assert "history" not in said.failed


def test_the_worst_result_of_any_file_counts(tmp_path: Path) -> None:
    whole = shown(SAME, [5])
    broken = {**whole, "bagit.txt": b"x"}
    said = judged(tmp_path, whole, broken)
    assert (said.code, said.failed) == (1, {"bag"})
    (bag,) = (row for row in said.answer["checks"] if row["name"] == "bag")
    assert "1.zip" in bag["detail"]
    assert [file["verdict"] for file in said.answer["files"]] == ["incomplete", "invalid"]
    (tmp_path / "cut.zip").write_bytes(container.pack(whole)[:-30])
    assert run(VERIFY, tmp_path / "0.zip", tmp_path / "cut.zip", "--json").failed == {"container"}


def test_bytes_go_to_the_bundle_that_sealed_them(tmp_path: Path) -> None:
    def without_bytes(files: Files) -> Files:
        kept = {name: data for name, data in files.items() if not name.startswith("data/")}
        return reseal({**kept, "data/NOT-INCLUDED.txt": b"Not here.\n"}, FIRST)

    may, june = (without_bytes(shown(SAME, [5], hidden=set(range(1, 5)) - {n})) for n in (1, 2))
    drafts = [tmp_path / name for name in ("one", "two", "five")]
    for path, text in zip(drafts, (*FOUR[:2], b"Five.\n"), strict=True):
        path.write_bytes(text)
    given = ["--draft", drafts[0], "--draft", drafts[1]]
    assert judged(tmp_path, may, june, more=given).results["content"] == "pass"
    assert judged(tmp_path, may, june, more=given[:2]).results["content"] == "not-checked"
    stray = judged(tmp_path, may, june, more=[*given, "--draft", drafts[2]])
    assert stray.failed == {"content"}
    assert [c["result"] for f in stray.answer["files"] for c in f["checks"]].count("fail") == 2


def test_wrong_leaves_fail_history_alone(tmp_path: Path) -> None:
    files, leaves = shown(SAME, [3, 5]), b"".join(SAME.tree.leaves(5))
    right = reseal({**files, f"log/{LOG}/5.leaves": leaves}, FIRST)
    assert judged(tmp_path, right).results["history"] == "pass"
    for name, data in (
        (f"log/{LOG}/5.leaves", leaves[:-1]),
        (f"log/{LOG}/5.leaves", leaves[:-32]),
        (f"log/{LOG}/5.leaves", leaves + bytes(32)),
        (f"log/{LOG}/5.leaves", leaves[32:] + leaves[:32]),
        (f"log/{LOG}/5.leaves", b""),
        (f"log/{LOG}/3.leaves", leaves[:96]),
        (f"log/{LOG}/0.leaves", b""),
    ):
        said = judged(tmp_path, reseal({**files, name: data}, FIRST))
        assert said.failed == {"history"}, name
        assert said.results["time"] == "not-checked"
    stray = reseal({**files, f"log/{OTHER_LOG}/5.leaves": leaves}, FIRST)
    assert judged(tmp_path, stray).failed == {"bag"}


def test_the_text_names_each_file_and_the_same_file_twice_is_one(tmp_path: Path) -> None:
    good = VECTORS / "bundles" / "good.zip"
    assert run(VERIFY, good, good).out == run(VERIFY, good).out
    stranger = VECTORS / "bundles" / "bad-fork.zip"
    text = run(VERIFY, good, stranger)
    assert text.code == 1
    assert f"{good}: incomplete" in text.out
    assert f"{stranger}: invalid" in text.out
    assert run(VERIFY, good, tmp_path / "absent.zip").code == 2
    (tmp_path / "notes.txt").write_text("no bundle")
    told = run(VERIFY, good, tmp_path / "notes.txt", "--json")
    assert (told.code, list(json.loads(told.out))) == (2, ["error"])
