"""Operations on licence terms: the presets, and what any file says about its use."""

from pathlib import Path
from typing import Any

from vault.licence import presets, wording
from vault.licence.presets import Preset, Use
from vault.operations.session import Outcome, Session

_WORDS: dict[Use, str] = {
    "allowed": "allowed",
    "limited": "within limits",
    "only-if-paid": "only if paid",
    "reserved": "reserved",
    "prohibited": "prohibited",
    "unsaid": "nothing said",
}


def licences(session: Session) -> Outcome:  # noqa: ARG001  # as every operation has it
    """List the presets and what each comes to."""
    lines = []
    for row in presets.PRESETS:
        mark = " (used unless you choose another)" if row.id == presets.DEFAULT else ""
        lines += [f"{row.id}{mark}", f"  {row.sentence}"]
    lines += ["", "The whole text of one: scriptvault licences show ID"]
    return Outcome({"licences": [_told(row) for row in presets.PRESETS]}, lines)


def show(session: Session, *, licence: str) -> Outcome:  # noqa: ARG001
    """Show one preset: its notice with the blanks still in it, and use by use what it says."""
    row = presets.preset(licence)
    told = _told(row)
    lines = [row.id, row.sentence, "", "Notice", f"  {_with_blanks(told['notice'])}"]
    if row.claims:
        held = wording.opening(row, wording.BLANKS, held=True)
        lines += ["", "If you say that the copyright is yours, it begins"]
        lines += [f"  {_with_blanks(held)}"]
    lines += ["", "At the foot of every page", f"  {_with_blanks(told['footer'])}"]
    lines += ["", "Use by use"]
    lines += [f"  {presets.USES[use]}: {_WORDS[said]}" for use, said in row.uses.items()]
    lines += [
        "",
        "The terms are requested. They reserve rights as they stand; as a contract they bind who",
        "agreed to them. They make terms known, and prevent nothing by themselves.",
    ]
    return Outcome({"licences": [told]}, lines)


def read(session: Session, *, file: Path) -> Outcome:  # noqa: ARG001
    """Show every signal about its use that a file carries; needs no vault."""
    from vault.licence.reading import read_terms

    terms = read_terms(file)
    data = {
        "signals": [signal.as_json() for signal in terms.signals],
        "conflicts": terms.conflicts,
        "effective": terms.effective,
        "unread": terms.unread,
    }
    if not terms.signals:
        lines = ["No terms were found. Nothing is said; that allows nothing."]
        return Outcome(data, [*lines, *terms.unread])
    lines = []
    for source in dict.fromkeys(signal.source for signal in terms.signals):
        lines += [f"In {source}"]
        for signal in terms.signals:
            if signal.source == source:
                lines += [f"  {signal.property} = {_cut(signal.value)}", f"    {signal.says}"]
    lines += ["", "Taken together, the most restrictive counting"]
    lines += [f"  {presets.USES[use]}: {_WORDS[said]}" for use, said in terms.effective.items()]
    for conflict in terms.conflicts:
        lines += ["", f"They disagree on {presets.USES[conflict['use']]}"]
        lines += [f"  {s['source']}, {s['property']}: {s['value']}" for s in conflict["signals"]]
    return Outcome(data, [*lines, *([""] if terms.unread else []), *terms.unread])


def _told(row: Preset) -> dict[str, Any]:
    return {
        "id": row.id,
        "sentence": row.sentence,
        "notice": wording.notice(row, wording.BLANKS, held=False),
        "notice_when_held": wording.notice(row, wording.BLANKS, held=True),
        "footer": wording.footer(row, wording.BLANKS),
        "uses": dict(row.uses),
        "default": row.id == presets.DEFAULT,
    }


def _with_blanks(text: str) -> str:
    """Return a text whose blanks stand as people mark them."""
    return text.replace("{", "[").replace("}", "]")


def _cut(value: str) -> str:
    return value if len(value) <= 90 else value[:89] + "…"
