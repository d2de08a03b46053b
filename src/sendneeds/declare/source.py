"""Releases, as locked in `data/sources.lock`, and how an indicator is taken from them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from sendneeds.declare.declaration import Declaration


def _as_tuple(value: object) -> object:
    """Let a single word stand for a list of one."""
    return [value] if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]
Where = dict[str, Words]


class Release(Declaration):
    """One file of an official release. `url` is the landing page that the release itself prints, or null."""

    publisher: str
    publication: str
    release: str
    file: str
    url: str | None = None
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    bytes: int
    licence: str
    retrieved: str
    core: bool = False


class Part(Declaration):
    """The numerator or denominator: columns summed over the rows that `where` keeps, or another indicator's figures.

    `lag` is in years: 1 takes the indicator's figure of the year before, -1 of the year after. Of several indicators
    the last that has a figure wins.
    """

    columns: Words = ()
    where: Where = Field(default_factory=dict)
    member: str | None = None
    release: str | None = None
    indicator: Words = ()
    figure: Literal["value", "numerator", "denominator"] = "value"
    lag: int = 0


class TableSource(Declaration):
    """A table with one row per area, period and breakdown.

    The value is the published column `value` where one is named, else `scale` x numerator / denominator, else the
    numerator. `where` holds for every part. `period` is a template of column names.
    """

    reader: Literal["table"]
    release: Words
    member: str | None = None
    where: Where = Field(default_factory=dict)
    period: str = "{time_period}"
    value: str | None = None
    numerator: Part | None = None
    denominator: Part | None = None
    scale: float = 100
    first: str | None = None
    last: str | None = None


class YesNoSource(Declaration):
    """A table of answers: 1 where any of `columns` says Yes, 0 where all that are answered say anything else."""

    reader: Literal["yes_no"]
    release: Words
    member: str | None = None
    columns: Words
    period: str = "{time_period}"


class LaitSource(Declaration):
    """One measure of the local authority interactive tool, by its short description."""

    reader: Literal["lait"]
    release: Words
    measure: str


class PopulationSource(Declaration):
    """Residents of the ages `youngest` to `oldest`, one release and period after the other."""

    reader: Literal["population"]
    release: Words
    periods: Words
    youngest: int
    oldest: int


class AllocationsSource(Declaration):
    """A column of the dedicated schools grant's summary sheet, one release and period after the other."""

    reader: Literal["allocations"]
    release: Words
    periods: Words
    column: str


class TribunalSource(Declaration):
    """Appeals registered per 100 appealable decisions, matched by the cleaned name of the authority."""

    reader: Literal["tribunal"]
    release: Words
    member: str | None = None


class TherapyWaitsSource(Declaration):
    """Children waiting more than 18 weeks for a therapy, of the integrated care board of each authority."""

    reader: Literal["therapy_waits"]
    release: Words
    therapy: str


class LocalHealthSource(Declaration):
    """A monthly figure by clinical commissioning group or sub-board location, taken over to its authorities."""

    reader: Literal["local_health"]
    release: Words
    where: Where = Field(default_factory=dict)
    value: str
    period: str


class DerivedSource(Declaration):
    """Calculated from other indicators: their `sum`, the `growth` in % over `years`, or a `ratio` x `scale`.

    For growth, the series of `of` are joined, the later one winning. For a ratio, `of` is numerator and denominator,
    the denominator taken `lag` years earlier.
    """

    reader: Literal["derived"]
    operation: Literal["sum", "growth", "ratio"]
    of: Words
    years: int = 5
    lag: int = 0
    scale: float = 100
    first: str | None = None
    last: str | None = None


Source = Annotated[
    TableSource
    | YesNoSource
    | LaitSource
    | PopulationSource
    | AllocationsSource
    | TribunalSource
    | TherapyWaitsSource
    | LocalHealthSource
    | DerivedSource,
    Field(discriminator="reader"),
]
