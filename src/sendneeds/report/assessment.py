"""One area's evidence, assessed once for a process: tests, trends, gaps, priorities and their sensitivity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from sendneeds.analysis.comparators import summarise_values
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
    """What the figures say of one area.

    `measures` holds every indicator by its id, `second` the same beside the edition's second list of neighbours (empty
    without one). `sensitivity` and `second_sensitivity` are for the annex only.
    """

    measures: Mapping[str, Measure]
    second: Mapping[str, Measure]
    ranking: Ranking
    sensitivity: Sensitivity
    second_sensitivity: Sensitivity | None


@lru_cache(maxsize=2)
def assess(evidence: AreaEvidence) -> Assessment:
    """Return the assessment of an area's evidence."""
    edition, duties = evidence.edition, list_duties(evidence.series.values(), evidence.edition)
    measures = _measure_all(evidence, evidence.neighbours)
    second = _measure_all(evidence, evidence.second_neighbours) if evidence.second_neighbours else {}
    discovery = count_discoveries((item.unusual for item in measures.values() if item.is_in_family), edition)
    return Assessment(
        measures=measures,
        second=second,
        ranking=rank_priorities(measures, duties, _list_raised(evidence), discovery, edition),
        sensitivity=score_themes(measures, duties, edition),
        second_sensitivity=_score_second(second, duties, evidence),
    )


def _score_second(
    second: Mapping[str, Measure], duties: tuple[DutyRecord, ...], evidence: AreaEvidence
) -> Sensitivity | None:
    return score_themes(second, duties, evidence.edition) if second else None


def _measure_all(evidence: AreaEvidence, neighbours: Sequence[Area]) -> dict[str, Measure]:
    codes = [area.area_code for area in neighbours]
    measures = {name: _measure(evidence, series, codes) for name, series in evidence.series.items()}
    family = [name for name, item in measures.items() if item.is_in_family]
    found = adjust(np.array([measures[name].unusual.p for name in family], dtype=float))
    return measures | {name: replace(measures[name], q=float(q)) for name, q in zip(family, found, strict=True)}


def _measure(evidence: AreaEvidence, series: Series, codes: Sequence[str]) -> Measure:
    latest, edition = series.latest, evidence.edition
    similar = _read_values(evidence.national, (latest,), codes)[:, 0]
    known = similar[~np.isnan(similar)]
    by_board = latest.entry.indicator.counted_by == "board"
    enough = len(known) >= edition.fewest_neighbours and not by_board
    beside = replace(latest, neighbours=summarise_values(known) if enough else None)
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
    return measure_trend(points, _read_values(evidence.national, points, codes), phi, edition)


def _read_values(national: National, points: Sequence[Finding], codes: Sequence[str]) -> Floats:
    """Return the values of areas in the periods of some findings of one indicator, shape (areas, points)."""
    grid = national.grid
    periods = [grid.rows[item.entry.id, item.period.code] for item in points]
    return grid.matrix[np.ix_(periods, grid.find_columns(codes))].T


class Counts(NamedTuple):
    """The counts behind one indicator: numerators and denominators, shape (authorities, periods)."""

    numerators: Floats
    denominators: Floats
    columns: Mapping[str, int]


def warm_tests(national: National) -> None:
    """Work out once what the tests of every area rest on."""
    _group_counts(national)


@lru_cache(maxsize=2)
def _group_counts(national: National) -> Mapping[str, Counts]:
    """Return the counts of all authorities that have any, by indicator."""
    rows = national.observations
    rows = rows[rows["denominator"].notna() & ~rows["area_code"].str.startswith("E")]
    return {str(name): _arrange_counts(found) for name, found in rows.groupby("indicator")}


def _arrange_counts(rows: pd.DataFrame) -> Counts:
    """Return counts with an empty last column, which stands for a period without any."""
    tables = [
        rows.pivot(index="area_code", columns="period", values=name)  # noqa: PD010
        for name in ("numerator", "denominator")
    ]
    numerators, denominators = (
        np.column_stack([table.to_numpy(dtype=float), np.full(len(table), np.nan)]) for table in tables
    )
    return Counts(numerators, denominators, {str(code): column for column, code in enumerate(tables[0].columns)})


@lru_cache(maxsize=4096)
def _pool_dispersion(
    national: National, indicator: str, periods: tuple[tuple[str, int], ...], fewest: int
) -> float | None:
    """Return the dispersion over all authorities in these periods (code and year), None without counts."""
    counts = _group_counts(national).get(indicator)
    if counts is None:
        return None
    columns = [counts.columns.get(code, -1) for code, _ in periods]
    numerators, denominators = (item[:, columns] for item in (counts.numerators, counts.denominators))
    return pool_dispersion(np.array([float(year) for _, year in periods]), numerators, denominators, fewest)


def _list_raised(evidence: AreaEvidence) -> tuple[Raised, ...]:
    return tuple(Raised(item.theme, "families", item.source, item.date) for item in evidence.local.families)
