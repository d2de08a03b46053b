"""What a rule of consistency finds: a slip, where it stands, and its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sendneeds.declare.stated import Cited, Number, StatedUnit


class Rule(StrEnum):
    """The rules, by what they look at."""

    CHANGE = "Changes beside the figures they join"
    WHOLE = "Shares that make up one whole"
    ONE_IN = "A share in words and in figures"
    SAME = "Figures that mean the same thing"
    OTHER_YEAR = "Figures that belong to another year"
    OTHER_COUNT = "Growth that is the growth of something else"
    RATES = "Projections that apply different rates to the same population"
    RHYTHM = "How often something is to happen"
    LISTED = "Services listed more than once"
    OLD = "Evidence much older than its document"
    DATES = "Dates outside the time of the document"
    STATUS = "Documents that are still drafts"


class Kind(StrEnum):
    """What exactly is found; each has a sentence of its own."""

    CHANGE = "change"
    POINTS = "points"
    WHOLE = "whole"
    ONE_IN = "one in"
    SAME = "same"
    OTHER_YEAR = "other year"
    OTHER_COUNT = "other count"
    RATES = "rates"
    RHYTHM = "rhythm"
    TWICE = "twice under one heading"
    TWO_HEADINGS = "under two headings"
    OLD = "old"
    TARGET_BEFORE = "target before its document"
    TARGET_AFTER = "target after its document"
    ACTION_BEFORE = "action before its document"
    DRAFT = "draft"


@dataclass(frozen=True)
class Shown:
    """A number of a slip. `ref` is that of a stated figure or an `<indicator>.<period>`; "" if it is worked out."""

    value: Number
    decimals: int = 0
    unit: StatedUnit = StatedUnit.COUNT
    ref: str = ""


@dataclass(frozen=True)
class Spot:
    """Where something stands: the document's id and the section or table."""

    document: str
    section: str


@dataclass(frozen=True)
class Slip:
    """Something that does not fit, never corrected: the author decides.

    `id` names it for good; `numbers` and `words` hold what its sentence says, by name. Where several figures stand
    beside each other, `numbers["terms"]` and `spots` go together.
    """

    kind: Kind
    id: str
    title: str
    spots: tuple[Spot, ...]
    numbers: Mapping[str, tuple[Shown, ...]] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class RuleResult:
    """What one rule looked at, how many things, and the slips among them."""

    rule: Rule
    looked_at: int
    slips: tuple[Slip, ...]


def find_spot(item: Cited) -> Spot:
    return Spot(item.document, item.section)
