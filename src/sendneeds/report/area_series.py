"""The series of one area: its published figures, each with its interval and what it is set beside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isnan
from typing import NamedTuple

import numpy as np

from sendneeds.analysis.comparators import Spread, summarise_rows
from sendneeds.analysis.finding import Finding, Series, compute_interval
from sendneeds.declare.area import Area
from sendneeds.declare.edition import Edition
from sendneeds.declare.indicator import IndicatorEntry
from sendneeds.declare.period import Period
from sendneeds.present.sentences import add_article
from sendneeds.report.national import ENGLAND, DatedRow, National, list_periods, summarise_type

FEWEST_PLANS = 100


class Observed(NamedTuple):
    """What the observations hold of an area in one period, NaN where there is no figure."""

    value: float = float("nan")
    numerator: float = float("nan")
    denominator: float = float("nan")
    symbol: str = ""
    release: str = ""


class Beside(NamedTuple):
    """What a finding is set beside."""

    england: float | None = None
    region: float | None = None
    area_type: Spread | None = None
    neighbours: Spread | None = None


NOTHING, ALONE = Observed(), Beside()


def gather_series(national: National, area: Area, neighbours: tuple[Area, ...], edition: Edition) -> dict[str, Series]:
    """Return the series of every indicator that has a period within the edition."""
    dated = list_periods(national, edition.as_at)
    observed = _read_observed(national, area, [item.row for item in dated])
    few = has_few_children(national, area)
    found: dict[str, list[Finding]] = {}
    for item, row, beside in zip(dated, observed, _set_beside(national, area, neighbours, edition, dated), strict=True):
        finding = build_finding(area, item.entry, item.period, row, beside, few_children=few)
        found.setdefault(item.entry.id, []).append(finding)
    return {name: Series(items[0].entry, _trim(items)) for name, items in found.items()}


def has_few_children(national: National, area: Area) -> bool:
    """Say whether the council maintains fewer EHC plans than shares without counts can be told for."""
    plans = national.by_period[area.area_code].loc["ehc_plans_total"].dropna()
    return plans.empty or float(plans.iloc[-1]) < FEWEST_PLANS


def build_finding(
    area: Area,
    entry: IndicatorEntry,
    period: Period,
    row: Observed = NOTHING,
    beside: Beside = ALONE,
    *,
    few_children: bool = False,
) -> Finding:
    """Return the finding of an area in a period: without a published value unless `row` has one."""
    value, numerator, denominator = map(_read_number, row[:3])
    return Finding(
        id=f"{area.slug}.{entry.id}.{period.code}",
        area_name=add_article(area.name),
        entry=entry,
        period=period,
        value=value,
        numerator=numerator,
        denominator=denominator,
        symbol="" if value is not None else row.symbol or "x",
        release=row.release,
        interval=compute_interval(entry.indicator.unit, value, numerator, denominator),
        england=beside.england,
        region=beside.region,
        area_type=beside.area_type,
        few_children=few_children,
        neighbours=beside.neighbours,
    )


def _read_observed(national: National, area: Area, numbers: Sequence[int]) -> Iterator[Observed]:
    """Yield what the observations hold of an area in some rows of the grid."""
    (column,) = national.grid.find_columns([area.area_code])
    places = national.grid.places[numbers, column]
    held = national.observations[list(Observed._fields)].take(places[places >= 0])
    rows = held.itertuples(index=False, name=None)
    for place in places.tolist():
        yield Observed(*next(rows)) if place >= 0 else NOTHING


def _set_beside(
    national: National, area: Area, neighbours: tuple[Area, ...], edition: Edition, dated: Sequence[DatedRow]
) -> Iterator[Beside]:
    """Yield what each row is set beside. Areas that share a board are not set beside each other in its counts."""
    grid, numbers = national.grid, [item.row for item in dated]
    columns = grid.find_columns([ENGLAND, area.region_code])
    published = grid.matrix[np.ix_(numbers, columns)].tolist()
    columns = grid.find_columns([item.area_code for item in neighbours])
    similar = summarise_rows(grid.matrix[np.ix_(numbers, columns)], edition.fewest_neighbours)
    alike = summarise_type(national, area.type)
    for item, whole, beside in zip(dated, published, similar, strict=True):
        england, region = map(_read_number, whole)
        if item.entry.indicator.counted_by == "board":
            yield Beside(england, region)
        else:
            yield Beside(england, region, alike[item.row], beside)


def _read_number(value: float) -> float | None:
    return None if isnan(value) else value


def _trim(findings: list[Finding]) -> tuple[Finding, ...]:
    """Leave out the periods before the first value, in which the area may not have existed; keep at least one."""
    first = next((index for index, item in enumerate(findings) if item.value is not None), len(findings) - 1)
    return tuple(findings[first:])
