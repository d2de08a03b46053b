"""Readers of tables with one row per area, period and breakdown."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sendneeds.declare.indicator import Indicator
from sendneeds.declare.period import read_period
from sendneeds.declare.source import Part, TableSource, YesNoSource
from sendneeds.errors import DataError, Problem
from sendneeds.evidence.area_key import is_known_by_name, locate_areas, locate_periods
from sendneeds.evidence.crosswalk import Crosswalk
from sendneeds.evidence.figures import (
    KEY,
    RANKS,
    Observed,
    join_releases,
    keep_rows,
    shift_figures,
    sum_columns,
    take_observed,
)
from sendneeds.evidence.reading import OBSERVATION_COLUMNS, Reading, check_columns
from sendneeds.evidence.release import Releases

YES = "yes"
UNANSWERED = {"", "n/a", "x", "z", "c", "not returned"}


def read_table(
    indicator: Indicator, releases: Releases, crosswalk: Crosswalk, observed: Mapping[str, Observed]
) -> Reading:
    """Return an indicator of a TableSource: published column, or scale x numerator / denominator, or numerator.

    Of releases that overlap the last one listed wins. Periods in which no area has a value are left out.
    Raises DataError if a table is not as declared.
    """
    source = indicator.source
    if not isinstance(source, TableSource):
        raise TypeError(source)
    readings = [
        _read_release(indicator, source, release, (releases, crosswalk, observed)) for release in source.release
    ]
    by_area_period = pd.concat(readings, ignore_index=True)
    by_area_period = by_area_period.drop_duplicates(KEY, keep="last")
    return Reading(drop_empty_periods(keep_periods(by_area_period, source.first, source.last)))


def _read_release(
    indicator: Indicator,
    source: TableSource,
    release: str,
    context: tuple[Releases, Crosswalk, Mapping[str, Observed]],
) -> pd.DataFrame:
    releases, _, observed = context
    parts: dict[str, pd.DataFrame] = {}
    if source.value:
        published = _read_rows(indicator, Part(columns=(source.value,)), release, context)
        parts["value"] = _take_single(published, source.value, release, releases.name(release, source.member))
    for role, part in (("numerator", source.numerator), ("denominator", source.denominator)):
        if part and part.columns:
            rows = _read_rows(indicator, part, release, context)
            own = part.release or release
            figures = sum_columns(rows, part.columns, releases.name(own, part.member or source.member))
            parts[role] = figures.assign(release=own)
    base = next(iter(parts.values()))
    for role, part in (("numerator", source.numerator), ("denominator", source.denominator)):
        if part and part.indicator:
            others = take_observed(observed, part.indicator)
            parts[role] = shift_figures(base, indicator.period, others, part.figure, part.lag)
    return _combine({role: figures.reindex(base.index) for role, figures in parts.items()}, source.scale)


def _read_rows(
    indicator: Indicator, part: Part, release: str, context: tuple[Releases, Crosswalk, Mapping[str, Observed]]
) -> pd.DataFrame:
    """Return the rows of a part, with `area_code` and `period` added.

    A name without a code means the area that had it then: Dorset until 2019, or Dorset since.
    """
    source, (releases, crosswalk, _) = indicator.source, context
    if not isinstance(source, TableSource):
        raise TypeError(source)
    own, member = part.release or release, part.member or source.member
    name = releases.name(own, member)
    kept = keep_rows(releases.read_table(own, member), {**source.where, **part.where}, name)
    codes, periods = locate_areas(kept, crosswalk, name), locate_periods(kept, source.period, name)
    if is_known_by_name(kept):
        ends = {period: read_period(period, indicator.period).end for period in periods.unique()}
        dated = [
            crosswalk.find_namesake(code, ends[period]) for code, period in zip(codes, periods, strict=True)
        ]  # fmt: skip
        codes = pd.Series(dated, index=kept.index, dtype=str)
    return kept.assign(area_code=codes, period=periods)


def _take_single(by_row: pd.DataFrame, column: str, release: str, name: str) -> pd.DataFrame:
    repeated = by_row[by_row.duplicated(KEY, keep=False)]
    if len(repeated):
        first = repeated.iloc[0]
        same = repeated[(repeated[KEY] == first[KEY]).all(axis=1)]
        rows = " and ".join(str(index + 2) for index in same.index[:2])
        found = f"two rows for {first['area_code']} in {first['period']}"
        raise DataError(Problem(f"{name}, rows {rows}", found, "one published value", "narrow `where`"))
    return sum_columns(by_row, (column,), name).assign(release=release)


def _combine(parts: dict[str, pd.DataFrame], scale: float) -> pd.DataFrame:
    """Return observations of the parts, which share one index of area and period."""
    value, top, bottom = (parts.get(role) for role in ("value", "numerator", "denominator"))
    parts = {role: part.assign(symbol=part["symbol"].fillna("x")) for role, part in parts.items()}
    leading = ["value"] if value is not None else list(parts)
    symbols = [max(row, key=RANKS.index) for row in zip(*(parts[role]["symbol"] for role in leading), strict=True)]
    combined = pd.DataFrame({"symbol": symbols}, index=next(iter(parts.values())).index)
    combined["numerator"] = float("nan") if top is None or len(parts) == 1 else top["value"]
    combined["denominator"] = float("nan") if bottom is None else bottom["value"]
    if value is not None:
        combined["value"] = value["value"]
    elif bottom is not None and top is not None:
        combined.loc[(combined["symbol"] == "") & (bottom["value"] == 0), "symbol"] = "z"
        combined["value"] = scale * top["value"] / bottom["value"]
    elif top is not None:
        combined["value"] = top["value"]
    combined["value"] = combined["value"].where(combined["symbol"] == "")
    origins = zip(*(part["release"].fillna("") for part in parts.values()), strict=True)
    combined["release"] = [join_releases(*origin) for origin in origins]
    return combined.reset_index()[list(OBSERVATION_COLUMNS)]


def keep_periods(by_area_period: pd.DataFrame, first: str | None, last: str | None) -> pd.DataFrame:
    """Return the rows of the periods from `first` to `last`, both included."""
    periods = by_area_period["period"]
    return by_area_period[(periods >= (first or "")) & (periods <= (last or "\uffff"))]


def drop_empty_periods(by_area_period: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the periods in which any area has a value."""
    filled = by_area_period.loc[by_area_period["value"].notna(), "period"].unique()
    return by_area_period[by_area_period["period"].isin(filled)].reset_index(drop=True)


def read_yes_no(source: YesNoSource, releases: Releases, crosswalk: Crosswalk) -> Reading:
    """Return 1 where any column says yes, 0 where those that are answered say anything else, `x` where none is."""
    frames = []
    for release in source.release:
        name = releases.name(release, source.member)
        by_row = releases.read_table(release, source.member)
        if problems := check_columns(by_row, source.columns, name):
            raise DataError(problems)
        answers = by_row[list(source.columns)].apply(lambda cells: cells.str.strip().str.lower())
        frame = pd.DataFrame({
            "area_code": locate_areas(by_row, crosswalk, name),
            "period": locate_periods(by_row, source.period, name),
            "value": (answers == YES).any(axis=1).astype("float64"),
            "numerator": float("nan"),
            "denominator": float("nan"),
            "symbol": "",
            "release": release,
        })  # fmt: skip
        unanswered = answers.isin(UNANSWERED).all(axis=1)
        frame.loc[unanswered, "value"] = float("nan")
        frame.loc[unanswered, "symbol"] = "x"
        frames.append(frame)
    by_area_period = pd.concat(frames, ignore_index=True).drop_duplicates(KEY, keep="last")
    return Reading(drop_empty_periods(by_area_period))
