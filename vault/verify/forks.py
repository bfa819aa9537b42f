"""Two histories of one log: where what files say of it cannot all be true (section 10)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from vault.merkle import Frontier
from vault.verify.said import Said, State

Named = tuple[str, Said]
"""What a file says of a log, with the file's name in words."""

MOST_NAMED = 6
"""Entries named of two files that show two histories; what follows the first differs anyway."""


def forks(log: str, said: Sequence[Named], states: dict[State, list[str]]) -> Iterator[str]:
    """Give a sentence for each contradiction: entries by number, states by size and root.

    ``states`` are all that is said of the log's states, each with the names of the files.
    """
    for one, other in combinations(said, 2):
        yield from _entries(log, one, other)
    yield from _roots(log, states)
    if len({leaf_at(one, 0) for _, one in said} - {None}) > 1:
        return  # two logs under one number: nothing more of them can be compared
    for named in said:
        yield from _beginnings(log, named, states)


def _entries(log: str, one: Named, other: Named) -> Iterator[str]:
    """Compare two files line by line; entry 0 has the keys, and with others it is another log."""
    (first, a), (second, b) = one, other
    differing = [
        seq
        for seq in sorted({*a.lines, *b.lines, *_edge(a, b)})
        if None not in (left := leaf_at(a, seq), right := leaf_at(b, seq)) and left != right
    ]
    if differing:
        yield f"A fork of log {log[:8]}: {first} and {second} differ at {_entry(differing)}."
        if differing[0] == 0:
            yield f"Entry 0 names the keys: {first} and {second} are not of one vault."
            return
        yield from _moved(one, other)
    for (name, before), (later, after) in ((one, other), (other, one)):
        for seq, line in sorted(after.lines.items()):
            if {seq, seq - 1} & {*differing} or not seq or seq - 1 in after.lines:
                continue
            leaf = leaf_at(before, seq - 1)
            if leaf is not None and line.prev != leaf.hex():
                yield (
                    f"A fork of log {log[:8]}: entry {seq} in {later} does not follow entry"
                    f" {seq - 1} in {name}."
                )


def leaf_at(said: Said, seq: int) -> bytes | None:
    """Return the leaf that a file gives a log at a number, None if it does not say."""
    if seq < len(said.leaves):
        return said.leaves[seq]
    line = said.lines.get(seq)
    return line.leaf if line else None


def _edge(a: Said, b: Said) -> list[int]:
    """Return the first number at which two files' leaves differ, if any."""
    pairs = enumerate(zip(a.leaves, b.leaves, strict=False))
    return [seq for seq, (left, right) in pairs if left != right][:1]


def _moved(one: Named, other: Named) -> Iterator[str]:
    """Name what became of entries whose lines both files show: what they hide is one commit."""
    for (name, a), (second, b) in ((one, other), (other, one)):
        places = {line.commit: seq for seq, line in b.lines.items()}
        whole = set(range(len(b.lines))) == set(b.lines)
        gone = [seq for seq, line in sorted(a.lines.items()) if line.commit not in places]
        gone = [seq for seq in gone if whole and seq < len(b.lines)]
        if gone:
            yield f"Of {name}, {_entry(gone)} is missing from {second}."
    (name, a), (second, b) = one, other
    places = {line.commit: seq for seq, line in b.lines.items()}
    moved = [(seq, places.get(line.commit, seq)) for seq, line in sorted(a.lines.items())]
    for seq, place in [(seq, place) for seq, place in moved if seq != place][:MOST_NAMED]:
        yield f"Entry {seq} of {name} stands as entry {place} in {second}."


def _roots(log: str, states: dict[State, list[str]]) -> Iterator[str]:
    sizes: dict[int, list[State]] = defaultdict(list)
    for state in sorted(states):
        sizes[state.size].append(state)
    for size, several in sizes.items():
        if len(several) > 1:
            told = ", and ".join(f"{short(s.root)} in {names(states[s])}" for s in several)
            yield f"A fork of log {log[:8]}: with {entries(size)} its root is {told}."


def _beginnings(log: str, named: Named, states: dict[State, list[str]]) -> Iterator[str]:
    """Compare the leaves of one file with every root that is said at their size or a smaller."""
    name, said = named
    roots = prefix_roots(said.leaves, {state.size for state in states})
    for state in sorted(states):
        root = roots.get(state.size)
        known = root is None or root == state.root or State(log, state.size, root) in states
        if not known and name not in states[state]:
            yield (
                f"A fork of log {log[:8]}: with its first {entries(state.size)} the root is"
                f" {short(str(root))} in {name}, and {short(state.root)} in {names(states[state])}."
            )


def prefix_roots(leaves: Sequence[bytes], sizes: set[int]) -> dict[int, str]:
    """Return the roots (hex) over the first leaves at each of these sizes that they reach."""
    found, grown = {}, Frontier()
    for leaf in leaves:
        grown.append(leaf)
        if grown.size in sizes:
            found[grown.size] = grown.root().hex()
    return found


def short(root: str) -> str:
    """Return the beginning of a root, for a sentence."""
    return f"{root[:16]}…"


def names(files: Sequence[str]) -> str:
    """Return the names of files as they stand in a sentence."""
    several = list(dict.fromkeys(files))
    return " and ".join([", ".join(several[:-1]), several[-1]] if len(several) > 1 else several)


def entries(size: int) -> str:
    """Return a log's size in words."""
    return "1 entry" if size == 1 else f"{size} entries"


def _entry(numbers: Sequence[int]) -> str:
    more = len(numbers) - MOST_NAMED
    told = [*map(str, numbers[:MOST_NAMED]), *([f"{more} more"] if more > 0 else [])]
    return f"entry {told[0]}" if len(told) == 1 else f"entries {names(told)}"
