"""Files of other people, read for their terms."""

from pathlib import Path

from vault.licence.reading import Terms, read_terms

MADE = Path(__file__).parent / "c2pa"
"""What another program signed; its README says how."""


def read(folder: Path, name: str, data: bytes | str) -> Terms:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_terms(path)


def said(terms: Terms) -> dict[str, str]:
    return {use: answer for use, answer in terms.effective.items() if answer != "unsaid"}


def values(terms: Terms, name: str) -> list[str]:
    return [signal.value for signal in terms.signals if signal.property == name]
