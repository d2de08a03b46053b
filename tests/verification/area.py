"""One area in one edition: its periods and figures, and those of everything it is set beside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from verification.chance import SCALES, Pair, describe, find_interval
from verification.periods import find_end, find_label
from verification.tables import ENGLAND, NOTHING, Entry, Figures, Row, Tables

FEWEST_PLANS, FEWEST = 100, 10
TOTALS = {"count", "pounds"}
WITHIN_YEAR = {"term", "month"}


class Point(NamedTuple):
    """One period of one indicator of an area; points sort by time."""

    end: date
    code: str
    figures: Figures

    @property
    def value(self) -> float | None:
        return self.figures.value


@dataclass(frozen=True, eq=False)
class Area:
    """The figures of an area up to the date of an edition."""

    tables: Tables
    slug: str
    edition_name: str
    known: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def row(self) -> Row:
        return self.tables.by_slug[self.slug]

    @property
    def code(self) -> str:
        return self.row["area_code"]

    @cached_property
    def edition(self) -> Entry:
        return self.tables.read_edition(self.edition_name)

    @cached_property
    def as_at(self) -> date:
        return date.fromisoformat(self.edition["as_at"])

    @cached_property
    def region(self) -> str:
        """Return the name of the area's region."""
        return self.tables.areas[self.row["region_code"]]["name"]

    @cached_property
    def neighbours(self) -> list[str]:
        return self.tables.list_neighbours(self.edition["neighbours"], self.code)

    @cached_property
    def alike(self) -> list[str]:
        """Return the codes of all authorities of the area's type."""
        rows = self.tables.areas.values()
        return [row["area_code"] for row in rows if row["type"] == self.row["type"] and row["area_code"][0] != "E"]

    @cached_property
    def has_few_children(self) -> bool:
        rows = self.tables.read_series("ehc_plans_total")
        plans = [row.value for (code, _), row in sorted(rows.items()) if code == self.code and row.value is not None]
        return not plans or plans[-1] < FEWEST_PLANS

    def entry(self, indicator: str) -> Entry:
        return self.tables.indicators[indicator]

    def find(self, indicator: str, period: str, code: str | None = None) -> Figures:
        """Return the figures of an area, without a code those of this one."""
        return self.tables.read_series(indicator).get((code or self.code, period), NOTHING)

    def list_points(self, indicator: str) -> list[Point]:
        """Return the periods from the first with a value on, the last alone without any; none before the edition."""
        if indicator not in self.known:
            kind = self.entry(indicator)["period"]
            codes = {period for _, period in self.tables.read_series(indicator)}
            dated = sorted((find_end(period, kind), period) for period in codes)
            points = [Point(end, period, self.find(indicator, period)) for end, period in dated if end <= self.as_at]
            first = next((at for at, item in enumerate(points) if item.value is not None), len(points) - 1)
            self.known[indicator] = points[max(first, 0) :]
        found: list[Point] = self.known[indicator]
        return found

    def latest(self, indicator: str) -> Point | None:
        points = self.list_points(indicator)
        return points[-1] if points else None

    def choose_series(self, indicator: str) -> str:
        """Return an indicator, or the one that stands in for it where the edition has no period of it."""
        return indicator if self.list_points(indicator) else self.entry(indicator).get("earlier") or indicator

    def previous(self, indicator: str, period: str | None = None) -> Point | None:
        """Return the point before the latest (or before a period); a term or month is set beside the same one."""
        points = self.list_points(indicator)
        at = next((n for n, item in enumerate(points) if item.code == period), len(points) - 1)
        earlier = points[: max(at, 0)]
        if self.entry(indicator)["period"] in WITHIN_YEAR:
            earlier = [item for item in earlier if item.end.month == points[at].end.month]
        return earlier[-1] if earlier else None

    def label(self, indicator: str, period: str) -> str:
        return find_label(period, self.entry(indicator)["period"])

    def list_indicators(self) -> Iterator[str]:
        """Yield the indicators that have a period in the edition, by name."""
        yield from (name for name in sorted(self.tables.indicators) if self.list_points(name))

    def list_values(self, indicator: str, period: str, codes: list[str]) -> list[float]:
        """Return the values that these areas have."""
        found = (self.find(indicator, period, code).value for code in codes)
        return [value for value in found if value is not None]

    def list_similar(self, indicator: str, period: str) -> list[float]:
        return self.list_values(indicator, period, self.neighbours)

    def find_spread(self, indicator: str, period: str, group: str) -> dict[str, Any] | None:
        """Return the spread of `neighbours` or `alike`, None where there are too few or areas share a board."""
        codes, fewest = (
            (self.neighbours, self.edition["fewest_neighbours"]) if group == "neighbours" else (self.alike, 1)
        )
        values = self.list_values(indicator, period, codes)
        if len(values) < fewest or self.entry(indicator)["counted_by"] == "board":
            return None
        return describe(values)

    def england(self, indicator: str, period: str) -> float | None:
        return self.find(indicator, period, ENGLAND).value

    def regional(self, indicator: str, period: str) -> float | None:
        return self.find(indicator, period, self.row["region_code"]).value

    def interval(self, indicator: str, period: str) -> Pair | None:
        row = self.find(indicator, period)
        return find_interval(self.entry(indicator)["unit"], row.value, (row.numerator, row.denominator))

    def is_small(self, indicator: str, figures: Figures) -> bool:
        """Say whether so few children stand behind a share or score that it is shown in tables only."""
        if self.entry(indicator)["unit"] not in {*SCALES, "score"}:
            return False
        return self.has_few_children if figures.denominator is None else figures.denominator < FEWEST

    def find_breaks(self, indicator: str, earlier: str, later: str) -> list[Entry]:
        """Return the declared breaks between two periods."""
        kind = self.entry(indicator)["period"]
        first, last = find_end(earlier, kind), find_end(later, kind)
        return [item for item in self.entry(indicator)["breaks"] if first < find_end(item["before"], kind) <= last]
