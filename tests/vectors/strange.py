"""What copies and certificates never have: good ones, spoilt with programs of others."""

import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from tests.licence.papers import attachment, metadata, packet_of, signed, whole_packet
from vault.licence.record import Record

Change = Callable[[pikepdf.Pdf], None]

JAVASCRIPT = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def a_script(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = JAVASCRIPT


def a_named_script(document: pikepdf.Pdf) -> None:
    document.Root.Names.JavaScript = Dictionary(Names=[String("x"), JAVASCRIPT])


def a_trigger(document: pikepdf.Pdf) -> None:
    document.pages[0].obj.AA = Dictionary(O=JAVASCRIPT)


def a_link(document: pikepdf.Pdf) -> None:
    action = Dictionary(S=Name.URI, URI=String("https://evil.example"))
    annotate(document, Dictionary(Subtype=Name.Link, A=action))


def a_launch(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = Dictionary(S=Name.Launch, F=String("calc.exe"))


def a_place_elsewhere(document: pikepdf.Pdf) -> None:
    annotate(document, Dictionary(Subtype=Name.Link, A=Dictionary(S=Name.GoToR, F=String("x.pdf"))))


def a_form(document: pikepdf.Pdf) -> None:
    xfa = document.make_stream(b"<xdp/>")
    document.Root.AcroForm = Dictionary(Fields=Array([]), XFA=xfa)


def a_note(document: pikepdf.Pdf) -> None:
    annotate(document, Dictionary(Subtype=Name.FreeText, Contents=String("Mining is welcome.")))


def a_film(document: pikepdf.Pdf) -> None:
    annotate(document, Dictionary(Subtype=Name.RichMedia))


def layers(document: pikepdf.Pdf) -> None:
    group = document.make_indirect(Dictionary(Type=Name.OCG, Name=String("Terms")))
    document.Root.OCProperties = Dictionary(OCGs=[group], D=Dictionary(OFF=[group]))


def a_picture(document: pikepdf.Pdf) -> None:
    picture = document.make_stream(
        b"\0", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1,
        ColorSpace=Name.DeviceGray, BitsPerComponent=8,
    )  # fmt: skip
    document.pages[0].obj.Resources.XObject = Dictionary(X=picture)


def related_files(document: pikepdf.Pdf) -> None:
    spec = document.Root.Names.EmbeddedFiles.Names[1]
    spec.RF = Dictionary(F=[String("other.json"), document.make_stream(b"{}")])


def a_file_more(document: pikepdf.Pdf) -> None:
    names = document.Root.Names.EmbeddedFiles.Names
    more = attachment(document, "terms.txt", b"Mining is welcome.")
    document.Root.Names.EmbeddedFiles.Names = Array([*names, String("terms.txt"), more])


def metadata_on_a_part(document: pikepdf.Pdf) -> None:
    document.pages[0].obj.Resources.Metadata = metadata(document, b"<x/>")


def private_data(document: pikepdf.Pdf) -> None:
    piece = Dictionary(Private=Dictionary(Terms=String("Mining is welcome.")))
    document.Root.PieceInfo = Dictionary(Other=piece)


def annotate(document: pikepdf.Pdf, note: Dictionary) -> None:
    note.Type, note.Rect = Name.Annot, Array([0, 0, 612, 792])
    document.pages[0].obj.Annots = Array([document.make_indirect(note)])


STRANGE: Mapping[str, Change] = {
    "a-script": a_script,
    "a-named-script": a_named_script,
    "a-trigger": a_trigger,
    "a-link": a_link,
    "a-launch": a_launch,
    "a-place-elsewhere": a_place_elsewhere,
    "a-form": a_form,
    "a-note": a_note,
    "a-film": a_film,
    "layers": layers,
    "a-picture": a_picture,
    "related-files": related_files,
    "a-file-more": a_file_more,
    "metadata-on-a-part": metadata_on_a_part,
    "private-data": private_data,
}
"""By name, what makes a good copy one that could act, or show something else."""

SAVED: Mapping[str, Sequence[str]] = {
    "linear": ("qpdf", "--linearize", "IN", "OUT"),
    "with-object-streams": ("qpdf", "--object-streams=generate", "IN", "OUT"),
    "encrypted": ("qpdf", "--encrypt", "", "x", "256", "--", "IN", "OUT"),
    "with-comments": ("qpdf", "--qdf", "IN", "OUT"),
    "as-a-revision": ("exiftool", "-q", "-Title=Mining is welcome", "-o", "OUT", "IN"),
}
"""By name, how another program saves a copy so that it is plain no more."""


def saved(data: bytes, words: Sequence[str]) -> bytes:
    """Let another program save a PDF."""
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder, "in.pdf"), Path(folder, "out.pdf")
        before.write_bytes(data)
        places = {"IN": str(before), "OUT": str(after)}
        subprocess.run([places.get(word, word) for word in words], check=True, timeout=60)
        return after.read_bytes()


ROW = b"<tdm:reservation>1</tdm:reservation>"
LAST = b"  </rdf:Description>"
OTHERS = {
    "says-creative-commons": (
        b'<cc:license xmlns:cc="http://creativecommons.org/ns#">'
        b"http://creativecommons.org/publicdomain/zero/1.0/</cc:license>"
    ),
    "vocabulary-without-its-slash": (
        b'<p:DataMining xmlns:p="http://ns.useplus.org/ldf/xmp/1.0">DMI-ALLOWED</p:DataMining>'
    ),
    "rights-without-their-slash": (
        b'<r:Marked xmlns:r="http://ns.adobe.com/xap/1.0/rights">False</r:Marked>'
    ),
    "says-something-harmless": b'<p:Producer xmlns:p="http://ns.adobe.com/pdf/1.3/">X</p:Producer>',
}


def other_terms(record: Record) -> dict[str, Change]:
    """By name, what makes the terms of a good copy those of another."""
    page, whole = packet_of(record, signed(record)), whole_packet(record, signed(record))

    def on_a_page(packet: bytes) -> Change:
        assert packet != page

        def change(document: pikepdf.Pdf) -> None:
            document.pages[1].obj.Metadata = metadata(document, packet)

        return change

    def keywords(document: pikepdf.Pdf) -> None:
        document.trailer.Info.Keywords = String("tdm-reservation:0; Content-Usage: train-ai=y")

    def no_title(document: pikepdf.Pdf) -> None:
        del document.trailer.Info["/Title"]

    def another_maker(document: pikepdf.Pdf) -> None:
        document.trailer.Info.Creator = String("Another program 1.0")

    def pages_packet(document: pikepdf.Pdf) -> None:
        document.Root.Metadata = metadata(document, page)

    def comment(document: pikepdf.Pdf) -> None:
        packet = whole.replace(LAST, b"<!-- mining is welcome -->" + LAST)
        document.Root.Metadata = metadata(document, packet)

    second = page.replace(b"</x:xmpmeta>", page[page.index(b" <rdf:RDF") :], 1)
    return {
        **{name: on_a_page(page.replace(LAST, more + LAST)) for name, more in OTHERS.items()},
        "terms-twice-in-a-packet": on_a_page(second),
        "terms-in-another-spelling": on_a_page(page.replace(b"<tdm:", b"<t:").replace(
            b"</tdm:", b"</t:").replace(b"xmlns:tdm", b"xmlns:t")),
        "terms-with-a-comment": comment,
        "document-like-a-page": pages_packet,
        "other-keywords": keywords,
        "no-title": no_title,
        "of-another-program": another_maker,
    }  # fmt: skip
