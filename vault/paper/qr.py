"""A QR code that holds the data itself, drawn as one shape."""

from vault.paper.shapes import Path

QUIET = 4
"""Modules that stay white around the code (ISO/IEC 18004, 9.1)."""


def qr(data: str, size: float) -> Path:
    """Return the code of ``data`` as a shape ``size`` points wide, its quiet zone not counted.

    Correction level M, the smallest version that holds the data, byte mode where upper-case
    letters, digits and a few signs are not enough. Raises ``ValueError`` for more than 2,331 bytes.
    """
    import segno

    code = segno.make_qr(data, error="m", boost_error=False)
    rows = [bytes(row) for row in code.matrix]
    module, path = size / len(rows), Path()
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            end = x
            while end < len(row) and row[end] & 1:
                end += 1
            if end > x:
                # A hair taller than the row: some viewers show white seams between flush boxes.
                path.box(x * module, y * module, (end - x) * module, module * 1.02)
            x = end + 1
    return path
