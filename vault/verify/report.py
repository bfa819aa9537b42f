"""Findings become results, results a verdict: the table of checks decides, not the code."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from vault import assets
from vault.encoding import Json
from vault.errors import Exit
from vault.records import Result

if TYPE_CHECKING:
    from vault.verify.said import Said

Kind = Literal["bundle", "certificate", "copy", "several"]
"""What can be checked; each kind of file has its own rows in the table, several have theirs."""

_WORST: tuple[Result, ...] = ("pass", "pending", "not-checked", "fail")
MOST_DETAILS = 12


@dataclass(frozen=True, slots=True)
class Check:
    """One row of the table: what a check is called, what it shows, what its results do.

    ``of``: the kinds of file it is made on.
    """

    name: str
    scope: str
    of: frozenset[str]
    effect: Mapping[str, str]


@cache
def table() -> tuple[Check, ...]:
    """Return the table of checks, in its order, from the file all verifiers read."""
    rows = json.loads(assets.read("spec/checks.json"))["checks"]
    effects = ("fail", "not-checked", "pending")
    return tuple(
        Check(
            row["name"],
            row["scope"],
            frozenset(row["of"]),
            {effect: row[effect] for effect in effects},
        )
        for row in rows
    )


@dataclass(slots=True)
class Report:
    """What was found, check by check, and what follows from it.

    ``signer`` is the fingerprint of the key set that signed the file, where its signature holds.
    ``about`` is what a certificate or a copy says of itself, for the report's own member of that
    name; of several files, members of the report. ``said`` is what it proved of each log.
    """

    kind: Kind = "bundle"
    signer: str | None = None
    about: dict[str, Json] = field(default_factory=dict)
    drafts: list[dict[str, Json]] = field(default_factory=list)
    scenes: list[dict[str, Json]] = field(default_factory=list)
    not_shown: list[str] = field(default_factory=list)
    said: "list[Said]" = field(default_factory=list)
    _found: dict[str, list[tuple[Result, str]]] = field(default_factory=dict)

    @property
    def checks(self) -> list[Check]:
        """The rows of the table that concern this kind of file."""
        if self.kind == "several":
            return [check for check in table() if check.name in self._found]
        return [check for check in table() if self.kind in check.of]

    def stop(self, detail: str) -> None:
        """Record of every check that observed nothing yet that it cannot be made."""
        for check in self.checks:
            if check.name not in self._found:
                self.add(check.name, "not-checked", detail)

    def add(self, name: str, result: Result, detail: str = "") -> None:
        """Record one observation for a check; the worst one decides its result."""
        if name not in {check.name for check in table()}:
            raise AssertionError(f"no check is named {name}")
        self._found.setdefault(name, []).append((result, detail))

    def forget(self, name: str) -> None:
        """Take back what was observed for a check that is made after all."""
        self._found.pop(name, None)

    def result(self, name: str) -> Result:
        """Return a check's result; a check that observed nothing is not-checked."""
        found = [result for result, _ in self._found.get(name, [])]
        return max(found, key=_WORST.index) if found else "not-checked"

    def detail(self, name: str) -> str:
        """Return the sentences that belong to the check's result."""
        result = self.result(name)
        told = [text for found, text in self._found.get(name, []) if found == result and text]
        several = list(dict.fromkeys(told))
        more = len(several) - MOST_DETAILS
        return " ".join(several[:MOST_DETAILS]) + (f" And {more} more." if more > 0 else "")

    def has(self, name: str, result: Result) -> bool:
        """Tell whether any observation for a check had this result."""
        return any(found == result for found, _ in self._found.get(name, []))

    @property
    def verdict(self) -> str:
        """``valid``, ``incomplete`` or ``invalid``, as the table has it."""
        effects = {effect for _, effect in self._effects()}
        if "invalid" in effects:
            return "invalid"
        return "incomplete" if "incomplete" in effects else "valid"

    @property
    def because(self) -> list[str]:
        """The checks that keep the verdict from being valid."""
        return [name for name, effect in self._effects() if effect != "none"]

    @property
    def exit_code(self) -> Exit:
        """What the command line ends with for this verdict."""
        codes = {"valid": Exit.DONE, "invalid": Exit.FAILED, "incomplete": Exit.INCOMPLETE}
        return codes[self.verdict]

    def as_json(self) -> dict[str, Any]:
        """Return the report with the keys that other programs rely on."""
        more: dict[str, Any] = (
            {self.kind: self.about} if self.kind in ("certificate", "copy") else self.about
        )
        return {
            "kind": self.kind,
            "verdict": self.verdict,
            "because": self.because,
            "checks": [
                {
                    "name": check.name,
                    "result": self.result(check.name),
                    "scope": check.scope,
                    "detail": self.detail(check.name),
                }
                for check in self.checks
            ],
            "signer": self.signer,
            "drafts": self.drafts,
            "scenes": self.scenes,
            "not_shown": self.not_shown,
            **more,
        }

    def _effects(self) -> list[tuple[str, str]]:
        """Return what each check's result does, passes left out."""
        results = [(check, self.result(check.name)) for check in self.checks]
        return [(check.name, check.effect[result]) for check, result in results if result != "pass"]
