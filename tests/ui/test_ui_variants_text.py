"""The script as prose: every letter has its place, and every element stands where it prints."""

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from PySide6.QtGui import QFont

from vault.screenplay.model import Element, Kind, Look, Script, Span
from vault.share.variants import Place
from vault.ui.variants_text import ScriptText

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

ALWAYS = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def script(*elements: Element) -> Script:
    return Script("fdx", (), elements)


def shown(*elements: Element) -> ScriptText:
    font = QFont("Courier Prime")
    font.setPixelSize(15)
    return ScriptText(script(*elements), font)


texts = some.text(
    some.one_of(
        some.characters(codec="utf-8", exclude_categories=["Cs"]),
        some.sampled_from("ab \n\r\t\u2028\u2029\x85𝔘é\u0301😀"),
    ),
    max_size=30,
)
elements = some.builds(
    Element,
    some.sampled_from(list(Kind)),
    texts,
    dual=some.sampled_from([0, 0, 0, 1, 2]),
    omitted=some.sampled_from([False, False, True]),
)


@ALWAYS
@given(some.lists(elements, max_size=12), some.data())
def test_each_letter_is_found_where_it_was_put(
    application: "QApplication", made: list[Element], data: some.DataObject
) -> None:
    text = shown(*made)
    raw = text.document.toRawText().encode("utf-16-le", "surrogatepass")
    for number, element in enumerate(made):
        hidden = element.omitted or element.kind is Kind.PAGE_BREAK
        assert text.shows(number) is not hidden
        if hidden:
            continue
        letter = data.draw(some.integers(0, len(element.text)))
        position = text.position(number, letter)
        assert text.letter(position) == (number, letter)
        if letter < len(element.text) and element.text[letter].isalnum():
            assert raw[2 * position :].startswith(element.text[letter].encode("utf-16-le"))


def test_selected_words_are_told_without_the_blanks_around_them(
    application: "QApplication",
) -> None:
    text = shown(Element(Kind.ACTION, "She counts 𝔘 the lights."), Element(Kind.ACTION, "Again."))
    start, end = text.position(0, 3), text.position(0, 11)
    assert text.place(start, end) == Place(0, 4, 10)
    assert text.place(text.position(0, 10), text.position(0, 11)) is None
    assert text.place(text.position(0, 4), text.position(1, 2)) is None
    assert text.place(text.position(0, 13), text.position(0, 16)) == Place(0, 13, 16)


def test_elements_stand_where_they_print(application: "QApplication") -> None:
    text = shown(
        Element(Kind.HEADING, "int. room 214"),
        Element(Kind.ACTION, "She counts."),
        Element(Kind.CHARACTER, "NELL"),
        Element(Kind.DIALOGUE, "Nine."),
    )
    cell = text.width / 60
    lefts = []
    block = text.document.begin()
    while block.isValid():
        lefts.append(round(block.blockFormat().leftMargin() / cell))
        block = block.next()
    assert lefts == [0, 0, 20, 10]
    first = text.document.begin().begin().fragment().charFormat()
    assert first.fontCapitalization() is QFont.Capitalization.AllUppercase


def test_two_speeches_at_once_stand_side_by_side(application: "QApplication") -> None:
    text = shown(
        Element(Kind.ACTION, "Both at once."),
        Element(Kind.CHARACTER, "NELL", dual=1),
        Element(Kind.DIALOGUE, "Nine.", dual=1),
        Element(Kind.CHARACTER, "FATHER", dual=2),
        Element(Kind.DIALOGUE, "Ten.", dual=2),
        Element(Kind.CHARACTER, "NELL", dual=1),
        Element(Kind.CHARACTER, "FATHER", dual=2),
        Element(Kind.ACTION, "Silence."),
    )
    text.document.setTextWidth(text.width)
    layout = text.document.documentLayout()

    def top(number: int) -> tuple[float, float]:
        block = text.document.findBlock(text.position(number, 0))
        box = layout.blockBoundingRect(block)
        return box.top(), box.left()

    assert top(1)[0] == top(3)[0]
    assert top(2)[0] == top(4)[0]
    assert top(3)[1] > top(1)[1]
    assert top(5)[0] > top(2)[0]
    assert top(7)[0] > top(6)[0] + layout.blockBoundingRect(text.document.lastBlock()).height()


def test_letters_that_stand_out_stand_out(application: "QApplication") -> None:
    spans = (Span(4, 10, Look.BOLD | Look.ITALIC), Span(11, 14, Look.UNDERLINE))
    text = shown(Element(Kind.ACTION, "She counts the lights.", spans=spans))
    block = text.document.begin()
    found = []
    pieces = block.begin()
    while not pieces.atEnd():
        piece = pieces.fragment()
        form = piece.charFormat()
        found.append(
            (piece.text(), form.fontWeight() > 400, form.fontItalic(), form.fontUnderline())
        )
        pieces += 1
    assert found == [
        ("She ", False, False, False),
        ("counts", True, True, False),
        (" ", False, False, False),
        ("the", False, False, True),
        (" lights.", False, False, False),
    ]
