"""The figures of speed and size, as ratios in one run on one machine: ``python tests/benchmarks``.

Each line says what was measured, the figure, the goal, and whether it is met. Git and restic are
the peers, restic where it is installed. Exit code 1 when a goal is missed. Words after it name the
parts to be measured; ``--full`` takes the counts that a claim needs.
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from tests.benchmarks import (
    bundles,
    copies,
    copying,
    entry,
    history,
    scanning,
    tracing,
    watching,
)
from tests.benchmarks.report import Report


def main() -> int:
    named = [word for word in sys.argv[1:] if word != "--full"]
    wanted = named or ["entry", "scan", "history", "watch", "copy", "copies", "bundle"]
    report = Report(full="--full" in sys.argv[1:])
    parts = {
        "entry": entry.measure,
        "scan": scanning.measure,
        "history": history.measure,
        "watch": watching.measure,
        "copy": copying.measure,
        "copies": copies.measure,
        "bundle": bundles.measure,
        "trace": tracing.measure,  # long: only when it is named
    }
    for name in wanted:
        with tempfile.TemporaryDirectory(prefix="vault-bench-", dir=Path.cwd()) as folder:
            parts[name](Path(folder), report)
    return report.conclude()


if __name__ == "__main__":
    sys.exit(main())
