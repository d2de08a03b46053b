"""Everything that is known about one area in one edition, gathered once for all sections of its reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from sendneeds.analysis.finding import Finding, Series
from sendneeds.declare.area import Area, LocalArea
from sendneeds.declare.edition import Edition
from sendneeds.declare.footnote import Footnote
from sendneeds.declare.period import make_empty_period
from sendneeds.declare.registry import Registry
from sendneeds.declare.strategy import Strategy
from sendneeds.evidence.authorities import find_named
from sendneeds.evidence.local import LocalData, load_local
from sendneeds.project import Project, find_project
from sendneeds.report.area_series import build_finding, gather_series, has_few_children
from sendneeds.report.national import (
    ENGLAND,
    DataProblem,
    Inspection,
    National,
    Neighbour,
    load_national,
    rank_neighbours,
)

__all__ = [
    "ENGLAND",
    "AreaEvidence",
    "DataProblem",
    "Inspection",
    "National",
    "gather_evidence",
    "has_few_children",
    "load_national",
]


@dataclass(frozen=True, eq=False)
class AreaEvidence:
    """One area's findings by indicator, and the declarations and tables that its reports print.

    `national` holds what all areas share. `neighbours` are its similar areas in order of closeness, `second_neighbours`
    those of the edition's second list; `quality` and `inspections` hold the rows that concern it, `local_data` the
    values that it supplied of its own.
    """

    national: National
    registry: Registry
    area: Area
    region: Area
    edition_name: str
    edition: Edition
    local: LocalArea
    boards: tuple[str, ...]
    neighbours: tuple[Area, ...]
    closeness: tuple[str, ...]
    second_neighbours: tuple[Area, ...]
    series: Mapping[str, Series]
    footnotes: tuple[Footnote, ...]
    quality: tuple[DataProblem, ...]
    inspections: tuple[Inspection, ...]
    local_data: LocalData

    @property
    def strategy(self) -> Strategy | None:
        """Return what the area's own documents say, None where no strategy file has been supplied."""
        return self.registry.strategies.get(self.area.slug)

    def find_series(self, indicator: str) -> Series:
        """Return the series of an indicator, or of the one that stands in for it in early editions.

        Where the edition has a period of neither, a series of one finding without a period or a value.
        """
        entry = self.registry.indicators[indicator]
        name = indicator if indicator in self.series else entry.indicator.earlier or indicator
        if name in self.series:
            return self.series[name]
        return Series(entry, (build_finding(self.area, entry, make_empty_period(self.edition.as_at)),))

    def latest(self, indicator: str) -> Finding:
        """Return the latest finding of an indicator."""
        return self.find_series(indicator).latest

    def has(self, indicator: str) -> bool:
        """Say whether the area has a value for the latest period of an indicator."""
        return self.latest(indicator).value is not None


def gather_evidence(area_name: str, edition_name: str, project: Project | None = None) -> AreaEvidence:
    """Return the evidence for an area. Raises DeclarationError for an unknown area or edition."""
    place = project or find_project()
    national = load_national(place)
    national.registry.find_edition(edition_name)
    area = find_named(area_name, national.areas)
    return _gather(national, area, edition_name, load_local(place, area.slug))


@lru_cache(maxsize=2)
def _gather(national: National, area: Area, edition_name: str, local_data: LocalData) -> AreaEvidence:
    registry, by_code = national.registry, national.by_code
    edition = registry.editions[edition_name]
    ranked = _find_neighbours(national, edition.neighbours, area)
    second = _find_neighbours(national, edition.second_neighbours, area) if edition.second_neighbours else ()
    neighbours = tuple(by_code[item.area_code] for item in ranked)
    slugs = {area.slug, *(neighbour.slug for neighbour in neighbours)}
    return AreaEvidence(
        national=national,
        registry=registry,
        area=area,
        region=by_code[area.region_code],
        edition_name=edition_name,
        edition=edition,
        local=registry.local_areas.get(area.slug, LocalArea()),
        boards=national.boards.get(area.area_code, ()),
        neighbours=neighbours,
        closeness=tuple(item.closeness for item in ranked),
        second_neighbours=tuple(by_code[item.area_code] for item in second),
        series=gather_series(national, area, neighbours, edition),
        footnotes=tuple(note for note in registry.footnotes.values() if not note.areas or slugs & set(note.areas)),
        quality=tuple(item for item in national.quality if item.area_code in {area.area_code, ""}),
        inspections=tuple(
            item for item in national.inspections.get(area.area_code, ()) if item.date <= edition.as_at.isoformat()
        ),
        local_data=local_data,
    )


def _find_neighbours(national: National, vintage: str, area: Area) -> tuple[Neighbour, ...]:
    return rank_neighbours(national.project, vintage).get(area.area_code, ())
