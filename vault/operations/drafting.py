"""Operations on drafts: watch, seal, drafts, show, label, restore."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vault.errors import BadInput, Exit, VaultError
from vault.operations.session import Outcome, Session

if TYPE_CHECKING:
    from vault.pipeline.capturing import Files
    from vault.pipeline.writer import Writer
    from vault.store.index import Row

READ_TRIES = 5


def watch(session: Session, *, dirs: Sequence[Path], once: bool) -> Outcome:
    """Watch folders until ``session.stop``, or seal everything in them once."""
    from vault.pipeline.background import Background
    from vault.pipeline.opening import check_watchable
    from vault.pipeline.watching import Watching

    with session.writing() as pen:
        given = dirs or [Path(folder) for folder in pen.history.settings.watch]
        if not given:
            raise BadInput(
                "No folder is watched.", "Name one in Settings, or: scriptvault watch DIR."
            )
        roots = [check_watchable(path, session.where.vault) for path in given] if dirs else given
        asks = pen.history.settings.time and not session.offline and not once
        background = None
        if asks:
            background = Background(session.authorities(), session.post, session.roots())
        watching = Watching(pen, roots, session.say, background)
        if once:
            watching.once(lambda done, of: session.progress("drafts", done, of))
        else:
            watching.run(session.stop)
    return Outcome({}, [])


def seal(session: Session, *, files: Sequence[Path]) -> Outcome:
    """Seal files now, and read them after."""
    from vault.pipeline import readings
    from vault.pipeline.capturing import Files

    drafts, lines, failed = [], [], []
    with session.writing() as pen:
        known, rows = Files(pen.history), []
        for number, path in enumerate(files, start=1):
            try:
                told, row = _seal_one(pen, known, path)
            except VaultError as error:
                failed.append(error)
                continue
            drafts.append(told)
            rows.append(row)
            word = "sealed" if told["new"] else "already sealed as"
            lines.append(f"{path.name}: {word} entry {told['seq']}")
            session.progress("drafts", number, len(files))
        for row in rows:
            if readings.latest(pen.history, row) is None:
                readings.make(pen, row)
    if failed and not drafts:
        raise failed[0]
    lines += [f"not sealed: {error}" for error in failed]
    data: dict[str, Any] = {"drafts": drafts}
    if failed:
        data["failed"] = [{"message": e.message, "hint": e.hint} for e in failed]
    return Outcome(data, lines, failed[0].exit_code if failed else Exit.DONE)


def drafts(session: Session, *, script: str | None) -> Outcome:
    """List the drafts, oldest first."""
    from vault.pipeline import timeline

    with session.reading() as history:
        rows = timeline.ordered(history)
        if script is not None:
            rows = timeline.of_script(rows, script)
        expects = history.settings.time and bool(session.authorities())
        told = timeline.describe(history, rows, session.roots(), expects_time=expects)
    lines = [
        f"{d['sealed_at'][:16].replace('T', ' ')}  {d['script']}#{d['number']}"
        f"  {_size_in_words(d)}  {_time_in_words(d)}" + (f"  “{d['label']}”" if d["label"] else "")
        for d in told
    ]
    return Outcome({"drafts": told}, lines or ["There are no drafts yet."])


def show(session: Session, *, draft: str) -> Outcome:
    """Show one draft with its entry, readings, tokens and declarations."""
    from vault.pipeline import issued, readings, timeline, tokens
    from vault.seal.signing import parse_line

    with session.reading() as history:
        row = timeline.find_draft(history, draft)
        expects = history.settings.time and bool(session.authorities())
        [told] = timeline.describe(history, [row], session.roots(), expects_time=expects)
        line = parse_line(history.line_at(row.log, row.seq))
        told["entry"] = {
            "log": row.log,
            "seq": row.seq,
            "leaf": row.leaf.hex(),
            "signer": history.logs[row.log].succession.at(row.seq).fingerprint,
            "commit": line.commit,
            "fields": row.fields,
        }
        about = list(history.rows(about=row.leaf.hex()))
        told["readings"] = [readings.told(r) for r in about if r.kind == "reading"]
        told["declarations"] = [
            {"seq": r.seq, **r.field("details")} for r in about if r.kind == "declaration"
        ]
        told["anchors"] = [
            asdict(token)
            for token in tokens.held(history)
            if token.log == row.log and token.size > row.seq
        ]
        told["copies"] = issued.copies_of(history, row)
    lines = [
        f"{told['script']}, draft {told['number']} (entry {told['seq']})",
        f"SHA-256  {told['sha256']}",
        f"Sealed   {told['sealed_at']} (observed on this computer)",
        f"Time     {_time_in_words(told)}",
        f"Text     {_size_in_words(told)}",
        f"Signer   {told['entry']['signer']}",
    ]
    lines += [
        f"Copy     {copy['copy_id']} for {copy['recipient']}, {copy['issued']}, {copy['licence']}"
        for copy in told["copies"]
    ]
    return Outcome(told, lines)


def label(session: Session, *, draft: str, name: str) -> Outcome:
    """Name a draft."""
    from vault.pipeline import timeline

    if not name.strip() or len(name) > 200 or not name.isprintable():
        raise BadInput("This is no name for a draft.", "Use up to 200 letters and signs.")
    with session.writing() as pen:
        row = timeline.find_draft(pen.history, draft)
        details = {"declaration": "label", "draft": row.leaf.hex(), "label": name.strip()}
        said = pen.declare(dict(details))
    return Outcome({"seq": said.seq}, [f"Entry {row.seq} is now named {name.strip()}."])


def restore(session: Session, *, draft: str, output: Path, force: bool) -> Outcome:
    """Write a draft's bytes to a new file, a package as a folder."""
    from vault.pipeline import restoring, timeline

    with session.reading() as history:
        row = timeline.find_draft(history, draft)
        sha256 = restoring.restore(history, row, output, replace=force)
    path = str(output.expanduser().absolute())
    return Outcome({"path": path, "sha256": sha256}, [f"Restored to {path}."])


def _seal_one(pen: "Writer", known: "Files", path: Path) -> tuple[dict[str, Any], "Row"]:
    from vault.pipeline import capturing
    from vault.pipeline.timeline import ordered
    from vault.watch.capture import StillChanging
    from vault.watch.rules import Candidate, is_package_name

    path = path.expanduser().absolute()
    if path.is_dir() and not is_package_name(path.name):
        raise BadInput(f"{path} is a folder.", "Name the scripts in it, or watch it.")
    if path.is_relative_to(pen.history.folder.path):
        raise BadInput(f"{path} lies inside the vault.", "Name a script of yours.")
    watched = [Path(folder) for folder in pen.history.settings.watch]
    root = next((folder for folder in watched if path.is_relative_to(folder)), path.parent)
    candidate = Candidate(path, package=path.is_dir())
    for attempt in range(READ_TRIES):
        try:
            row, script = capturing.capture(pen, known, root, candidate, "manual", ())
            break
        except StillChanging:
            if attempt == READ_TRIES - 1:
                raise
    new = row is not None
    if row is None:
        mine = [r for r in ordered(pen.history) if r.field("script")["id"] == script]
        row = max(mine, key=lambda r: int(r.field("script")["number"]))
    told = {
        "seq": row.seq,
        "script": row.field("names")["path"],
        "sha256": row.field("content")["sha256"],
        "new": new,
    }
    return told, row


def _time_in_words(draft: dict[str, Any]) -> str:
    status = draft["time_status"]
    if status in {"stamped", "confirmed"}:
        return f"existed no later than {draft['not_later_than']}"
    words = {
        "none": "no independent time",
        "waiting": "independent time: waiting",
        "refused": "independent time: refused",
    }
    return words[status]


def _size_in_words(draft: dict[str, Any]) -> str:
    if draft["not_read"]:
        return f"sealed as it is: {draft['not_read']}"
    if draft["pages"] is None:
        return "not read yet"
    counts = [_count(draft[what], what[:-1]) for what in ("pages", "scenes", "words")]
    return f"about {', '.join(counts)}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
