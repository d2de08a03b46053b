"""What the appendices print: every measure of the chosen areas, in groups that share a unit and a latest period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from sendneeds.analysis.finding import Finding, Series
from sendneeds.declare.edition import Edition
from sendneeds.declare.indicator import IndicatorEntry, Unit
from sendneeds.declare.period import Period
from sendneeds.declare.registry import Registry
from sendneeds.errors import DeclarationError, Problem
from sendneeds.project import Project
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.benchmark_evidence import gather_many

UNITS = {
    Unit.PERCENT: "percentages",
    Unit.COUNT: "numbers",
    Unit.PER_100: "rates per 100",
    Unit.PER_1000: "rates per 1,000",
    Unit.POUNDS: "pounds",
    Unit.POUNDS_PER_WEEK: "pounds per week",
    Unit.POUNDS_PER_HEAD: "pounds per head",
    Unit.SCORE: "scores",
    Unit.PERCENT_CHANGE: "percentage changes",
    Unit.YES_NO: "yes or no",
}


@dataclass(frozen=True, eq=False)
class Measure:
    """One indicator in all chosen areas: `series` has None for an area without a period of it."""

    entry: IndicatorEntry
    series: tuple[Series | None, ...]

    @property
    def known(self) -> tuple[Series, ...]:
        return tuple(item for item in self.series if item)

    @property
    def latest(self) -> Period:
        """The latest period, the same in every area."""
        return self.known[0].latest.period

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """The periods from the first in which some area has a value, oldest first."""
        return tuple(sorted({finding.period for item in self.known for finding in item.findings}))

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(finding for item in self.known for finding in item.findings)


@dataclass(frozen=True, eq=False)
class MeasureGroup:
    """Measures of one theme that share a unit and a latest period, and so stand in one table."""

    theme: str
    measures: tuple[Measure, ...]

    @property
    def name(self) -> str:
        """Return an id for its tables: that of its first measure."""
        return self.measures[0].entry.id.replace("_", "-")

    @property
    def title(self) -> str:
        """Return what its measures are: the name of a single one, else the unit of all."""
        first = self.measures[0].entry.indicator
        return first.short if len(self.measures) == 1 else UNITS[first.unit]

    @property
    def dated(self) -> tuple[Measure, ...]:
        """The measures that have more than one period."""
        return tuple(item for item in self.measures if len(item.periods) > 1)


@dataclass(frozen=True, eq=False)
class AppendixEvidence:
    """The evidence of one or more `areas`, in alphabetical order."""

    areas: tuple[AreaEvidence, ...]

    @property
    def registry(self) -> Registry:
        return self.areas[0].registry

    @property
    def edition(self) -> Edition:
        return self.areas[0].edition

    @cached_property
    def groups(self) -> dict[str, tuple[MeasureGroup, ...]]:
        """The measures of each theme for which some area has a value, in groups."""
        return {theme: tuple(self._group(theme)) for theme in self.registry.themes}

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(
            finding
            for groups in self.groups.values()
            for group in groups
            for measure in group.measures
            for finding in measure.findings
        )

    def _group(self, theme: str) -> Iterator[MeasureGroup]:
        grouped: dict[tuple[Unit, str, str], list[Measure]] = {}
        for entry in self.registry.indicators.values():
            measure = Measure(entry, tuple(area.series.get(entry.id) for area in self.areas))
            if entry.theme == theme and any(finding.value is not None for finding in measure.findings):
                key = (entry.indicator.unit, entry.indicator.period.value, measure.latest.label)
                grouped.setdefault(key, []).append(measure)
        for measures in grouped.values():
            yield MeasureGroup(theme, tuple(measures))


def gather_appendices(names: Sequence[str], edition: str, project: Project) -> AppendixEvidence:
    """Return the evidence for one or more areas. Raises DeclarationError naming every unknown area, or if none is."""
    areas = gather_many(names, edition, project)
    if not areas:
        raise DeclarationError(Problem("areas", "none", "at least one area", "name an area"))
    return AppendixEvidence(areas)
