"""The tree of RFC 6962 section 2.1 with SHA-256: roots, proofs, and a frontier that grows.

Verification follows RFC 9162 sections 2.1.3.2 and 2.1.4.2. Leaves, nodes and roots are 32 bytes.
"""

import hashlib
from collections.abc import Iterable, Sequence

SIZE = 32
EMPTY = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of one leaf's data: H(0x00, data)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node: H(0x01, left, right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """The roots of the full subtrees of a growing tree: enough to append and give the root."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self.size = 0
        self._peaks: list[bytes] = []
        for leaf in leaves:
            self.append(leaf)

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash at the right edge."""
        size, node = self.size, leaf
        while size & 1:
            node = node_hash(self._peaks.pop(), node)
            size >>= 1
        self._peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        """Return the root over all leaves so far."""
        if not self._peaks:
            return EMPTY
        node = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            node = node_hash(peak, node)
        return node


def root(leaves: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes."""
    return Frontier(leaves).root()


class Tree:
    """A fixed list of leaf hashes with its inner nodes kept, for many proofs over one log."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.size = len(leaves)
        self._levels: list[list[bytes]] = [list(leaves)]
        while len(self._levels[-1]) > 1:
            below = self._levels[-1]
            # Only complete pairs: a subtree at [level][i] covers exactly 2**level leaves.
            self._levels.append(
                [node_hash(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)]
            )

    def leaves(self, size: int) -> list[bytes]:
        """Return the first ``size`` leaves."""
        return self._levels[0][:size]

    def root(self, size: int | None = None) -> bytes:
        """Return the root over the first ``size`` leaves (all by default)."""
        return self._subtree(0, self.size if size is None else size)

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """Return PATH(index, D[0:size]), leaf to root."""
        if not 0 <= index < size <= self.size:
            raise IndexError("no such leaf in a tree of that size")
        return self._path(index, 0, size)

    def consistency(self, old: int, new: int) -> list[bytes]:
        """Return PROOF(old, D[0:new]) for 1 <= old <= new."""
        if not 1 <= old <= new <= self.size:
            raise IndexError("no such pair of sizes")
        return self._subproof(old, 0, new, whole=True)

    def _path(self, index: int, start: int, end: int) -> list[bytes]:
        if end - start == 1:
            return []
        middle = start + _split(end - start)
        if index < middle:
            return [*self._path(index, start, middle), self._subtree(middle, end)]
        return [*self._path(index, middle, end), self._subtree(start, middle)]

    def _subproof(self, old: int, start: int, end: int, *, whole: bool) -> list[bytes]:
        if old == end:
            return [] if whole else [self._subtree(start, end)]
        middle = start + _split(end - start)
        if old <= middle:
            left = self._subproof(old, start, middle, whole=whole)
            return [*left, self._subtree(middle, end)]
        right = self._subproof(old, middle, end, whole=False)
        return [*right, self._subtree(start, middle)]

    def _subtree(self, start: int, end: int) -> bytes:
        """Return MTH(D[start:end]) for a range as RFC 6962 splits it."""
        width = end - start
        if width == 0:
            return EMPTY
        level = width.bit_length() - 1
        if width == 1 << level:
            return self._levels[level][start >> level]
        middle = start + _split(width)
        return node_hash(self._subtree(start, middle), self._subtree(middle, end))


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected: bytes
) -> bool:
    """Tell whether ``leaf`` stands at ``index`` in the tree of ``size`` leaves with that root."""
    if not 0 <= index < size or not _hashes((leaf, expected, *proof)):
        return False
    first, second, node = index, size - 1, leaf
    for step in proof:
        if second == 0:
            return False
        if first & 1 or first == second:
            node = node_hash(step, node)
            while not first & 1 and first:
                first, second = first >> 1, second >> 1
        else:
            node = node_hash(node, step)
        first, second = first >> 1, second >> 1
    return second == 0 and node == expected


def verify_consistency(
    old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> bool:
    """Tell whether the tree of ``new`` leaves begins with the very leaves of the tree of ``old``.

    A tree of no leaves proves nothing and is refused.
    """
    if not 1 <= old <= new or not _hashes((old_root, new_root, *proof)):
        return False
    if old == new:
        return not proof and old_root == new_root
    steps = list(proof) if old & (old - 1) else [old_root, *proof]
    if not proof or not steps:
        return False
    first, second = old - 1, new - 1
    while first & 1:
        first, second = first >> 1, second >> 1
    older = newer = steps[0]
    for step in steps[1:]:
        if second == 0:
            return False
        if first & 1 or first == second:
            older, newer = node_hash(step, older), node_hash(step, newer)
            while not first & 1 and first:
                first, second = first >> 1, second >> 1
        else:
            newer = node_hash(newer, step)
        first, second = first >> 1, second >> 1
    return second == 0 and older == old_root and newer == new_root


def _split(width: int) -> int:
    """Return the largest power of two smaller than ``width``."""
    return 1 << ((width - 1).bit_length() - 1)


def _hashes(values: Iterable[bytes]) -> bool:
    return all(len(value) == SIZE for value in values)
