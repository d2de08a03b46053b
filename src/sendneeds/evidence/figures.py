"""Figures of one part of an indicator: summed over rows, or taken from an indicator that is already built."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

import pandas as pd

from sendneeds.declare.period import PeriodKind, read_period
from sendneeds.declare.source import Where
from sendneeds.errors import DataError, Problem
from sendneeds.evidence.reading import LEGACY, check_columns, read_cells, read_number

KEY = ["area_code", "period"]
# From what leaves a sum standing to what says most about why there is none.
RANKS = ("", "z", "low", "u", "x", "c")
BLOCKING = 2


@dataclass(frozen=True)
class Observed:
    """An indicator that is already built: the kind of its periods, and its observations."""

    kind: PeriodKind
    by_area_period: pd.DataFrame


def keep_rows(by_row: pd.DataFrame, where: Where, name: str) -> pd.DataFrame:
    """Return the rows that have one of the given cells in every given column.

    Raises DataError if a column is missing or a cell is nowhere, naming the nearest that there is.
    """
    if problems := check_columns(by_row, tuple(where), name):
        raise DataError(problems)
    for column, cells in where.items():
        known = by_row[column].unique().tolist()
        for cell in cells:
            if cell not in known:
                near = get_close_matches(cell, known, n=1)
                expected = f"a cell of {column!r}{f' (nearest: {near[0]!r})' if near else ''}"
                raise DataError(Problem(name, f"no {cell!r}", expected, "correct `where`"))
    kept = by_row
    for column, cells in where.items():
        kept = kept[kept[column].isin(cells)]
    if kept.empty:
        raise DataError(Problem(name, "no row with all of these cells", "rows", "correct `where`"))
    return kept


def sum_columns(by_row: pd.DataFrame, columns: Iterable[str], name: str) -> pd.DataFrame:
    """Return `value` and `symbol` by area and period: the columns summed over the rows.

    Cells that are not applicable count as nothing; any other symbol makes the sum unknown.
    Raises DataError if a cell cannot be read or two rows are about the same thing.
    """
    columns = tuple(columns)
    if problems := [*check_columns(by_row, columns, name), *check_unique_rows(by_row, name)]:
        raise DataError(problems)
    cells = pd.concat([by_row[KEY].join(read_cells(by_row[column], f"{name}, {column}")) for column in columns])
    cells["rank"] = cells["symbol"].map(RANKS.index)
    cells["blocking"] = cells["rank"].where(cells["rank"] >= BLOCKING, 0)
    grouped = cells.groupby(KEY, sort=True)
    sums = pd.DataFrame({"value": grouped["value"].sum(min_count=1), "rank": grouped["blocking"].max()})
    sums["symbol"] = [RANKS[rank] or ("z" if pd.isna(value) else "") for value, rank in sums.itertuples(index=False)]
    sums["value"] = sums["value"].where(sums["symbol"] == "")
    return sums.drop(columns="rank")


def check_unique_rows(by_row: pd.DataFrame, name: str) -> list[Problem]:
    """Return a problem for the first two rows that agree in everything but their figures."""
    repeated = by_row.duplicated(find_dimensions(by_row), keep=False)
    if not repeated.any():
        return []
    first = by_row[repeated].iloc[0]
    alike = by_row[repeated & (by_row[KEY] == first[KEY]).all(axis=1)]
    rows = " and ".join(str(index + 2) for index in alike.index[:2])
    found = f"two rows for {first['area_code']} in {first['period']}"
    return [Problem(f"{name}, rows {rows}", found, "one row for each area, period and breakdown", "remove one of them")]


def find_dimensions(by_row: pd.DataFrame) -> list[str]:
    """Return the columns that say what a row is about: its area and period, and those that hold words."""
    words = [column for column in by_row.columns if column not in KEY and _holds_words(by_row[column])]
    return [*KEY, *words]


def _holds_words(cells: pd.Series) -> bool:
    return any(read_number(text) is None and text.strip().lower() not in LEGACY for text in cells.unique())


def shift_figures(
    base: pd.DataFrame, kind: PeriodKind, observed: Iterable[Observed], figure: str, lag: int
) -> pd.DataFrame:
    """Return `value`, `symbol` and `release` of other indicators for the areas and periods of `base`.

    The same period is taken where the kinds agree, else the one that ends in the same year, `lag` years earlier. Of
    several indicators the last that has a figure wins.
    """
    keys = base.index.to_frame(index=False)
    taken = pd.DataFrame({"value": float("nan"), "symbol": "x", "release": ""}, index=base.index)
    for other in observed:
        same = other.kind is kind and lag == 0
        by_key = _index_figures(other, figure, same=same)
        moments = keys["period"] if same else keys["period"].map(lambda code: read_year(code, kind) - lag)
        found = by_key.reindex(pd.MultiIndex.from_arrays([keys["area_code"], moments]))
        found.index = base.index
        better = found["value"].notna() | (taken["value"].isna() & found["symbol"].notna())
        taken = found.where(better, taken)
    return taken


def _index_figures(observed: Observed, figure: str, *, same: bool) -> pd.DataFrame:
    rows = observed.by_area_period
    moments = rows["period"] if same else rows["period"].map(lambda code: read_year(code, observed.kind))
    symbols = rows["symbol"].where(rows["symbol"] != "", "x").where(rows[figure].isna(), "")
    figures = pd.DataFrame({"value": rows[figure], "symbol": symbols, "release": rows["release"]})
    figures.index = pd.MultiIndex.from_arrays([rows["area_code"], moments])
    return figures[~figures.index.duplicated(keep="last")]


def read_year(code: str, kind: PeriodKind) -> int:
    """Return the year in which a period ends."""
    return read_period(code, kind).end.year


def join_releases(*releases: str) -> str:
    """Return the release ids, each once, joined with `+`."""
    ids = [part for release in releases for part in release.split("+") if part]
    return "+".join(dict.fromkeys(ids))


def take_observed(observed: Mapping[str, Observed], ids: Iterable[str]) -> list[Observed]:
    """Return the built indicators. Raises DataError if one has not been built."""
    missing = [key for key in ids if key not in observed]
    if missing:
        action = "build it first, or remove the circle"
        raise DataError(Problem(key, "no observations", "an indicator that is built", action) for key in missing)
    return [observed[key] for key in ids]
