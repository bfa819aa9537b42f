"""How the face of signs without width is made: ``python tests/paper/signs_face.py FILE.ttf``."""

import sys
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._g_l_y_f import Glyph

from vault.paper.faces import UNSEEN

FAMILY = "Script Vault Signs"
_UNITS, _RISE, _FALL = 1000, 750, -250
_BLANK = 655
"""At 11 points as wide as a column of a script."""
_SINCE = 3_850_070_400
"""The first of January 2026, in seconds since 1904, as the table ``head`` counts them."""


def built() -> FontBuilder:
    """The face: for each sign an upright box that takes no room, and a blank.

    A box, for what covers nothing is passed over by pdfium; it is set unseen, and never drawn.
    """
    named = {ord(" "): "space"} | {ord(sign): f"uni{ord(sign):04X}" for sign in UNSEEN}
    names = [".notdef", *named.values()]
    made = FontBuilder(_UNITS, isTTF=True)
    made.setupHead(unitsPerEm=_UNITS, created=_SINCE, modified=_SINCE)
    made.font.recalcTimestamp = False
    made.setupGlyphOrder(names)
    made.setupCharacterMap(named)
    made.setupGlyf(dict.fromkeys(names, _box()) | {"space": Glyph()})
    made.setupHorizontalMetrics(dict.fromkeys(names, (0, 0)) | {"space": (_BLANK, 0)})
    made.setupHorizontalHeader(ascent=_RISE, descent=_FALL)
    made.setupNameTable(
        {
            "copyright": "Script Vault",
            "familyName": FAMILY,
            "styleName": "Regular",
            "fullName": FAMILY,
            "psName": FAMILY.replace(" ", ""),
            "version": "Version 1.000",
            "licenseDescription": "Apache License 2.0",
        }
    )
    made.setupOS2(sTypoAscender=_RISE, sTypoDescender=_FALL, fsType=0)
    made.setupPost()
    return made


def _box() -> object:
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for corner in ((0, 500), (100, 500), (100, 0)):
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()


if __name__ == "__main__":
    built().save(Path(sys.argv[1]))
