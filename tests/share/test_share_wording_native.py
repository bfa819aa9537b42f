"""Other words in a script's own format: at their places, nothing else touched, or said before."""

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.share.conftest import KEYS, LOST, TIDE, record_for
from tests.share.natives import words_of
from tests.share.wordings import GREEN, at, fact, green_sites, wording
from vault.errors import BadInput
from vault.screenplay.canonical import canonical_text
from vault.screenplay.model import Script
from vault.screenplay.reading import read
from vault.seal.signing import LICENCE_NAMESPACE
from vault.share.native.making import prepared
from vault.share.native.wording import check_copy
from vault.share.proposals import proposals
from vault.share.variants import Place, Site
from vault.share.varying import changes, occurrences, varied

FDX = """\
<?xml version="1.0" encoding="UTF-8" standalone="no" ?>
<FinalDraft DocumentType="Script" Template="No" Version="5">
  <Content>
    <Paragraph Number="7" Type="Scene Heading"><Text>Int. green room 214 - Night</Text></Paragraph>
    <Paragraph Type="Action"><Text>Mara waits by room </Text><Text Style="Bold">21</Text>\
<Text>4 &amp; the door &#x2014; it do</Text><Text Color="#000000">es not open.</Text>
      <ScriptNote><Paragraph><Text>room 214, my note</Text></Paragraph></ScriptNote>
    </Paragraph>
    <Paragraph Type="Action"><DualDialogue>
      <Paragraph Type="Character"><Text>MARA</Text></Paragraph>
      <Paragraph Type="Dialogue"><Text>We're gonna wait.</Text></Paragraph>
      <Paragraph Type="Character"><Text>PIET</Text></Paragraph>
      <Paragraph Type="Dialogue"><Text>They won&apos;t.</Text></Paragraph>
    </DualDialogue></Paragraph>
    <Paragraph Type="Scene Heading"><Text></Text><OmittedScene>
      <Paragraph Type="Action"><Text>room 214, left out</Text></Paragraph>
    </OmittedScene></Paragraph>
    <Paragraph Type="Action"><Text Style="AllCaps">Nobody says okay.</Text></Paragraph>
    <Paragraph Type="Action"><Text>Room 214 again. They don't mind.</Text></Paragraph>
  </Content>
</FinalDraft>
"""
MARKDOWN = (
    "# Notes\n\nWe don't know *who* waits\nin room 214.\n\n<!-- 214 -->\n\nRoom 214 is shut.\n"
)


def script_in(name: str, text: str) -> Script:
    found = read(text.encode(), name)
    assert isinstance(found, Script)
    return found


def fdx_sites(script: Script) -> tuple[Site, ...]:
    return (
        fact(script, "214", "217", "1302"),
        wording(script, "does not", "doesn't"),
        wording(script, "—", "--"),
        wording(script, "&", "and"),
        wording(script, "gonna", "going to"),
        wording(script, "won't", "will <not> & can't"),
        wording(script, "don't", "do not"),
    )


def text_sites(script: Script) -> tuple[Site, ...]:
    return (
        Site("fact", occurrences(script, "214")[:1], ("214", "21_7*")),
        wording(script, "don't", "do not"),
        wording(script, "shut", "closed"),
    )


DRAFTS = [
    ("Green Room.fountain", GREEN, green_sites),
    ("Green Room.fdx", FDX, fdx_sites),
    ("Room.md", MARKDOWN, text_sites),
    ("Room.txt", MARKDOWN.replace("\n", "\r\n"), text_sites),
    (TIDE.name, TIDE.read_text("utf-8"), proposals),
    (LOST.name, LOST.read_text("utf-8"), proposals),
]


def copied(name: str, text: str, sites: Sequence[Site], chosen: Sequence[int]) -> bytes:
    record = record_for()
    native = prepared(text.encode(), name, sites)
    assert native.worded is not None
    said = changes(native.worded.script, sites, chosen)
    return native.copy(record, KEYS.sign_file(LICENCE_NAMESPACE, record.raw), said)


@pytest.mark.parametrize(("name", "text", "made"), DRAFTS, ids=[one[0] for one in DRAFTS])
@pytest.mark.parametrize("choice", [0, 1, 9])
def test_a_copy_reads_as_the_varied_script(name: str, text: str, made: object, choice: int) -> None:
    script = script_in(name, text)
    sites = made(script)  # type: ignore[operator]
    chosen = [min(choice, len(site.alternatives) - 1) for site in sites]
    data = copied(name, text, sites, chosen)
    wanted = canonical_text(varied(script, sites, chosen))
    if name.endswith((".md", ".txt")):  # where the terms stand among the words
        wanted = wanted.replace("  <!-- 214 -->\n", "") if name.endswith(".md") else wanted
        assert wanted in words_of(name, data)
    else:
        assert words_of(name, data) == wanted
    record = record_for()
    plain = prepared(text.encode(), name).copy(
        record, KEYS.sign_file(LICENCE_NAMESPACE, record.raw)
    )
    assert (data == plain) == (choice == 0)


def test_a_final_draft_file_keeps_its_runs_and_is_still_xml() -> None:
    """As a parser that is not ours reads it: runs cut where they were, looks where they were."""
    script = script_in("x.fdx", FDX)
    sites = fdx_sites(script)
    data = copied("x.fdx", FDX, sites, [1] * len(sites))
    root = ET.fromstring(data)
    rows = [
        ["".join(run.itertext()) for run in paragraph.findall("Text")]
        for paragraph in root.iter("Paragraph")
        if paragraph.get("Type") in ("Scene Heading", "Action", "Dialogue")
    ]
    assert ["Int. green room 217 - Night"] in rows
    assert ["Mara waits by room ", "217", " and the door -- it doesn't", " open."] in rows
    assert ["They will <not> & can't."] in rows
    assert b"214" not in data.split(b"licence")[0]


GOES = "INT. ROOM - DAY\n\nShe goes.\n"
REFUSED = [
    ("x.fdx", FDX, lambda s: [wording(s, "OKAY", "all right")]),
    ("x.fountain", GREEN, lambda s: [wording(s, "Nobody", "[[Nobody]]")]),
    ("x.fountain", GREEN, lambda s: [wording(s, "says do", "never")]),
    ("x.fountain", GOES, lambda s: [wording(s, "She goes.", "= she")]),
    ("x.fountain", GOES, lambda s: [at(0, 0, 9, "INT. ROOM", "He sat")]),
    ("x.md", MARKDOWN, lambda s: [Site("fact", occurrences(s, "214"), ("214", "7"))]),
    ("x.fountain", GREEN, lambda s: [wording(s, "sign", "mark"), wording(s, "coats", "[[x]]")]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "made"), REFUSED)
def test_what_a_format_cannot_hold_is_said_before_any_copy(
    name: str, text: str, made: object
) -> None:
    sites = made(script_in(name, text))  # type: ignore[operator]
    named = f"Choice {len(sites)} of the wording, “{sites[-1].alternatives[0]}”, cannot stand"
    with pytest.raises(BadInput, match=re.escape(named)):
        prepared(text.encode(), name, sites)


WORD = st.text(st.sampled_from("abcIé'-*_\\&<~!.>"), min_size=1, max_size=7)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.lists(WORD, min_size=1, max_size=9), min_size=1, max_size=6),
    st.sampled_from(["x.fountain", "x.txt"]),
    st.data(),
)
def test_any_text_holds_a_choice_or_says_which_it_cannot(
    paragraphs: list[list[str]], name: str, data: st.DataObject
) -> None:
    text = "INT. ROOM - DAY\n\n" + "\n\n".join(" ".join(words) for words in paragraphs) + "\n"
    script = script_in(name, text)
    sites = []
    for number, element in enumerate(script.elements):
        words = element.text.split(" ")
        start = 0
        for word in words:
            if word and data.draw(st.booleans()):
                other = data.draw(WORD.filter(lambda new, w=word: new != w))  # type: ignore[misc]
                sites.append(Site("wording", (Place(number, start, start + len(word)),), (
                    word, other)))  # fmt: skip
            start += len(word) + 1
    assume(sites)
    try:
        made = copied(name, text, sites, [1] * len(sites))
    except BadInput as error:
        assert "Choice " in error.message
        return
    wanted = canonical_text(varied(script, sites, [1] * len(sites)))
    if name.endswith(".txt"):  # with its terms, a text may read as another kind of text
        assert " ".join(wanted.split()) in " ".join(made.decode().split())
    else:
        assert words_of(name, made) == wanted


def test_words_that_only_together_make_another_line_stop_that_copy_alone() -> None:
    """Both in capitals are a name over a speech; one of them is action as before."""
    text = "INT. ROOM - DAY\n\nStop now\nShe waits.\n"
    script = script_in("x.fountain", text)
    sites = (wording(script, "Stop", "STOP", "Halt"), wording(script, "now", "then", "NOW"))
    native = prepared(text.encode(), "x.fountain", sites)
    assert native.worded is not None
    for chosen in ([0, 0], [1, 1], [2, 2], [0, 2], [2, 1]):
        check_copy(native.worded, sites, chosen, "x.fountain")
    with pytest.raises(BadInput, match="cannot stand in the script's own format"):
        check_copy(native.worded, sites, [1, 2], "x.fountain")
