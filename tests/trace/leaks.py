"""Scripts whose copies differ in words, their texts, and what a trace says of those."""

import hashlib

import numpy as np

from tests.trace.retyped import DRAFT, script
from vault.screenplay.model import Element, Kind, Script
from vault.screenplay.reading import canonical_text
from vault.share.codes import CopyCode
from vault.share.variants import Place, Sheet, Site
from vault.share.varying import varied
from vault.trace.evidence import Codes, Verdict, verdicts
from vault.trace.wording import Wording

BIAS = b"bias of all copies, 32 bytes...."
LONG, LONG_SHEET = script(6000, 150, 6)


def key(number: int) -> bytes:
    return hashlib.sha256(b"%d" % number).digest()


def codes(sheet: Sheet, copies: int) -> Codes:
    return Codes(BIAS, [(f"copy {number}", key(number)) for number in range(copies)], sheet)


def chosen(sheet: Sheet, number: int) -> list[int]:
    return sheet.chosen(CopyCode(BIAS, key(number)))


def copy_text(told: Script, sheet: Sheet, number: int) -> str:
    return canonical_text(varied(told, sheet.sites, chosen(sheet, number)))


def traced(told: Script, copies: Codes, *texts: str) -> list[Verdict]:
    wording = Wording({number: text.split() for number, text in enumerate(texts)})
    found = wording.measured(DRAFT, lambda: told, copies)
    return verdicts(copies, found, len(copies.copies))


def read(told: Script, sheet: Sheet, text: str) -> dict[int, set[int]]:
    """Which alternatives were read at each site."""
    copies = codes(sheet, 1)
    cells = copies.cells("variant", 0, sum(len(site.alternatives) for site in sheet.sites))
    firsts: dict[int, int] = {}
    for at, cell in enumerate(cells):
        firsts.setdefault(cell.site, at)
    found: dict[int, set[int]] = {}
    for one in Wording({0: text.split()}).measured(DRAFT, lambda: told, copies):
        for at in np.flatnonzero(one.values).tolist():
            site = cells[at].site
            found.setdefault(site, set()).add(at - firsts[site])
    return found


def one_line(text: str, place: tuple[int, int], *alternatives: str) -> tuple[Script, Sheet]:
    before = " ".join(canonical_text(script(300, 0, seed=5)[0]).split())
    behind = " ".join(canonical_text(script(300, 0, seed=6)[0]).split())
    elements = [Element(Kind.ACTION, one) for one in (before, text, behind)]
    site = Site("wording", (Place(1, *place),), alternatives)
    return Script("fountain", (), tuple(elements)), Sheet(DRAFT, (site,))


RETOLD = (
    "Un certain {4} attend au {1} ; la voiture {3} est garée près de la porte {5}."
    " Chambre {0}, puis le bus {2} part."
)


def facts_of(sheet: Sheet, number: int) -> list[str]:
    return [
        site.alternatives[at].split()[-1] if site.alternatives[0][:2] != "pl" else
        site.alternatives[at].split(" ", 1)[1]
        for site, at in zip(sheet.sites, chosen(sheet, number), strict=True)
    ]  # fmt: skip
