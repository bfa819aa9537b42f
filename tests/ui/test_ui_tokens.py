"""The colours: text can be read on every ground it stands on, and both schemes have all of them."""

import pytest

from vault.ui.style import _SHEET
from vault.ui.tokens import DARK, LIGHT, Tokens, contrast

GROUNDS = ("paper", "surface", "side", "selection")
INKS = ("ink", "muted", "accent", "good", "waiting", "bad")
LEAST = 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read_on_every_ground(tokens: Tokens) -> None:
    pairs = [(ink, ground) for ink in INKS for ground in GROUNDS]
    pairs += [("on_accent", "accent"), ("on_accent", "pressed")]
    pairs += [("ink", "added"), ("ink", "removed"), ("good", "added"), ("bad", "removed")]
    faint = {
        f"{ink} on {ground}": round(contrast(getattr(tokens, ink), getattr(tokens, ground)), 2)
        for ink, ground in pairs
        if contrast(getattr(tokens, ink), getattr(tokens, ground)) < LEAST
    }
    assert faint == {}


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == 1


def test_the_sheet_takes_every_colour_from_the_table() -> None:
    assert "#" not in _SHEET.template
