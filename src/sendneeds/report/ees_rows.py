"""The figures in the shape of Explore Education Statistics: a data file and a metadata file for each kind of period.

Names of columns, identifiers of time and symbols are those of the Department for Education's open data standard; codes
and names of areas are those that its data screener accepts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from sendneeds.analysis.finding import compute_interval
from sendneeds.declare.area import Area
from sendneeds.declare.edition import Edition
from sendneeds.declare.indicator import IndicatorEntry, Unit
from sendneeds.declare.period import MONTHS, Period, PeriodKind, read_period
from sendneeds.report.area_evidence import ENGLAND, National
from sendneeds.report.data_rows import Observation, list_observations

# Names that the department's list of places spells otherwise than a report does.
OFFICIAL_NAMES = {
    "801": "Bristol, City of",
    "810": "Kingston upon Hull, City of",
    "884": "Herefordshire, County of",
    "E12000003": "Yorkshire and The Humber",
}
TERMS = {12: "Autumn term", 4: "Spring term", 7: "Summer term"}
SCHOOL_YEARS = {PeriodKind.SCHOOL_YEAR, PeriodKind.SCHOOL_YEAR_END}
ONE_MONTH = {PeriodKind.JANUARY, PeriodKind.MARCH, PeriodKind.MID_YEAR, PeriodKind.MONTH}
PLACE_COLUMNS = (
    "geographic_level", "country_code", "country_name", "region_code", "region_name",
    "old_la_code", "new_la_code", "la_name",
)  # fmt: skip
FILTERS = {
    "measure": "Measure, with its unit",
    "status": "Status of the figure",
}
INDICATORS = {
    "value": "Value, in the unit of the measure",
    "numerator": "Number that the value counts",
    "denominator": "Number that the value is out of",
    "interval_lower": "Lower end of the 95% interval of chance variation",
    "interval_upper": "Upper end of the 95% interval of chance variation",
}
META_COLUMNS = (
    "col_name", "col_type", "label", "indicator_grouping", "indicator_unit", "indicator_dp", "filter_hint",
    "filter_grouping_column", "filter_default",
)  # fmt: skip
NOT_AVAILABLE, NOT_APPLICABLE = "x", "z"
# Below each of these a column needs one more decimal.
SMALL = (1.0, 0.1)
UNITS = {
    Unit.PERCENT: "%",
    Unit.COUNT: "number",
    Unit.PER_100: "per 100",
    Unit.PER_1000: "per 1,000",
    Unit.POUNDS: "£",
    Unit.POUNDS_PER_WEEK: "£ per week",
    Unit.POUNDS_PER_HEAD: "£ per head",
    Unit.SCORE: "score",
    Unit.PERCENT_CHANGE: "% change",
    Unit.YES_NO: "1 yes, 0 no",
}


class Time(NamedTuple):
    """A period in the standard's terms: `kind` says which identifiers may stand in one file."""

    kind: str
    time_period: str
    time_identifier: str


@dataclass(frozen=True)
class Pair:
    """One data file and its metadata, both all text. `kind` is of the periods, for the name of the file."""

    kind: str
    data: pd.DataFrame
    meta: pd.DataFrame


def list_pairs(national: National, edition: Edition, codes: Collection[str]) -> list[Pair]:
    """Return a pair for each kind of period with figures of the areas `codes` up to the edition's date."""
    rows = _tabulate_places(national, edition, codes)
    return [_build_pair(str(kind), part) for kind, part in rows.groupby("kind", sort=True)]


def name_time(period: Period, kind: PeriodKind) -> Time:
    """Return a period in the standard's terms. A winter, which no identifier fits, is the reporting year of its end."""
    year = period.end.year
    if kind in ONE_MONTH:
        return Time("month", str(year), MONTHS[period.end.month - 1])
    if kind is PeriodKind.CALENDAR_YEAR:
        return Time("calendar-year", str(year), "Calendar year")
    if kind is PeriodKind.WINTER:
        return Time("reporting-year", str(year), "Reporting year")
    first = year if period.end.month == 12 else year - 1  # noqa: PLR2004 - a period of two years ends in one of them
    span = f"{first}{(first + 1) % 100:02d}"
    if kind is PeriodKind.TERM:
        return Time("term", span, TERMS[period.end.month])
    if kind is PeriodKind.TWO_TERMS:
        return Time("autumn-and-spring-term", span, "Autumn and spring term")
    return Time("academic-year", span, "Academic year") if kind in SCHOOL_YEARS else _name_financial_year(span)


def _name_financial_year(span: str) -> Time:
    return Time("financial-year", span, "Financial year")


def _tabulate_places(national: National, edition: Edition, codes: Collection[str]) -> pd.DataFrame:
    """Return one row for each place, measure and period, with all columns and `kind`, in a fixed order."""
    places = {area.area_code: _describe_place(area, national.areas) for area in national.areas}
    entries, themes = national.registry.indicators, national.registry.themes
    known = {key: read_period(key[1], entries[key[0]].indicator.period) for key in national.by_period.index}
    rows = [
        {
            "order": (list(themes).index(entry.theme), row.indicator, period.end, row.area_code),
            **time._asdict(),
            **places[row.area_code],
            "theme": themes[entry.theme].label,
            "measure": name_measure(entry),
            "status": "Provisional" if "provisional" in period.label else "Published",
            **_describe_figures(entry, row),
        }
        for row in list_observations(national, codes)
        for entry, period in [(entries[row.indicator], known[row.indicator, row.period])]
        if period.end <= edition.as_at
        for time in [name_time(period, entry.indicator.period)]
    ]
    return pd.DataFrame(rows, dtype=object).sort_values("order", kind="stable").drop(columns="order")


def name_measure(entry: IndicatorEntry) -> str:
    """Return the name of a measure with its unit, short enough for the service (120 characters)."""
    return f"{entry.indicator.label} ({UNITS[entry.indicator.unit]})"


def _describe_figures(entry: IndicatorEntry, row: Observation) -> dict[str, str]:
    """Return the figures of an observation as text, with a symbol for each that there is not."""
    value, numerator, denominator = row.value, row.numerator, row.denominator
    interval = compute_interval(entry.indicator.unit, value, numerator, denominator) or (None, None)
    absent = row.symbol or NOT_AVAILABLE
    return {
        "value": write_number(value) or absent,
        "numerator": write_number(numerator) or (absent if value is None else NOT_AVAILABLE),
        "denominator": write_number(denominator) or (absent if value is None else NOT_AVAILABLE),
        "interval_lower": write_number(interval[0]) or NOT_APPLICABLE,
        "interval_upper": write_number(interval[1]) or NOT_APPLICABLE,
    }


def write_number(number: float | None) -> str:
    """Return a number as text that reads back as the same number, whole ones without a decimal point; "" for None."""
    if number is None:
        return ""
    return str(int(number)) if float(number).is_integer() else repr(float(number))


def _describe_place(area: Area, areas: tuple[Area, ...]) -> dict[str, str]:
    region = area.area_code if not area.is_authority and area.area_code != ENGLAND else area.region_code
    level = "Local authority" if area.is_authority else "Regional" if region else "National"
    names = {item.area_code: OFFICIAL_NAMES.get(item.area_code, item.name) for item in areas}
    own = (area.area_code, area.gss_codes[-1].split(":")[0], names[area.area_code]) if area.is_authority else ("",) * 3
    place = (level, ENGLAND, "England", region, names.get(region, ""), *own)
    return dict(zip(PLACE_COLUMNS, place, strict=True))


def _build_pair(kind: str, rows: pd.DataFrame) -> Pair:
    columns = ["time_period", "time_identifier", *PLACE_COLUMNS, "theme", *FILTERS, *INDICATORS]
    data = rows[columns].reset_index(drop=True)
    return Pair(kind, data, pd.DataFrame(list(_list_meta(data)), columns=list(META_COLUMNS)))


def _list_meta(data: pd.DataFrame) -> Iterator[tuple[str, ...]]:
    """Yield the metadata of filters that have something to choose, and of indicators.

    No measure is a total of the others, so the first one is the default.
    """
    for name, label in FILTERS.items():
        if len(set(data[name])) > 1:
            group, default = ("theme", data[name].iloc[0]) if name == "measure" else ("", "Published")
            yield name, "Filter", label, "", "", "", f"Filter by {name}", group, default
    for name, label in INDICATORS.items():
        yield name, "Indicator", label, "", "", str(_count_decimals(data[name])), "", "", ""


def _count_decimals(column: pd.Series[str]) -> int:
    """Return 0 for a column of whole numbers, else 1, 2 or 3, so that its smallest value keeps a figure or two."""
    if not column.str.contains(".", regex=False).any():
        return 0
    sizes = pd.to_numeric(column, errors="coerce").abs()
    smallest = float(sizes[sizes > 0].min())
    return 1 + sum(smallest < limit for limit in SMALL)
