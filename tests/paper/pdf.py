"""What other people's programs make of a PDF of ours."""

import json
import subprocess
from pathlib import Path
from typing import Any


def run(*words: object) -> bytes:
    """Run a program; its complaint is the test's."""
    done = subprocess.run([str(w) for w in words], capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, (words[0], done.stdout.decode("latin-1"), done.stderr.decode())
    return done.stdout


def kept(folder: Path, data: bytes, name: str = "made.pdf") -> Path:
    """The PDF as a file that qpdf finds nothing wrong with."""
    path = folder / name
    path.write_bytes(data)
    said = run("qpdf", "--check", path).decode()
    assert "No syntax or stream encoding errors found" in said
    return path


def words_of(path: Path, *options: object) -> str:
    """The words of a PDF, one space between any two."""
    return " ".join(run("pdftotext", *options, path, "-").decode().split())


def structure(path: Path) -> dict[str, Any]:
    """All objects of a PDF as qpdf sees them, by number, and the trailer."""
    told = json.loads(run("qpdf", "--json=2", "--json-stream-data=none", path))
    objects: dict[str, Any] = told["qpdf"][1]
    return {
        key.removeprefix("obj:"): value.get("value", value.get("stream", {}).get("dict"))
        for key, value in objects.items()
    }


def picture(path: Path, folder: Path, *, page: int = 1, dpi: int = 72) -> tuple[int, int, bytes]:
    """A page as grey pixels: width, height, bytes from the top left."""
    stem = folder / f"page{page}"
    run("pdftoppm", "-gray", "-r", dpi, "-f", page, "-l", page, "-singlefile", path, stem)
    data = stem.with_suffix(".pgm").read_bytes()
    _, size, _, pixels = data.split(b"\n", 3)
    wide, tall = map(int, size.split())
    return wide, tall, pixels


def darkness(
    grey: tuple[int, int, bytes], box: tuple[float, float, float, float], dpi: int = 72
) -> float:
    """How much ink lies in (left, top, right, bottom), points; 0 is white, 1 black."""
    wide, _, pixels = grey
    left, top, right, bottom = (round(value * dpi / 72) for value in box)
    rows = [pixels[y * wide + left : y * wide + right] for y in range(top, bottom)]
    return 1 - sum(map(sum, rows)) / (255 * sum(map(len, rows)))
