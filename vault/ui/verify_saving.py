"""A report to keep: as text, as a page for paper or PDF, as the data other programs read."""

import html
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtGui import QFont, QFontDatabase, QTextDocument
from PySide6.QtPrintSupport import QPrinter

from vault import assets
from vault.errors import BadInput, EnvironmentFailed
from vault.ui import verify_words as words
from vault.ui.verify_report import made
from vault.ui.verify_words import Told

MARGIN = 18.0
"""The margins of a printed page, in millimetres."""
BOOK, BOOK_SIZE = "Gentium Plus", 10.5

_STYLE = """
h1 { font-size: 15pt; } h2 { font-size: 11pt; margin-top: 14pt; }
.mono { font-family: "Courier Prime", monospace; font-size: 9pt; }
"""


def text(name: str, told: Told, at: datetime) -> str:
    """Return a report as plain text, UTF-8 lines for people."""
    said = words.verdict(told)
    lines = [name, made(at), "", said.heading, said.meaning, "", *_signer(told)]
    for fact, value, letter in words.facts(told):
        lines.append(f"{fact} ({letter}): {value}")
    if "files" in told:
        lines += ["", "THE FILES", *words.files(told)]
    if told["drafts"]:
        lines += ["", "DRAFTS SHOWN"]
    for shown in told["drafts"]:
        lines += [
            words.draft(shown),
            f"    SHA-256 {shown['sha256'] or 'not shown'}",
            f"    {words.latest(shown)[1]}; {words.earliest(shown)}",
        ]
    for shown in told["scenes"]:
        lines += ["", words.scene(shown).upper(), *shown["text"].rstrip().splitlines()]
    lines += ["", "WHAT WAS CHECKED"]
    for check in told["checks"]:
        result = words.result(check["result"])[1]
        lines.append(f"{result:12} {words.title(check['name'])} [{check['name']}]")
        lines += [f"{'':12} {line}" for line in (check["scope"], check["detail"]) if line]
    lines += ["", "WHAT THIS DOES NOT SHOW", *(f"- {limit}" for limit in told["not_shown"])]
    return "\n".join(lines) + "\n"


def document(name: str, told: Told, at: datetime) -> QTextDocument:
    """Return a report as pages for paper."""
    said, kept = words.verdict(told), html.escape
    parts = [
        f"<h1>{kept(name)}</h1><p>{kept(made(at))}</p>",
        f"<h2>{kept(said.heading)}</h2><p>{kept(said.meaning)}</p>",
        *(f"<p class=mono>{kept(line)}</p>" for line in _signer(told)),
        *(f"<p>{kept(fact)} ({letter}): {kept(value)}</p>"
          for fact, value, letter in words.facts(told)),
    ]  # fmt: skip
    if "files" in told:
        parts += ["<h2>The files</h2>", *(f"<p>{kept(line)}</p>" for line in words.files(told))]
    if told["drafts"]:
        parts.append("<h2>Drafts shown</h2>")
    for shown in told["drafts"]:
        times = f"{words.latest(shown)[1]}; {words.earliest(shown)}"
        parts.append(
            f"<p><b>{kept(words.draft(shown))}</b><br>{kept(times)}<br>"
            f"<span class=mono>SHA-256 {kept(shown['sha256'] or 'not shown')}</span></p>"
        )
    for shown in told["scenes"]:
        parts.append(
            f"<h2>{kept(words.scene(shown))}</h2><pre class=mono>{kept(shown['text'])}</pre>"
        )
    parts.append("<h2>What was checked</h2><table cellspacing=0 cellpadding=3>")
    for check in told["checks"]:
        result, title = words.result(check["result"])[1], words.title(check["name"])
        parts.append(
            f"<tr><td width=80><b>{kept(result)}</b></td><td><b>{kept(title)}</b><br>"
            f"{kept(check['scope'])} {kept(check['detail'])}</td></tr>"
        )
    limits = "".join(f"<p>{kept(limit)}</p>" for limit in told["not_shown"])
    parts.append(f"</table><h2>What this does not show</h2>{limits}")
    page = QTextDocument()
    page.setDefaultFont(_face())
    page.setDefaultStyleSheet(_STYLE)
    page.setHtml(f"<body>{''.join(parts)}</body>")
    return page


def save(path: Path, name: str, told: Told, at: datetime) -> None:
    """Write a report to a new file: ``.pdf``, ``.json``, or as text whatever else it is called.

    Raises ``BadInput`` where the place is taken; ``OSError`` as the system says it.
    """
    if path.exists():
        raise BadInput(f"{path.name} is there already.", "Choose another name.")
    ending = path.suffix.lower()
    if ending == ".pdf":
        _save_pdf(path, name, told, at)
        return
    data: dict[str, Any] = {"file": name, "checked": made(at), **told}
    whole = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    with path.open("x", encoding="utf-8") as file:
        file.write(whole if ending == ".json" else text(name, told, at))


def print_on(printer: QPrinter, name: str, told: Told, at: datetime) -> None:
    """Print a report."""
    # The document brings margins of its own, 2 cm; those of the printer would be added to them.
    printer.setFullPage(True)
    document(name, told, at).print_(printer)


def _save_pdf(path: Path, name: str, told: Told, at: datetime) -> None:
    path.touch(exist_ok=False)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    print_on(printer, name, told, at)
    if path.stat().st_size == 0:  # Qt says nothing of what it could not write
        path.unlink()
        raise EnvironmentFailed(f"{path.name} could not be written.", "Choose another place.")


def _face() -> QFont:
    """Return the book face that is shipped, letter by letter, so that words can be searched."""
    for path in sorted((assets.folder() / "fonts").glob("GentiumPlus-*.ttf")):
        QFontDatabase.addApplicationFont(str(path))
    face = QFont(BOOK)
    face.setStyleHint(QFont.StyleHint.Serif)
    face.setPointSizeF(BOOK_SIZE)
    for feature in ("liga", "clig", "dlig"):
        face.setFeature(QFont.Tag(feature), 0)
    return face


def _signer(told: Told) -> list[str]:
    signer = told["signer"]
    if signer is None:
        return ["It is not shown which key signed this file."]
    return [f"Signed with key {signer}", "Nothing here says who holds that key."]
