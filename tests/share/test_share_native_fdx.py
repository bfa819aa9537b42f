"""Final Draft copies: what prints stays byte for byte, nothing else travels, the terms stand."""

import re
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.share.conftest import LOST, record_for
from tests.share.natives import copied, terms_of, words_of
from vault.errors import BadInput, Unreadable
from vault.share.native.places import Edit, applied, outline

SCRIPT = """\
<?xml version="1.0" encoding="UTF-8" standalone="no" ?>
<FinalDraft DocumentType="Script" Template="No" Version="5">
  <DocumentRef id="1"><XRef id="hush-1"/></DocumentRef>
  <Content>
    <Paragraph Number="1" Type="Scene Heading" id="a">
      <SceneProperties Title="hush-2"><Summary><Paragraph><Text>hush-3</Text></Paragraph></Summary>
      </SceneProperties>
      <ScriptNote ID="2"><Paragraph><Text>hush-4</Text></Paragraph></ScriptNote>
      <Text>INT. LAB</Text><Text AdornmentStyle="-1" RevisionID="3" Style="Bold"> - DAY</Text>
    </Paragraph>
    <!-- hush-5 -->
    <?hush 6?>
    <Paragraph Type="Outline 1"><Text>hush-7</Text></Paragraph>
    <Paragraph Type="Note"><Text>hush-8</Text></Paragraph>
    <Paragraph Type="Secret"><Text>hush-9</Text></Paragraph>
    <Paragraph Type="Scene Heading"><Text>OMITTED</Text>
      <OmittedScene><Paragraph Type="Action"><Text>hush-10</Text></Paragraph></OmittedScene>
    </Paragraph>
    <Paragraph Type="Action" Color="#hush"><DualDialogue>
      <Paragraph Type="Character"><Text>ANN</Text></Paragraph>
      <Paragraph Type="Dialogue"><Text TagNumber="hush">Caf\u00e9 &amp; tea.</Text>
        <Alts Current="0"><AltId>hush-11</AltId></Alts></Paragraph>
      <Paragraph Type="Character"><Text>BOB</Text></Paragraph>
      <Paragraph Type="Dialogue"><Text>Yes.</Text>
        <Text Style="HiddenText">hush-12</Text></Paragraph>
    </DualDialogue></Paragraph>
    <Paragraph Type="Action"><Text><![CDATA[a < b]]></Text></Paragraph>
  </Content>
  <Watermarking><Distribution>hush-13</Distribution></Watermarking>
  <HeaderAndFooter FooterFirstPage="No" FooterVisible="No" HeaderVisible="Yes" StartingPage="1">
    <Header><Paragraph><Text>Blue pages</Text><DynamicLabel Type="Page #"/></Paragraph></Header>
    <Footer><Paragraph><Text>hush-14</Text></Paragraph></Footer>
  </HeaderAndFooter>
  <SmartType><Characters><Character>hush-15</Character></Characters></SmartType>
  <ElementSettings Type="Secret"><FontSpec Style="HiddenText"/></ElementSettings>
  <TitlePage><Content><Paragraph Alignment="Center"><Text>THE LAB</Text></Paragraph></Content>
    <TextState>hush-16</TextState></TitlePage>
  <Revisions><Revision Name="hush-17"/></Revisions>
  <AltCollection><Alt Id="1"><Paragraph><Text>hush-18</Text></Paragraph></Alt></AltCollection>
  <ListItems>hush-19</ListItems>
  <ScriptNotes><ScriptNote Range="1,2" WriterName="hush-20"/></ScriptNotes>
  <Content><Paragraph><Text>hush-21</Text></Paragraph></Content>
</FinalDraft>
"""
ORDER = [
    "Content", "Watermarking", "HeaderAndFooter", "ElementSettings", "TitlePage", "ScriptNotes",
]  # fmt: skip


def root_of(data: bytes) -> Element:
    return fromstring(data)


def texts(root: Element, path: str) -> list[str]:
    found = root.find(path)
    assert found is not None
    return ["".join(run.text or "" for run in row.iter("Text")) for row in found.iter("Paragraph")]


def test_nothing_private_travels() -> None:
    data = copied("lab.fdx", SCRIPT)
    assert b"hush" not in data
    assert b"RevisionID" not in data
    assert words_of("lab.fdx", data) == words_of("lab.fdx", SCRIPT.encode())
    assert [child.tag for child in root_of(data)] == ORDER
    for kept in (
        '<Paragraph Number="1" Type="Scene Heading" id="a">', "<![CDATA[a < b]]>",
        '<Text AdornmentStyle="-1" Style="Bold"> - DAY</Text>', "Caf\u00e9 &amp; tea.",
        '<?xml version="1.0" encoding="UTF-8" standalone="no" ?>', "<Text>Blue pages</Text>",
    ):  # fmt: skip
        assert kept.encode() in data


def test_where_the_terms_stand() -> None:
    record = record_for()
    root = root_of(copied("lab.fdx", SCRIPT))
    title = texts(root, "TitlePage/Content")
    assert title[0] == "THE LAB"
    assert title[-6] == "Copy 7F3K-Q2 for Miriam Okafor, Harrow Films"
    assert " ".join(title[-5:-1]) == record.terms.notice
    assert title[-1] == "These terms are requested, not agreed."
    holder = root.find("HeaderAndFooter")
    assert holder is not None
    assert (holder.get("FooterVisible"), holder.get("FooterFirstPage")) == ("Yes", "Yes")
    assert texts(root, "HeaderAndFooter/Footer") == [record.terms.footer]
    assert texts(root, "Watermarking/DynamicContent") == ["Copy 7F3K-Q2 - Miriam Okafor"]
    note = texts(root, "ScriptNotes/ScriptNote")
    assert note[0] == "SCRIPTVAULT-LICENCE"
    assert [row.partition(":")[0] for row in note[1:3]] == ["tdm-reservation", "Content-Usage"]


def test_a_footer_that_shows_stays_above_ours() -> None:
    shown = SCRIPT.replace('FooterVisible="No"', 'FooterVisible="Yes"').replace("hush-14", "Mine")
    root = root_of(copied("lab.fdx", shown))
    assert texts(root, "HeaderAndFooter/Footer") == ["Mine", record_for().terms.footer]
    hidden = SCRIPT.replace('HeaderVisible="Yes"', 'HeaderVisible="No"')
    assert b"Blue pages" not in copied("lab.fdx", hidden)


BARE = "<FinalDraft><Content><Paragraph><Text>Hm.</Text></Paragraph></Content>{}</FinalDraft>"


@pytest.mark.parametrize(
    "others",
    ["", "<TitlePage/>", "<HeaderAndFooter/>", "<TitlePage><Content/></TitlePage>",
     "<HeaderAndFooter FooterVisible='Yes'><Footer/></HeaderAndFooter><TitlePage></TitlePage>"],
)  # fmt: skip
def test_a_file_with_less_gets_what_is_missing(others: str) -> None:
    root = root_of(copied("bare.fdx", BARE.format(others)))
    assert texts(root, "HeaderAndFooter/Footer") == [record_for().terms.footer]
    assert "Copy 7F3K-Q2 for Miriam Okafor, Harrow Films" in texts(root, "TitlePage/Content")
    assert len(root.findall("TitlePage")) == len(root.findall("HeaderAndFooter")) == 1


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"),
     ("utf-16-be", b"\xfe\xff"), ("cp1252", b"")],
)  # fmt: skip
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encoding_and_line_ends_stay(tmp_path: Path, encoding: str, mark: bytes, end: str) -> None:
    text = SCRIPT.replace("UTF-8", encoding[:6].replace("cp1252", "windows-1252"))
    data = copied("lab.fdx", mark + text.replace("\n", end).encode(encoding), name="Łódź ©")
    assert data.startswith(mark)
    plain = data[len(mark) :].decode(encoding)
    assert plain.count("\n") == plain.count(end)
    assert "Caf\u00e9 &amp; tea." in plain
    assert "&#321;&#243;d&#378; &#169;" in plain
    assert any(s.property == "licence" for s in terms_of(tmp_path, "lab.fdx", data).signals)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (SCRIPT.replace("<Content>", '<WriterMarkup State="On"/><Content>', 1), "tracks changes"),
        (SCRIPT.replace("</FinalDraft>", ""), "damaged"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]>" + BARE.format(""), "document type"),
        (BARE.format("").replace("Hm.", ""), "no words"),
        (BARE.format("").encode().replace(b"Hm.", b"\x81\x8d Hm."), "letters"),
    ],
)
def test_what_cannot_be_copied_is_said(text: str | bytes, words: str) -> None:
    with pytest.raises(BadInput) as refused:
        copied("lab.fdx", text)
    assert words in refused.value.message
    assert refused.value.hint


def check_kept(data: bytes, copy: bytes) -> None:
    """Every line of the script's paragraphs stands in the copy as it was, and in order."""
    content = outline(data).root.child("Content")
    assert content is not None
    begun, at = data[content.start : content.end].splitlines(), 0
    for line in begun:
        if re.fullmatch(rb"\s*<Text[^>]*>[^<]*</Text>\s*", line) and b"RevisionID" not in line:
            at = copy.index(line, at) + len(line)


REAL = [
    "fdx/gumshoe.fdx", "fdx/mostly-genius.fdx", "fdx/TestFDX-FD.fdx", "fdx/TestFDX-FI.fdx",
    "fdx/Grog The Caveman.fdx", "fdx/dual-dialogue-basic.fdx", "screenplain-tests/simple.fdx",
]  # fmt: skip


@pytest.mark.parametrize("name", REAL)
def test_real_scripts_keep_their_words_and_nothing_else(samples: Path, name: str) -> None:
    data = (samples / name).read_bytes()
    copy = copied(name, data)
    assert words_of(name, copy) == words_of(name, data)
    check_kept(data, copy)
    tags = {element.tag for element in root_of(copy).iter()}
    assert not tags & {"SceneProperties", "Summary", "Alts", "SmartType", "Actors", "ListItems"}
    assert len(list(root_of(copy).iter("ScriptNote"))) == 1


def test_notes_of_others_in_a_real_script(samples: Path) -> None:
    data = (samples / "fdx/scriptnote-inline-v1.fdx").read_bytes()
    assert b"Note in action" in data
    copy = copied("note.fdx", data)
    assert b"Note in action" not in copy
    theirs = (samples / "expected/scriptnote-inline-v1.fountain").read_text("utf-8")
    plain = re.sub(r"\[\[.*?\]\]", "", theirs, flags=re.DOTALL)
    assert words_of("note.fdx", copy).split() == words_of("x.fountain", plain.encode()).split()


def test_our_own_sample_loses_its_notes_alone() -> None:
    data = LOST.read_bytes()
    copy = copied(LOST.name, data)
    assert words_of(LOST.name, copy) == words_of(LOST.name, data)
    assert b"hat department" in data
    assert b"hat department" not in copy


NAMES = st.sampled_from(
    ["Paragraph", "Text", "Content", "ScriptNote", "DualDialogue", "OmittedScene", "TitlePage"]
)
TREES = st.recursive(
    st.text("abc \u00e9", max_size=4).map(lambda text: f"<Text>{text}</Text>"),
    lambda inner: st.tuples(NAMES, st.lists(inner, max_size=3)).map(
        lambda pair: f"<{pair[0]}>{''.join(pair[1])}</{pair[0]}>"
    ),
    max_leaves=12,
)


@given(TREES, TREES)
def test_any_tree_is_copied_with_its_words_or_refused(first: str, second: str) -> None:
    text = f"<FinalDraft><Content><Paragraph><Text>x</Text></Paragraph>{first}</Content>{second}"
    text += "</FinalDraft>"
    copy = copied("a.fdx", text)
    assert words_of("a.fdx", copy) == words_of("a.fdx", text.encode())


@given(st.text("<>/ab=\"' !-?&;\n", max_size=40))
def test_places_are_those_an_xml_parser_sees_or_it_is_refused(text: str) -> None:
    data = f"<a>{text}</a>".encode()
    try:
        found = outline(data)
    except Unreadable:
        return
    for place in found.root.every():
        assert fromstring(data[place.start : place.end]).tag == place.name


def test_edits_keep_everything_else() -> None:
    edits = [Edit(8, 9), Edit(2, 6), Edit(3, 4, b"x"), Edit(2, 2, b"+")]
    assert applied(b"0123456789", edits) == b"01+679"
    found = outline(b"<a x='1'><b/></a>")
    inner = found.root.children[0]
    edits = [found.within(inner, b"!"), found.with_attribute(found.root, "x", "&")]
    assert applied(found.data, edits) == b'<a x="&amp;"><b>!</b></a>'
    with pytest.raises(Unreadable):
        outline(b"<a>" * 300 + b"</a>" * 300)
    with pytest.raises(Unreadable):
        outline(b"<!DOCTYPE a><a/>")
