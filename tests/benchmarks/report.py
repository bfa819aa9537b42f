"""Lines of figures with their goals."""

from collections.abc import Sequence

import numpy as np

_MARKS = (0, 1, 10, 50, 90)


class Report:
    """``full`` asks for counts that bear a claim; else there are few, to see that all runs."""

    def __init__(self, *, full: bool = False) -> None:
        self.full = full
        self._missed = 0

    def figure(self, what: str, value: float, unit: str, most: float = 0, least: float = 0) -> None:
        """Print one figure; ``most`` and ``least`` are goals, 0 means none."""
        good = (not most or value <= most) and (not least or value >= least)
        goal = f"at most {most:g}" if most else f"at least {least:g}" if least else ""
        self._line(what, f"{value:.3f} {unit}", goal, good)

    def share(self, what: str, met: int, of: int, least: float | None = None) -> None:
        """Print how many of how many; ``least`` is the part that is the goal."""
        part = met / of if of else 1.0
        goal = "" if least is None else f"at least {100 * least:g} %"
        self._line(what, f"{met} of {of}", goal, least is None or part >= least)

    def none(self, what: str, count: int, of: int) -> None:
        """Print how often happened what never should."""
        self._line(what, f"{count} of {of}", "none", not count)

    def spread(self, what: str, values: Sequence[float]) -> None:
        """Print the least, three percentiles and the median of values."""
        if len(values):
            told = zip(_MARKS, np.percentile(values, _MARKS), strict=True)
            text = " ".join(f"p{mark} {value:.1f}" for mark, value in told)
            self._line(what, f"n {len(values)}: {text}", "", True)

    def note(self, what: str) -> None:
        """Print a line that is no figure."""
        print(what, flush=True)

    def _line(self, what: str, value: str, goal: str, good: bool) -> None:
        self._missed += not good
        mark = "" if not goal else "met" if good else "MISSED"
        print(f"{what:66} {value:>19} {goal:15} {mark}".rstrip(), flush=True)

    def conclude(self) -> int:
        """Print what became of the goals, and return the exit code."""
        print(f"{self._missed} goals missed" if self._missed else "all goals met")
        return int(self._missed > 0)
