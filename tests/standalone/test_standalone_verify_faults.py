"""Where a fault counts: verify.py names the check that the format says fails."""

from types import ModuleType

import pytest

from tests.standalone.conftest import Good, Judge, Said
from tests.verify.forging import FIRST, LOG, OTHER_LOG, THIEF, Files, Scribe, bundle, reseal
from vault.encoding import parse_canonical
from vault.timestamp.authorities import roots

NOBODY = roots(None, pinned_pem={})
BOTH = ("checkpoint-ed25519", "checkpoint-mldsa")


def without(files: Files, *names: str) -> Files:
    left = {name: data for name, data in files.items() if name not in names}
    return reseal(left, None if any(name.startswith("signatures/") for name in names) else FIRST)


@pytest.mark.parametrize(
    ("name", "failed"),
    [
        (f"entries/{LOG}/1.json", {"fields"}),
        (f"entries/{LOG}/1.tlog-proof", {"inclusion"}),
        (f"entries/{LOG}/1.line", {"lines", "bag"}),
        ("signatures/tagmanifest-sha256.txt.sshsig", {"bag-signature"}),
        ("trust/allowed_signers", {"bag-signature"}),
        ("bagit.txt", {"bag"}),
        ("bag-info.txt", {"bag"}),
        (f"log/{LOG}/3-6.consistency", {"history"}),
    ],
)
def test_a_missing_file_fails_the_check_that_reads_it(
    good: Good, judge: Judge, name: str, failed: set[str]
) -> None:
    assert judge(without(good.files, name)).failed == failed


def test_a_line_that_cannot_be_read_leaves_its_files_to_nobody(good: Good, judge: Judge) -> None:
    for line in (b"", b"junk", good.files[f"entries/{LOG}/4.line"]):
        said = judge(reseal({**good.files, f"entries/{LOG}/1.line": line}, FIRST))
        assert said.failed == {"lines", "bag"}
        (bag,) = (check for check in said.answer["checks"] if check["name"] == "bag")
        for name in (f"data/{LOG}/1.fountain", f"entries/{LOG}/1.json"):
            assert name in bag["detail"].lower()


def two_logs(parent: dict[str, object] | None, size: int = 3) -> list[Scribe]:
    first = Scribe()
    first.begin()
    first.draft(b"One draft.\n")
    first.draft(b"Another draft.\n")
    second = Scribe(log=OTHER_LOG, parent=first.cited(size) if parent is None else parent or None)
    second.begin()
    second.draft(b"On another computer.\n")
    return [first, second]


def judged(judge: Judge, logs: list[Scribe]) -> Said:
    return judge(bundle([log.shown([log.head()]) for log in logs], FIRST, NOBODY))


def test_only_the_log_whose_key_events_fail_has_no_keys(judge: Judge) -> None:
    logs = two_logs(None)
    assert judged(judge, logs).failed == set()
    logs[1].change(THIEF)
    logs[1].draft(b"In the name of another.\n")
    said = judged(judge, logs)
    assert said.failed == {"keys"}
    assert said.results["bag-signature"] == "pass"
    for check in ("lines", *BOTH, "inclusion", "history", "time"):
        assert said.results[check] == "not-checked", check
    assert "fedcba98" in str(said.answer["checks"])


def test_lines_without_keys_still_fail_where_one_does_not_follow_the_other(judge: Judge) -> None:
    scribe = two_logs(None)[0]
    scribe.change(THIEF)
    assert judged(judge, [scribe]).results["lines"] == "not-checked"
    scribe.append({"kind": "reading"}, prev="ab" * 32)
    assert judged(judge, [scribe]).failed == {"keys", "lines"}


def test_one_bad_checkpoint_leaves_its_log_without_history(good: Good, judge: Judge) -> None:
    for size in (3, 6):
        name = f"log/{LOG}/{size}.checkpoint"
        said = judge(reseal({**good.files, name: good.files[name][:-9] + b"A" * 8 + b"\n"}, FIRST))
        assert said.failed & set(BOTH)
        assert said.results["inclusion"] == said.results["history"] == "not-checked"
        assert said.results["time"] == "not-checked"


def test_logs_that_are_not_one_history(judge: Judge) -> None:
    assert judged(judge, two_logs({})).failed == {"history"}
    assert judged(judge, two_logs(None, 2)).failed == {"history"}  # that state is not here
    elsewhere = {"log": "a" * 32, "size": 1, "root": "ab" * 32}
    assert judged(judge, two_logs(elsewhere)).failed == {"keys"}


def test_which_hidden_or_shapeless_contents_count(judge: Judge, good: Good) -> None:
    files, path = good.files, f"entries/{LOG}/4.json"
    name = f"data/{LOG}/4.fountain"
    for suffix, failed in (("bin", {"content"}), ("FDX", {"bag"}), ("a" * 13, {"bag"})):
        double = {**files, f"data/{LOG}/4.{suffix}": files[name]}
        assert judge(reseal(double, FIRST)).failed == failed
    assert judge(reseal({**files, f"data/{LOG}/0.txt": b"x"}, FIRST)).failed == {"content"}
    assert judge(reseal({**files, f"data/{LOG}/3.txt": b"x"}, FIRST)).failed == {"bag"}
    assert parse_canonical(files[path])["fields"]["content"]["value"]["size"]
    for odd in (
        7,
        {},
        {"sha256": "ab" * 32},
        {"sha256": "AB" * 32, "sha512": "ab" * 64, "size": 1},
    ):
        scribe = two_logs(None)[0]
        scribe.append({"kind": "copy", "content": odd})
        assert judged(judge, [scribe]).failed == {"content"}
    alone = Scribe()
    alone.begin()
    assert judged(judge, [alone]).results["content"] == "not-checked"


def test_what_another_version_says_of_keys_is_not_followed(judge: Judge) -> None:
    scribe = two_logs(None)[0]
    scribe.append({"kind": "key"}, event={"event": "zebra"})
    said = judged(judge, [scribe])
    assert said.failed == {"keys"}
    assert said.results["lines"] == "not-checked"


def test_how_deep_values_may_stand_inside_one_another(verify: ModuleType) -> None:
    for text, deep in (("[]", 32), ("1", 32), ("[]", 33), ("1", 33), ("[]", 500)):
        raw = ("[" * deep + text + "]" * deep).encode()
        if deep == 32:
            assert verify.jcs(verify.read_jcs(raw)) == raw
        else:
            with pytest.raises(verify.Refused, match="deep"):
                verify.read_jcs(raw)
