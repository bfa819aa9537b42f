"""The page in a person's hands: words, keyboard, screen reader, narrow, dark, on paper."""

import json
import subprocess
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest

from tests.page.browsers import Browser, Chromium
from tests.page.reading import VECTORS, call, give, seen
from vault.timestamp.authorities import roots
from vault.verify.bundle import verify_bundle

BUNDLE = VECTORS / "bundle.zip"
FINGERPRINT = "4496e3d1c43723642297873d84426cf1d5225345d634f5ec2fe747c287ab6b17"
TAB = 9


def written(folder: Path, name: str, data: bytes) -> Path:
    (folder / name).write_bytes(data)
    return folder / name


def one_sentence(text: str) -> bool:
    return text.endswith(".") and text.count(". ") == 0 and "\n" not in text


def test_what_is_no_bundle_gets_one_sentence(browser: Browser, folder: Path) -> None:
    with zipfile.ZipFile(folder / "other.zip", "w") as other:
        other.writestr("script.fountain", "INT. ROOM\n")
    cases = {
        "is empty": written(folder, "nothing.zip", b""),
        "is a PDF": written(folder, "certificate.pdf", b"%PDF-1.7\n" + bytes(200)),
        "is not a proof bundle": written(folder, "photo.jpg", b"\xff\xd8\xff\xe0" + bytes(500)),
        "is a ZIP, but": folder / "other.zip",
    }
    for words, path in cases.items():
        found = give(browser, path)
        assert found.verdict == ""
        assert words in found.status
        assert found.status.startswith(path.name)
        assert one_sentence(found.status), found.status
    assert give(browser, BUNDLE).verdict == "incomplete"


def test_a_bundle_cut_off_is_invalid(browser: Browser, folder: Path) -> None:
    data = BUNDLE.read_bytes()
    for size in (40, len(data) // 2, len(data) - 1):
        found = give(browser, written(folder, "cut.zip", data[:size]))
        assert (found.verdict, found.results["container"]) == ("invalid", "fail")
        others = {result for name, result in found.results.items() if name != "container"}
        assert others == {"not-checked"}


def test_the_same_file_can_be_chosen_again_and_another_after_it(browser: Browser) -> None:
    verdicts = [give(browser, BUNDLE).verdict, give(browser, BUNDLE).verdict]
    verdicts.append(give(browser, VECTORS / "bundles" / "bad-salt.zip").verdict)
    verdicts.append(give(browser, BUNDLE).verdict)
    assert verdicts == ["incomplete", "incomplete", "invalid", "incomplete"]


def test_no_verdict_stands_while_another_file_is_checked(browser: Browser) -> None:
    """From the moment a file is taken until it is checked, the last verdict is gone."""
    give(browser, BUNDLE)
    body = """
      const verdict = document.getElementById("verdict");
      const before = verdict.dataset.verdict;
      takeFiles([new File([given[0]], "next.zip")]);
      return [before, verdict.dataset.verdict, document.getElementById("report").hidden];
    """
    assert call(browser, body, BUNDLE.read_bytes()) == ["incomplete", "", True]
    assert seen(browser).verdict == "incomplete"


def test_the_last_file_wins_when_two_are_given_quickly(browser: Browser) -> None:
    body = """
      takeFiles([new File([given[0]], "first.zip")]);
      takeFiles([new File([given[1]], "second.zip")]);
    """
    bad = (VECTORS / "bundles" / "bad-salt.zip").read_bytes()
    for one, other, verdict in (
        (BUNDLE.read_bytes(), bad, "invalid"),
        (bad, BUNDLE.read_bytes(), "incomplete"),
    ):
        call(browser, body, one, other)
        found = seen(browser)
        assert (found.verdict, "second.zip" in found.text) == (verdict, True)


def test_the_check_tells_how_far_it_is_and_can_be_stopped(browser: Browser) -> None:
    body = """
      const told = [];
      await checkBundle(new Blob([given[0]]), { progress: async (part) => told.push(part) });
      let ended = null;
      const stop = async (part) => { if (part > 0.5) throw new Stopped(); };
      const end = (error) => { ended = error; };
      await checkBundle(new Blob([given[0]]), { progress: stop }).catch(end);
      return [told, ended instanceof Stopped];
    """
    told, stopped = call(browser, body, BUNDLE.read_bytes())
    assert told == sorted(told)
    assert (0 < told[0] < 0.2, told[-1]) == (True, 1)
    assert stopped


def typed(browser: Browser, text: str) -> str:
    body = """
      const field = document.getElementById("signer");
      field.value = given[0];
      field.dispatchEvent(new Event("input"));
      return document.getElementById("signer-said").textContent;
    """
    said: str = call(browser, body, text)
    return said


def test_the_fingerprint_told_by_another_way(browser: Browser) -> None:
    groups = " ".join(FINGERPRINT[n : n + 4] for n in range(0, 64, 4))
    for right in (FINGERPRINT, FINGERPRINT.upper(), groups, groups.replace(" ", ":")):
        assert typed(browser, right) == ""
        assert give(browser, BUNDLE).results["signer"] == "pass"
    # After the check too, and at once.
    typed(browser, "0" * 64)
    found = seen(browser)
    assert (found.verdict, found.results["signer"]) == ("invalid", "fail")
    assert "This is not the key you were told of." in found.text
    said = typed(browser, FINGERPRINT[:-1])
    assert said == "A fingerprint has 64 hexadecimal digits; this has 63. It is not compared."
    found = seen(browser)
    assert (found.verdict, found.results["signer"]) == ("incomplete", "not-checked")
    typed(browser, FINGERPRINT)
    assert "This is the key you were told of." in seen(browser).text


def test_a_good_bundle_of_another_key_is_invalid_for_who_was_told(browser: Browser) -> None:
    typed(browser, FINGERPRINT)
    found = give(browser, VECTORS / "bundles" / "good.zip")
    assert (found.verdict, found.results["signer"]) == ("invalid", "fail")


def test_the_report_has_the_form_of_the_programs(chromium: Browser) -> None:
    give(chromium, BUNDLE)
    theirs = call(chromium, "return asJson(state.together.reports[0]);")
    report = verify_bundle(BUNDLE, roots(None, pinned_pem={})).as_json()
    assert theirs.keys() <= report.keys()
    assert {"verdict", "because", "checks", "drafts", "not_shown"} <= theirs.keys()
    assert theirs["drafts"] == report["drafts"]
    for ours, row in zip(theirs["checks"], report["checks"], strict=True):
        assert ours.keys() == row.keys()
        assert (ours["name"], ours["scope"]) == (row["name"], row["scope"])


def test_the_report_can_be_saved(chromium: Chromium, folder: Path) -> None:
    chromium.ask(
        "Browser.setDownloadBehavior",
        behavior="allow", downloadPath=str(folder), eventsEnabled=True,
    )  # fmt: skip
    give(chromium, BUNDLE)
    chromium.run('document.getElementById("save").click();')
    event = chromium.wait_for("Browser.downloadProgress", lambda one: one["state"] == "completed")
    assert event["receivedBytes"] > 0
    saved = json.loads((folder / "bundle-report.json").read_text(encoding="utf-8"))
    assert saved["verdict"] == "incomplete"
    assert saved == call(chromium, "return asJson(state.together.reports[0]);")


def test_what_is_not_shown_is_said(browser: Browser) -> None:
    text = give(browser, BUNDLE).text
    for part in ("Who wrote the text", "who holds the key", "no second vault", "8 entries of log",
                 "not a registration"):  # fmt: skip
        assert part in text
    other = give(browser, VECTORS / "bundles" / "good-two-logs.zip").text
    assert "01234567" in other
    assert "fedcba98" in other


def test_every_pass_has_its_sentence(browser: Browser) -> None:
    give(browser, BUNDLE)
    rows = browser.run("""
      return [...document.querySelectorAll("[data-check]")].map((row) => [
        row.dataset.result, row.querySelector(".result").textContent,
        row.querySelector("h3").textContent, row.querySelector(".scope").textContent]);
    """)
    assert len(rows) == 18
    for result, word, title, scope in rows:
        assert word == result.replace("-", " ")
        assert title
        assert scope.endswith(".")


def test_a_screen_reader_finds_its_way(browser: Browser) -> None:
    """Labels, headings in order, live regions, and the verdict in words."""
    give(browser, BUNDLE)
    found = browser.run("""
      const named = (one) => [...one.labels ?? []].map((label) => label.textContent).join(" ");
      const visible = (one) => one.closest("[hidden]") === null;
      return {
        language: document.documentElement.lang,
        inputs: [...document.querySelectorAll("input")].map(named),
        buttons: [...document.querySelectorAll("button")].map((one) => one.textContent),
        headings: [...document.querySelectorAll("h1, h2, h3")].filter(visible)
          .map((one) => Number(one.tagName[1])),
        live: [...document.querySelectorAll('[role="status"], [aria-live]')].map((one) => one.id),
        status: document.getElementById("status").textContent,
        pictures: [...document.querySelectorAll("svg")].every((one) => one.ariaHidden === "true"),
        labelled: [...document.querySelectorAll("[aria-labelledby], [aria-describedby]")].every(
          (one) => `${one.getAttribute("aria-labelledby") ?? ""} `
            .concat(one.getAttribute("aria-describedby") ?? "").trim().split(/ +/)
            .every((id) => document.getElementById(id) !== null)),
      };
    """)
    assert found["language"] == "en"
    assert all(found["inputs"])
    assert found["buttons"] == ["Save report", "Print"]
    levels = found["headings"]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert {"status", "signer-said", "roots-said"} <= set(found["live"])
    assert found["status"].startswith("Checked. Incomplete.")
    assert found["pictures"]
    assert found["labelled"]


def test_everything_is_reached_by_the_tab_key(chromium: Chromium) -> None:
    give(chromium, BUNDLE)
    chromium.run("document.activeElement.blur(); window.scrollTo(0, 0);")
    reached = []
    for _ in range(5):
        chromium.press("Tab", TAB)
        reached.append(chromium.run("return document.activeElement.id"))
    assert reached == ["files", "signer", "roots", "save", "print"]
    outline = chromium.run("""
      document.getElementById("files").focus();
      return getComputedStyle(document.querySelector("label.button")).outlineStyle;
    """)
    assert outline == "solid"


@pytest.mark.parametrize("width", [1280, 760, 390, 320])
def test_nothing_sticks_out_on_any_screen(chromium: Chromium, width: int) -> None:
    chromium.resize(width, 800)
    try:
        give(chromium, BUNDLE)
        wide = chromium.run("""
          return [...document.querySelectorAll("body *")]
            .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
            .map((one) => one.outerHTML.slice(0, 80));
        """)
        cut = chromium.run("""
          return [...document.querySelectorAll("h1, h2, h3, p, code, dd, li")]
            .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 1
              && getComputedStyle(one).display !== "inline")
            .map((one) => one.outerHTML.slice(0, 80));
        """)
    finally:
        chromium.resize(1280, 900)
    assert (wide, cut) == ([], [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(chromium: Chromium, scheme: str) -> None:
    """Contrast of every text at least 4.5 : 1 (WCAG 2.1, 1.4.3), in both schemes."""
    chromium.prefer(scheme)
    try:
        give(chromium, VECTORS / "bundles" / "bad-salt.zip")
        worst = chromium.run("""
          const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
          const light = (colour) => {
            const [r, g, b] = parts(colour).slice(0, 3).map((c) => c / 255).map((c) =>
              (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const ground = (one) => {
            for (let at = one; at !== null; at = at.parentElement) {
              const colour = getComputedStyle(at).backgroundColor;
              if ((parts(colour)[3] ?? 1) === 1) return colour;
            }
            return "rgb(255, 255, 255)";
          };
          const texts = [...document.querySelectorAll("body *")].filter((one) =>
            one.checkVisibility() && [...one.childNodes].some((node) =>
              node.nodeType === 3 && node.textContent.trim() !== ""));
          return texts.map((one) => {
            const [a, b] = [light(getComputedStyle(one).color), light(ground(one))];
            return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), one.outerHTML.slice(0, 90)];
          }).sort((one, other) => one[0] - other[0])[0];
        """)
        ground = chromium.run("return getComputedStyle(document.body).backgroundColor")
    finally:
        chromium.prefer("light")
    assert worst[0] >= 4.5, worst
    assert ground == {"light": "rgb(250, 248, 244)", "dark": "rgb(27, 25, 23)"}[scheme]


def test_on_paper_the_report_stands_alone(chromium: Chromium, folder: Path) -> None:
    give(chromium, BUNDLE)
    path = written(folder, "report.pdf", chromium.printed())
    text = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True, timeout=60
    ).stdout.decode()
    flat = " ".join(text.split())
    for part in ("Incomplete. Nothing failed", "The Well", "existed", "WHAT THIS DOES NOT SHOW",
                 "it came from the party who gave you the bundle", "not checked"):  # fmt: skip
        assert part in flat
    for part in ("Choose a bundle", "or drop it here", "Save report"):
        assert part not in flat


def test_names_from_a_bundle_cannot_pass_for_the_page(chromium: Browser) -> None:
    """Control and direction marks, and markup, come out as plain letters."""
    body = """
      const hostile = "\\u202evalid\\u0007\\n<b>VALID</b>\\u2028";
      const row = draftRow({ entry: { seq: 1 }, number: 1, title: printable(hostile), path: null,
        size: 1, sha256: null, observed: null, flags: null, time: null });
      const title = row.querySelector("h3").textContent;
      return [printable(hostile), row.querySelectorAll("b").length, title];
    """
    said, bold, title = call(chromium, body)
    assert said.isprintable()
    assert "<b>VALID</b>" in said
    assert (bold, title) == (0, said)
