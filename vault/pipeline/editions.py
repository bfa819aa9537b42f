"""The copies that left the desk, as a trace holds them: those made alike together."""

from collections.abc import Mapping
from functools import partial

from vault.encoding import canonical
from vault.errors import BadInput, Damaged, Unreadable
from vault.pipeline import issued
from vault.pipeline.history import History
from vault.pipeline.variants import script_of, sheet_by_leaf
from vault.screenplay.model import Script
from vault.share.codes import Parameters, bias_key, copy_key, draft_secret
from vault.share.printing import Hidden
from vault.share.variants import Sheet
from vault.store.index import Row
from vault.trace.evidence import Codes
from vault.trace.finding import Edition


def editions(history: History, drafts: Mapping[str, Row], notes: list[str]) -> list[Edition]:
    """Return the copies that left the desk, those made alike together, draft by draft.

    Notes say what is lost.
    """
    groups: dict[str, dict[tuple[str, str, bytes], list[Row]]] = {}
    for row in history.rows("copy"):
        details = row.field("details")
        leaf, code = str(details.get("draft")), details.get("code")
        if leaf in drafts:
            how = {k: v for k, v in code.items() if k != "commitment"} if code else {}
            build = str(row.field("capture").get("build"))
            alike = str(details.get("format")), build, canonical(how)
            groups.setdefault(leaf, {}).setdefault(alike, []).append(row)
    found = (
        _edition(history, drafts[leaf], rows, notes)
        for leaf, listed in groups.items()
        for rows in listed.values()
    )
    return [edition for edition in found if edition is not None]


def _edition(history: History, draft: Row, rows: list[Row], notes: list[str]) -> Edition | None:
    """Return copies that were made alike, the first whose pages are there standing for all.

    Where none of them is, their words are those of the draft still.
    """
    without_pages = None
    for row in rows:
        paged = row.field("details").get("format") == "pdf"
        try:
            hidden = issued.hidden_of(history, row)
            if without_pages is None:
                without_pages = row, hidden
            if paged:
                history.objects.get(row.handle)
        except (Damaged, BadInput) as error:
            notes.append(f"Copy {row.field('details').get('copy')}: {error}")
            continue
        return _made_alike(history, draft, rows, (row, hidden), notes, pages=paged)
    if without_pages is None:
        return None
    return _made_alike(history, draft, rows, without_pages, notes, pages=False)


def _made_alike(
    history: History,
    draft: Row,
    rows: list[Row],
    one: tuple[Row, Hidden | None],
    notes: list[str],
    *,
    pages: bool,
) -> Edition:
    row, hidden = one
    secret = draft_secret(history.secrets.vault_key, draft.leaf)
    ids = [str(each.field("details")["copy"]) for each in rows] if hidden else []
    marks = hidden.parameters if hidden else None
    codes = Codes(
        bias_key(secret),
        [(name, copy_key(secret, name)) for name in ids],
        _sheet(history, marks, notes),
        blank=marks is not None and marks.blank > 0,
    )
    return Edition(
        draft.leaf.hex(),
        codes,
        marks if marks and pages and (marks.word or marks.line) else None,
        lambda: history.objects.get(row.handle).content,
        partial(issued.table_of, history, row),
        partial(_script, history, draft, notes),
        pages,
    )


def _sheet(history: History, marks: Parameters | None, notes: list[str]) -> Sheet | None:
    """Return the variants that copies were made with."""
    if marks is None or not marks.variants:
        return None
    try:
        return sheet_by_leaf(history, marks.variants)
    except (Damaged, Unreadable) as error:
        notes.append(str(error))
        return None


def _script(history: History, draft: Row, notes: list[str]) -> Script:
    """Return the words of a draft; none where they cannot be read."""
    try:
        return script_of(history, draft)
    except BadInput:
        pass
    except Damaged as error:
        notes.append(f"{draft.field('names').get('path')}: {error}")
    return Script("", (), ())
