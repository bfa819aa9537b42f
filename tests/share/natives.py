"""Copies in a script's own format, made without a vault, and what is looked at in them."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.share.conftest import KEYS, record_for
from vault.licence.reading import Terms, read_terms
from vault.screenplay.reading import Script, canonical_text, read
from vault.seal.signing import LICENCE_NAMESPACE
from vault.share.native.making import prepared

HOSTILE = "Ann <&\"'> */ /* [[x]] *b* _u_ {\\rtf} ]]> --> Łódź"
TRAIN = "http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED"
PROJECTED = {
    "no-train": (f"{TRAIN}-AIMLTRAINING", "train-ai=n"),
    "no-train-no-models": (f"{TRAIN}-SEECONSTRAINT", "train-ai=n"),
    "no-ai": (TRAIN, "train-ai=n, ai-use=n"),
    "paid-train": (f"{TRAIN}-SEECONSTRAINT", "train-ai=n"),
    "assist-ok": (f"{TRAIN}-SEECONSTRAINT", "train-ai=n"),
    "reserve-only": (f"{TRAIN}-SEECONSTRAINT", "train-ai=n"),
}


def copied(file: str, text: str | bytes, **changed: Any) -> bytes:
    """One copy of a draft, made without a vault."""
    data = text if isinstance(text, bytes) else text.encode()
    record = record_for(**changed)
    return prepared(data, file).copy(record, KEYS.sign_file(LICENCE_NAMESPACE, record.raw))


def terms_of(folder: Path, name: str, data: bytes) -> Terms:
    path = folder / name
    path.write_bytes(data)
    return read_terms(path)


def words_of(name: str, data: bytes) -> str:
    found = read(data, name)
    assert isinstance(found, Script), found
    return canonical_text(found)


def packed(parts: Mapping[str, str | bytes], *more: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in [*parts.items(), *more]:
            stored = zipfile.ZIP_STORED if name == "mimetype" else None
            file.writestr(name, data, stored)
    return out.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert file.testzip() is None
        return {name: file.read(name) for name in file.namelist()}
