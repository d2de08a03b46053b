"""Indicators that are calculated from other indicators."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sendneeds.declare.indicator import Indicator
from sendneeds.declare.period import PeriodKind
from sendneeds.declare.source import DerivedSource
from sendneeds.evidence.figures import KEY, Observed, join_releases, read_year, shift_figures, take_observed
from sendneeds.evidence.reading import OBSERVATION_COLUMNS, Reading
from sendneeds.evidence.table_reader import drop_empty_periods, keep_periods

# Sums of published figures show no more digits than floating point carries for sure.
SURE_DIGITS = 12


def read_derived(indicator: Indicator, observed: Mapping[str, Observed]) -> Reading:
    """Return an indicator of a DerivedSource. Areas that lack one of the figures have its symbol."""
    source = indicator.source
    if not isinstance(source, DerivedSource):
        raise TypeError(source)
    parts = take_observed(observed, source.of)
    if source.operation == "sum":
        rows = _add(parts, indicator.period)
    elif source.operation == "growth":
        rows = _grow(parts, indicator.period, source.years)
    else:
        rows = _divide(parts, indicator.period, source)
    return Reading(drop_empty_periods(keep_periods(rows, source.first, source.last)))


def _index(observed: Observed) -> pd.DataFrame:
    return observed.by_area_period.set_index(KEY).sort_index()


def _add(parts: list[Observed], kind: PeriodKind) -> pd.DataFrame:
    base = _index(parts[0])
    terms = [shift_figures(base, kind, [part], "value", 0) for part in parts]
    total = sum((term["value"] for term in terms[1:]), start=terms[0]["value"])
    value = total.map(lambda number: float(f"{number:.{SURE_DIGITS}g}"))
    return _shape(base, value, terms, numerator=None, denominator=None)


def _grow(parts: list[Observed], kind: PeriodKind, years: int) -> pd.DataFrame:
    if len(parts) > 1:
        parts = [Observed(kind, join_series(parts))]
    now = _index(parts[0])
    then = shift_figures(now, kind, parts, "value", years)
    now_figures = now[["value", "symbol", "release"]]
    value = 100 * (now["value"] / then["value"] - 1)
    return _shape(now, value, [now_figures, then], numerator=now["value"], denominator=then["value"])


def _divide(parts: list[Observed], kind: PeriodKind, source: DerivedSource) -> pd.DataFrame:
    base = _index(parts[0])
    top = shift_figures(base, kind, parts[:1], "value", 0)
    bottom = shift_figures(base, kind, parts[1:], "value", source.lag)
    value = source.scale * top["value"] / bottom["value"]
    return _shape(base, value, [top, bottom], numerator=top["value"], denominator=bottom["value"])


def _shape(
    base: pd.DataFrame,
    value: pd.Series,
    terms: list[pd.DataFrame],
    *,
    numerator: pd.Series | None,
    denominator: pd.Series | None,
) -> pd.DataFrame:
    rows = zip(*(term["symbol"] for term in terms), strict=True)
    symbols = [next(filter(None, row), "") for row in rows]
    shaped = pd.DataFrame({"value": value, "numerator": float("nan"), "denominator": float("nan")}, index=base.index)
    shaped["symbol"] = symbols
    if numerator is not None:
        shaped["numerator"] = numerator
    if denominator is not None:
        shaped["denominator"] = denominator
        shaped.loc[(shaped["symbol"] == "") & (denominator == 0), "symbol"] = "z"
    shaped["value"] = shaped["value"].where(shaped["symbol"] == "")
    shaped["release"] = [join_releases(*row) for row in zip(*(term["release"] for term in terms), strict=True)]
    return shaped.reset_index()[list(OBSERVATION_COLUMNS)]


def join_series(parts: list[Observed]) -> pd.DataFrame:
    """Return several series as one whose periods are the years in which theirs end; a later series wins."""
    frames = [
        part.by_area_period.assign(period=[str(read_year(code, part.kind)) for code in part.by_area_period["period"]])
        for part in parts
    ]
    joined = pd.concat(frames, ignore_index=True)
    return joined.drop_duplicates(KEY, keep="last")
