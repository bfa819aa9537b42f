"""The words that are never used, in anything the program says or ships."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent

NEVER = {
    "registration": r"\bregist(?:er(?!s? of|ed trademark)|r)\w*",
    "authentic": r"\bauthentic(?:ity)?\b",
    "owner": r"\bowner(?:s|ship)?\b",
    "court-proof": r"\bcourt[- ]?proof",
    "created on": r"\bcreated on\b",
    "written by": r"\bwritten by\b",
    "proof of authorship": r"\bproof of (?:authorship|ownership)\b",
    "copyright certificate": r"\bcopyright certificates?\b",
    "human score": r"\bhuman score\b",
}
ALLOWED = (
    "not a registration",
    "no substitute for registration",
    "vocabularies and registers",
    "xmprights:owner",  # the name of a property in a standard
    "--owner",  # where the writer is asked
)

QUOTED = {("screenplay", "written by")}
"""What stands in scripts themselves and has to be known to read them."""


def prose_of(path: Path) -> Iterator[tuple[int, str]]:
    """Every string of a module (docstrings too), or every line of a text."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield from enumerate(source.splitlines(), start=1)
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def texts() -> list[Path]:
    spec = REPOSITORY / "resources" / "spec"
    found = [
        *sorted((REPOSITORY / "vault").rglob("*.py")),
        *sorted(spec.glob("*.md")),
        spec / "checks.json",
        REPOSITORY / "README.md",
    ]
    return [path for path in found if path.exists()]


def said(text: str) -> str:
    plain = " ".join(text.lower().split())
    for phrase in ALLOWED:
        plain = plain.replace(phrase, "")
    return plain


@pytest.mark.parametrize("word", NEVER)
def test_a_word_we_never_use_is_nowhere(word: str) -> None:
    pattern = re.compile(NEVER[word])
    found = [
        f"{path.relative_to(REPOSITORY)}:{number}: {text.strip()[:100]}"
        for path in texts()
        for number, text in prose_of(path)
        if pattern.search(said(text)) and (path.parent.name, word) not in QUOTED
    ]
    assert found == []


def test_the_search_would_find_them() -> None:
    for text in ("Registered draft", "This is AUTHENTIC.", "the owner of it", "created\non 5 May"):
        assert any(re.search(pattern, said(text)) for pattern in NEVER.values()), text
    assert not any(re.search(p, said("It is not a registration.")) for p in NEVER.values())
