"""Trends a second time: the weighted slope and its test by statsmodels, and slopes beside those of similar areas."""

from __future__ import annotations

from collections.abc import Sequence
from math import copysign
from typing import Any, NamedTuple

import numpy as np
from statsmodels.regression.linear_model import WLS
from statsmodels.tools import add_constant

from verification.area import TOTALS, WITHIN_YEAR, Area, Point
from verification.chance import Beside, find_slope
from verification.periods import find_end, name_school_year
from verification.tables import Entry

FEWEST_FOR_REST = 3
UNITS = {"percent": 100.0, "per_1000": 1000.0}


class Line(NamedTuple):
    """A weighted line through shares: its slope, Cochran and Armitage's chi-squared, and what is left over."""

    slope: float
    chi2: float | None
    rest: float | None


def fit_line(points: Sequence[tuple[float, float, float]]) -> Line | None:
    """Return the line through points (year, numerator, denominator), None where it cannot be drawn."""
    if len({year for year, _, _ in points}) < 2:
        return None
    years, counts, bases = (np.array(item, dtype=float) for item in zip(*points, strict=True))
    shares, pooled = counts / bases, counts.sum() / bases.sum()
    fitted = WLS(shares, add_constant(years), weights=bases).fit()
    variance = pooled * (1 - pooled)
    if variance <= 0:
        return Line(float(fitted.params[1]), None, None)
    return Line(float(fitted.params[1]), float(fitted.ess / variance), float(fitted.ssr / variance))


def choose_points(area: Area, indicator: str) -> list[Point]:
    """Return the points that a trend may use: of one definition, the same term, and not in a year left out."""
    points, entry = area.list_points(indicator), area.entry(indicator)
    latest = points[-1]
    if latest.value is None:
        return []
    starts = [find_end(item["before"], entry["period"]) for item in entry["breaks"] if item["kind"] == "definition"]
    start = max((day for day in starts if day <= latest.end), default=points[0].end)
    left_out = area.tables.themes[entry["theme"]].get("left_out", ())
    return [
        item
        for item in points
        if item.value is not None
        and item.end >= start
        and (entry["period"] not in WITHIN_YEAR or item.end.month == latest.end.month)
        and name_school_year(item.end) not in left_out
    ]


def pool_dispersion(area: Area, indicator: str, points: Sequence[Point]) -> float | None:
    """Return phi over all authorities in the periods of these points, None without counts."""
    key = f"phi {indicator} {[item.code for item in points]}"
    known = area.tables.known
    if key not in known:
        known[key] = _pool(area, indicator, points)
    found: float | None = known[key]
    return found


def _pool(area: Area, indicator: str, points: Sequence[Point]) -> float | None:
    codes = {code for code, _ in area.tables.read_series(indicator) if not code.startswith("E")}
    rest = freedom = 0.0
    fewest = max(area.edition["fewest_points"], FEWEST_FOR_REST)
    for code in sorted(codes):
        counted = list_counted(area, indicator, points, code)
        line = fit_line(counted) if len(counted) >= fewest else None
        if line is not None and line.rest is not None:
            rest, freedom = rest + line.rest, freedom + len(counted) - 2
    return max(rest / freedom, 1.0) if freedom else None


def list_counted(area: Area, indicator: str, points: Sequence[Point], code: str) -> list[tuple[float, float, float]]:
    """Return (year, numerator, denominator) of an area where both are published."""
    rows = ((item.end.year, area.find(indicator, item.code, code)) for item in points)
    return [
        (float(year), row.numerator, row.denominator)
        for year, row in rows
        if row.numerator is not None and row.denominator
    ]


def find_trend(area: Area, indicator: str, neighbours: list[str]) -> dict[str, Any] | None:
    """Return the trend of an indicator as findings.json has it, None where there is none."""
    points, entry, edition = choose_points(area, indicator), area.entry(indicator), area.edition
    if len(points) < edition["fewest_points"] or entry["unit"] in {*TOTALS, "yes_no"}:
        return None
    slope = find_slope([(item.end.year, item.value or 0.0) for item in points])
    tested = _test_change(area, indicator, points)
    return {
        "first": points[0].code,
        "last": points[-1].code,
        "points": len(points),
        **(tested or {"slope": slope, "label": None, "chi2": None, "phi": None}),
        "breaks": [item["label"] for item in area.find_breaks(indicator, points[0].code, points[-1].code)],
        "neighbours": _compare(area, indicator, points, slope, neighbours),
    }


def _test_change(area: Area, indicator: str, points: Sequence[Point]) -> dict[str, Any] | None:
    scale = UNITS.get(area.entry(indicator)["unit"])
    phi = pool_dispersion(area, indicator, points)
    if phi is None or scale is None or any(area.interval(indicator, item.code) is None for item in points):
        return None
    counted = list_counted(area, indicator, points, area.code)
    line = fit_line(counted)
    if line is None or line.chi2 is None:
        return None
    without = [fit_line([*counted[:at], *counted[at + 1 :]]) for at in range(len(counted))]
    steady = all(item and item.slope and copysign(1, item.slope) == copysign(1, line.slope) for item in without)
    limits, scaled = area.edition["thresholds"], line.chi2 / phi if steady else 0.0
    way = "rise" if line.slope > 0 else "fall"
    label = f"clear {way}" if scaled > limits["clear"] else f"possible {way}"
    if scaled <= limits["possible"]:
        label = "no clear change"
    return {"slope": scale * line.slope, "label": label, "chi2": line.chi2, "phi": phi}


def _compare(
    area: Area, indicator: str, points: Sequence[Point], slope: float, neighbours: list[str]
) -> dict[str, Any]:
    slopes, entry, edition = [], area.entry(indicator), area.edition
    for code in neighbours:
        found = [(item.end.year, area.find(indicator, item.code, code).value) for item in points]
        known = [(year, value) for year, value in found if value is not None]
        if len(known) >= edition["fewest_points"]:
            slopes.append(find_slope(known))
    beside = Beside(slopes, edition["thresholds"]["outside"], share=False)
    t = beside.find_t(slope, -1 if entry["direction"] == "low" else 1)
    if t is None or beside.k < edition["fewest_neighbours"]:
        return {"t": None, "p": None, "k": None, "label": None}
    p = beside.find_p(t)
    return {"t": t, "p": p, "k": beside.k, "label": _name_pace(entry, t, p, edition)}


def _name_pace(entry: Entry, t: float, p: float, edition: Entry) -> str:
    if p >= 2 * (1 - edition["thresholds"]["outside"]):
        return "in line with similar areas"
    if entry["direction"] in {"high", "low"}:
        return f"{'worsening' if t > 0 else 'improving'} against similar areas"
    return f"rising {'less' if t > 0 else 'more'} than in similar areas"
