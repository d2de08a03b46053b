"""Claims: a figure that an area's document states, judged beside the published figure for its time.

- `agrees`: the published figure, rounded to the decimals that the claim is printed with, is the claim. "About" allows
  one whole unit of the last printed digit, since it promises no more; a range agrees with what lies inside it; "over"
  and "up to" agree with what lies above, or not above.
- `near`: the claim lies between the published figures before and after its date, or the published figure is within 10 %
  of what the claim may have been before it was rounded. Releases are revised, schools' and councils' counts of one
  month differ from those of another by a few percent, and plans grow by about 10 % a year: what is closer than that can
  be the same thing counted on another day, what is further away hardly can.
- `differs`: neither.
- `cannot be checked`: there is no published figure to set it beside.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from sendneeds.declare.stated import Claim, Number, StatedUnit

NEAR = 0.10
SLACK = 1e-9  # a published 15.5 may be stored as 15.499999999999998
FEWEST_ZEROS = 2
COUNTED = {StatedUnit.COUNT, StatedUnit.PLACES}


class Verdict(StrEnum):
    """How a claim stands to the published figure."""

    DIFFERS = "differs"
    NEAR = "near"
    AGREES = "agrees"
    UNCHECKED = "cannot be checked"


class Ground(StrEnum):
    """Why a claim has its verdict."""

    ROUNDED = "the published figure, rounded as the claim is"
    BOUND = "the published figure lies on the side that the claim says"
    BETWEEN = "between the published figures before and after its date"
    CLOSE = "close to the published figure"
    FAR = "further from the published figure than revisions and another date explain"
    NOTHING = "no published figure to set it beside"


@dataclass(frozen=True)
class Judgement:
    """A verdict with its ground."""

    verdict: Verdict
    ground: Ground


class Span(NamedTuple):
    """What a printed number may have been before it was rounded."""

    low: float
    high: float

    def overlaps(self, other: Span) -> bool:
        return self.low <= other.high + SLACK and other.low <= self.high + SLACK


def count_decimals(number: Number) -> int:
    """Return the decimals that a number is written with: 2 for 3.56, 1 for 9.0, none for 9."""
    return len(str(number).partition(".")[2])


def read_span(number: Number, *, units: float = 0.5) -> Span:
    """Return the numbers that lie within so many `units` of the last printed digit."""
    step = units * 10.0 ** -count_decimals(number)
    return Span(number - step, number + step)


def read_figure(number: Number, unit: StatedUnit) -> Span:
    """Return what a stated figure may have been. A count is exact, unless it ends in at least two zeros."""
    if unit not in COUNTED or not isinstance(number, int):
        return read_span(number)
    ending = len(text := str(number)) - len(text.rstrip("0"))
    step = 0.5 * 10.0**ending if number and ending >= FEWEST_ZEROS else 0.0
    return Span(number - step, number + step)


def judge_claim(claim: Claim, published: float | None, after: float | None = None) -> Judgement:
    """Return the verdict on a claim beside the published figure, in the claim's unit.

    `after` is the same figure one release later, for a claim that is dated between the two.
    """
    if published is None:
        return Judgement(Verdict.UNCHECKED, Ground.NOTHING)
    if claim.bound in {"over", "up to"}:
        holds = published > claim.value if claim.bound == "over" else published <= read_span(claim.value).high
        if holds:
            return Judgement(Verdict.AGREES, Ground.BOUND)
    span = _read_claim(claim)
    if span.overlaps(Span(published, published)):
        return Judgement(Verdict.AGREES, Ground.ROUNDED)
    if after is not None and min(published, after) <= claim.value <= max(published, after):
        return Judgement(Verdict.NEAR, Ground.BETWEEN)
    gap = max(span.low - published, published - span.high)
    if gap <= NEAR * abs(published):
        return Judgement(Verdict.NEAR, Ground.CLOSE)
    return Judgement(Verdict.DIFFERS, Ground.FAR)


def _read_claim(claim: Claim) -> Span:
    if claim.bound == "over":
        # Rounding does not help a claim that something lies above a number.
        return Span(claim.value + SLACK * 10, claim.value + SLACK * 10)
    units = 1.0 if claim.bound == "about" else 0.5
    upper = claim.value if claim.high is None else claim.high
    return Span(read_span(claim.value, units=units).low, read_span(upper, units=units).high)
