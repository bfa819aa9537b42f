"""Lines of figures with their goals."""


class Report:
    def __init__(self) -> None:
        self._missed = 0

    def figure(self, what: str, value: float, unit: str, most: float = 0, least: float = 0) -> None:
        """Print one figure; ``most`` and ``least`` are goals, 0 means none."""
        good = (not most or value <= most) and (not least or value >= least)
        self._missed += not good
        goal = f"at most {most:g}" if most else f"at least {least:g}" if least else ""
        mark = "" if not goal else "met" if good else "MISSED"
        print(f"{what:66} {value:10.3f} {unit:8} {goal:14} {mark}", flush=True)

    def conclude(self) -> int:
        print(f"{self._missed} goals missed" if self._missed else "all goals met")
        return int(self._missed > 0)
