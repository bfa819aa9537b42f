"""One packet, written so that other programs read it, and read whoever wrote it."""

import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault import xmp
from vault.errors import Unreadable
from vault.xmp import Alternative, Items, Property, Structure, Value, find, parse, write

DC = "http://purl.org/dc/elements/1.1/"
RIGHTS = "http://ns.adobe.com/xap/1.0/rights/"
PLUS = "http://ns.useplus.org/ldf/xmp/1.0/"
IPTC_EXT = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"

OWNER = Structure((Property(PLUS, "plus", "CopyrightOwnerName", "Ada & Söhne <x>"),))
SAID = (
    Property(DC, "dc", "title", Alternative((("x-default", "Salt “Line”"), ("de", "Salz")))),
    Property(DC, "dc", "creator", xmp.seq(["Ada Marsh", "Ωμέγα 日本"])),
    Property(DC, "dc", "subject", xmp.bag(["one", "two"])),
    Property(RIGHTS, "xmpRights", "Marked", True),
    Property(RIGHTS, "xmpRights", "WebStatement", "https://example.org/?a=1&b='2'"),
    Property(PLUS, "plus", "CopyrightOwner", Items("Seq", (OWNER,))),
)


def exiftool(*words: object) -> bytes:
    done = subprocess.run(
        ["exiftool", *map(str, words)], capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def wrapped(inner: str, spaces: str = "") -> bytes:
    """A packet as other programs write them, around descriptions."""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Other 1.0"><rdf:RDF xmlns:rdf="{xmp.RDF}"'
        f' xmlns:dc="{DC}" xmlns:xmpRights="{RIGHTS}" {spaces}>{inner}</rdf:RDF></x:xmpmeta>'
        f"{' ' * 2000}\n<?xpacket end='w'?>"
    ).encode()


def test_exiftool_reads_what_is_written(tmp_path: Path) -> None:
    file = tmp_path / "one.xmp"
    file.write_bytes(write(SAID))
    [told] = json.loads(exiftool("-json", "-struct", "-G1", "-XMP:all", file))
    assert told["XMP-dc:Title"] == "Salt “Line”"
    assert told["XMP-dc:Title-de"] == "Salz"
    assert told["XMP-dc:Creator"] == ["Ada Marsh", "Ωμέγα 日本"]
    assert told["XMP-dc:Subject"] == ["one", "two"]
    assert told["XMP-xmpRights:Marked"] is True
    assert told["XMP-xmpRights:WebStatement"] == "https://example.org/?a=1&b='2'"
    assert told["XMP-plus:CopyrightOwner"] == [{"CopyrightOwnerName": "Ada & Söhne <x>"}]
    assert b"error" not in exiftool("-validate", "-error", "-warning", file).lower()


def test_an_xml_library_of_others_finds_it_well_formed() -> None:
    from lxml import etree

    packet = write(SAID)
    tree = etree.fromstring(packet.strip())
    assert tree.tag == "{adobe:ns:meta/}xmpmeta"
    assert packet.startswith('<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'.encode())
    assert packet.rstrip().endswith(b'<?xpacket end="r"?>')


@pytest.mark.parametrize("form", ["", "Shorthand", "OneDesc"])
def test_what_exiftool_writes_is_read(tmp_path: Path, form: str) -> None:
    file = tmp_path / "other.xmp"
    exiftool(
        "-api", f"Compact={form}", "-o", file, "-XMP-dc:Title=Salt Line", "-XMP-dc:Title-de=Salz",
        "-XMP-dc:Creator=Ada", "-XMP-dc:Creator=Ben", "-XMP-xmpRights:Marked=True",
        "-XMP-xmp:CreatorTool=Other <1>", "-XMP-plus:CopyrightOwner={CopyrightOwnerName=Ada}",
    )  # fmt: skip
    found = parse(file.read_bytes())
    titles = find(found, DC, "title")
    assert isinstance(titles, Alternative)
    assert dict(titles.texts) == {"x-default": "Salt Line", "de": "Salz"}
    assert find(found, DC, "creator") == xmp.seq(["Ada", "Ben"])
    assert find(found, RIGHTS, "Marked") == "True"
    assert find(found, "http://ns.adobe.com/xap/1.0/", "CreatorTool") == "Other <1>"
    owner = Structure((Property(PLUS, "any", "CopyrightOwnerName", "Ada"),))
    assert find(found, PLUS, "CopyrightOwner") == Items("Seq", (owner,))


def test_every_form_of_a_value_is_read() -> None:
    found = parse(
        wrapped(
            '<rdf:Description rdf:about="" dc:source="as attribute" xml:lang="en">'
            "<dc:format>as element</dc:format>"
            '<dc:relation rdf:resource="urn:x"/>'
            "<dc:publisher><rdf:Bag><rdf:li>a</rdf:li><rdf:li>b</rdf:li></rdf:Bag></dc:publisher>"
            "<dc:type><rdf:Alt><rdf:li>no language</rdf:li></rdf:Alt></dc:type>"
            '<dc:rights rdf:parseType="Resource"><rdf:value>with a qualifier</rdf:value>'
            "<dc:q>z</dc:q></dc:rights>"
            '<dc:coverage rdf:parseType="Resource"><dc:a>1</dc:a><dc:b>2</dc:b></dc:coverage>'
            '<dc:contributor><rdf:Description dc:a="1"><dc:b>2</dc:b></rdf:Description>'
            "</dc:contributor>"
            '<dc:identifier dc:a="1" dc:b="2"/><dc:date/></rdf:Description>'
            '<rdf:Description rdf:about=""><xmpRights:Marked>False</xmpRights:Marked>'
            "</rdf:Description>"
        )
    )
    pair = Structure((Property(DC, "dc", "a", "1"), Property(DC, "dc", "b", "2")))
    expected: dict[str, Value] = {
        "source": "as attribute",
        "format": "as element",
        "relation": "urn:x",
        "publisher": xmp.bag(["a", "b"]),
        "type": Items("Alt", ("no language",)),
        "rights": "with a qualifier",
        "coverage": pair,
        "contributor": pair,
        "identifier": pair,
        "date": "",
    }
    assert {p.name: p.value for p in found if p.namespace == DC} == expected
    assert find(found, RIGHTS, "Marked") == "False"
    assert find(found, RIGHTS, "Owner") is None


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "utf-32", "utf-32-le"])
def test_every_encoding_of_unicode_is_read(encoding: str) -> None:
    packet = write(SAID).decode()
    for text in (packet, packet.partition("?>")[2].strip()):
        found = parse(text.encode(encoding))
        assert [p for p in found if p.name != "Marked"] == [p for p in SAID if p.name != "Marked"]


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"))
NAMES = st.from_regex(r"[a-z][a-zA-Z0-9]{0,8}", fullmatch=True)
SPACES = st.sampled_from([("dc", DC), ("plus", PLUS), ("my", "https://example.org/ns#a&b")])


def fields(values: st.SearchStrategy[Value]) -> st.SearchStrategy[tuple[Property, ...]]:
    one = st.builds(lambda s, n, v: Property(s[1], s[0], n, v), SPACES, NAMES, values)
    return st.lists(one, min_size=1, max_size=5, unique_by=lambda p: (p.namespace, p.name)).map(
        tuple
    )


SIMPLE: st.SearchStrategy[Value] = TEXTS | st.lists(
    st.tuples(st.sampled_from(["x-default", "en", "fr-CA"]), TEXTS), min_size=1, max_size=3
).map(lambda texts: Alternative(tuple(texts)))
VALUES = st.recursive(
    SIMPLE,
    lambda inner: (
        st.builds(Items, st.sampled_from(["Bag", "Seq"]), st.lists(inner, max_size=3).map(tuple))
        | fields(inner).map(Structure)
    ),
    max_leaves=8,
)


@given(fields(VALUES))
def test_what_is_written_is_read_again(properties: tuple[Property, ...]) -> None:
    packet = write(properties)
    assert write(properties) == packet
    lost = "".join(c for c in packet.decode() if c == "\ufffd")
    found = parse(packet)
    if not lost:
        assert found == properties
        assert write(found) == packet


def test_signs_that_xml_cannot_hold_are_replaced_and_never_lost() -> None:
    [found] = parse(write([Property(DC, "dc", "format", "a\0b\x1bc\ufffe")]))
    assert found.value == "a\ufffdb\ufffdc\ufffd"


@pytest.mark.parametrize(
    "wrong",
    [
        [Property(DC, "dc", "a b", "x")],
        [Property(DC, "d:c", "a", "x")],
        [Property(DC, "dc", "a", "x"), Property(PLUS, "dc", "a", "x")],
        [Property(DC, "dc", "a", "x"), Property(DC, "other", "b", "x")],
        [Property(DC, "dc", "a", "x"), Property(DC, "dc", "a", "y")],
        [Property(DC, "dc", "a", Structure((Property(DC, "dc", "b", "x"),) * 2))],
    ],
)
def test_what_no_packet_can_say_is_a_bug_and_not_written(wrong: list[Property]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        write(wrong)


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("packet", "says"),
    [
        (b"", "well formed"),
        (b"plain words", "well formed"),
        (b"\xff\xd8\xff\xe0 a picture \xff", "not text"),
        (b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>", "no RDF"),
        (wrapped("<rdf:Description>"), "well formed"),
        (BOMB.encode() + wrapped(""), "document type"),
        (wrapped("<rdf:Description rdf:about=''>&b;</rdf:Description>"), "well formed"),
        (b"<!DOCTYPE x SYSTEM 'file:///etc/passwd'><x/>", "document type"),
        (wrapped("<dc:a>" * 40 + "</dc:a>" * 40), "nested too deeply"),
        (write(SAID) + b" " * xmp.MOST_BYTES, "larger than"),
        (wrapped("<undeclared:a/>"), "well formed"),
    ],
)
def test_what_is_no_packet_is_refused_in_words(packet: bytes, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        parse(packet)


@given(st.binary(max_size=300) | st.text(max_size=300).map(wrapped))
def test_nothing_makes_the_reader_stumble(data: bytes) -> None:
    try:
        parse(data)
    except Unreadable as error:
        assert error.message


@given(st.data())
def test_a_damaged_packet_is_refused_or_read(data: st.DataObject) -> None:
    packet = bytearray(write(SAID))
    for _ in range(data.draw(st.integers(1, 4))):
        packet[data.draw(st.integers(0, len(packet) - 1))] = data.draw(st.integers(0, 255))
    try:
        parse(bytes(packet))
    except Unreadable as error:
        assert error.message
