"""The page as a file: whole, alone, bound by its own policy, in the words of the house."""

import base64
import hashlib
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.page.browsers import Browser, Chromium
from tests.page.reading import PAGE, VECTORS, call, give
from tests.test_words import NEVER, said
from tests.verify.forging import FIRST, reseal, unpack
from vault import assets, container

SOURCE = PAGE.read_text(encoding="utf-8")
SCRIPT = SOURCE.partition("<script>")[2].partition("</script>")[0]
STYLE = SOURCE.partition("<style>")[2].partition("</style>")[0]


def policy() -> dict[str, str]:
    match = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', SOURCE)
    assert match
    rules = (rule.strip().partition(" ") for rule in match[1].split(";"))
    return {name: value for name, _, value in rules}


def named(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_the_policy_forbids_everything_but_this_script_and_this_style() -> None:
    assert policy() == {
        "default-src": "'none'",
        "script-src": named(SCRIPT),
        "style-src": named(STYLE),
        "connect-src": "'none'",
        "form-action": "'none'",
        "base-uri": "'none'",
    }
    assert SOURCE.count("<script") == SOURCE.count("<style") == 1


def test_the_page_points_to_nothing_outside() -> None:
    markup = SOURCE.replace(SCRIPT, "").replace(STYLE, "")
    assert re.findall(r"\b(?:src|href|action|poster|data)\s*=", markup) == []
    assert re.findall(r"url\(|@import|@font-face", STYLE) == []
    forbidden = r"\b(fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|importScripts|eval|"
    forbidden += r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|localStorage|indexedDB)\b"
    assert re.findall(forbidden, SCRIPT) == []
    assert re.findall(r"\bimport\b\s*[(\"'{*]|\bnew Function\b|https?:|wss?:", SCRIPT) == []


def test_it_can_be_read() -> None:
    """No minifying: lines a person can read, each function with few of them."""
    lines = SCRIPT.splitlines()
    assert max(len(line) for line in lines) <= 135
    assert sum(len(line) > 100 for line in lines) < len(lines) / 40
    starts = [n for n, line in enumerate(lines) if re.match(r"(async )?function\*? ", line)]
    ends = [next(n for n in range(start, len(lines)) if lines[n] == "}") for start in starts]
    assert max(end - start for start, end in zip(starts, ends, strict=True)) <= 45
    sections = [int(n) for n in re.findall(r"/\* ═══ §(\d+) ", SCRIPT)]
    assert sections == sorted(sections) == [1, 3, 4, 5, 8, 9, 10]


@pytest.mark.parametrize("word", NEVER)
def test_a_word_we_never_use_is_not_in_it(word: str) -> None:
    found = [line for line in SOURCE.splitlines() if re.search(NEVER[word], said(line))]
    assert found == []


def test_the_table_of_checks_is_that_of_the_specification(chromium: Chromium) -> None:
    table = json.loads(assets.read("spec/checks.json"))["checks"]
    rows = [{**row} for row in table if "bundle" in row.pop("of")]
    ours = call(chromium, "return CHECKS.map(({ title, ...row }) => row);")
    assert ours == rows
    titles = call(chromium, "return CHECKS.map(({ title }) => title);")
    assert len(set(titles)) == len(rows)


def test_the_roots_are_the_pinned_ones_and_are_told(chromium: Chromium) -> None:
    shipped = {name: pem.decode().strip() for name, pem in assets.pinned_roots().items()}
    embedded = call(chromium, "return PINNED;")
    assert {root["file"]: root["pem"] for root in embedded} == shipped
    told = chromium.run('return document.getElementById("pinned").innerText')
    readme = assets.read("roots/README.md").decode()
    hashes = re.findall(r"`([0-9a-f]{64})`", readme)
    assert len(hashes) == len(shipped)
    for sha256 in hashes:
        assert sha256 in told


def test_it_knows_itself_in_a_bundle_and_no_other_page(browser: Browser) -> None:
    """The words of a page are compared too, and what stands behind its end."""
    files = unpack((VECTORS / "bundles" / "good-small.zip").read_bytes())
    other_words = SOURCE.replace("What this does not show", "What this shows")
    spaced = SOURCE.replace("verdict", "verdict ", 1)
    pages = [SOURCE, other_words, spaced, f"{SOURCE}<p>Valid.</p>", "", "\ud800"]
    made = [page.encode("utf-8", "surrogatepass") for page in pages]
    body = """
      const found = [];
      for (const bytes of given) {
        const finding = (await checkBundle(new Blob([bytes]))).of("page-is-release");
        found.push([finding.result, finding.sentences.join(" ")]);
      }
      return found;
    """
    packed = [container.pack(reseal({**files, "verify.html": page}, FIRST)) for page in made]
    (same, told), *others = call(browser, body, *packed)
    assert same == "pass"
    assert "no page can vouch for itself" in told
    for page, (result, sentence) in zip(made[1:], others, strict=True):
        assert result == "not-checked"
        assert sentence.endswith(hashlib.sha256(page).hexdigest())


def test_it_says_what_it_is_and_how_to_compare_it(chromium: Chromium) -> None:
    text = chromium.run('return document.getElementById("about").innerText')
    for part in ("it came from the party who gave you the bundle", "independently", "SHA-256",
                 "certutil -hashfile", "shasum -a 256", "sha256sum", "verify-page"):  # fmt: skip
        assert part in text


def test_it_opens_from_disk_and_asks_for_nothing_else(browser: Browser) -> None:
    assert browser.run('return document.getElementById("off").hidden') is True
    give(browser, VECTORS / "bundle.zip")
    assert set(browser.requested) <= {PAGE.as_uri()}
    assert browser.complained == []


def test_it_cannot_reach_a_server_even_if_it_would(browser: Browser) -> None:
    """A server on this very computer is never reached, by any way a page has."""
    reached = []

    class Server(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            reached.append(self.path)
            self.send_response(204)
            self.end_headers()

        do_POST = do_GET  # noqa: N815

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}/"
        ways = """
          const [address] = given;
          const refused = [];
          await fetch(address, { mode: "no-cors" }).catch(() => refused.push("fetch"));
          const image = new Image();
          await new Promise((end) => { image.onload = image.onerror = end; image.src = address; });
          if (image.naturalWidth === 0) refused.push("image");
          if (!navigator.sendBeacon(address)) refused.push("beacon");
          const script = document.createElement("script");
          script.textContent = "globalThis.ran = true";
          document.body.append(script);
          if (!globalThis.ran) refused.push("script");
          try { new Function("return 1")(); } catch { refused.push("function"); }
          return refused;
        """
        refused = call(browser, ways, address)
        server.shutdown()
    assert {"fetch", "image", "script", "function"} <= set(refused)
    assert reached == []


def test_a_changed_page_does_not_run(chromium: Chromium, folder: Path) -> None:
    """One letter of the program changed: the browser refuses it, and the page says so."""
    changed = folder / "verify.html"
    assert SOURCE.count('effects.includes("invalid")') == 1
    other = SOURCE.replace('effects.includes("invalid")', 'effects.includes("invalio")')
    changed.write_text(other, encoding="utf-8")
    chromium.open(changed)
    assert chromium.run('return document.getElementById("ask").hidden') is True
    assert "cannot check anything" in chromium.run("return document.body.innerText")


def test_a_browser_without_the_tools_says_so(chromium: Chromium, folder: Path) -> None:
    other = folder / "verify.html"
    other.write_text(SOURCE, encoding="utf-8")
    script = "delete globalThis.DecompressionStream;"
    made = chromium.ask("Page.addScriptToEvaluateOnNewDocument", source=script)
    chromium.open(other)
    chromium.ask("Page.removeScriptToEvaluateOnNewDocument", identifier=made["identifier"])
    assert "cannot check anything" in chromium.run("return document.body.innerText")
    assert chromium.run('return document.getElementById("ask").hidden') is True
