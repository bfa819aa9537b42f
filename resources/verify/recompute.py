#!/usr/bin/env python3
"""Recompute a trace report of Script Vault with nothing but Python's standard library.

    pdfdetach -saveall REPORT.pdf          (or any program that saves what is attached to a PDF)
    python3 -I recompute.py evidence.json [--seed HEX]

It reads evidence.json, which is attached to the report, and nothing else; no network, nothing
written. For every copy that the report names it checks:

    entry     the fields shown belong to the line of the log, the line to its leaf, and the leaf to
              a state of the log (its signatures and its time other programs check)
    code      the keys shown are those the entry was bound to when the copy was recorded
    sites     how probable each bit is, as these keys have it
    score     z, over all marks and layer by layer, from what was measured and the copy's bits
    chance    the bound on how often a copy that has nothing to do with the pages scores as high
    class     the word that follows from it
    decoys    the scores of codes that nobody has, drawn again, bin by bin

With --seed decoys are drawn once more from a seed of your own, and how many score as high as each
copy is told beside: whoever made the report had no say in these.

Of a report whose keys are not shown, the code and the score cannot be recomputed; the rest can.
What was measured on the pages is taken as it stands: tracing the same files again shows that.
Signatures are checked in a bundle of the draft (`prove --with-record`), a token by

    openssl ts -verify -data NAME.checkpoint -in NAME.tsr -CAfile ROOTS.pem

Exit code: 0 every figure follows, 1 one does not, 2 this is no such file, 3 what can be checked
follows, but keys, or what an entry was sealed with, are not shown.

A few pages take seconds, a whole script some minutes: the decoys of every place are drawn again.

This file was written from the published text "Hidden marks of a copy" (marks.md, CC0) alone and
shares no code with Script Vault; "§" cites it. Python 3.8 or newer.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import json
import math
import re
import struct
import sys
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import compress
from operator import and_, le, lt
from typing import Any

SCALE, UNIT, FINE = 1 << 16, 10**9, 1 << 40
SELDOM, OFTEN = 13849, SCALE - 13849
MARKS = b"scriptvault/marks/v1/"
DECOY = b"scriptvault/report/v1/decoy\n"
LEAST = 1e-300
CLOSE = 0.011  # chances are written to three digits
ROUNDED = Fraction(1, 20000)  # and scores to four decimals
FIELDS = ("kind", "content", "names", "script", "capture", "parties", "terms", "details")
NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?")
LARGEST, MOST_DECOYS = 1 << 29, 10**7

Told = Any  # what JSON may hold


class Refused(Exception):
    """This is not the evidence of a trace report."""


class Checks:
    """What was checked so far, told as it comes."""

    def __init__(self) -> None:
        self.failed = self.open = 0

    def say(self, follows: bool, what: str, detail: str = "") -> None:
        """Tell whether a figure follows."""
        self.failed += not follows
        word = "follows" if follows else "DIFFERS"
        tell(f"  {word:8} {what}{': ' if detail else ''}{detail}")

    def leave(self, what: str) -> None:
        """Tell what cannot be checked without the keys."""
        self.open += 1
        tell(f"  {'open':8} {what}")


def tell(line: str) -> None:
    """Print a line."""
    sys.stdout.write(line + "\n")


# ==== §2 The codes ===============================================================================


def blocks(key: bytes, channel: str, page: int, count: int) -> bytes:
    """Return so many blocks of a page under a key, joined."""
    return b"".join(
        hmac.new(key, f"{channel}\n{page}\n{block}".encode(), hashlib.sha256).digest()
        for block in range(count)
    )


def drawn(copy_key: bytes, channel: str, page: int, count: int) -> tuple[int, ...]:
    """The numbers of 16 bits that a copy draws."""
    wanted = -(-count // 16)
    return struct.unpack(f">{16 * wanted}H", blocks(copy_key, channel, page, wanted))


def thresholds(bias_key: bytes, channel: str, page: int, count: int) -> list[int]:
    """Of each site, how many of 65,536 numbers give a 1."""
    stream = blocks(bias_key, channel, page, -(-count // 256))
    bits = [stream[site // 8] >> (7 - site % 8) & 1 for site in range(count)]
    return [OFTEN if bit else SELDOM for bit in bits]


def commitment(bias_key: bytes, copy_key: bytes, code: Told) -> str:
    """§3: what the entry of a copy is bound to."""
    rest = {name: value for name, value in code.items() if name != "commitment"}
    head = MARKS + b"commitment\n" + bias_key + copy_key
    return hashlib.sha256(head + jcs(rest)).hexdigest()


def jcs(value: Told) -> bytes:
    """Return canonical JSON (RFC 8785) of what has no fractions and only ASCII names."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


# ==== The report: scores in whole numbers ========================================================


class Weighed:
    """Cells, each once, with their weights; what several sheets say of one is added up."""

    def __init__(self, parts: Sequence[Told]) -> None:
        sums: dict[tuple[str, int, int, int, int], int] = {}
        for part in parts:
            for site, low, high, value in part["cells"]:
                if not (0 <= site < 1 << 24 and 0 <= low < high <= SCALE and high - low < SCALE):
                    raise Refused("a cell is out of its bounds")
                place = (part["channel"], part["page"], site, low, high)
                sums[place] = sums.get(place, 0) + billionths(value)
        kept = sorted(place for place, value in sums.items() if value)
        self.draws = sorted({place[:3] for place in kept})
        number = {draw: at for at, draw in enumerate(self.draws)}
        self.at = [number[place[:3]] for place in kept]
        self.low = [place[3] for place in kept]
        self.high = [place[4] for place in kept]
        self.sums = [sums[place] for place in kept]
        whole = sum(value * value for value in self.sums)
        self.weights = []
        self.middle = 0
        for low, high, value in zip(self.low, self.high, self.sums):  # noqa: B905  # Python 3.8
            spread = (high - low) * (SCALE - (high - low))
            size = math.isqrt(value * value * SCALE * SCALE * FINE * FINE // (whole * spread))
            self.weights.append(size if value > 0 else -size)
            self.middle += self.weights[-1] * (high - low)
        self.plain = not any(self.low) and len(self.draws) == len(self.at)

    def total(self, numbers: Sequence[int]) -> int:
        """The sum of the weights where numbers, in the order of the draws, give a 1."""
        if self.plain:
            return sum(compress(self.weights, map(lt, numbers, self.high)))
        own = [numbers[at] for at in self.at]
        return sum(
            compress(self.weights, map(and_, map(le, self.low, own), map(lt, own, self.high)))
        )

    def of_copy(self, copy_key: bytes) -> int:
        """Return the sum of a copy's own numbers."""
        most: dict[tuple[str, int], int] = {}
        for channel, page, site in self.draws:
            most[channel, page] = max(site, most.get((channel, page), 0))
        found = {place: drawn(copy_key, *place, site + 1) for place, site in most.items()}
        return self.total([found[channel, page][site] for channel, page, site in self.draws])

    def z(self, total: int) -> str:
        """Return the score of a sum, to four decimals."""
        return decimal(SCALE * total - self.middle, FINE * SCALE, 4)

    def least(self, z: Fraction) -> int:
        """The least sum whose score is z or more."""
        return math.ceil((z * FINE * SCALE + self.middle) / SCALE)

    def chance(self, total: int) -> float:
        """Cantelli's bound up to z = 3, beyond it Chernoff's (§4)."""
        z = (SCALE * total - self.middle) / (FINE * SCALE)
        if z <= 3:
            return 1 / (1 + max(z, 0.0) ** 2)
        length = math.sqrt(sum(value * value for value in self.sums))
        steps = []
        for low, high, value in zip(self.low, self.high, self.sums):  # noqa: B905
            p = (high - low) / SCALE
            weight, spread = value / length, math.sqrt(p * (1 - p))
            steps.append((p, weight * (1 - p) / spread, -weight * p / spread))

        def exponent(t: float) -> float:
            found = -t * z
            for p, one, zero in steps:
                most = max(t * one, t * zero)
                mean = p * math.exp(t * one - most) + (1 - p) * math.exp(t * zero - most)
                found += most + math.log(mean)
            return found

        low_t, high_t = 0.0, min(64.0, 4 * z + 4)
        for _ in range(60):
            left, right = low_t + (high_t - low_t) / 3, high_t - (high_t - low_t) / 3
            if exponent(left) < exponent(right):
                high_t = right
            else:
                low_t = left
        return min(1.0, max(LEAST, math.exp(max(-800.0, exponent((low_t + high_t) / 2)))))

    def decoys(self, seed: bytes, count: int) -> list[int]:
        """The sums of codes that nobody has."""
        form, size = f">{len(self.draws)}H", 2 * len(self.draws)
        found = []
        for number in range(count):
            stream = hashlib.shake_256(DECOY + seed + struct.pack(">I", number)).digest(size)
            found.append(self.total(struct.unpack(form, stream)))
            if number % 1000 == 0 and sys.stderr.isatty():
                sys.stderr.write(f"\rdecoys: {number} of {count} ")
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{'':40}\r")
        return found

    def bins(self, sums: Sequence[int]) -> list[list[Told]]:
        """Where each bin begins and how many lie in it, as wide as whole steps of a score."""
        sizes = sorted(map(abs, self.weights))
        step = max(1, sizes[(len(sizes) - 1) // 2])
        width = step * max(1, (FINE // 2 + step // 2) // step)
        counted = Counter((total - step // 2) // width for total in sums)
        return [
            [self.z(step // 2 + width * at), counted[at]]
            for at in range(min(counted), max(counted) + 1)
        ]


def billionths(text: Told) -> int:
    """Return a measured value as whole billionths."""
    return int(fraction(text) * UNIT)


def fraction(text: Told) -> Fraction:
    """Return what a string of decimals says, nine of them at most."""
    if not NUMBER.fullmatch(text):
        raise Refused("a number is not written in decimals")
    return Fraction(text)


def decimal(above: int, below: int, places: int) -> str:
    """Return a fraction with so many decimals, halves rounded up."""
    units = (2 * above * 10**places + below) // (2 * below)
    sign, units = ("-", -units) if units < 0 else ("", units)
    return f"{sign}{units // 10**places}.{units % 10**places:0{places}d}"


def alike(ours: float, theirs: Told) -> bool:
    """Tell whether two chances agree to the digits that are written."""
    return abs(ours - float(theirs)) <= CLOSE * max(ours, float(theirs))


# ==== The report: one copy =======================================================================


def entry(checks: Checks, copy: Told) -> None:
    """The fields shown, the line, its leaf (format.md, sections 3 and 4)."""
    shown, line = copy["entry"]["fields"], copy["entry"]["line"]
    said, leaf = json.loads(line), copy["entry"]["leaf"]
    follows = (said["log"], said["seq"]) == (
        copy["entry"]["log"],
        copy["entry"]["seq"],
    ) and hashlib.sha256(b"\0" + line.encode()).hexdigest() == leaf
    checks.say(follows, "the entry", f"line {said['seq']} of log {said['log']}, leaf {leaf}")
    size, root = state(copy["entry"]["proof"], bytes.fromhex(leaf), said["seq"], said["log"])
    checks.say(root, "the proof", f"the entry is one of {size} of the signed state shown")
    if shown is None:
        checks.leave("what the entry says of the code: what it was sealed with is lost")
        return
    leaves = []
    for name in FIELDS:
        one = shown[name]
        if "leaf" in one:
            leaves.append(bytes.fromhex(one["leaf"]))
        else:
            head = b"\0scriptvault/field/v1\n" + name.encode() + b"\n" + bytes.fromhex(one["salt"])
            leaves.append(hashlib.sha256(head + jcs(one["value"])).digest())
    while len(leaves) > 1:
        pairs = zip(leaves[::2], leaves[1::2])  # noqa: B905
        leaves = [hashlib.sha256(b"\1" + left + right).digest() for left, right in pairs]
    details = shown["details"]["value"]
    checks.say(said["commit"] == leaves[0].hex(), "what the entry says is what was sealed")
    same = details["copy"] == copy["copy"] and details.get("code") == copy["code"]
    checks.say(same, "what the entry says of the code")


def state(proof: str, leaf: bytes, seq: int, log: str) -> tuple[int, bool]:
    """Follow a proof (C2SP tlog-proof, RFC 9162 2.1.3.2) to the checkpoint it ends with."""
    head, _, checkpoint = proof.partition("\n\n")
    form, index, *steps = head.split("\n")
    origin, size, root, *_ = checkpoint.split("\n")
    at, last, found = seq, int(size) - 1, leaf
    for step in map(base64.b64decode, steps):
        if last == 0:
            return int(size), False
        if at % 2 or at == last:
            found = hashlib.sha256(b"\1" + step + found).digest()
            while at % 2 == 0 and at:
                at, last = at >> 1, last >> 1
        else:
            found = hashlib.sha256(b"\1" + found + step).digest()
        at, last = at >> 1, last >> 1
    named = form == "c2sp.org/tlog-proof@v1" and index == f"index {seq}"
    named = named and origin == f"scriptvault/log/v1/{log}"
    return int(size), named and last == 0 and found == base64.b64decode(root)


def code(checks: Checks, copy: Told, parts: Sequence[Told]) -> bytes:
    """The keys, held against the entry and against what the report says of every site."""
    bias, own = bytes.fromhex(copy["keys"]["bias"]), bytes.fromhex(copy["keys"]["copy"])
    bound = commitment(bias, own, copy["code"]) == copy["code"]["commitment"]
    checks.say(bound, "the code", "the keys shown are those the entry was bound to")
    right, places = True, 0
    for part in parts:
        sites = [cell[0] for cell in part["cells"]]
        places += len(sites)
        if part["channel"] in ("word", "line"):
            least = thresholds(bias, part["channel"], part["page"], max(sites, default=-1) + 1)
            right &= all((low, high) == (0, least[at]) for at, low, high, _ in part["cells"])
        elif part["channel"] == "blank":
            right &= all(high - low == low % 16384 + 16384 for _, low, high, _ in part["cells"])
    checks.say(right, "how probable each bit is", f"{places} places")
    if any(part["channel"] == "variant" for part in parts):
        tell(
            "           (of wordings and facts as the sealed sheet has it, which is not shown here)"
        )
    return own


def score(checks: Checks, copy: Told, parts: Sequence[Told], tries: int) -> tuple[int, int]:
    """z, its chance and the class; returns between which sums the copy's own lies."""
    chosen = [part for part in parts if copy["alone"] in (None, part["sheet"])]
    whole = Weighed(chosen)
    if "keys" in copy:
        own = code(checks, copy, parts)
        total = whole.of_copy(own)
        said = f"z {whole.z(total)} over {len(whole.at)} places"
        checks.say((whole.z(total), len(whole.at)) == (copy["z"], copy["sites"]), "the score", said)
        told = [layer["layer"] for layer in copy["layers"]]
        there = {part["layer"] for part in chosen}
        checks.say(
            len(told) == len(set(told)) and set(told) == there, "the layers", ", ".join(told)
        )
        for layer in copy["layers"]:
            alone = Weighed([part for part in chosen if part["layer"] == layer["layer"]])
            theirs = alone.of_copy(own)
            same = (alone.z(theirs), len(alone.at)) == (layer["z"], layer["sites"])
            same = same and alike(alone.chance(theirs), layer["chance"])
            said = f"z {alone.z(theirs)} over {len(alone.at)} places"
            checks.say(same, layer["layer"], said)
        between = total, total
    else:
        checks.leave("the code and the score: the keys of this copy are not shown")
        z = fraction(copy["z"])
        total = whole.least(z)
        between = whole.least(z - ROUNDED), whole.least(z + ROUNDED)
    chance = whole.chance(total)
    checks.say(alike(chance, copy["chance"]), "the chance", f"at most {chance:.2e} for one copy")
    same = copy["tries"] == tries and alike(min(1.0, chance * tries), copy["overall"])
    checks.say(same, "the chance of naming any copy", f"{tries} tries")
    overall = min(1.0, chance * tries)
    word = "high" if overall <= 1e-6 else "indicative" if overall <= 1e-3 else "none"
    checks.say(copy["class"] == ("exact" if copy["by"] else word), "the class", copy["class"])
    return between


def finding(checks: Checks, found: Told, tried: int, own: bytes) -> None:
    """All copies of one draft, then the decoys."""
    parts = found["measured"]
    sheets = len(set(found["sheets"]))
    if not {part["sheet"] for part in parts} <= set(found["sheets"]):
        raise Refused("what was measured is of another sheet")
    scored: dict[Told, list[tuple[Told, tuple[int, int]]]] = {}
    for copy in found["copies"]:
        tell(f"Copy {copy['copy']}, {copy['class']}")
        entry(checks, copy)
        if copy["z"] is None:
            by = ", ".join(copy["by"])
            checks.say(bool(by) and copy["class"] == "exact", "the class", f"by its {by}")
            continue
        ways = 1 if sheets == 1 else 2 if copy["alone"] is None else 2 * sheets
        between = score(checks, copy, parts, tried * ways)
        scored.setdefault(copy["alone"], []).append((copy, between))
    drawn_for = {decoys["alone"] for decoys in found["decoys"]}
    checks.say(set(scored) <= drawn_for, "decoys were drawn for every score")
    for decoys in found["decoys"]:
        alone, count = decoys["alone"], decoys["count"]
        whole = Weighed([part for part in parts if alone in (None, part["sheet"])])
        if not 0 < count <= MOST_DECOYS:
            raise Refused("the number of decoys is out of its bounds")
        sums = whole.decoys(bytes.fromhex(decoys["seed"]), count)
        tell(f"Decoys, {'all sheets' if alone is None else f'sheet {alone}'}")
        same = whole.bins(sums) == decoys["bins"] and whole.z(max(sums)) == decoys["highest"]
        checks.say(same, "the histogram", f"{count} codes, the highest z {whole.z(max(sums))}")
        yours = whole.decoys(own, count) if own else []
        if yours:
            checks.say(True, "decoys of your own seed", f"the highest z {whole.z(max(yours))}")
        for copy, (least, most) in scored.get(alone, ()):
            number = sum(total >= least for total in sums)
            same = sum(total >= most for total in sums) <= copy["decoys_as_high"] <= number
            also = f", of your own {sum(total >= least for total in yours)}" if yours else ""
            checks.say(same, f"decoys as high as copy {copy['copy']}", f"{number}{also}")


def run(path: str, own: bytes = b"") -> int:
    """Check a file; returns the exit code."""
    with open(path, "rb") as file:
        raw = file.read(LARGEST)
    checks = Checks()
    try:
        told = json.loads(raw.decode("utf-8"))
        if told["form"] != "scriptvault/report/v1":
            raise Refused("it is of another version")
        tell(f"Trace report made {told['made']} by {told['program']}")
        for found in told["findings"]:
            finding(checks, found, told["tried"], own)
    except (
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        ArithmeticError,
        RecursionError,
        struct.error,
    ) as error:
        raise Refused(str(error) or type(error).__name__) from error
    tell("Taken as it stands: what was measured on the pages.")
    if checks.failed:
        tell(f"Figures that do NOT follow from what the report carries: {checks.failed}.")
        return 1
    if checks.open:
        tell(f"What can be checked follows. What is not shown: {checks.open}, open above.")
        return 3
    tell("Every figure follows from what the report carries.")
    return 0


def main() -> int:
    """Read the command line."""
    about = argparse.ArgumentParser(description="Recompute a trace report of Script Vault.")
    about.add_argument("evidence", help="evidence.json, as it is attached to the report")
    about.add_argument("--seed", type=bytes.fromhex, default=b"", metavar="HEX",
                       help="draw decoys from this seed too")  # fmt: skip
    given = about.parse_args()
    path = given.evidence
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        return run(path, given.seed)
    except OSError as error:
        sys.stderr.write(f"{path} cannot be read: {error.strerror}.\n")
    except Refused as error:
        sys.stderr.write(f"{path} is not the evidence of a trace report: {error}.\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
