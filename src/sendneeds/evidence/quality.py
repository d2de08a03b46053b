"""Problems of the releases, found by rule and kept as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

import pandas as pd

from sendneeds.declare.indicator import Indicator, IndicatorEntry, Unit
from sendneeds.declare.period import read_period
from sendneeds.declare.source import TableSource, YesNoSource
from sendneeds.evidence.area_key import locate_areas, locate_periods
from sendneeds.evidence.assembly import Assembly, list_tables
from sendneeds.evidence.figures import KEY, Observed
from sendneeds.evidence.geography import QUALITY_COLUMNS, load_quality
from sendneeds.evidence.reading import ENGLAND, QualityProblem
from sendneeds.evidence.release import MissingReleaseError, Releases
from sendneeds.evidence.table_quality import (
    CheckedTable,
    find_contradictions,
    find_missing_authorities,
    find_negative_counts,
    find_over_whole,
    find_retired_codes,
    find_unequal_totals,
    prepare_table,
)
from sendneeds.project import Project

__all__ = ["find_problems", "load_quality", "tabulate_problems"]

# A share counted over fewer plans than were made: the base, the whole, and the least share of it that is expected.
BASES = (("ehc_20wk_all_pct", "ehc_new_plans", 95.0),)
# An authority that never records something common is more likely not to record it than not to have it.
COMMON = 1.0
WHOLE = 100
FEWEST_PERIODS = 3
LARGE = 200
MOST_MISSING = 0.1
REGIONS = "E12"


def find_problems(assembly: Assembly) -> list[QualityProblem]:
    """Return what is wrong with the tables that the indicators are read from, and with their figures."""
    return [*_check_tables(assembly), *_check_figures(assembly)]


def tabulate_problems(problems: Iterable[QualityProblem], project: Project, releases: Releases) -> pd.DataFrame:
    """Return the problems as a table, sorted; those of releases that are not there stay as committed."""
    rows = {(item.release, item.indicator, item.area_code, item.period, item.problem) for item in problems}
    missing = {key for key in releases.lock if not releases.has(key)}
    if missing and project.quality_table.exists():
        committed = load_quality(project).itertuples(index=False, name=None)
        rows |= {row for row in committed if missing & set(row[0].split("+"))}
    return pd.DataFrame(sorted(rows), columns=pd.Index(QUALITY_COLUMNS), dtype=str)


def _check_tables(assembly: Assembly) -> Iterator[QualityProblem]:
    tables = []
    for (release, member), keys in list_tables(assembly.entries).items():
        indicator = assembly.entries[keys[0]].indicator
        try:
            table = _open_table(assembly, release, member, indicator)
            repeated = assembly.releases.repeated_columns(release, member)
        except MissingReleaseError:
            continue
        for column in repeated:
            words = f"{table.name}: the column {column} is there twice; both hold the same figures."
            yield QualityProblem(release, "", "", "", words)
        ends = {period: read_period(period, indicator.period).end for period in table.by_row["period"].unique()}
        yield from find_negative_counts(table)
        yield from find_contradictions(table)
        yield from find_over_whole(table)
        yield from find_retired_codes(table, assembly.crosswalk, ends)
        yield from find_missing_authorities(table, assembly.crosswalk, ends)
        tables.append(table)
    yield from find_unequal_totals(tables)


def _open_table(assembly: Assembly, release: str, member: str | None, indicator: Indicator) -> CheckedTable:
    source = indicator.source
    template = source.period if isinstance(source, TableSource | YesNoSource) else ""
    name = assembly.releases.name(release, member)
    by_row = assembly.releases.read_table(release, member)
    by_row = by_row.assign(
        area_code=locate_areas(by_row, assembly.crosswalk, name),
        period=locate_periods(by_row, template, name),
    )
    return prepare_table(release, PurePosixPath(member or assembly.releases.lock[release].file).name, by_row)


def _check_figures(assembly: Assembly) -> Iterator[QualityProblem]:
    for key, observed in sorted(assembly.observed.items()):
        if key in assembly.left:
            continue
        entry = assembly.entries[key]
        yield from find_impossible(entry, observed.by_area_period)
        yield from find_never_recorded(entry, observed.by_area_period)
        yield from find_copied_totals(entry, observed.by_area_period, assembly.crosswalk.regions)
    yield from find_unequal_sums(assembly.entries, assembly.observed)
    for part, whole, least in BASES:
        if {part, whole} <= set(assembly.observed):
            rows = assembly.observed[whole].by_area_period
            copied = find_copied_totals(assembly.entries[whole], rows, assembly.crosswalk.regions)
            wrong = {(item.area_code, item.period) for item in copied}
            found = find_small_bases((part, whole), assembly.observed, least)
            yield from (item for item in found if (item.area_code, item.period) not in wrong)


def find_impossible(entry: IndicatorEntry, by_area_period: pd.DataFrame) -> Iterator[QualityProblem]:
    """Yield counts below 0, percentages over 100, and parts that are more than the whole."""
    unit = entry.indicator.unit
    for row in by_area_period.to_dict("records"):
        value, place = row["value"], (row["release"], entry.id, row["area_code"], row["period"])
        if unit is Unit.PERCENT and value > WHOLE:
            parts = f" ({row['numerator']:,.0f} out of {row['denominator']:,.0f})" if row["denominator"] > 0 else ""
            yield QualityProblem(*place, f"The figure is {value:.1f}%, more than all{parts}.")
        elif unit is Unit.PERCENT and row["numerator"] > row["denominator"]:
            words = f"{row['numerator']:,.0f} are counted out of {row['denominator']:,.0f}."
            yield QualityProblem(*place, words)
        if unit is Unit.COUNT and value < 0:
            yield QualityProblem(*place, f"The figure is {value:,.0f}, below 0.")


def find_never_recorded(entry: IndicatorEntry, by_area_period: pd.DataFrame) -> Iterator[QualityProblem]:
    """Yield large authorities with none in any period of something that is common in England."""
    if entry.indicator.unit is not Unit.PERCENT:
        return
    england = by_area_period.loc[by_area_period["area_code"] == ENGLAND, "value"].dropna()
    if england.empty or england.iloc[-1] < COMMON:
        return
    known = by_area_period.dropna(subset=["value", "numerator", "denominator"])
    for area_code, rows in known[~known["area_code"].str.startswith("E")].groupby("area_code"):
        last = rows.iloc[-1]
        if len(rows) >= FEWEST_PERIODS and (rows["numerator"] == 0).all() and last["denominator"] >= LARGE:
            words = (
                f"None recorded in any of {len(rows)} periods, while England has {england.iloc[-1]:.1f}%: "
                "more likely a way of recording than an absence."
            )
            yield QualityProblem(last["release"], entry.id, str(area_code), "", words)


def find_copied_totals(
    entry: IndicatorEntry, by_area_period: pd.DataFrame, regions: Mapping[str, str]
) -> Iterator[QualityProblem]:
    """Yield the authorities whose count is their region's, where that is so for several of one region."""
    if entry.indicator.unit is not Unit.COUNT:
        return
    counts = by_area_period[by_area_period["value"] > 0]
    totals = counts.set_index(["area_code", "period"])["value"].to_dict()
    own = [totals.get((regions.get(code, ""), period)) for code, period in counts[KEY].itertuples(index=False)]
    copied = counts[counts["value"] == pd.Series(own, index=counts.index, dtype="float64")]
    copied = copied.assign(region=copied["area_code"].map(regions))
    for (_, period), rows in copied.groupby(["region", "period"]):
        if len(rows) > 1:
            words = (
                f"The figure, {rows['value'].iloc[0]:,.0f}, is that of the whole region, as it is for {len(rows)} of "
                "its authorities: it cannot be the authority's own."
            )
            for row in rows.to_dict("records"):
                yield QualityProblem(row["release"], entry.id, row["area_code"], str(period), words)


def find_unequal_sums(
    entries: Mapping[str, IndicatorEntry], observed: Mapping[str, Observed]
) -> Iterator[QualityProblem]:
    """Yield the counts of England that differ from the sum of its authorities or of its regions.

    A count that several indicators share is named once.
    """
    seen: set[tuple[str, ...]] = set()
    for key in sorted(observed, key=lambda name: (entries[name].indicator.unit is not Unit.COUNT, name)):
        source = entries[key].indicator.source
        if not isinstance(source, TableSource):
            continue
        columns = ("value",) if entries[key].indicator.unit is Unit.COUNT else ("numerator", "denominator")
        for column in columns:
            for release, period, words in _compare_sums(observed[key].by_area_period, column):
                if (release, period, words) not in seen:
                    seen.add((release, period, words))
                    yield QualityProblem(release, key, ENGLAND, period, words)


def _compare_sums(by_area_period: pd.DataFrame, column: str) -> Iterator[tuple[str, str, str]]:
    for period, rows in by_area_period.groupby("period"):
        by_area = rows.set_index("area_code")
        england = by_area[column].get(ENGLAND)
        if england is None or not float(england).is_integer():
            continue
        authorities = by_area.loc[~by_area.index.str.startswith("E"), column]
        regions = by_area.loc[by_area.index.str.startswith(REGIONS), column]
        for name, parts in (("authorities", authorities), ("regions", regions)):
            if words := _say_difference(float(england), parts, name):
                yield by_area["release"][ENGLAND], str(period), words


def _say_difference(england: float, parts: pd.Series[float], name: str) -> str:
    """Return a sentence if the parts are all but complete and do not add up to England."""
    lost = int(parts.isna().sum())
    if parts.empty or parts.sum() == england or lost > MOST_MISSING * len(parts):
        return ""
    gap = f"; {lost} of them {'has' if lost == 1 else 'have'} no figure" if lost else ""
    total = parts.sum()
    more = f"{england - total:+,.0f} in England"
    return f"England has {england:,.0f}, the sum of its {name} is {total:,.0f} ({more}){gap}."


def find_small_bases(pair: tuple[str, str], observed: Mapping[str, Observed], least: float) -> Iterator[QualityProblem]:
    """Yield the areas whose share is counted over less than `least` percent of what it should be counted over."""
    part, whole = pair
    key = ["area_code", "period"]
    both = observed[part].by_area_period.merge(observed[whole].by_area_period[[*key, "value"]], on=key)
    both["share"] = 100 * both["denominator"] / both["value_y"]
    for row in both[both["share"] < least].to_dict("records"):
        words = f"Counted over {row['denominator']:,.0f} of {row['value_y']:,.0f} new plans ({row['share']:.1f}%)."
        yield QualityProblem(row["release"], part, row["area_code"], row["period"], words)
