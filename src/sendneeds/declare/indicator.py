"""Indicators: what is measured, why it matters, which way is good, and where it comes from."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from sendneeds.declare.declaration import Declaration
from sendneeds.declare.period import PeriodKind
from sendneeds.declare.source import Source

Body = Literal["council", "integrated care board", "schools", "joint", "tribunal", "inspectorates"]


class Unit(StrEnum):
    """What a value is in."""

    PERCENT = "percent"
    COUNT = "count"
    PER_100 = "per_100"
    PER_1000 = "per_1000"
    POUNDS = "pounds"
    POUNDS_PER_WEEK = "pounds_per_week"
    POUNDS_PER_HEAD = "pounds_per_head"
    SCORE = "score"
    PERCENT_CHANGE = "percent_change"
    YES_NO = "yes_no"


class Direction(StrEnum):
    """Which way is good. Contested measures have no agreed good direction and are never called better or worse."""

    HIGH = "high"
    LOW = "low"
    NEUTRAL = "neutral"
    CONTESTED = "contested"


class Break(Declaration):
    """A break before `before` (a period code): `collection` is how counting is done, `definition` what is counted."""

    before: str
    kind: Literal["collection", "definition"]
    label: str


class Mark(Declaration):
    """A period that needs a word of explanation wherever it is drawn."""

    period: str
    label: str


class Duty(Declaration):
    """A duty in law that the indicator speaks to, in plain words, with the law it stands in."""

    name: str
    law: str


class Indicator(Declaration):
    """One indicator.

    A percentage lies between 0 and 100 unless it is `signed`, as a balance is.
    `of` says what a percentage or rate is out of; `noun` is what is counted, one and many; `statement` continues a
    sentence that begins with the value ("of new plans were issued within 20 weeks"). `earlier` is the indicator that
    stands in for it in editions before its first period.
    """

    label: str
    short: str
    description: str
    why_it_matters: str
    statement: str = ""
    unit: Unit
    noun: tuple[str, str]
    of: str | None = None
    direction: Direction
    period: PeriodKind
    counted_by: Literal["residence", "school", "board"]
    ages: str
    core: bool = True
    earlier: str | None = None
    signed: bool = False
    decimals: int = Field(default=1, ge=0, le=3)
    responsible: Body = "council"
    duty: Duty | None = None
    breaks: tuple[Break, ...] = ()
    marks: tuple[Mark, ...] = ()
    caveats: tuple[str, ...] = ()
    england: bool = True
    source: Source


class IndicatorEntry(Declaration):
    """An indicator with its place in the catalogue: `id` is its key, `theme` the stem of its file."""

    id: str
    theme: str
    indicator: Indicator
