"""Figures that an area states in its own documents, and the published figures that they can be set beside."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from sendneeds.declare.declaration import Declaration
from sendneeds.declare.partial_date import PartialDate, read_first_day

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]*$")]


def _check_number(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("a plain number such as 1588 or 2.5 is needed")  # noqa: TRY004 (pydantic reports ValueError)
    return value


Number = Annotated[int | float, BeforeValidator(_check_number)]


class Cited(Declaration):
    """Something that stands in one of the area's documents: the document's id and the section or table in it."""

    document: str
    section: str


class StatedUnit(StrEnum):
    """What a stated figure counts in."""

    COUNT = "count"
    PERCENT = "percent"
    POINTS = "percentage points"
    PLACES = "places"
    POUNDS = "pounds"
    THOUSAND_POUNDS = "thousand pounds"
    MILLION_POUNDS = "million pounds"
    FULL_TIME = "full-time equivalent"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"
    TIMES = "times"


class Operand(Declaration):
    """A published figure: the `figure` of one indicator in one period, or the sum of those of several."""

    indicators: tuple[str, ...] = Field(min_length=1)
    figure: Literal["value", "numerator", "denominator"] = "value"
    period: str


class Check(Declaration):
    """The published figure that a claim is set beside.

    It is `of`; or 100 times `of` through `over`; or the percentage change from `since` to `of`. `after` is the same
    figure one release later, for a claim that is dated between the two. `area` says whose figure it is; those of the
    type are over the authorities of the area's type (counties, London boroughs and so on), unweighted.
    """

    of: Operand
    over: Operand | None = None
    since: Operand | None = None
    after: Operand | None = None
    area: Literal["area", "region", "england", "type mean", "type lowest", "type highest"] = "area"
    note: str | None = None


class Difference(Declaration):
    """A change between two stated figures, by their references."""

    before: str
    after: str


class Claim(Cited):
    """A figure that a document states, as a plain number with the decimals it is printed with.

    `who` is whom it is about, where that is not the area. `bound` holds for "over 50 %" and the like, `high` for the
    upper end of a range. `of_whole` names the whole that several shares make up together, `one_in` holds 7 for "one in
    seven". Either `check` or the `reason` why it cannot be checked is given.
    """

    id: Id
    title: str
    value: Number
    high: Number | None = None
    unit: StatedUnit = StatedUnit.COUNT
    date: PartialDate | None = None
    who: str | None = None
    bound: Literal["over", "up to", "about"] | None = None
    of_whole: str | None = None
    one_in: int | None = Field(default=None, gt=1)
    change: Difference | None = None
    since: PartialDate | None = None
    check: Check | None = None
    reason: str | None = None

    @model_validator(mode="after")
    def _check_reason(self) -> Self:
        if (self.check is None) == (self.reason is None):
            raise ValueError("either check or reason is needed, not both")
        return self


class Term(Declaration):
    """A sum of stated figures, or 100 times that through another sum."""

    sum: tuple[str, ...] = Field(min_length=1)
    over: tuple[str, ...] = ()


class Sameness(Declaration):
    """Terms that mean the same thing, so that they should have one value."""

    id: Id
    title: str
    terms: tuple[Term, ...] = Field(min_length=2)


class Rhythm(Cited):
    """How often something is to happen: every so many months, and for a report, to which body."""

    id: Id
    what: str
    to: str | None = None
    months: Number = Field(gt=0)


class Milestone(Declaration):
    """A value that is to be reached by a date, or was found at one."""

    date: PartialDate
    value: Number


def _check_order(milestones: tuple[Milestone, ...]) -> tuple[Milestone, ...]:
    dates = [read_first_day(item.date) for item in milestones]
    if dates != sorted(set(dates)):
        raise ValueError("milestones in order of their dates are needed")
    return milestones


class Target(Cited):
    """What an area set out to reach: a value by a date, or a direction.

    The last of `milestones` is the target itself; a `rise` or `fall` has none. `indicator` measures it, or `local`
    does: a measure of a file in `data/local/<area>/`, written `file.measure`. `note` says where the published measure
    differs from what the document counts.
    """

    id: Id
    title: str
    action: str | None = None
    objective: str | None = None
    direction: Literal["at least", "at most", "rise", "fall"]
    unit: StatedUnit = StatedUnit.PERCENT
    baseline: Milestone | None = None
    milestones: Annotated[tuple[Milestone, ...], AfterValidator(_check_order)] = ()
    due: PartialDate | None = None
    indicator: str | None = None
    local: str | None = Field(default=None, pattern=r"^[a-z_]+\.[a-z0-9_]+$")
    note: str | None = None

    @model_validator(mode="after")
    def _check_measure(self) -> Self:
        if (self.indicator is None) == (self.local is None):
            raise ValueError("either indicator or local is needed, not both")
        if self.has_number != (self.direction in {"at least", "at most"}):
            raise ValueError("milestones are needed for 'at least' and 'at most', and none for 'rise' and 'fall'")
        return self

    @property
    def has_number(self) -> bool:
        return bool(self.milestones)

    @property
    def sign(self) -> int:
        """Return 1 where more is what the area aims at, -1 where less is."""
        return 1 if self.direction in {"at least", "rise"} else -1

    @property
    def last_date(self) -> str | None:
        return self.milestones[-1].date if self.milestones else self.due


class Estimate(Cited):
    """How many children something concerns, by one source: a value, or a range from `low` to `high`.

    `projection` and `year` name the declared projection and year that it is taken from, if it is.
    """

    id: Id
    title: str
    source: str
    low: Number
    high: Number | None = None
    ages: str
    date: PartialDate | None = None
    note: str | None = None


class StatedProjection(Cited):
    """A series of stated values by year. `rate` is the share of a population, in percent, that it applies."""

    id: Id
    title: str
    ages: str
    values: dict[str, Number] = Field(min_length=2)
    rate: Number | None = None
    source: str
