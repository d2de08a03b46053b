"""Sufficiency a second time: projected demand for places in a setting beside the places supplied."""

from __future__ import annotations

from typing import Any

from verification.area import Area
from verification.dates import end_of, last_day
from verification.periods import is_stale
from verification.projections import Ahead, project
from verification.tables import Row

SHARES = {
    "special school": "place_state_special_pct",
    "unit in a mainstream school": "place_unit_pct",
    "alternative provision": "place_ap_pct",
    "independent or non-maintained special school": "place_inmss_pct",
    "further education": "place_fe_pct",
}
YEARS = 2


def describe_places(area: Area) -> list[dict[str, Any]]:
    """Return each setting with supplied places and its projected years, as findings.json has it."""
    rows = area.tables.read_rows(f"data/local/{area.slug}/capacity.csv")
    return [_describe(area, setting, rows) for setting in SHARES if any(row["setting"] == setting for row in rows)]


def _describe(area: Area, setting: str, rows: list[Row]) -> dict[str, Any]:
    plans, share = area.choose_series("ehc_plans_total"), area.choose_series(SHARES[setting])
    mine = sorted((row for row in rows if row["setting"] == setting), key=lambda row: last_day(row["date"]))
    now = [row for row in mine if row["status"] == "current" and row["phase"] == "all"]
    now = [row for row in now if last_day(row["date"]) <= area.as_at]
    points = [] if area.has_few_children else project(area, plans)
    reason = _find_reason(area, share, now, points)
    return {
        "setting": setting,
        "share": f"{area.slug}.{share}.{area.list_points(share)[-1].code}",
        "plans": f"{area.slug}.{plans}.{area.list_points(plans)[-1].code}",
        "reason": reason or None,
        "years": [] if reason else _list_years(area, (plans, share), (mine, now[-1]), points),
    }


def _find_reason(area: Area, share: str, now: list[Row], points: list[Ahead]) -> str:
    if not now:
        return "no places now under the phase all, up to this edition's date"
    if is_stale(last_day(now[-1]["date"]), area.as_at, YEARS):
        return "its places now are dated more than 24 months before this edition"
    if not points:
        return "the number of plans cannot be projected"
    latest = area.list_points(share)[-1]
    old = is_stale(latest.end, area.as_at, area.edition["stale_after_years"])
    if latest.value is None or area.is_small(share, latest.figures) or old:
        return "its share of plans is not published for recent years"
    return ""


def _list_years(
    area: Area, series: tuple[str, str], places: tuple[list[Row], Row], points: list[Ahead]
) -> list[dict[str, Any]]:
    plans, latest = area.list_points(series[0])[-1], area.list_points(series[1])[-1]
    numerator, denominator = latest.figures.numerator, latest.figures.denominator
    share = numerator / denominator if numerator is not None and denominator else (latest.value or 0.0) / 100
    mine, now = places
    opened, counted = last_day(now["date"]), end_of(plans.end) - plans.end.year
    coming = [row for row in mine if row["status"] == "planned" and last_day(row["date"]) > opened]
    found = []
    for point in points:
        added = sum(int(row["places"]) for row in coming if end_of(last_day(row["date"])) <= point.year + counted)
        there, demand = int(now["places"]) + added, share * point.value
        low, high = (share * end for end in point.band80)
        found.append(
            {
                "year": point.year,
                "demand": demand,
                "band80": [low, high],
                "capacity": int(now["places"]),
                "pipeline": added,
                "gap": demand - there,
                "gap80": [low - there, high - there],
            }
        )
    return found
