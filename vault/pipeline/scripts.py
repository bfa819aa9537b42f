"""What is known of each script: its last draft, where it lies, what its next draft builds on."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from vault.records import Leaf
from vault.store.index import Row
from vault.store.objects import WINDOW, base_number


@dataclass(slots=True)
class ScriptState:
    """A script as its last draft left it."""

    id: str
    number: int
    leaf: Leaf
    sha256: str
    place: tuple[str, str, str]
    observed: str
    window: dict[int, tuple[Leaf, str]] = field(default_factory=dict)
    """Leaf and handle of the drafts in the present window, by number."""


class Scripts:
    """All scripts of a vault, taken from its drafts in order."""

    def __init__(self, drafts: Iterable[Row]) -> None:
        self._scripts: dict[str, ScriptState] = {}
        self._places: dict[tuple[str, str, str], str] = {}
        self.take_all(drafts)

    def get(self, script: str) -> ScriptState | None:
        """Return what is known of a script, or None before its first draft."""
        return self._scripts.get(script)

    def all(self) -> Iterator[ScriptState]:
        """Give every script."""
        return iter(self._scripts.values())

    def at_place(self, place: tuple[str, str, str]) -> str | None:
        """Return the script whose last draft lay at this place: folder, path, path bytes."""
        return self._places.get(place)

    def base(self, script: str) -> str | None:
        """Return the handle that the script's next draft is to be built on."""
        state = self._scripts.get(script)
        if state is None:
            return None
        number = base_number(state.number + 1)
        known = state.window.get(number) if number else None
        return known[1] if known else None

    def leaf_of(self, script: str, number: int) -> Leaf | None:
        """Return the leaf of one of the script's recent drafts."""
        state = self._scripts.get(script)
        known = state.window.get(number) if state else None
        return known[0] if known else None

    def take_all(self, drafts: Iterable[Row]) -> None:
        """Take in drafts, oldest first."""
        for row in drafts:
            self.take(row)

    def take(self, row: Row) -> None:
        """Take in one draft."""
        told, names = row.field("script"), row.field("names")
        script, number = str(told["id"]), int(told["number"])
        place = place_of(names)
        state = self._scripts.get(script)
        window = state.window if state else {}
        if state is not None and number < state.number:
            return  # another computer's numbering; the highest leads
        if (number - 1) % WINDOW == 0:
            window = {}
        window[number] = (row.leaf, row.handle)
        if state is not None:
            self._places.pop(state.place, None)
        self._places[place] = script
        self._scripts[script] = ScriptState(
            id=script,
            number=number,
            leaf=row.leaf,
            sha256=str(row.field("content")["sha256"]),
            place=place,
            observed=str(row.field("capture")["observed_at"]),
            window=window,
        )


def place_of(names: dict[str, object]) -> tuple[str, str, str]:
    """Return where a draft lay, as its names say: folder, path, and raw bytes if they differ."""
    return str(names["folder"]), str(names["path"]), str(names.get("path_bytes", ""))
