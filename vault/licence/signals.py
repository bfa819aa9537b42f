"""Signals: what one property of one vocabulary says about the uses a preset speaks of.

Values are those of the standards: TDMRep section 3; PLUS ``DataMining`` as in IPTC Photo Metadata
2023.1; IETF AI preferences as RFC 9651 dictionaries of ``y`` and ``n``; Content Signals, as in
robots.txt; CAWG Training and Data Mining 1.1. What no standard gives a meaning is shown as it is
and decides nothing.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from vault.licence import rsl
from vault.licence.carriers import PLUS_VALUES, SPACES, TDM_ELSEWHERE
from vault.licence.presets import PRESETS, USES, Use
from vault.xmp import Alternative, Items, Property, Structure, Value

LONGEST_VALUE = 4_000

Said = tuple[str, Mapping[str, Use]]
"""In words, and use by use."""

_MINING = ("train_generative", "train_other", "data_mining")


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing a file says: where it stands, in which vocabulary, and what it comes to."""

    source: str
    vocabulary: str
    property: str
    value: str
    says: str
    uses: Mapping[str, Use] = field(default_factory=dict)

    def as_json(self) -> dict[str, str]:
        """Return the signal with the keys other programs rely on."""
        return {
            "source": self.source,
            "vocabulary": self.vocabulary,
            "property": self.property,
            "value": self.value,
            "says": self.says,
        }


def signal_of(prop: Property, source: str) -> Signal | None:
    """Return what a property says, or None when it is not about rights."""
    row = _TABLE.get((prop.namespace, prop.name))
    if row is None:
        return None
    vocabulary, told = row
    value = shown(prop.value)
    says, uses = told(value) if callable(told) else (told, {})
    return Signal(source, vocabulary, f"{prop.prefix}:{prop.name}", value, says, uses)


def shown(value: Value) -> str:
    """Return a value as one text, cut after 4,000 characters."""
    return _flat(value)[:LONGEST_VALUE]


def _flat(value: Value) -> str:
    if isinstance(value, Alternative):
        texts = dict(reversed(value.texts))
        return texts.get("x-default", next(reversed(texts.values()), ""))
    if isinstance(value, Items):
        return "; ".join(_flat(item) for item in value.values)
    if isinstance(value, Structure):
        return ", ".join(f"{prop.name}: {_flat(prop.value)}" for prop in value.fields)
    return str(value)


def reservation(value: str) -> Said:
    """Say what a TDMRep reservation comes to; any other value counts as none."""
    if value == "1":
        return "Text and data mining rights are reserved (EU 2019/790, Article 4(3)).", {
            "data_mining": "reserved"
        }
    if value == "0":
        return "Text and data mining rights are not reserved.", {"data_mining": "allowed"}
    return "The standard has no such value: it counts as unsaid.", {}


def preferences(value: str) -> Said:
    """Say what an AI preference comes to; labels and values that are not known decide nothing."""
    uses: dict[str, Use] = {}
    words = {"train-ai": "train_generative", "ai-use": "ai_input", "search": "search"}
    for part in re.split(r"[,\s]+", value):
        label, _, answer = part.partition("=")
        if label in words and answer in ("y", "n"):
            uses[words[label]] = "allowed" if answer == "y" else "prohibited"
    return in_words(uses) or "No preference that is known.", uses


def content_signals(value: str) -> Said:
    """Say what a line of Content Signals comes to: ``search``, ``ai-input``, ``ai-train``."""
    uses: dict[str, Use] = {}
    for label, answer in re.findall(r"([a-z-]{1,20})\s{0,9}=\s{0,9}(yes|no)\b", value.lower()):
        for use in _CONTENT.get(label, ()):
            uses[use] = "allowed" if answer == "yes" else "prohibited"
    return in_words(uses) or "No signal that is known.", uses


def for_robots(value: str) -> Said:
    """Say what is told to programs that gather pages; ``noai`` is a custom, no standard."""
    if not {"noai", "noimageai"} & set(re.findall(r"[a-z]+", value.lower())):
        return "Nothing about AI.", {}
    uses: dict[str, Use] = dict.fromkeys(("train_generative", "train_other"), "prohibited")
    return in_words(uses), uses


def training_and_mining(value: str) -> Said:
    """Say what a CAWG or C2PA assertion comes to; ``value`` is its content as JSON.

    What is constrained without a word on how is not allowed (CAWG 1.1).
    """
    try:
        told = json.loads(value)
    except (ValueError, RecursionError):
        told = None
    entries = told.get("entries", told) if isinstance(told, dict) else None
    uses: dict[str, Use] = {}
    for name, entry in entries.items() if isinstance(entries, dict) else ():
        use, answer = _ENTRIES.get(name.rpartition(".")[2]), _answer(entry)
        if use is not None and answer is not None:
            uses[use] = answer
    says = in_words(uses) or "No entry that is known."
    return f"{says} Who signed the manifest is not checked here.", uses


def of_ingredient(value: str) -> Said:
    """Say what such an assertion on a part comes to: what it allows, it allows of that part."""
    says, uses = training_and_mining(value)
    return f"Of a part of it. {says}", {u: told for u, told in uses.items() if told != "allowed"}


def _answer(entry: object) -> Use | None:
    """Return what one entry of an assertion says."""
    told = entry if isinstance(entry, dict) else {}
    if told.get("use") == "allowed":
        return "allowed"
    if told.get("use") == "constrained" and told.get("constraint_info"):
        return "limited"
    return "prohibited" if told.get("use") in ("notAllowed", "constrained") else None


def in_words(uses: Mapping[str, Use]) -> str:
    """Return what is said of uses as a sentence; nothing where nothing is."""
    told = "; ".join(f"{USES[use]}: {said}" for use, said in uses.items())
    return f"{told[0].upper()}{told[1:]}." if told else ""


def data_mining(value: str) -> Said:
    """Say what a PLUS DataMining value comes to."""
    row = _DATA_MINING.get(value.removeprefix(PLUS_VALUES))
    return row or ("The vocabulary has no such value: it counts as unsaid.", {})


def keyword_signals(keywords: str) -> list[Signal]:
    """Return the signals among a document's keywords, where printing to PDF leaves them.

    Some programs list them again with a comma or a blank wherever ours have another sign.
    """
    found = []
    mark = re.search(r"tdm-reservation[\s:=,]{1,9}(\S)", keywords)
    if mark:
        says, uses = reservation(mark[1])
        found.append(Signal(_KEYWORDS, "TDMRep", "tdm-reservation", mark[1], says, uses))
    mark = re.search(r"Content-Usage[\s:,]{1,9}([^;]{1,200})", keywords)
    if mark:
        says, uses = preferences(mark[1])
        found.append(Signal(_KEYWORDS, "AIPREF", "Content-Usage", mark[1].strip(), says, uses))
    return found


def printed_signals(words: Mapping[int, str] | Mapping[str, str]) -> list[Signal]:
    """Return the presets whose line stands on a page, each where it is first seen.

    ``words`` are those of pages, by number, or of other places, by name. What people read outlives
    all that programs do.
    """
    found: dict[str, Signal] = {}
    for place, text in words.items():
        plain = " ".join(text.split())
        for row in PRESETS:
            line = row.short.partition("{")[0].rstrip(".")
            # A scan that was read by a program often has another letter for the I of AI.
            line = re.escape(line).replace("AI", "A[Il1|]")
            mark = re.search(line + r".{0,400}? Copy \S{1,40} for ", plain)
            if mark and row.id not in found:
                value = mark[0].removesuffix(" for ")
                says = f"The line of {row.id}: {row.sentence}"
                source = f"words on page {place}" if isinstance(place, int) else place
                found[row.id] = Signal(source, "Script Vault", "notice", value, says, row.uses)
    return list(found.values())


_KEYWORDS = "document keywords"

_TRAINING = ("train_generative", "train_other")
_CONTENT = {"ai-train": _TRAINING, "ai-input": ("ai_input",), "search": ("search",)}
_ENTRIES = {
    "ai_generative_training": "train_generative",
    "ai_training": "train_other",
    "data_mining": "data_mining",
    "ai_inference": "ai_input",
}

_DATA_MINING: Mapping[str, Said] = {
    "DMI-UNSPECIFIED": ("Data mining is neither allowed nor prohibited.", {}),
    "DMI-ALLOWED": (
        "Data mining, AI training included, is allowed.",
        dict.fromkeys(_MINING, "allowed"),
    ),
    "DMI-PROHIBITED-AIMLTRAINING": (
        "AI training is prohibited.",
        {"train_generative": "prohibited", "train_other": "prohibited"},
    ),
    "DMI-PROHIBITED-GENAIMLTRAINING": (
        "Training of generative AI is prohibited.",
        {"train_generative": "prohibited"},
    ),
    "DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING": (
        "Data mining is prohibited; search engines may index.",
        {**dict.fromkeys(_MINING, "prohibited"), "search": "allowed"},
    ),
    "DMI-PROHIBITED": ("Data mining is prohibited.", dict.fromkeys(_MINING, "prohibited")),
    "DMI-PROHIBITED-SEECONSTRAINT": (
        "Data mining is prohibited, as plus:OtherConstraints says in words.",
        dict.fromkeys(_MINING, "prohibited"),
    ),
    "DMI-PROHIBITED-SEEEMBEDDEDRIGHTSEXPR": (
        "Data mining is prohibited, as the terms embedded in the file say.",
        dict.fromkeys(_MINING, "prohibited"),
    ),
    "DMI-PROHIBITED-SEELINKEDRIGHTSEXPR": (
        "Data mining is prohibited, as the terms linked from the file say.",
        dict.fromkeys(_MINING, "prohibited"),
    ),
}


def _marked(value: str) -> Said:
    told = {
        "true": "Rights are reserved.",
        "false": "The file says that it is in the public domain.",
    }
    return told.get(value.lower(), "The standard has no such value: it counts as unsaid."), {}


_Told = str | Callable[[str], Said]

_ROWS: dict[str, tuple[str, _Told]] = {
    "tdm:reservation": ("TDMRep", reservation),
    "tdm:policy": ("TDMRep", "Terms on which it may be mined are at this address."),
    "plus:DataMining": ("PLUS", data_mining),
    "plus:OtherConstraints": ("PLUS", "Terms in words."),
    "plus:TermsAndConditionsText": ("PLUS", "Terms in words."),
    "plus:TermsAndConditionsURL": ("PLUS", "Terms are at this address."),
    "plus:CopyrightStatus": ("PLUS", "Whether it is under copyright, as declared."),
    "plus:CopyrightOwner": ("PLUS", "Who holds the copyright, as declared."),
    "plus:Licensor": ("PLUS", "Whom to ask for a licence."),
    "plus:Licensee": ("PLUS", "For whom this copy was made."),
    "plus:LicenseID": ("PLUS", "The number of this copy or licence."),
    "xmpRights:Marked": ("XMP Rights", _marked),
    "xmpRights:Owner": ("XMP Rights", "Who holds the copyright, as declared."),
    "xmpRights:UsageTerms": ("XMP Rights", "Terms in words."),
    "xmpRights:WebStatement": ("XMP Rights", "Terms are at this address."),
    "dc:rights": ("Dublin Core", "Rights in words."),
    "Iptc4xmpExt:EmbdEncRightsExpr": ("IPTC", "Terms for programs, in another language of rights."),
    "Iptc4xmpExt:LinkedEncRightsExpr": ("IPTC", "Terms for programs are at this address."),
    "sv:contentUsage": ("AIPREF", preferences),
    "sv:rsl": ("RSL", rsl.said),
}

_TABLE: dict[tuple[str, str], tuple[str, _Told]] = {
    (SPACES[name.partition(":")[0]], name.partition(":")[2]): row for name, row in _ROWS.items()
} | {
    (TDM_ELSEWHERE, name.partition(":")[2]): row
    for name, row in _ROWS.items()
    if name.startswith("tdm:")
}
