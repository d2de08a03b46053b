"""An independent path from the committed tables to every number that a report prints.

It reads the CSV files with the standard library, computes comparators with `statistics` and intervals with
statsmodels and scipy, and knows nothing of the package but the ids.
"""

from __future__ import annotations

import csv
import re
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML
from scipy.stats import chi2
from statsmodels.stats.proportion import proportion_confint

DATA = Path(__file__).parents[1] / "data"
NOTES = DATA.parent / "params" / "footnotes"
ENGLAND = "E92000001"
SHOWN = re.compile(r"\u2212?£?\u2212?([\d,]+(?:\.\d+)?)%?(m| million)?")
SCALES = (100, 1000)

Row = dict[str, str]


@cache
def read_rows(path: Path) -> tuple[Row, ...]:
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def read_series(indicator: str) -> dict[tuple[str, str], Row]:
    """Return the rows of an indicator by area and period, without those that reports withhold."""
    rows = read_rows(DATA / "observations" / f"{indicator}.csv")
    held = list_withheld(indicator)
    return {key: row for row in rows if (key := (row["area_code"], row["period"])) not in held}


@cache
def list_withheld(indicator: str) -> set[tuple[str, str]]:
    codes = {row["slug"]: row["area_code"] for row in read_rows(DATA / "areas.csv")}
    notes = [note for path in NOTES.glob("*.yml") for note in YAML(typ="safe").load(path).values()]
    return {
        (codes[slug], period)
        for note in notes
        if note.get("withheld") and indicator in note["indicators"]
        for slug in note["areas"]
        for period in note["periods"]
    }


@dataclass(frozen=True)
class Tracer:
    """Follows the numbers of one area's report home."""

    slug: str
    vintage: str = "2025"

    @property
    def area(self) -> Row:
        return next(row for row in read_rows(DATA / "areas.csv") if row["slug"] == self.slug)

    def list_numbers(self, finding: str) -> Iterator[float]:
        """Yield every number that may be printed with the id of a finding."""
        slug, indicator, period = finding.split(".", 2)
        assert slug == self.slug
        series, code = read_series(indicator), self.area["area_code"]
        row = series.get((code, period), {})
        yield from self._list_own(row)
        if indicator == "ehc_20wk_all_pct":
            yield from self._list_uncounted(row, period)
        if indicator == "ehc_new_plans":
            yield from self._list_flow(row, period)
        yield from self._list_growth(series, code, row)
        for other in (ENGLAND, self.area["region_code"]):
            yield from _list_field(series.get((other, period), {}), "value")
        yield from self._list_similar(series, period)

    def _list_own(self, row: Row) -> Iterator[float]:
        value = list(_list_field(row, "value"))
        counts = [*_list_field(row, "numerator"), *_list_field(row, "denominator")]
        yield from (*value, *counts)
        if len(counts) == len(SCALES):
            numerator, denominator = counts
            yield denominator - numerator
            yield from _list_intervals(numerator, denominator)

    def _list_uncounted(self, row: Row, period: str) -> Iterator[float]:
        """Yield the new plans that the timeliness table leaves out, and those with a recorded exception."""
        key = (self.area["area_code"], period)
        counted = float(row["denominator"])
        yield float(read_series("ehc_new_plans")[key]["value"]) - counted
        yield counted - float(read_series("ehc_20wk_ex_pct")[key]["denominator"] or 0)

    def _list_flow(self, row: Row, period: str) -> Iterator[float]:
        """Yield by how many new plans exceed ended ones."""
        ended = read_series("ehc_ceased").get((self.area["area_code"], period), {})
        for new in _list_field(row, "value"):
            yield from (new - number for number in _list_field(ended, "value"))

    def _list_growth(self, series: dict[tuple[str, str], Row], code: str, row: Row) -> Iterator[float]:
        """Yield changes against every other period, relative and in points."""
        for latest in _list_field(row, "value"):
            for (area, _), other in series.items():
                for earlier in _list_field(other, "value") if area == code else ():
                    yield latest - earlier
                    if earlier:
                        yield 100 * (latest / earlier - 1)

    def _list_similar(self, series: dict[tuple[str, str], Row], period: str) -> Iterator[float]:
        rows = read_rows(DATA / "neighbours" / f"{self.vintage}.csv")
        codes = [row["neighbour_code"] for row in rows if row["area_code"] == self.area["area_code"]]
        values = [number for code in codes for number in _list_field(series.get((code, period), {}), "value")]
        if values:
            yield from (statistics.fmean(values), min(values), max(values))
        if len(values) > 1:
            lower, _, upper = statistics.quantiles(values, n=4, method="inclusive")
            yield from (lower, upper)


def _list_field(row: Row, field: str) -> Iterator[float]:
    if row.get(field):
        yield float(row[field])


def _list_intervals(numerator: float, denominator: float) -> Iterator[float]:
    if 0 <= numerator <= denominator and denominator > 0:
        yield from (100 * end for end in proportion_confint(numerator, denominator, 0.05, "wilson"))
    for scale in SCALES:
        if denominator > 0 and numerator >= 0:
            low = chi2.ppf(0.025, 2 * numerator) / 2 if numerator else 0.0
            yield from (scale * low / denominator, scale * chi2.ppf(0.975, 2 * numerator + 2) / 2 / denominator)


def is_shown(text: str, numbers: Iterator[float]) -> bool:
    """Say whether a printed number is one of `numbers`, correctly rounded; the sign may stand in the words."""
    found = SHOWN.search(text)
    if found is None:
        return any(text == ("yes" if number else "no") for number in numbers)
    digits = found[1].replace(",", "")
    places = len(digits.partition(".")[2])
    scale = 1e6 if found[2] else 1.0
    slack = 0.5 * 10**-places + 1e-9
    return any(abs(abs(number) / scale - float(digits)) <= slack for number in numbers)
