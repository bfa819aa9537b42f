"""Money: whole numbers of a currency's smallest unit, under its ISO 4217 code; never a fraction."""

import re
from dataclasses import dataclass

from vault.encoding import LARGEST_INTEGER, Json
from vault.errors import BadInput

_TWO = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF
CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG
HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU
MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR
SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED
VES WST XCD XCG YER ZAR ZMW ZWG
"""
_NONE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE = "BHD IQD JOD KWD LYD OMR TND"
DIGITS = {
    **dict.fromkeys(_TWO.split(), 2),
    **dict.fromkeys(_NONE.split(), 0),
    **dict.fromkeys(_THREE.split(), 3),
}
"""How many digits of each currency stand behind the point (ISO 4217, list one)."""

MOST = LARGEST_INTEGER // 1000
"""Units of one amount, so that no sum of a ledger leaves what an entry can hold."""

_AMOUNT = re.compile(
    r"(?:(?P<before>[A-Z]{3})\s*)?"
    r"(?P<whole>[0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(?:\.(?P<part>[0-9]{1,3}))?"
    r"(?:\s*(?P<behind>[A-Z]{3}))?"
)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount; ``minor`` counts the smallest unit: cents of a dollar, yen of a yen."""

    minor: int
    currency: str

    @property
    def figures(self) -> str:
        """The amount in figures without its currency, as programs read it: -1234.50."""
        digits = DIGITS.get(self.currency, 0)
        sign, units = ("-", -self.minor) if self.minor < 0 else ("", self.minor)
        if not digits:
            return f"{sign}{units}"
        whole, part = divmod(units, 10**digits)
        return f"{sign}{whole}.{part:0{digits}d}"

    @property
    def grouped(self) -> str:
        """The amount in figures for people, without its currency: −1,234.50."""
        sign, figures = ("−", self.figures[1:]) if self.minor < 0 else ("", self.figures)
        whole, point, part = figures.partition(".")
        return f"{sign}{int(whole):,}{point}{part}"

    @property
    def in_words(self) -> str:
        """The amount for people: 1,234.50 USD."""
        return f"{self.grouped} {self.currency}"

    def as_json(self) -> dict[str, Json]:
        """Return the amount as it is sealed."""
        return {"minor": self.minor, "currency": self.currency}


def money(what: str, text: str) -> Money:
    """Return the amount that a text like ``3,000.00 USD`` names; the code stands on either side.

    Raises ``BadInput`` for anything else: no amount, a negative one, nothing, too much, no currency
    or an unknown one, more digits than it has.
    """
    plain = " ".join(text.split())
    hint = "Write it as 3000.00 USD: figures with a point, and the currency's three letters."
    if plain.startswith(("-", "−")) or plain[3:].strip().startswith(("-", "−")):
        raise BadInput(f"{what}: an amount cannot be less than nothing.", hint)
    found = _AMOUNT.fullmatch(plain.upper())
    if found is None:
        short = plain if len(plain) <= 40 else f"{plain[:40]}…"
        raise BadInput(
            f"{what}: {short if short.isprintable() else ascii(short)} is no amount.", hint
        )
    codes = [code for code in (found["before"], found["behind"]) if code]
    if len(codes) != 1:
        raise BadInput(f"{what} needs one currency.", hint)
    if codes[0] not in DIGITS:
        raise BadInput(f"{what}: {codes[0]} is no currency of ISO 4217.", hint)
    return Money(_minor(what, found["whole"], found["part"] or "", codes[0]), codes[0])


def of_entry(value: object) -> Money:
    """Return an amount as an entry holds it; raises ``BadInput`` for one of no known form."""
    if isinstance(value, dict):
        minor, currency = value.get("minor"), value.get("currency")
        if isinstance(minor, int) and isinstance(currency, str) and currency in DIGITS:
            return Money(minor, currency)
    raise BadInput(
        "An entry of the ledger holds an amount of no known form.", "Update the program."
    )


def _minor(what: str, whole: str, part: str, currency: str) -> int:
    digits = DIGITS[currency]
    if len(part) > digits:
        count = f"{digits} digits" if digits else "no digits"
        raise BadInput(f"{what}: {currency} has {count} behind the point.", "Give it so.")
    minor = int(whole.replace(",", "") + part.ljust(digits, "0"))
    if not minor:
        raise BadInput(f"{what} is nothing.", "Give an amount above nothing.")
    if minor > MOST:
        raise BadInput(f"{what} is more than a ledger here can hold.", "Check the amount.")
    return minor
