"""The figures of an area as tidy rows, one for each indicator and period, and what each column holds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

import pandas as pd

from sendneeds.analysis.comparators import Spread
from sendneeds.analysis.finding import Finding
from sendneeds.present.words import say_cell, say_unit
from sendneeds.report.area_evidence import AreaEvidence, National

Value = str | int | float | None
Kind = Literal["string", "integer", "number", "date"]


@dataclass(frozen=True)
class DataColumn:
    """One column: `kind` is its type in a table schema, `read` gives its cell, None where there is no value."""

    name: str
    label: str
    kind: Kind
    description: str
    read: Callable[[AreaEvidence, Finding], Value]


class Observation(NamedTuple):
    """One committed figure of a place. `value` is None exactly where `symbol` is set."""

    indicator: str
    period: str
    area_code: str
    value: float | None
    numerator: float | None
    denominator: float | None
    symbol: str
    release: str

    @property
    def release_ids(self) -> list[str]:
        return [name for name in self.release.split("+") if name]


def _read_spread(field: str, group: Literal["neighbours", "area_type"]) -> Callable[[AreaEvidence, Finding], Value]:
    def read(_evidence: AreaEvidence, finding: Finding) -> Value:
        spread: Spread | None = getattr(finding, group)
        value: Value = getattr(spread, field) if spread else None
        return value

    return read


DATA_COLUMNS = (
    DataColumn("finding", "Finding", "string", "Id of the figure, the same in reports and in findings.json: "
               "area.indicator.period.", lambda _, item: item.id),
    DataColumn("edition", "Edition", "string", "Edition of the reports that the figure belongs to.",
               lambda evidence, _: evidence.edition_name),
    DataColumn("area_code", "Area code", "string", "Three-digit number of the local authority, as the Department for "
               "Education gives it.", lambda evidence, _: evidence.area.area_code),
    DataColumn("area_name", "Area", "string", "Name of the local authority.", lambda evidence, _: evidence.area.name),
    DataColumn("theme", "Theme id", "string", "Id of the group of indicators.", lambda _, item: item.entry.theme),
    DataColumn("theme_label", "Theme", "string", "Name of the group of indicators.",
               lambda evidence, item: evidence.registry.themes[item.entry.theme].label),
    DataColumn("indicator", "Indicator id", "string", "Id of the indicator.", lambda _, item: item.entry.id),
    DataColumn("measure", "Measure", "string", "Short name of the indicator.",
               lambda _, item: item.entry.indicator.short),
    DataColumn("definition", "Definition", "string", "Full name of the indicator.",
               lambda _, item: item.entry.indicator.label),
    DataColumn("unit", "Unit id", "string", "What a value is in: percent, count, per_100, per_1000, pounds, "
               "pounds_per_week, pounds_per_head, score, percent_change or yes_no (1 is yes, 0 is no).",
               lambda _, item: item.entry.indicator.unit.value),
    DataColumn("unit_label", "Unit", "string", "The unit in words.", lambda _, item: say_unit(item.entry.indicator)),
    DataColumn("period", "Period code", "string", "The release's own code of the period.",
               lambda _, item: item.period.code),
    DataColumn("period_label", "Period", "string", "The period in words.", lambda _, item: item.period.label),
    DataColumn("period_end", "Period ends", "date", "Last day of the period, by which periods are put in order.",
               lambda _, item: item.period.end.isoformat()),
    DataColumn("value", "Value", "number", "The area's figure, not rounded. Empty exactly where symbol is given.",
               lambda _, item: item.value),
    DataColumn("value_printed", "Value as printed", "string", "The area's figure as the reports print it, rounded and "
               "with its unit, or its symbol in brackets.", lambda _, item: say_cell(item)),
    DataColumn("symbol", "Symbol", "string", "Why there is no value: c withheld by the publisher, x not available, "
               "z not applicable, low rounds to zero, u too unreliable to show.", lambda _, item: item.symbol),
    DataColumn("numerator", "Number", "number", "Children, plans or events that the value counts, where published.",
               lambda _, item: item.numerator),
    DataColumn("denominator", "Out of", "number", "What the value is out of, where published.",
               lambda _, item: item.denominator),
    DataColumn("interval_low", "Interval, low", "number", "Lower end of the 95% interval of chance variation, in the "
               "unit of the value. Empty where counts are not published or do not give the published value.",
               lambda _, item: item.interval[0] if item.interval else None),
    DataColumn("interval_high", "Interval, high", "number", "Upper end of the 95% interval of chance variation.",
               lambda _, item: item.interval[1] if item.interval else None),
    DataColumn("england", "England", "number", "Figure for England as published.", lambda _, item: item.england),
    DataColumn("region_name", "Region", "string", "Name of the area's region.",
               lambda evidence, _: evidence.region.name),
    DataColumn("region", "Region, figure", "number", "Figure for the area's region as published.",
               lambda _, item: item.region),
    DataColumn("similar_mean", "Similar areas, mean", "number", "Unweighted mean of the statistical neighbours with a "
               "value. Empty where too few have one, and for figures of integrated care boards.",
               _read_spread("mean", "neighbours")),
    DataColumn("similar_sd", "Similar areas, standard deviation", "number", "Sample standard deviation of the "
               "statistical neighbours.", _read_spread("sd", "neighbours")),
    DataColumn("similar_lowest", "Similar areas, lowest", "number", "Lowest value of a statistical neighbour.",
               _read_spread("low", "neighbours")),
    DataColumn("similar_highest", "Similar areas, highest", "number", "Highest value of a statistical neighbour.",
               _read_spread("high", "neighbours")),
    DataColumn("similar_count", "Similar areas, number", "integer", "Statistical neighbours that have a value.",
               _read_spread("k", "neighbours")),
    DataColumn("area_type_mean", "Areas of the same type, mean", "number", "Unweighted mean of all authorities of the "
               "area's type (for example metropolitan districts) with a value.", _read_spread("mean", "area_type")),
    DataColumn("area_type_count", "Areas of the same type, number", "integer", "Authorities of the area's type that "
               "have a value.", _read_spread("k", "area_type")),
    DataColumn("releases", "Releases", "string", "Ids of the releases that the figure comes from, joined by +. "
               "datapackage.json and the sources sheet of the workbook say which these are.",
               lambda _, item: item.release),
)  # fmt: skip


def list_all_findings(evidence: AreaEvidence) -> list[Finding]:
    """Return every figure of an area, themes in the order of their declaration, periods oldest first."""
    themes = list(evidence.registry.themes)
    series = sorted(evidence.series.values(), key=lambda item: themes.index(item.entry.theme))
    return [finding for item in series for finding in item.findings]


def tabulate_data(evidence: AreaEvidence) -> pd.DataFrame:
    """Return one row for each indicator and period, with DATA_COLUMNS; cells are str, int, float or None."""
    findings = list_all_findings(evidence)
    return pd.DataFrame(
        {column.name: [column.read(evidence, item) for item in findings] for column in DATA_COLUMNS}, dtype=object
    )


def tabulate_dictionary() -> pd.DataFrame:
    """Return the data dictionary: one row for each column of `tabulate_data`."""
    rows = [(column.name, column.label, column.kind, column.description) for column in DATA_COLUMNS]
    return pd.DataFrame(rows, columns=["column", "label", "type", "description"])


def list_observations(national: National, codes: Collection[str]) -> Iterator[Observation]:
    """Yield the figures of the places `codes` (authorities, regions, England), of all periods."""
    held = national.observations[national.observations["area_code"].isin(codes)][list(Observation._fields)]
    figures = held[["value", "numerator", "denominator"]].astype(object)
    held = held.assign(**figures.where(figures.notna(), None))
    for row in held.to_numpy(dtype=object):
        yield Observation(*row)
