"""The recovery kit as a page: the words large, what they open, what to do with them."""

from vault.paper import flow
from vault.paper.document import INK, LINE, MUTED, About, Document
from vault.paper.faces import Face, width
from vault.paper.flow import Span
from vault.paper.shapes import Path
from vault.prove.certificate_words import day, groups
from vault.prove.kit import Kit

LEFT, RIGHT = 72.0, 540.0
COLUMNS = 3

_WHAT = """With these words and a copy of the vault’s folder, every draft can be opened and read
when the passphrase or the computer is lost. They also hold the keys that will follow the present
ones. Whoever has both the words and the folder can read everything."""

_PRINT = """Print this page. Keep it where you keep your contracts, not beside the computer. Then
delete the file."""

_TRY = "Before you delete the file. It changes nothing."

_LOST = """Put a copy of the vault’s folder on any computer with Script Vault, and type the words,
in their order, into a text file."""

_STEPS = (
    ("Now", _PRINT, ""),
    ("Try it once", _TRY, "scriptvault keys test-kit --kit FILE.pdf"),
    ("If the computer is lost", _LOST, "scriptvault drafts --vault FOLDER --kit WORDS.txt"),
)


def page(kit: Kit) -> bytes:
    """Return the kit as a PDF of one page. The words stand on the page and nowhere else in it."""
    document = Document(About("Script Vault recovery kit", kit.made))
    document.page()
    document.text(LEFT, 84.0, "SCRIPT VAULT", Face.BOOK, 8.4, MUTED, 0.9)
    document.text(LEFT - 1.0, 118.0, "Recovery kit", Face.BOOK, 30.0)
    what = flow.block([[Span(" ".join(_WHAT.split()), Face.BOOK)]], RIGHT - LEFT, 12.0, 17.4)
    what.draw(document, LEFT, 138.0)
    top = 138.0 + what.height + 18.0
    top = _words(document, kit, top) + 26.0
    for label, text, command in _STEPS:
        top = _step(document, top, label, text, command)
    _facts(document, kit, top + 4.0)
    return document.finish()


def _words(document: Document, kit: Kit, top: float) -> float:
    """Set the numbered words in columns, each read downwards; returns where the box ends."""
    rows = -(-len(kit.words) // COLUMNS)
    tall, wide, pitch = rows * 25.0 + 26.0, (RIGHT - LEFT) / COLUMNS, 25.0
    frame = Path().box(LEFT, top, RIGHT - LEFT, tall, 8.0)
    document.draw(frame, stroke=LINE, line=1.0)
    for place, word in enumerate(kit.words):
        x = LEFT + wide * (place // rows)
        y = top + 33.0 + pitch * (place % rows)
        number = str(place + 1)
        document.text(x + 38.0 - width(number, Face.BOOK, 10.0), y, number, Face.BOOK, 10.0, MUTED)
        document.text(x + 44.0, y, word, Face.SCRIPT_BOLD, 15.0, INK)
    return top + tall


def _step(document: Document, top: float, label: str, text: str, command: str) -> float:
    document.rule(LEFT, top, RIGHT, top)
    document.text(LEFT, top + 17.5, label, Face.BOOK_BOLD, 10.4)
    said = " ".join(text.split())
    words = flow.block([[Span(said, Face.BOOK)]], RIGHT - LEFT - 136.0, 10.4, 14.4)
    words.draw(document, LEFT + 136.0, top + 6.0)
    end = top + 6.0 + words.height
    if command:
        document.text(LEFT + 136.0, end + 10.0, command, Face.SCRIPT_BOLD, 8.6)
        end += 15.0
    return end + 8.0


def _facts(document: Document, kit: Kit, top: float) -> None:
    """Say which vault the words open, and leave room to write down where the page is kept."""
    document.rule(LEFT, top - 4.0, RIGHT, top - 4.0)
    fingerprint = groups(kit.fingerprint)
    half = len(fingerprint) // 2
    rows = (
        ("Vault", kit.vault_id),
        ("Fingerprint", fingerprint[:half].strip()),
        ("", fingerprint[half:].strip()),
    )
    y = top + 12.0
    for label, value in rows:
        document.text(LEFT, y, label, Face.BOOK, 9.6, MUTED)
        document.text(LEFT + 136.0, y, value, Face.SCRIPT_BOLD, 8.6)
        y += 13.6
    y += 24.0
    for x, end, label in ((LEFT, 292.0, "printed on"), (320.0, RIGHT, "kept at")):
        document.rule(x, y, end, y, MUTED, 0.5)
        document.text(x, y + 11.0, label, Face.BOOK, 8.6, MUTED)
    document.text(LEFT, 748.0, f"made {day(kit.made)}", Face.BOOK, 8.0, MUTED)
