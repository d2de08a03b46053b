"""The independent path to the numbers that only a list of priorities prints.

Ranges, gaps, late shares, places, scores and orders are computed again from the committed tables and the edition.
Slopes, projections and their past errors are taken from `findings.json`, since computing them again would be the method
itself.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import exp, log
from typing import Any

from ruamel.yaml import YAML
from scipy.stats import t as student
from tracing import DATA, ENGLAND, Row, Tracer, read_rows, read_series

PARTS = ("gap", "evidence", "trend", "opportunity", "duty")


@dataclass(frozen=True)
class PriorityTracer:
    """Follows the numbers of one area's list of priorities home. `written` is the text of its findings.json."""

    slug: str
    written: str
    edition: str = "2025"

    @cached_property
    def findings(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.written)
        return found

    @cached_property
    def by_id(self) -> dict[str, Any]:
        return {item["id"]: item for item in self.findings["findings"]}

    @cached_property
    def declared(self) -> dict[str, Any]:
        path = DATA.parent / "params" / "editions" / f"{self.edition}.yml"
        found: dict[str, Any] = YAML(typ="safe").load(path)
        return found

    @cached_property
    def base(self) -> Tracer:
        return Tracer(self.slug)

    def list_numbers(self, finding: str) -> Iterator[float]:
        """Yield every number that may be printed with an id."""
        slug, name, *period = finding.split(".", 2)
        assert slug == self.slug
        if not period:
            yield from self._list_summary(name)
            return
        yield from self.base.list_numbers(finding)
        yield from self._list_late(finding)
        yield from self._list_beside(name, period[0])
        yield from self._list_places(name, period[0])
        yield from self._list_trend(finding)
        yield from self._list_ahead(finding)

    def _list_summary(self, name: str) -> Iterator[float]:
        if name == "edition":
            yield from self._list_edition()
        elif name.startswith("annex-"):
            yield from self._list_annex(name.removeprefix("annex-"))
        else:
            yield self.count_tests()[name]

    def count_tests(self) -> dict[str, float]:
        """Return how many measures were tested together, how many lie outside, and how many chance would put there."""
        tests = [item["unusual"] for item in self.by_id.values() if item["unusual"]]
        tested = [test for test in tests if test["q"] is not None]
        outside = [test for test in tested if test["p"] < 0.05 and test["t"] > 0]
        return {
            "priorities-tested": len(tested),
            "priorities-outside": len(outside),
            "priorities-expected": len(tested) * (1 - self.declared["thresholds"]["outside"]),
        }

    def _list_edition(self) -> Iterator[float]:
        limits = self.declared["thresholds"]
        yield 100 * (2 * limits["outside"] - 1)
        yield 100 * limits["discovery"]
        yield float(self.declared["second_neighbours"])
        yield self.declared["draws"]
        for weights in (self.declared["weights"], *self.declared["other_weights"].values()):
            yield from (weights[part] for part in PARTS)

    def _list_annex(self, theme: str) -> Iterator[float]:
        """Yield the parts of a theme's score, its score and places by the edition's file, and its share of draws."""
        annex = self.findings["annex"]
        parts = {item["theme"]: item["components"] for item in annex["scores"]}
        yield from (parts[theme][part] for part in PARTS)
        yield from (100 * item["p_top5"] for item in annex["scores"] if item["theme"] == theme)
        for weights in (self.declared["weights"], *self.declared["other_weights"].values()):
            scores = {name: weigh(found, weights) for name, found in parts.items()}
            yield scores[theme]
            yield 1 + sorted(scores, key=lambda name: (-scores[name], name)).index(theme)
        if theme in (annex["second_neighbours"] or ()):
            yield 1 + annex["second_neighbours"].index(theme)

    def _list_late(self, finding: str) -> Iterator[float]:
        value = self.by_id[finding]["value"]
        if value is not None:
            yield 100 - value

    def _list_beside(self, indicator: str, period: str) -> Iterator[float]:
        """Yield the ends of the range that similar areas point to, and the gap to their mean in children."""
        series = read_series(indicator)
        row = series.get((self.base.area["area_code"], period), {})
        values = self._list_similar(series, period)
        if len(values) < 2 or not row.get("value"):
            return
        for share in (True, False):
            yield from predict(values, share=share)
        if row["denominator"]:
            mean, error = statistics.fmean(values), statistics.stdev(values) / len(values) ** 0.5
            half = float(student.ppf(0.975, len(values) - 1)) * error
            for scale in (100, 1000):
                for end in (mean, mean - half, mean + half):
                    yield float(row["denominator"]) * (end - float(row["value"])) / scale

    def _list_similar(self, series: dict[tuple[str, str], Row], period: str) -> list[float]:
        rows = read_rows(DATA / "neighbours" / f"{self.base.vintage}.csv")
        codes = [row["neighbour_code"] for row in rows if row["area_code"] == self.base.area["area_code"]]
        found = [series.get((code, period), {}).get("value") for code in codes]
        return [float(value) for value in found if value]

    def _list_places(self, indicator: str, period: str) -> Iterator[float]:
        """Yield the area's place among all authorities from either end, and how many there are."""
        values = {
            code: float(row["value"])
            for (code, when), row in read_series(indicator).items()
            if when == period and row["value"] and not code.startswith(ENGLAND[0])
        }
        mine = values.get(self.base.area["area_code"])
        if mine is not None:
            yield 1 + sum(other > mine for other in values.values())
            yield 1 + sum(other < mine for other in values.values())
        yield len(values)

    def _list_trend(self, finding: str) -> Iterator[float]:
        trend = self.by_id[finding]["trend"]
        if trend:
            yield trend["slope"]

    def _list_ahead(self, finding: str) -> Iterator[float]:
        for item in self.findings["demand"]:
            for point in item["points"] if item["id"] == finding else ():
                yield from (point["value"], *point["band80"], *point["band95"])
                yield from (error for error in (point["past_error"], point["naive_error"]) if error is not None)


def weigh(parts: dict[str, float], weights: dict[str, float]) -> float:
    """Return the weighted mean of a theme's parts."""
    return sum(weights[part] * parts[part] for part in PARTS) / sum(weights[part] for part in PARTS)


def predict(values: list[float], *, share: bool) -> tuple[float, float]:
    """Return the ends of the range in which one more area like these would lie, 95 times of 100."""
    if share and not all(0 <= value <= 100 for value in values):
        share = False
    levels = [_to_log_odds(value) for value in values] if share else values
    mean, k = statistics.fmean(levels), len(levels)
    half = float(student.ppf(0.975, k - 1)) * statistics.stdev(levels) * (1 + 1 / k) ** 0.5
    low, high = mean - half, mean + half
    return (100 / (1 + exp(-low)), 100 / (1 + exp(-high))) if share else (low, high)


def _to_log_odds(percent: float) -> float:
    clipped = min(max(percent, 0.5), 99.5)
    return log(clipped / (100 - clipped))
