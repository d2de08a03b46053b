"""Rising demand: the counts of one area that are neither good nor bad, and where they are heading."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from sendneeds.analysis.finding import Series
from sendneeds.analysis.pressure import Pressure, rank_pressures
from sendneeds.analysis.projection import Projection, project_areas
from sendneeds.analysis.yearly import arrange_years, read_scale
from sendneeds.declare.indicator import Unit
from sendneeds.report.area_evidence import ENGLAND, AreaEvidence, National


@lru_cache(maxsize=4)
def list_pressures(evidence: AreaEvidence) -> tuple[Pressure, ...]:
    """Return the core counts of the themes of demand, by projected growth."""
    return rank_pressures(
        Pressure(series.latest, _project(evidence, series))
        for series in evidence.series.values()
        if evidence.registry.themes[series.entry.theme].demand
        and series.entry.indicator.core
        and series.entry.indicator.unit is Unit.COUNT
        and series.latest.value is not None
    )


def _project(evidence: AreaEvidence, series: Series) -> Projection | None:
    codes = tuple(item.period.code for item in series.findings)
    return _project_all(evidence.national, series.entry.id, codes).get(evidence.area.area_code)


@lru_cache(maxsize=64)
def _project_all(national: National, indicator: str, codes: tuple[str, ...]) -> Mapping[str, Projection]:
    """Return the projections of all authorities from the periods of an edition."""
    rows = national.observations
    rows = rows[(rows["indicator"] == indicator) & rows["period"].isin(codes)]
    entry = national.registry.indicators[indicator]
    by_year = arrange_years(rows[["area_code", "period", "value"]], entry)
    authorities = by_year.loc[[code for code in by_year.index if not str(code).startswith("E")]]
    nation, scale = by_year.reindex(index=[ENGLAND]).iloc[0], read_scale(entry)
    return project_areas(authorities, nation, scale)
