"""Final Draft files: what prints is read, what is private is not, what is broken is saved."""

import random
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vault.screenplay.model import Kind, Opaque, Script
from vault.screenplay.reading import canonical_text, pages, read, scenes, text_sha256

# On a busy machine slowness says nothing about the code.
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def fdx(content, tail="", attributes=""):
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="no" ?>\n'
        f'<FinalDraft DocumentType="Script" {attributes} Version="5"><Content>{content}</Content>'
        f"{tail}</FinalDraft>"
    ).encode()


def paragraph(kind, text, inside="", attributes=""):
    return f'<Paragraph Type="{kind}" {attributes}>{inside}<Text>{text}</Text></Paragraph>'


def script_of(content, tail="", attributes=""):
    script = read(fdx(content, tail, attributes), "script.fdx")
    assert isinstance(script, Script)
    return script


def test_one_script_by_two_programs_is_one_text(samples):
    final_draft, fade_in = (
        read((samples / f"fdx/TestFDX-{which}.fdx").read_bytes(), "t.fdx") for which in ("FD", "FI")
    )
    assert text_sha256(final_draft) == text_sha256(fade_in)
    assert [scene.number for scene in scenes(final_draft)] == ["1", "2"]


@pytest.mark.parametrize("which", ["FD", "FI"])
def test_reads_like_the_peers_fountain(samples, which):
    ours = read((samples / f"fdx/TestFDX-{which}.fdx").read_bytes(), "t.fdx")
    theirs = read((samples / f"expected/TestFDX-{which}.fountain").read_bytes(), "t.fountain")
    assert canonical_text(ours) == canonical_text(theirs)
    assert [scene.number for scene in scenes(ours)] == [scene.number for scene in scenes(theirs)]


def test_title_page_like_the_peers(samples):
    ours = dict(read((samples / "fdx/TestFDX-FI.fdx").read_bytes(), "t.fdx").title_page)
    theirs = dict(read((samples / "expected/TestFDX-FI.fountain").read_bytes(), "t.ftn").title_page)
    assert ours["title"] == theirs["title"]
    assert ours["author"] == theirs["author"]


def test_a_note_inside_a_paragraph_does_not_leak(samples):
    ours = read((samples / "fdx/scriptnote-inline-v1.fdx").read_bytes(), "n.fdx")
    theirs = read((samples / "expected/scriptnote-inline-v1.fountain").read_bytes(), "n.fountain")
    assert canonical_text(ours) == canonical_text(theirs) == "  Action. Action.\n"


@pytest.mark.parametrize(("name", "apart"), [("gumshoe", 5), ("mostly-genius", 3)])
def test_the_same_script_in_two_formats(samples, name, apart):
    one = canonical_text(read((samples / f"fdx/{name}.fdx").read_bytes(), "x.fdx")).splitlines()
    two = canonical_text(
        read((samples / f"fountain/{name}.fountain").read_bytes(), "x.fountain")
    ).splitlines()
    assert len(one) == len(two)
    # What is left differs in the files themselves: stray stars, and the case of scrambled names.
    differing = [(a, b) for a, b in zip(one, two, strict=True) if a != b]
    assert len(differing) == apart
    assert all(
        re.sub(r"[* ]", "", a).lower() == re.sub(r"[* ]", "", b).lower() for a, b in differing
    )


@pytest.mark.parametrize(
    ("path", "expected", "slack"),
    [
        ("fdx/gumshoe.fdx", 37, 1),
        ("fountain/gumshoe.fountain", 37, 1),
        ("fdx/mostly-genius.fdx", 52, 2),
        ("fdx/TestFDX-FD.fdx", 1, 0),
    ],
)
def test_pages_like_final_drafts_own(samples, path, expected, slack):
    assert abs(pages(read((samples / path).read_bytes(), path)) - expected) <= slack


def test_final_draft_13_with_identifiers(samples):
    data = (samples / "fdx/Grog The Caveman.fdx").read_bytes()
    script = read(data, "Grog The Caveman.fdx")
    assert len(scenes(script)) == 6
    renamed = re.sub(rb'id="[0-9a-f-]{36}"', b'id="0"', data)
    assert text_sha256(read(renamed, "g.fdx")) == text_sha256(script)


def test_dual_dialogue_keeps_its_sides(samples):
    script = read((samples / "fdx/dual-dialogue-basic.fdx").read_bytes(), "d.fdx")
    assert [(element.text, element.dual) for element in script.elements] == [
        ("The men look at each other.", 0),
        ("STEEL", 1),
        ("Screw retirement.", 1),
        ("BRICK", 2),
        ("Screw retirement.", 2),
        ("SMASH CUT TO:", 0),
    ]


def test_private_layers_are_not_read():
    content = (
        paragraph(
            "Scene Heading",
            "int. vault - day",
            '<SceneProperties Page="3"><Summary><Paragraph><Text>SECRET</Text></Paragraph>'
            "</Summary></SceneProperties>",
            'Number="7"',
        )
        + paragraph("Outline 1", "SECRET")
        + paragraph("Note", "SECRET")
        + paragraph("Private", "SECRET")
        + paragraph(
            "Dialogue",
            "Line.",
            "<Alts><AltId>4</AltId></Alts><ScriptNote>"
            "<Paragraph><Text>SECRET</Text></Paragraph></ScriptNote>",
        )
        + '<Paragraph Type="Action"><Text Style="Bold+HiddenText">SECRET</Text></Paragraph>'
        + paragraph(
            "Scene Heading",
            "OMITTED",
            "<OmittedScene>" + paragraph("Action", "SECRET") + "</OmittedScene>",
            'Number="8"',
        )
    )
    tail = (
        '<ElementSettings Type="Private"><FontSpec Style="HiddenText"/></ElementSettings>'
        "<ListItems><Paragraph><Text>SECRET</Text></Paragraph></ListItems>"
        "<ScriptNotes><ScriptNote><Paragraph><Text>SECRET</Text></Paragraph></ScriptNote></ScriptNotes>"
    )
    script = script_of(content, tail)
    assert canonical_text(script) == "INT. VAULT - DAY\n      Line.\nOMITTED\n"
    assert [scene.number for scene in scenes(script)] == ["7", "8"]
    assert sum(element.omitted for element in script.elements) == 1


def test_types_and_capitals():
    tail = (
        '<ElementSettings Type="Song"><Behavior PaginateAs="Dialogue"/></ElementSettings>'
        '<ElementSettings Type="Transition"><FontSpec Style="AllCaps"/></ElementSettings>'
        '<ElementSettings Type="New Act"><ParagraphSpec StartsNewPage="Yes"/></ElementSettings>'
    )
    script = script_of(
        paragraph("Song", "La.")
        + paragraph("Transition", "cut To:")
        + paragraph("Never Heard Of", "Words.")
        + paragraph("End Of Act", "End")
        + paragraph("New Act", "Act two")
        + '<Paragraph Alignment="Center"><Text>Fin</Text></Paragraph>',
        tail,
    )
    assert [(element.kind, element.text) for element in script.elements] == [
        (Kind.DIALOGUE, "La."),
        (Kind.TRANSITION, "CUT TO:"),
        (Kind.ACTION, "Words."),
        (Kind.END_OF_ACT, "End"),
        (Kind.NEW_ACT, "Act two"),
        (Kind.CENTERED, "Fin"),
    ]
    assert script.elements[4].new_page
    assert pages(script) == 2


def test_flags():
    body = paragraph("Action", "A")
    assert script_of(body, '<WriterMarkup State="On"/>').flags == ("tracked-changes",)
    assert script_of(body, '<WriterMarkup State="Off"/>').flags == ()
    assert script_of(body, attributes='Template="Yes"').flags == ("template",)


WORDS = ["A", "tide", "clerk’s", "ledger &amp; lamp", "  two  spaces ", "é", "“quoted”"]


@CALM
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12), st.integers(0, 10_000))
def test_where_runs_are_cut_does_not_matter(chosen, seed):
    chance = random.Random(seed)
    whole = "".join(chosen)
    pieces = re.findall(r"&amp;|.", whole)
    cut = "".join(
        piece + (chance.random() < 0.3) * '</Text><Text AdornmentStyle="-1">' for piece in pieces
    )
    joined = read(fdx(f'<Paragraph Type="Action"><Text>{whole}</Text></Paragraph>'), "a.fdx")
    split = read(fdx(f'<Paragraph Type="Action"><Text>{cut}</Text></Paragraph>'), "a.fdx")
    assert text_sha256(joined) == text_sha256(split)


def test_volatile_parts_do_not_change_the_text_and_words_do(samples):
    data = (samples / "fdx/TestFDX-FD.fdx").read_bytes()
    before = text_sha256(read(data, "t.fdx"))
    changed = re.sub(rb"<(WindowState|TextState|SplitState)[^>]*>", rb'<\1 Left="9">', data)
    for old, new in (
        (b'Length="3/8" Page="1"', b'Length="7/8" Page="9"'),
        (b'Type="Action"', b'id="x" Type="Action"'),
    ):
        assert old in data
        changed = data.replace(old, new)
        assert text_sha256(read(changed, "t.fdx")) == before
    assert text_sha256(read(data.replace(b"bored", b"awake"), "t.fdx")) != before


def test_other_encodings():
    source = fdx(paragraph("Action", "Café"))
    plain = canonical_text(read(source, "a.fdx"))
    assert canonical_text(read(b"\xef\xbb\xbf" + source, "a.fdx")) == plain
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        assert canonical_text(read(source.decode().encode(encoding), "a.fdx")) == plain


ENTITY = (
    b'<?xml version="1.0"?><!DOCTYPE FinalDraft [<!ENTITY a "b">]>'
    b"<FinalDraft><Content><Paragraph><Text>&a;</Text></Paragraph></Content></FinalDraft>"
)


@pytest.mark.parametrize(
    "data",
    [
        ENTITY,
        b"<FinalDraft/>",
        b"<FinalDraft><Content>" + b"<a>" * 1_100_000,
        b"<FinalDraft><Conte",
        b"not a Final Draft file at all",
        b"",
    ],
)
def test_refused_with_a_reason(data):
    refused = read(data, "a.fdx")
    assert isinstance(refused, Opaque)
    assert refused.reason
    assert not refused.reason.endswith(".")


def test_damaged_files_are_salvaged(samples):
    data = (samples / "fdx/gumshoe.fdx").read_bytes()
    whole = read(data, "g.fdx")
    end = data.index(b"</Content>")
    for damaged in (data[: end // 2], data.replace(b"<Text>Wa ezu", b"<Text>\x0bWa ezu", 1)):
        script = read(damaged, "g.fdx")
        assert script.flags == ("partly-read",)
        assert scenes(script)
        known = canonical_text(whole).splitlines()
        read_lines = canonical_text(script).splitlines()
        assert len(set(read_lines[:-1]) - set(known)) <= 1


def test_salvage_keeps_the_private_layers_private():
    content = (
        paragraph(
            "Scene Heading",
            "INT. A",
            "<Summary><Paragraph><Text>SECRET</Text></Paragraph></Summary>",
            'Number="1&amp;2"',
        )
        + paragraph("Note", "SECRET")
        + paragraph("Action", "Fish &amp; chips &#x2014; &#xD800; &nbsp;")
    )
    script = read(fdx(content)[:-14] + b"<ScriptNotes><Paragraph><Text>SECRET</Text>", "a.fdx")
    assert script.flags == ("partly-read",)
    assert canonical_text(script) == "INT. A\n  Fish & chips — � &nbsp;\n"
    assert scenes(script)[0].number == "1&2"


@CALM
@given(st.data())
def test_any_damage_is_survived(data):
    source = fdx(
        paragraph("Scene Heading", "INT. A", "<SceneProperties/>", 'Number="1"')
        + paragraph("Action", "Words &amp; more")
        + '<Paragraph Type="General"><DualDialogue>'
        + paragraph("Character", "A")
        + "</DualDialogue></Paragraph>"
    )
    start = data.draw(st.integers(0, len(source)))
    stop = data.draw(st.integers(start, len(source)))
    found = read(source[:start] + data.draw(st.binary(max_size=8)) + source[stop:], "a.fdx")
    if isinstance(found, Script):
        assert canonical_text(found) is not None
        assert pages(found) >= 0
