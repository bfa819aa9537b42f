"""How much of the chosen drafts a bundle discloses: all, evidence without words, scenes alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from vault.errors import BadInput, Damaged
from vault.pipeline import readings, scenes
from vault.pipeline.history import History
from vault.prove.bundle import LogShown
from vault.store.index import Row
from vault.verify.paths import LONGEST_SCENE

# Declarations, names and parties hold words and names of people, a reading's details a hash of the
# whole text: of these only the leaves go along.
_BARE = frozenset({"kind", "capture"})
_DRAFT = _BARE | {"content", "script"}
_DIVIDED = _BARE | {"script"}


def evidence_only(logs: Iterable[LogShown]) -> list[LogShown]:
    """Return the same without the drafts' bytes, words, titles and names (format, section 9)."""
    return [_only(log, {"draft": _DRAFT}) for log in logs]


def scenes_alone(
    history: History, logs: Iterable[LogShown], draft: Row, places: Sequence[int]
) -> tuple[list[LogShown], str]:
    """Return the same with nothing disclosed of the draft but the scenes at these places, from 1.

    They are its paragraphs where it has no scenes: which of both is returned too. Raises
    ``BadInput`` when the draft has no such part, ``Damaged`` when it reads otherwise than it did
    when its reading was sealed.
    """
    reading = readings.latest(history, draft)
    if reading is None:
        raise BadInput("The words of this draft could not be read.", "Prove it whole.")
    files, division = _files(history, draft, reading, places)
    return [scenes_only(log, (reading.log, reading.seq), files) for log in logs], division


def scenes_only(log: LogShown, reading: tuple[str, int], files: Mapping[int, bytes]) -> LogShown:
    """Return a log that shows these finished scenes of a reading (log, seq), and no other word."""
    bare = _only(log, {"draft": _DIVIDED, "reading": _DIVIDED})
    entries = tuple(
        replace(entry, scenes=files) if (log.log, entry.seq) == reading else entry
        for entry in bare.entries
    )
    return replace(bare, entries=entries)


def _files(
    history: History, draft: Row, reading: Row, places: Sequence[int]
) -> tuple[dict[int, bytes], str]:
    from vault.screenplay.reading import SCENE, Opaque, divisions, read

    script = read(history.objects.get(draft.handle).content, str(draft.field("names").get("path")))
    division, found = (SCENE, ()) if isinstance(script, Opaque) else divisions(script)
    salt = history.objects.get(reading.handle).salt
    if scenes.root(found, salt) != readings.told(reading)["scene_root"]:
        raise Damaged(
            "This draft reads otherwise than when its reading was sealed.", "Run check --all."
        )
    absent = [place for place in places if not 1 <= place <= len(found)]
    if absent:
        count = f"{len(found)} {division}s" if len(found) != 1 else f"1 {division}"
        raise BadInput(
            f"This draft has {count}, and none at place {absent[0]}.", "Count them from 1."
        )
    files = {place: scenes.alone(found, salt, place) for place in sorted(set(places))}
    if any(len(data) > LONGEST_SCENE for data in files.values()):
        raise BadInput(f"This {division} is too long to be shown alone.", "Prove the draft whole.")
    return files, division


def _only(log: LogShown, names: dict[str, frozenset[str]]) -> LogShown:
    """Return a log with the fields of these names shown by kind, bare entries else."""
    entries = []
    for entry in log.entries:
        shown = names.get(str(entry.fields["kind"]), _BARE)
        entries.append(replace(entry, names=entry.names & shown, content=None))
    return replace(log, entries=tuple(entries))
