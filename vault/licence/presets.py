"""The licence presets: one table of what a writer may ask of a reader, in words and in codes.

"Only if paid" and "reserved" leave nobody a permission: in every vocabulary that knows yes and no
alone they are a no.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from vault.errors import BadInput

Use = Literal["allowed", "limited", "only-if-paid", "reserved", "prohibited", "unsaid"]

USES: Mapping[str, str] = {
    "train_generative": "training or developing generative AI",
    "train_other": "training or developing other AI",
    "data_mining": "text and data mining",
    "ai_input": "giving it to an AI tool",
    "ai_index": "indexing it for an AI system",
    "trained_model_use": "using models trained on it",
    "third_party": "letting others do so",
    "search": "search",
}
"""Every use a preset speaks of, and how people call it."""

STRICTNESS: tuple[Use, ...] = (
    "allowed",
    "unsaid",
    "limited",
    "only-if-paid",
    "reserved",
    "prohibited",
)
"""From the most open to the most restrictive: where terms disagree, the later one counts."""

DEFAULT = "no-ai"
VERSION = "1.2"
"""1.1 has the words of 1.0, and the terms in RSL besides; 1.2 covers a reader where they bound."""


@dataclass(frozen=True, slots=True)
class Preset:
    """One row: what it is called, what it says to people, what it says to programs.

    ``sentence`` says to everybody what it does. ``body`` is the middle of the notice, between its
    opening and its tail, and ``short`` the one line for footers; both have blanks in braces.
    ``data_mining`` is a value of the PLUS vocabulary (IPTC Photo Metadata 2023.1), ``aipref`` one
    of the IETF draft named in ``carriers``. ``claims``: the writer may be named as the holder of
    the copyright; ``offers``: a licence can be had for a fee; ``asks``: a reader is asked to accept
    the terms, which is more than to be told of them.
    """

    id: str
    sentence: str
    body: str
    short: str
    uses: Mapping[str, Use]
    data_mining: str
    aipref: str
    claims: bool = True
    offers: bool = False
    asks: bool = True
    tail: str = field(default="", repr=False)


def preset(name: str) -> Preset:
    """Return the preset of this id; raises ``BadInput`` that lists the six."""
    for row in PRESETS:
        if row.id == name:
            return row
    known = ", ".join(row.id for row in PRESETS)
    shown = name if name.isprintable() and len(name) <= 40 else "of that name"
    raise BadInput(f"There is no licence {shown}.", f"Choose one of: {known}.")


def asks(name: str | None) -> bool:
    """Tell whether there is anything in these terms to accept; a preset not known here has it."""
    return all(row.asks for row in PRESETS if row.id == name)


def _uses(**said: Use) -> dict[str, Use]:
    """Return every use; those not named are unsaid."""
    return {use: said.get(use, "unsaid") for use in USES}


_TRAIN = (
    "No part of this work may be used to train, tune, test or otherwise develop an AI system, be"
    " it generative or not, public or in-house. This covers you, your affiliates, your contractors"
    " and whoever works for you. Do not hand the work to anyone for such a use, do not put it where"
    " it can be gathered for one, and pass these terms on with every copy."
)
_MODELS = (
    " To develop or make anything based on this work, do not knowingly use an AI model that"
    " anyone has trained on it, and do not ask an AI system for material that imitates the work or"
    " the voice of its writer."
)
_NO_AI = (
    " Do not enter the work, or a summary of it, into an AI system: not for coverage, notes,"
    " rewriting, translation, scheduling, budgeting or anything else. Checks of spelling and"
    " format that send nothing to an AI model are not meant. Exceptions need the consent of"
    " {writer}, in writing and beforehand."
)
_PAID = (
    "AI training rights in this work can be licensed for a fee; they do not come with this copy."
    " Training or tuning an AI system with the work, or building a data set from it, needs a"
    " licence signed by {writer} beforehand. It names the model or product, the purpose, the"
    " period and the fee, and it settles how the work is credited, how its use can be audited and"
    " how it is removed in the end. Until there is one, every AI use is reserved, whether by you,"
    " your affiliates and contractors or anyone who has the work through you. Do not put it where"
    " it can be gathered for such a use, and pass these terms on with every copy. To hold or read"
    " this copy is no licence."
)
_ASSIST = (
    " An AI tool may read, search or summarise this copy for your own evaluation if the tool is"
    " closed to outsiders, keeps nothing once that is done and learns nothing from it, and if a"
    " person decides. It may not rewrite the work or make material from it."
)
_RESERVE = (
    "This copy carries no permission for any AI use. {writer} keeps every right that the law, a"
    " guild agreement or a contract gives a writer in this work, separated and reserved rights"
    " among them, and any right to be told or paid when it is used to train or develop AI, and"
    " waives none. The statement is the writer’s own. It claims no copyright that someone else"
    " holds."
)
_ORDINARY = (
    " Mailing, storing, printing, searching, virus scanning and reading aids are welcome. This"
    " notice, the number of the copy and the data inside the file are rights management"
    " information (17 U.S.C. 1202; Directive 2001/29/EC, Article 7); leave them in place."
)
_TOLD = (
    " Before an AI licence of this work is discussed, {writer}, and a guild whose agreement covers"
    " the work, are to be told in writing. A signed contract, a guild agreement and rights that"
    " nobody can waive come first."
)
_TAIL = (
    _ORDINARY
    + " The reservation holds everywhere, in the European Union also under Article 4(3) of"
    + " Directive (EU) 2019/790."
    + _TOLD
)
_RESERVE_TAIL = (
    _ORDINARY
    + " As far as the rights are the writer’s, the reservation holds everywhere, in the European"
    + " Union also under Article 4(3) of Directive (EU) 2019/790."
    + _TOLD
)

PRESETS: tuple[Preset, ...] = (
    Preset(
        "no-train",
        "Nobody may train AI on this script: not the reader, and not anyone it is passed to.",
        _TRAIN,
        "AI training and data mining rights reserved.",
        _uses(
            train_generative="prohibited",
            train_other="prohibited",
            data_mining="prohibited",
            third_party="prohibited",
        ),
        data_mining="DMI-PROHIBITED-AIMLTRAINING",
        aipref="train-ai=n",
        tail=_TAIL,
    ),
    Preset(
        "no-train-no-models",
        "No AI training, and no use of AI models that anyone has trained on it.",
        _TRAIN + _MODELS,
        "No AI training; no models trained on this work.",
        _uses(
            train_generative="prohibited",
            train_other="prohibited",
            data_mining="prohibited",
            trained_model_use="prohibited",
            third_party="prohibited",
        ),
        data_mining="DMI-PROHIBITED-SEECONSTRAINT",
        aipref="train-ai=n",
        tail=_TAIL,
    ),
    Preset(
        "no-ai",
        "AI is kept away from this script altogether.",
        _TRAIN + _MODELS + _NO_AI,
        "No AI use of any kind without written consent.",
        _uses(
            train_generative="prohibited",
            train_other="prohibited",
            data_mining="prohibited",
            ai_input="prohibited",
            ai_index="prohibited",
            trained_model_use="prohibited",
            third_party="prohibited",
        ),
        data_mining="DMI-PROHIBITED",
        aipref="train-ai=n, ai-use=n",
        tail=_TAIL,
    ),
    Preset(
        "paid-train",
        "AI training only under a licence that the writer has signed and that is paid for.",
        _PAID,
        "AI training only under a signed, paid licence{ask}.",
        _uses(
            train_generative="only-if-paid",
            train_other="only-if-paid",
            data_mining="only-if-paid",
            ai_input="prohibited",
            ai_index="prohibited",
            third_party="prohibited",
        ),
        data_mining="DMI-PROHIBITED-SEECONSTRAINT",
        aipref="train-ai=n",
        offers=True,
        tail=_TAIL,
    ),
    Preset(
        "assist-ok",
        "Closed AI reading aids are fine; learning from the script is not.",
        _TRAIN + _ASSIST,
        "No AI training. Closed, non-retaining reading tools only.",
        _uses(
            train_generative="prohibited",
            train_other="prohibited",
            data_mining="prohibited",
            ai_input="limited",
            ai_index="prohibited",
            third_party="prohibited",
        ),
        data_mining="DMI-PROHIBITED-SEECONSTRAINT",
        aipref="train-ai=n",
        tail=_TAIL,
    ),
    Preset(
        "reserve-only",
        "For work whose copyright the writer may not hold (hired, sold, under a guild agreement):"
        " every right the writer has is kept, and none is claimed beyond it.",
        _RESERVE,
        "The writer reserves AI-related rights; the copyright may be held by someone else.",
        _uses(
            train_generative="reserved",
            train_other="reserved",
            data_mining="reserved",
            ai_input="reserved",
            ai_index="reserved",
            trained_model_use="reserved",
            third_party="reserved",
        ),
        data_mining="DMI-PROHIBITED-SEECONSTRAINT",
        aipref="train-ai=n",
        claims=False,
        asks=False,
        tail=_RESERVE_TAIL,
    ),
)
