"""One area's evidence, assessed once for a process: tests, trends, gaps, priorities and their sensitivity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np

from sendneeds.analysis.comparators import Spread, summarise_rows
from sendneeds.analysis.discovery import adjust, count_discoveries
from sendneeds.analysis.duties import DutyRecord, list_duties
from sendneeds.analysis.finding import Finding, Series
from sendneeds.analysis.opportunity import measure_opportunity
from sendneeds.analysis.priorities import Measure, Raised, Ranking, rank_priorities
from sendneeds.analysis.score import Sensitivity, score_themes
from sendneeds.analysis.trend import Trend, choose_points, measure_trend, pool_dispersion
from sendneeds.analysis.unusual import Floats, judge_finding
from sendneeds.declare.area import Area
from sendneeds.report.area_evidence import AreaEvidence, National


@dataclass(frozen=True, eq=False)
class Assessment:
    """What the figures say of one area: `measures` holds every indicator by its id.

    What only the annex and the findings file need is worked out when they ask for it.
    """

    evidence: AreaEvidence
    measures: Mapping[str, Measure]
    duties: tuple[DutyRecord, ...]
    ranking: Ranking

    @cached_property
    def second(self) -> Mapping[str, Measure]:
        """The measures beside the edition's second list of neighbours, empty without one."""
        neighbours = self.evidence.second_neighbours
        return _measure_all(self.evidence, neighbours) if neighbours else {}

    @cached_property
    def sensitivity(self) -> Sensitivity:
        """The score of every theme, for the annex only."""
        return score_themes(self.measures, self.duties, self.evidence.edition)

    @cached_property
    def second_sensitivity(self) -> Sensitivity | None:
        """The same beside the second list of neighbours, None without one."""
        return score_themes(self.second, self.duties, self.evidence.edition) if self.second else None


@lru_cache(maxsize=2)
def assess(evidence: AreaEvidence) -> Assessment:
    """Return the assessment of an area's evidence."""
    edition, duties = evidence.edition, list_duties(evidence.series.values(), evidence.edition)
    measures = _measure_all(evidence, evidence.neighbours)
    discovery = count_discoveries((item.unusual for item in measures.values() if item.is_in_family), edition)
    ranking = rank_priorities(measures, duties, _list_raised(evidence), discovery, edition)
    return Assessment(evidence, measures, duties, ranking)


def _measure_all(evidence: AreaEvidence, neighbours: Sequence[Area]) -> dict[str, Measure]:
    codes = [area.area_code for area in neighbours]
    similar = read_values(evidence.national, [series.latest for series in evidence.series.values()], codes)
    spreads = summarise_rows(similar, evidence.edition.fewest_neighbours)
    measures = {
        name: _measure(evidence, series, codes, values, spread)
        for (name, series), values, spread in zip(evidence.series.items(), similar, spreads, strict=True)
    }
    family = [name for name, item in measures.items() if item.is_in_family]
    found = adjust(np.array([measures[name].unusual.p for name in family], dtype=float))
    return measures | {name: replace(measures[name], q=float(q)) for name, q in zip(family, found, strict=True)}


def _measure(
    evidence: AreaEvidence, series: Series, codes: Sequence[str], similar: Floats, spread: Spread | None
) -> Measure:
    latest, edition = series.latest, evidence.edition
    by_board = latest.entry.indicator.counted_by == "board"
    beside = replace(latest, neighbours=None if by_board else spread)
    test = judge_finding(beside, similar, edition)
    return Measure(
        finding=beside,
        unusual=test,
        trend=None if test.reason else _measure_trend(evidence, series, codes),
        opportunity=measure_opportunity(beside, edition) if test.t is not None else None,
    )


def _measure_trend(evidence: AreaEvidence, series: Series, codes: Sequence[str]) -> Trend | None:
    edition, entry = evidence.edition, series.entry
    points = choose_points(series, evidence.registry.themes[entry.theme].left_out)
    if len(points) < edition.fewest_points:
        return None
    periods = tuple((item.period.code, item.period.end.year) for item in points)
    phi = _pool_dispersion(evidence.national, entry.id, periods, edition.fewest_points)
    return measure_trend(points, read_values(evidence.national, points, codes).T, phi, edition)


def read_values(national: National, points: Sequence[Finding], codes: Sequence[str]) -> Floats:
    """Return the values of areas in the periods of some findings, shape (findings, areas), NaN where there is none."""
    grid = national.grid
    periods = [grid.rows[item.entry.id, item.period.code] for item in points]
    return grid.matrix[np.ix_(periods, grid.find_columns(codes))]


@lru_cache(maxsize=4096)
def _pool_dispersion(
    national: National, indicator: str, periods: tuple[tuple[str, int], ...], fewest: int
) -> float | None:
    """Return the dispersion over all authorities in these periods (code and year), None without counts."""
    grid = national.grid
    rows = [grid.rows[indicator, code] for code, _ in periods]
    authorities = [column for code, column in grid.columns.items() if not code.startswith("E")]
    places = np.ascontiguousarray(grid.places[np.ix_(rows, authorities)].T)
    numerators, denominators = (
        np.where(places >= 0, national.observations[name].to_numpy(dtype=float)[places], np.nan)
        for name in ("numerator", "denominator")
    )
    return pool_dispersion(np.array([float(year) for _, year in periods]), numerators, denominators, fewest)


def _list_raised(evidence: AreaEvidence) -> tuple[Raised, ...]:
    return tuple(Raised(item.theme, "families", item.source, item.date) for item in evidence.local.families)
