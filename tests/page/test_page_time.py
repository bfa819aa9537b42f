"""Tokens on the page: local authorities, real ones, and those that lie."""

import base64
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.authority import TimeAuthority, in_a_response
from tests.page.browsers import Browser
from tests.page.reading import call, check_all, give, seen
from tests.timestamp.test_timestamp_samples import ADDED_ROWS, SHIPPED_ROWS
from tests.verify.forging import FIRST, PINNED, Scribe, bundle, changed
from vault import container
from vault.log.checkpoint import Checkpoint
from vault.timestamp.authorities import roots
from vault.timestamp.rfc3161 import examine, request

EXAMINE = """
  const [token, message, pem] = given;
  const added = pem === "" ? [] : readPem(pem);
  const outcome = await examineToken(token, message, {
    roots: [...ROOTS, ...added.filter(isSelfIssued)],
    links: added.filter((one) => !isSelfIssued(one)),
  });
  const { result, reason, authority, genTime, accuracy, policy, serial, root } = outcome;
  return { result, reason, authority, genTime, accuracy, policy, serial, root: root?.sha256 };
"""


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> TimeAuthority:
    return TimeAuthority(tmp_path_factory.mktemp("authority"), "rsa", True)


@dataclass(frozen=True)
class Log:
    """A log of one draft, and its one state: signing it again would give other bytes."""

    scribe: Scribe
    head: Checkpoint


@pytest.fixture(scope="module")
def log() -> Log:
    scribe = Scribe()
    scribe.begin()
    scribe.draft(b"INT. WELL - NIGHT\n")
    return Log(scribe, scribe.head())


def stamped(log: Log, *tokens: bytes) -> bytes:
    shown = log.scribe.shown([log.head], {log.head.hash: tokens})
    return container.pack(bundle([shown], FIRST, roots(None, pinned_pem={})))


def stamp(authority: TimeAuthority, head: Checkpoint) -> bytes:
    return authority.stamp(request(head.raw, 0x8123456789ABCDEF))


def test_a_bundle_is_valid_with_a_root_that_was_added_and_is_said_to_be(
    browser: Browser, authority: TimeAuthority, log: Log, folder: Path
) -> None:
    path = folder / "bundle.zip"
    token = stamp(authority, log.head)
    path.write_bytes(stamped(log, token))
    without = give(browser, path)
    assert (without.verdict, without.results["time"]) == ("incomplete", "not-checked")
    browser.choose("roots", [authority.root_pem])
    found = seen(browser)
    assert found.verdict == "valid"
    assert found.headline == "Valid. One draft of “The Well” existed no later than the time below."
    assert "Its root is one that you added." in found.text
    assert "Test Time Root, a root that you added" in found.text
    moment = examine(token, log.head.raw, roots(None, pinned_pem={})).gen_time
    assert moment is not None
    assert f"{moment:%Y-%m-%d %H:}" in found.text


def test_a_file_that_is_no_certificate_is_said_to_be_none(browser: Browser, folder: Path) -> None:
    for data in (b"", b"hello", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"):
        path = folder / "root.pem"
        path.write_bytes(data)
        browser.choose("roots", [path])
        words = browser.run(
            'await state.rootsRead; return document.getElementById("roots-said").textContent'
        )
        assert words.startswith("This file cannot be used: ")


@pytest.mark.parametrize("key", ["rsa", "ecdsa"])
@pytest.mark.parametrize("chain", [True, False])
def test_every_kind_of_authority(
    chromium: Browser, log: Log, tmp_path: Path, key: str, chain: bool
) -> None:
    local = TimeAuthority(tmp_path, "rsa" if key == "rsa" else "ecdsa", chain)
    head = log.head
    found = call(chromium, EXAMINE, stamp(local, head), head.raw, local.root_pem.read_text())
    theirs = examine(
        stamp(local, head), head.raw, roots(local.root_pem.read_bytes(), pinned_pem={})
    )
    assert (found["result"], found["root"]) == ("pass", theirs.root)
    assert found["accuracy"] == 1000
    assert (found["authority"], found["policy"]) == (theirs.authority, theirs.policy)


def test_tokens_that_lie(
    browser: Browser, authority: TimeAuthority, log: Log, tmp_path: Path
) -> None:
    """Of every sort one, in one run: what is a forgery, and what only cannot be told."""
    head = log.head
    good, pem = stamp(authority, head), authority.root_pem.read_text()
    forger = TimeAuthority(tmp_path / "forger", "ecdsa")
    stranger = TimeAuthority(tmp_path / "stranger", "ecdsa", root_name="/O=Elsewhere/CN=Root")
    authority.mood = "refuse"
    refused = stamp(authority, head)
    authority.mood = "grant"
    inside = forger.folder / "between.pem"
    plain = stamp(forger, head)
    inside.write_bytes(inside.read_bytes() + forger.root_pem.read_bytes())
    sorts = {
        "good": (good, "valid"),
        "over other bytes": (authority.stamp(request(b"other", 7)), "invalid"),
        "its last byte changed": (changed(good), "invalid"),
        "its own root inside": (stamp(forger, head), "invalid"),
        "in another's name": (plain, "invalid"),
        "refused": (refused, "invalid"),
        "of nobody known": (stamp(stranger, head), "incomplete"),
        "nothing": (b"", "incomplete"),
        "a page of a hotel": (b"<html>Welcome</html>", "incomplete"),
        "endless": (b"\x30\x80" * 30_000, "incomplete"),
        "longer than any": (bytes(70_000), "incomplete"),
    }
    packed = [stamped(log, token) for token, _ in sorts.values()]
    found = check_all(browser, packed, pem)
    verdicts = dict(zip(sorts, (one["verdict"] for one in found), strict=True))
    assert verdicts == {name: verdict for name, (_, verdict) in sorts.items()}
    beside = [stamped(log, good, token) for token, _ in sorts.values()]
    for (name, (_, verdict)), one in zip(
        sorts.items(), check_all(browser, beside, pem), strict=True
    ):
        assert one["verdict"] == ("invalid" if verdict == "invalid" else "valid"), name


def test_a_forger_in_the_name_of_a_pinned_root(chromium: Browser, log: Log, tmp_path: Path) -> None:
    name = "/C=US/O=DigiCert Inc/OU=www.digicert.com/CN=DigiCert Trusted Root G4"
    forger = TimeAuthority(tmp_path, "ecdsa", chain=False, root_name=name)
    head = log.head
    found = call(chromium, EXAMINE, stamp(forger, head), head.raw, "")
    assert found["result"] == "fail"
    assert "falsely claims" in found["reason"]
    assert "DigiCert Trusted Root G4" in found["reason"]


def test_no_flipped_bit_passes_with_another_time(
    browser: Browser, authority: TimeAuthority, log: Log
) -> None:
    """Every seventh bit of a token, in one run; what still passes says the same."""
    head = log.head
    body = """
      const [token, message, pem] = given;
      const trust = { roots: readPem(pem), links: [] };
      const good = await examineToken(token, message, trust);
      let [passed, other] = [0, 0];
      for (let bit = 0; bit < 8 * token.length; bit += 7) {
        token[bit >> 3] ^= 1 << (bit & 7);
        const { result, genTime, serial } = await examineToken(token, message, trust);
        token[bit >> 3] ^= 1 << (bit & 7);
        passed += result === "pass";
        other += result === "pass" && (genTime !== good.genTime || serial !== good.serial);
      }
      return [good.result, passed, other];
    """
    good, passed, other = call(
        browser, body, stamp(authority, head), head.raw, authority.root_pem.read_text()
    )
    assert (good, other) == ("pass", 0)
    # What is not signed: the status text, the certificates' order, unused parts.
    assert passed < 0.25 * 8 * len(stamp(authority, head)) / 7


def test_der_of_every_broken_form_is_refused(chromium: Browser) -> None:
    broken = [
        "30", "3080", "308100", "30820001", "3005 0500", "3085 0000000001", "3084 ffffffff",
        "1f8101", "1f8101 00",
    ]  # fmt: skip
    body = """
      return given.map((bytes) => {
        try {
          derElements(bytes);
          return "read";
        } catch (error) {
          return error instanceof Refused ? "refused" : String(error);
        }
      });
    """
    found = call(chromium, body, *(bytes.fromhex(one) for one in broken))
    assert found == ["refused"] * len(broken)
    numbers = """
      return given.map((bytes) => {
        try {
          return String(derInteger(derElements(bytes)[0]));
        } catch (error) {
          return error instanceof Refused ? "refused" : String(error);
        }
      });
    """
    cases = {"0200": "refused", "02020001": "refused", "0202ff80": "refused", "020100": "0",
             "0201ff": "-1", "02020080": "128", "020180": "-128"}  # fmt: skip
    found = call(chromium, numbers, *(bytes.fromhex(one) for one in cases))
    assert found == list(cases.values())


def response(path: Path) -> bytes:
    """A sample as an authority would have sent it."""
    data = path.read_bytes()
    return data if path.suffix == ".tsr" else in_a_response(data)


def test_real_tokens_get_the_verdict_that_the_program_gives(
    browser: Browser, samples: Path
) -> None:
    folder = samples / "tsa"
    rows = [(name, result, [], root) for name, result, _, root in SHIPPED_ROWS]
    rows += [(name, "pass", added, None) for name, added, _ in ADDED_ROWS]
    shipped = {path.name: path.read_bytes() for path in PINNED.glob("*.pem")}
    for name, result, added, root in rows:
        path = folder / name
        data = path.with_suffix(".data")
        message = data.read_bytes() if data.exists() else b""
        pem = "".join((folder / "roots" / f"{one}.pem").read_text() + "\n" for one in added)
        found = call(browser, EXAMINE, response(path), message, pem)
        assert found["result"] == result, (name, found)
        trust = roots(pem.encode() if pem else None, pinned_pem=shipped)
        theirs = examine(response(path), message, trust)
        assert theirs.result == result
        if result == "pass":
            assert theirs.gen_time is not None
            assert found["genTime"] == theirs.gen_time.timestamp() * 1000
            assert f"0x{found['serial']}" == theirs.serial
            assert found["root"] == theirs.root
            assert root in {None, found["root"]}


def test_a_pem_with_anything_around_it_is_read(chromium: Browser) -> None:
    pem = (PINNED / "usertrust-rsa.pem").read_text()
    body = "return readPem(given[0]).map((one) => [one.subject.text, one.sha256]);"
    around = call(
        chromium, body, f"Subject: someone\r\n{pem.replace(chr(10), chr(13) + chr(10))}\n"
    )
    assert around == call(chromium, body, pem)
    raw = base64.b64decode("".join(pem.splitlines()[1:-1]))
    assert call(chromium, "return toHex(sha256(given[0]));", raw) == around[0][1]
