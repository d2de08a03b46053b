"""What is wrong with a table of a release as it stands, found by rules that hold for any table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations

import numpy as np
import pandas as pd

from sendneeds.evidence.area_key import AREA_COLUMNS, GSS_COLUMNS
from sendneeds.evidence.crosswalk import Crosswalk
from sendneeds.evidence.figures import find_dimensions
from sendneeds.evidence.reading import QualityProblem, read_cells

NOT_FIGURES = {*AREA_COLUMNS, "area_code", "period", "time_period", "time_identifier", "country_code", "country_name"}
PERCENT = re.compile(r"(^|_)(pc|percent|percentage|rate)(?=_|$)|Rate$|%", re.IGNORECASE)
# A percentage belongs to two counts if they give it in nearly every row; the few rows that differ are then wrong.
BELONGS = 0.97
FEWEST_ROWS = 100
ROUNDING = 0.05 + 1e-6
WHOLE = 100
TOTAL = "Total"


@dataclass(frozen=True)
class CheckedTable:
    """A table with `area_code` and `period`, its release, its file name without folder, and its figures as numbers."""

    release: str
    name: str
    by_row: pd.DataFrame
    figures: pd.DataFrame
    breakdowns: tuple[str, ...]

    @property
    def counts(self) -> list[str]:
        whole = (self.figures.dropna(how="all", axis=1).fillna(0) % 1 == 0).all()
        return [str(column) for column in whole.index[whole] if not PERCENT.search(str(column))]

    @property
    def percentages(self) -> list[str]:
        return [column for column in self.figures.columns if PERCENT.search(column)]

    def note(self, area_code: str, periods: pd.Series, problem: str) -> QualityProblem:
        only = periods.unique()
        return QualityProblem(self.release, "", area_code, str(only[0]) if len(only) == 1 else "", problem)


def prepare_table(release: str, name: str, by_row: pd.DataFrame) -> CheckedTable:
    """Read the figures of a table that has `area_code` and `period`."""
    words = [column for column in find_dimensions(by_row) if column not in NOT_FIGURES]
    columns = [column for column in by_row.columns if column not in NOT_FIGURES and column not in words]
    figures = pd.DataFrame({column: read_cells(by_row[column], name)["value"] for column in columns}, by_row.index)
    return CheckedTable(release, name, by_row, figures, tuple(words))


def find_negative_counts(table: CheckedTable) -> Iterator[QualityProblem]:
    """Yield the negative counts of each column, in all and for each area."""
    for column in table.counts:
        negative = table.figures[column] < 0
        if not negative.any():
            continue
        rows = table.by_row[negative].assign(figure=table.figures.loc[negative, column])
        words = f"{table.name}: the column {column} holds a negative count in {len(rows):,} rows."
        yield table.note("", rows["period"], words)
        for area_code, own in rows.groupby("area_code"):
            words = f"{table.name}: {column} is negative in {_count(own)}, the lowest {own['figure'].min():.0f}."
            yield table.note(str(area_code), own["period"], words)


def find_over_whole(table: CheckedTable) -> Iterator[QualityProblem]:
    """Yield the published percentages over 100 of each area."""
    for column in table.percentages:
        rows = table.by_row.assign(figure=table.figures[column])
        for area_code, own in rows[rows["figure"] > WHOLE].groupby("area_code"):
            words = f"{table.name}: {column} is over 100% in {_count(own)}, the highest {own['figure'].max():g}%."
            yield table.note(str(area_code), own["period"], words)


def find_retired_codes(table: CheckedTable, crosswalk: Crosswalk, ends: dict[str, date]) -> Iterator[QualityProblem]:
    """Yield the authorities under whose former GSS code the table still prints figures."""
    columns = [column for column in GSS_COLUMNS if column in table.by_row.columns]
    for column in columns:
        printed = table.by_row[["area_code", column, "period"]].drop_duplicates()
        for area_code, code, period in printed.itertuples(index=False, name=None):
            if found := crosswalk.find_replaced(area_code, code, ends[period]):
                words = f"The release prints the code {code}, which {found[0]} replaced on {found[1]}."
                yield QualityProblem(table.release, "", area_code, "", words)


def find_contradictions(table: CheckedTable) -> Iterator[QualityProblem]:
    """Yield the percentages that the counts beside them contradict by more than rounding."""
    for percentage in table.percentages:
        pair = _find_counts(table, percentage)
        if pair is None:
            continue
        top, bottom = pair
        expected = 100 * table.figures[top] / table.figures[list(bottom)].sum(axis=1, min_count=len(bottom))
        wrong = (table.figures[percentage] - expected).abs().replace(np.inf, np.nan) > ROUNDING
        if not wrong.any():
            continue
        rows = table.by_row[wrong].assign(published=table.figures.loc[wrong, percentage], expected=expected[wrong])
        from_counts = f"{top} out of {' and '.join(bottom)}"
        areas = rows.loc[~rows["area_code"].str.startswith("E"), "area_code"].nunique()
        words = f"{percentage} contradicts {from_counts} in {_count(rows)} ({areas} {_say_authorities(areas)})."
        yield table.note("", rows["period"], f"{table.name}: {words}")
        for area_code, own in rows.groupby("area_code"):
            first = own.iloc[0]
            where = ", ".join([first["period"], *dict.fromkeys(first[word] for word in table.breakdowns)])
            words = (
                f"{percentage} contradicts {from_counts} in {_count(own)}; "
                f"{where}: published {first['published']:g}%, counted {first['expected']:.1f}%."
            )
            yield table.note(str(area_code), own["period"], f"{table.name}: {words}")


def _find_counts(table: CheckedTable, percentage: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the count, and the count or two counts it is out of, that give a percentage in nearly every row."""
    stem = _simplify(PERCENT.sub("", percentage))
    counts = table.counts
    shares: dict[tuple[str, tuple[str, ...]], float] = {}
    for top in (column for column in counts if stem in _simplify(column)):
        others = [column for column in counts if column != top]
        for bottoms in ([(other,) for other in others], [(top, other) for other in others]):
            shares |= {(top, bottom): _share_agreeing(table.figures, percentage, top, bottom) for bottom in bottoms}
            if max(shares.values(), default=0) == 1:
                break
    best = max(shares, key=lambda pair: shares[pair], default=None)
    return best if best and shares[best] >= BELONGS else None


def _share_agreeing(figures: pd.DataFrame, percentage: str, top: str, bottom: tuple[str, ...]) -> float:
    below = sum(figures[column].to_numpy() for column in bottom)
    published, above = figures[percentage].to_numpy(), figures[top].to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        distance = np.abs(published - 100 * above / below)
    known = np.isfinite(distance)
    return float((distance[known] <= ROUNDING).mean()) if known.sum() >= FEWEST_ROWS else 0.0


def find_missing_authorities(table: CheckedTable, crosswalk: Crosswalk, ends: dict[str, date]) -> list[QualityProblem]:
    """Return a problem for each current authority that a period of the table leaves out."""
    by_authority = table.by_row.loc[~table.by_row["area_code"].str.startswith("E"), ["area_code", "period"]]
    there = set(by_authority.itertuples(index=False, name=None))
    left_out: dict[str, list[str]] = {}
    for period in sorted(by_authority["period"].unique()):
        for code in crosswalk.current:
            if (code, period) not in there and crosswalk.existed(code, ends[period]):
                left_out.setdefault(code, []).append(period)
    return [
        table.note(code, pd.Series(periods), f"{table.name}: no row for this authority in {', '.join(periods)}.")
        for code, periods in left_out.items()
    ]


def find_unequal_totals(tables: list[CheckedTable]) -> Iterator[QualityProblem]:
    """Yield the areas whose total of the same count differs between two tables of a release."""
    totals = [(table, _take_totals(table)) for table in tables]
    for (first, some), (second, others) in combinations(totals, 2):
        if first.release != second.release:
            continue
        shared = sorted(set(some.columns) & set(others.columns), key=lambda column: some[column].sum())
        for column in shared[-1:]:
            both = pd.DataFrame({"one": some[column], "two": others[column]}).dropna()
            unequal = both[both["one"] != both["two"]].reset_index()
            for area_code, own in unequal.groupby("area_code"):
                last = own.iloc[-1]
                words = (
                    f"The total differs between {first.name} and {second.name} in {', '.join(own['period'])}; "
                    f"{last['period']}: {last['one']:,.0f} and {last['two']:,.0f}."
                )
                yield first.note(str(area_code), own["period"], words)


def _take_totals(table: CheckedTable) -> pd.DataFrame:
    """Return the counts, by plain name, of the one row for each area and period that is not broken down."""
    words = table.by_row[list(table.breakdowns)]
    whole = (words == TOTAL).all(axis=1) & bool(table.breakdowns)
    if {"breakdown_topic", "breakdown"} <= set(words):
        whole |= words["breakdown_topic"] == words["breakdown"]
    counts = table.figures.loc[whole, table.counts].rename(columns=_simplify)
    counts.index = pd.MultiIndex.from_frame(table.by_row.loc[whole, ["area_code", "period"]])
    return counts[~counts.index.duplicated()]


def _simplify(name: str) -> str:
    return re.sub("[^a-z0-9]", "", name.lower())


def _count(rows: pd.DataFrame) -> str:
    return "1 row" if len(rows) == 1 else f"{len(rows):,} rows"


def _say_authorities(number: int) -> str:
    return "authority" if number == 1 else "authorities"
