"""What a person sees on the check page, and what its functions say when they are asked alone."""

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.page.browsers import Browser
from vault import assets

PAGE = assets.folder() / "verify" / "verify.html"
VECTORS = assets.folder() / "spec" / "vectors"

_UNTIL = """
  const verdict = document.getElementById("verdict");
  const status = document.getElementById("status");
  const before = status.textContent;
  return new Promise((resolve) => {
    const look = () => {
      const stands = verdict.dataset.verdict !== "";
      const refused = !stands && status.textContent !== "" && !status.textContent.endsWith("…");
      if (stands || refused) {
        watcher.disconnect();
        resolve({
          verdict: verdict.dataset.verdict,
          status: status.textContent,
          headline: verdict.getElementsByClassName("headline")[0].textContent,
          checks: [...document.querySelectorAll("[data-check]")].map((row) =>
            [row.dataset.check, row.dataset.result]),
          text: document.body.innerText,
        });
      }
    };
    const watcher = new MutationObserver(look);
    watcher.observe(document.body,
      { subtree: true, childList: true, attributes: true, characterData: true });
    look();
  });
"""


@dataclass(frozen=True)
class Seen:
    """The page once it has come to an end: a verdict, or a sentence instead of one."""

    verdict: str
    status: str
    headline: str
    results: dict[str, str]
    text: str


def give(browser: Browser, *files: Path) -> Seen:
    """Choose these files, as a person would, and wait for what the page says of them."""
    browser.run('document.getElementById("status").textContent = "";')
    browser.choose("files", files)
    return seen(browser)


def seen(browser: Browser) -> Seen:
    """Wait until the page has a verdict or a sentence, and return what it shows."""
    found = browser.run(_UNTIL)
    return Seen(
        found["verdict"],
        found["status"],
        found["headline"],
        dict(found["checks"]) if found["verdict"] else {},
        found["text"],
    )


def call(browser: Browser, body: str, *values: Any) -> Any:
    """Run a function body that knows these values as ``given``; bytes arrive as Uint8Array."""
    coded = [{"bytes": base64.b64encode(v).decode()} if isinstance(v, bytes) else v for v in values]
    head = f"""
      const given = {json.dumps(coded)}.map((one) => one !== null && one.bytes !== undefined
        ? Uint8Array.from(atob(one.bytes), (letter) => letter.charCodeAt(0)) : one);
    """
    return browser.run(head + body)


def check_all(browser: Browser, files: Iterable[bytes], pem: str = "") -> list[dict[str, Any]]:
    """Check many bundles in one run of the page: verdict and results of each."""
    body = """
      const [pem, ...files] = given;
      const added = pem === "" ? [] : readPem(pem);
      const trust = {
        roots: added.filter(isSelfIssued), links: added.filter((one) => !isSelfIssued(one)),
      };
      const found = [];
      for (const bytes of files) {
        const report = await checkBundle(new Blob([bytes]), trust);
        const { verdict, results } = report;
        found.push({ verdict, results, drafts: asJson(report).drafts });
      }
      return found;
    """
    found: list[dict[str, Any]] = call(browser, body, pem, *files)
    return found
