"""Rising demand: the counts of one area that are neither good nor bad, and where they are heading."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from sendneeds.analysis.backtest import choose_growth
from sendneeds.analysis.finding import Series
from sendneeds.analysis.pressure import Pressure, rank_pressures
from sendneeds.analysis.projection import Projection, Workings, prepare_projection, project_area
from sendneeds.analysis.yearly import arrange_years, join_years, read_scale
from sendneeds.declare.indicator import Unit
from sendneeds.report.area_evidence import ENGLAND, AreaEvidence, National


@lru_cache(maxsize=2)
def list_pressures(evidence: AreaEvidence) -> tuple[Pressure, ...]:
    """Return the core counts of the themes of demand, by projected growth."""
    counts = [
        evidence.find_series(entry.id)
        for entry in evidence.registry.indicators.values()
        if evidence.registry.themes[entry.theme].demand and entry.indicator.core and entry.indicator.unit is Unit.COUNT
    ]
    return rank_pressures(
        Pressure(series.latest, project_series(evidence, series))
        for series in counts
        if series.latest.value is not None
    )


def project_series(evidence: AreaEvidence, series: Series) -> Projection | None:
    """Return the projection of a yearly series of the area, None where too little is known for one."""
    codes = tuple(item.period.code for item in series.findings)
    workings = _prepare(evidence.national, series.entry.id, codes)
    return project_area(workings, evidence.area.area_code) if workings else None


@lru_cache(maxsize=32)
def _prepare(national: National, indicator: str, codes: tuple[str, ...]) -> Workings | None:
    """Return what projections from the periods of an edition rest on, with the growth that has erred least.

    The years of the indicator that stands in for early editions come first: they add past errors to the bands.
    """
    rows = national.observations
    by_year = _arrange(national, rows[(rows["indicator"] == indicator) & rows["period"].isin(codes)], indicator)
    earlier = national.registry.indicators[indicator].indicator.earlier
    if earlier:
        by_year = join_years(_arrange(national, rows[rows["indicator"] == earlier], earlier), by_year)
    authorities = by_year.loc[[code for code in by_year.index if not str(code).startswith("E")]]
    nation, scale = by_year.reindex(index=[ENGLAND]).iloc[0], read_scale(national.registry.indicators[indicator])
    return prepare_projection(authorities, nation, scale, choose_growth(authorities, nation, scale))


def _arrange(national: National, rows: pd.DataFrame, indicator: str) -> pd.DataFrame:
    return arrange_years(rows[["area_code", "period", "value"]], national.registry.indicators[indicator])
