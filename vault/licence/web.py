"""The terms that web pages, servers and sites state: HTML, header lines, robots.txt, JSON, RSL.

TDMRep (W3C, 10 May 2024) as meta elements, headers and ``tdmrep.json``; ``Content-Usage`` of the
IETF and Content Signals as lines; RSL 1.0 wherever it stands. HTML is searched for the few elements
that matter: a parser of all of it takes a time that grows with the square of what is broken in it.
"""

import json
import re
from collections.abc import Iterator
from html import unescape

from vault.errors import Unreadable
from vault.licence import native, rsl
from vault.licence.native_found import LICENCE, ROBOTS, RSL, SIGNALS, Found

_LOOKED_AT = 1 << 20
_MOST = 2_000

_TAG = re.compile(
    r"<(meta|link)\s((?:[^<>\"']|\"[^\"]{0,4000}\"|'[^']{0,4000}'){0,2000})>", re.IGNORECASE
)
_ATTRIBUTE = re.compile(r"([\w:-]{1,40})\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_RSL = re.compile(r"<(?:\w{1,20}:)?rsl[\s>]")
_LINE = re.compile(
    r"[ \t]{0,9}(tdm-reservation|tdm-policy|content-usage|content-signal|x-robots-tag|license|link)"
    r"[ \t]{0,9}:[ \t]{0,9}(\S[^\r\n]{0,4000})",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://[^\s<>;,]+")
_NAMES = {
    "tdm-reservation": native.TDM,
    "tdm-policy": native.POLICY,
    "content-usage": native.USAGE,
    "content-signal": SIGNALS,
    "x-robots-tag": ROBOTS,
    "robots": ROBOTS,
}


def in_page(text: str, source: str = "the page") -> Iterator[Found]:
    """Give what the head of a web page says, and the RSL that stands in it."""
    shown = _without_comments(text[:_LOOKED_AT])
    for number, (name, inside) in enumerate(_TAG.findall(shown)):
        if number >= _MOST:
            raise Unreadable("The page says more about rights than is looked at.")
        told = {one[0].lower(): unescape("".join(one[1:])) for one in _ATTRIBUTE.findall(inside)}
        value = told.get("content", "") if name.lower() == "meta" else told.get("href", "")
        called = told.get("name", told.get("property", told.get("rel", ""))).lower()
        if called in _NAMES:
            yield Found(source, {_NAMES[called]: value})
        elif called in ("dcterms.rights", "dc.rights", "copyright") and value:
            yield Found(source, rights=value)
        elif "license" in called.split() and value:
            yield Found(source, {LICENCE: value})
    yield from in_rsl(shown, source)


def in_lines(text: str) -> Iterator[Found]:
    """Give what lines say as servers and robots.txt have them, wherever such a line stands."""
    count = 0
    for number, line in enumerate(text.splitlines(), 1):
        found = _LINE.match(line)
        if found is None:
            continue
        name, value = found[1].lower(), found[2].strip()
        source = f"line {number}"
        if name in ("license", "link"):
            address = _ADDRESS.search(value)
            if address is None or (name == "link" and "license" not in value.lower()):
                continue
            told = Found(source, {LICENCE: address[0]})
        else:
            path, _, rest = value.partition(" ")
            told = Found(source, {_NAMES[name]: rest if path.startswith("/") else value})
        count += 1
        if count > _MOST:
            raise Unreadable("The file says more about rights than is looked at.")
        yield told


def in_rsl(text: str, source: str) -> Iterator[Found]:
    """Give the RSL that stands in a text, all of it together."""
    begin = _RSL.search(text)
    if begin:
        yield Found(source, {RSL: text[begin.start() : begin.start() + rsl.MOST]})


def in_json(text: str) -> Iterator[Found]:
    """Give the rules of a site in ``tdmrep.json``, headers, an offer, or a licence record.

    Raises ``Unreadable`` for what is no JSON.
    """
    if len(text) > _LOOKED_AT:
        raise Unreadable("It is longer than any list of rules.")
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable("It is no JSON that can be read.") from error
    rules = told if isinstance(told, list) else [told]
    for rule in rules[:_MOST]:
        if isinstance(rule, dict):
            yield from _in_rule(rule)
            headers = rule.get("headers")
            yield from _in_rule(headers if isinstance(headers, dict) else {})
    if isinstance(told, dict) and "permission" in told:
        yield Found("the policy", {native.OFFER: text})
    if isinstance(told, dict) and "terms" in told and "checkpoint" in told:
        yield Found("the record", {native.RECORD: text})


def _in_rule(rule: dict[str, object]) -> Iterator[Found]:
    """Give what one rule says; headers that a program kept as JSON are one without a place."""
    named = {_NAMES[key.lower()]: str(rule[key]) for key in rule if key.lower() in _NAMES}
    place = str(rule.get("location", ""))[:80]
    shown = place if place.isprintable() else ascii(place)
    if named:
        yield Found(f"the rule for {shown}" if place else "the headers", named)


def _without_comments(text: str) -> str:
    kept, at = [], 0
    while (begin := text.find("<!--", at)) >= 0:
        kept.append(text[at:begin])
        end = text.find("-->", begin + 4)
        at = end + 3 if end >= 0 else len(text)
    return "".join([*kept, text[at:]])
