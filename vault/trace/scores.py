"""How strongly what was measured on a page speaks for one issued copy, and how wrong that can be.

At each site something was measured: how far a word stands from where it would stand unmarked. Each
copy has a bit there, 1 with a probability that is known. A copy that has nothing to do with the
page has bits that are independent of what was measured, whatever printer, scanner or hand it went
through: so its score has mean 0 and variance 1, and how often it comes out high by chance follows
from our own random bits alone. (Low and Maxemchuk, IEEE JSAC 16(4), 1998: correlation with what
was sent; Škorić and others, arXiv cs/0607131: the symmetric weights.)
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Bits = NDArray[np.uint8]

HIGH, INDICATIVE = 1e-6, 1e-3
"""The chances of a false word, over all copies that were tried, below which a class begins."""
LEAST = 1e-300
_FAR = 3.0
_STEEPEST, _HALVINGS = 64.0, 40


class Class(StrEnum):
    """What may be said of a copy; ``EXACT`` is for a signed record in the file itself."""

    EXACT = "exact"
    HIGH = "high"
    INDICATIVE = "indicative"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Score:
    """What the sites of one channel say of one copy.

    ``z`` is in standard deviations of an innocent copy; ``chance`` bounds from above how probable
    it is that one innocent copy scores as high. ``sites`` counts those that were measured, and
    ``agreeing`` those of them that are as the copy has them.
    """

    z: float
    chance: float
    sites: int
    agreeing: int = 0


def scores(measured: "Numbers", probability: "Numbers", bits: "Bits") -> list[Score]:
    """Return the score of each copy.

    ``measured`` has one number a site, in any unit, 0 where nothing was found; ``probability`` is
    that of a 1 there; ``bits`` has a row of 0 and 1 for each copy.
    """
    used = measured != 0
    measured, probability, bits = measured[used], probability[used], bits[:, used]
    norm = float(np.linalg.norm(measured))
    if not norm:
        return [Score(0.0, 1.0, 0) for _ in range(len(bits))]
    # By the length of what was measured, never by something that depends on a code: only so does
    # every innocent copy keep variance 1.
    weight = measured / norm
    spread = np.sqrt(probability * (1 - probability))
    found = ((bits - probability) / spread) @ weight
    agreeing = ((measured > 0) == (bits > 0)).sum(axis=1)
    return [
        Score(float(z), bound(weight, probability, float(z)), len(measured), int(same))
        for z, same in zip(found, agreeing, strict=True)
    ]


def bound(weight: "Numbers", probability: "Numbers", z: float) -> float:
    """Return a bound on the chance that an innocent copy scores ``z`` or more, 1 at the most.

    Up to ``_FAR``, where nothing hangs on it, Cantelli's: 1 / (1 + z²). Beyond, Chernoff's with the
    exact moments of the bits: P(Z ≥ z) ≤ exp(K(t) − t z) for every t > 0, K being the logarithm of
    the moment generating function. It holds for any ``weight`` of length 1 and any number of sites,
    where a normal distribution would only be near. It is never less than ``LEAST``: a computer's
    numbers end before chance does.
    """
    if z <= _FAR:
        return 1 / (1 + max(z, 0.0) ** 2)
    used = weight != 0
    weight, probability = weight[used], probability[used]
    spread = np.sqrt(probability * (1 - probability))
    one, zero = weight * (1 - probability) / spread, -weight * probability / spread

    def exponent(t: float) -> float:
        # The larger power taken out, so that no exponential overflows.
        most = np.maximum(t * one, t * zero)
        mean = probability * np.exp(t * one - most) + (1 - probability) * np.exp(t * zero - most)
        return float(np.sum(most + np.log(mean))) - t * z

    # K(t) - t z is convex: the golden section finds its least value.
    low, high = 0.0, min(_STEEPEST, 4 * z + 4)
    ratio = (5**0.5 - 1) / 2
    for _ in range(_HALVINGS):
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        if exponent(left) < exponent(right):
            high = right
        else:
            low = left
    return float(min(1.0, max(LEAST, np.exp(exponent((low + high) / 2)))))


def class_of(chance: float, tried: int) -> Class:
    """Return what may be said at a chance for one copy when ``tried`` copies were looked at."""
    overall = min(1.0, chance * max(1, tried))
    if overall <= HIGH:
        return Class.HIGH
    return Class.INDICATIVE if overall <= INDICATIVE else Class.NONE
