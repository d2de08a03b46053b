"""Every indicator of an area tested a second time: similar areas, trend, gap in children, and the tests counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from verification.area import TOTALS, Area, Point
from verification.chance import SCALES, Beside, adjust, describe, find_t
from verification.periods import is_stale
from verification.trends import find_trend

SCORED = {"high", "low"}
UNTOLD = "similar areas differ too much to tell"
OUTSIDE, EDGE, WITHIN = "outside the range of similar areas", "towards the edge", "within"
HIGHER, LOWER = "higher than similar areas", "lower than similar areas"


@dataclass
class Measure:
    """What is known of an indicator's latest figure beside one list of neighbours; `reason` says why no test."""

    indicator: str
    latest: Point
    k: int
    sign: int
    scored: bool
    core: bool
    reason: str = ""
    label: str | None = None
    t: float | None = None
    p: float | None = None
    q: float | None = None
    ends: tuple[float, float] | None = None
    trend: dict[str, Any] | None = None
    gap: tuple[float, float, float] | None = None

    @property
    def is_in_family(self) -> bool:
        return self.core and self.scored and self.t is not None

    @property
    def is_beyond(self) -> bool:
        return self.label in {OUTSIDE, HIGHER, LOWER}

    @property
    def is_unfavourable(self) -> bool:
        return self.scored and self.t is not None and self.t > 0

    @property
    def distance(self) -> float:
        return abs(self.t or 0.0)

    @property
    def fewest(self) -> float | None:
        """Return the lower end of the gap in children, at least 0."""
        return None if self.gap is None else max(self.gap[1], 0.0)

    def describe_test(self) -> dict[str, Any] | None:
        if self.label is None:
            return None
        return {"t": self.t, "p": self.p, "q": self.q, "label": self.label, "range": list(self.ends or (None, None))}

    def describe_gap(self) -> dict[str, Any] | None:
        return None if self.gap is None else {"children": self.gap[0], "interval": list(self.gap[1:])}


def measure_all(area: Area, vintage: str | None) -> dict[str, Measure]:
    """Return the measures of an area beside its neighbours of a vintage, none without a vintage."""
    key = f"measures {vintage}"
    if key not in area.known:
        codes = area.tables.list_neighbours(vintage, area.code)
        found = {name: _measure(area, name, codes) for name in area.list_indicators()} if codes else {}
        family = [item for item in found.values() if item.is_in_family]
        for item, q in zip(family, adjust([item.p or 0.0 for item in family]), strict=True):
            item.q = q
        area.known[key] = found
    known: dict[str, Measure] = area.known[key]
    return known


def _measure(area: Area, indicator: str, neighbours: list[str]) -> Measure:
    latest, entry = area.list_points(indicator)[-1], area.entry(indicator)
    similar = area.list_values(indicator, latest.code, neighbours)
    found = Measure(
        indicator=indicator,
        latest=latest,
        k=len(similar),
        sign=-1 if entry["direction"] == "low" else 1,
        scored=entry["direction"] in SCORED,
        core=entry["core"],
        reason=_find_reason(area, indicator, latest),
    )
    if not found.reason:
        _test(area, found, similar)
    if not found.reason:
        found.trend = find_trend(area, indicator, neighbours)
    if found.t is not None:
        found.gap = _find_gap(area, found, similar)
    return found


def _find_reason(area: Area, indicator: str, latest: Point) -> str:
    entry = area.entry(indicator)
    if latest.value is None:
        return "no published figure"
    if entry["unit"] == "yes_no":
        return "a yes or no"
    if entry["unit"] in TOTALS:
        return "a total, which follows the size of an area"
    if entry["counted_by"] == "board":
        return "counted by integrated care board, which similar areas share"
    if area.is_small(indicator, latest.figures):
        return "fewer than ten children"
    stale = is_stale(latest.end, area.as_at, area.edition["stale_after_years"])
    return "too old to rank" if stale else ""


def _test(area: Area, found: Measure, similar: list[float]) -> None:
    """Set a measure against its similar areas."""
    edition, entry = area.edition, area.entry(found.indicator)
    limits = edition["thresholds"]
    if found.k < edition["fewest_neighbours"]:
        found.label, found.reason = UNTOLD, "too few similar areas have a value"
        return
    beside = Beside(similar, limits["outside"], share=is_share(entry))
    found.t, found.ends = beside.find_t(found.latest.value or 0.0, found.sign), beside.ends
    if found.t is None or found.ends is None:
        found.ends, found.reason = None, "all similar areas have the same value"
        return
    found.p = beside.find_p(found.t)
    wide = entry["unit"] == "percent" and found.ends[1] - found.ends[0] > limits["widest"]
    if abs(found.t) > find_t(limits["outside"], found.k - 1):
        found.label = OUTSIDE if found.scored else LOWER if found.t > 0 else HIGHER
    elif wide:
        found.label = UNTOLD
    else:
        found.label = EDGE if abs(found.t) > find_t(limits["edge"], found.k - 1) else WITHIN


def is_share(entry: dict[str, Any]) -> bool:
    return entry["unit"] == "percent" and not entry.get("signed")


def _find_gap(area: Area, found: Measure, similar: list[float]) -> tuple[float, float, float] | None:
    """Return the gap to the mean of similar areas in children, and its interval."""
    entry, figures = area.entry(found.indicator), found.latest.figures
    scale, spread = SCALES.get(entry["unit"]), describe(similar)
    counted = area.interval(found.indicator, found.latest.code) is not None
    if scale is None or not found.scored or spread["sd"] is None or not counted or figures.denominator is None:
        return None
    size = figures.denominator / scale
    children = size * found.sign * (float(spread["mean"] or 0.0) - float(figures.value or 0.0))
    half = size * find_t(area.edition["thresholds"]["outside"], found.k - 1) * spread["sd"] / found.k**0.5
    return children, children - half, children + half


def count_tests(area: Area) -> dict[str, float]:
    """Return how many measures were tested together, how many lie outside, and how many chance would put there."""
    family = [item for item in measure_all(area, area.edition["neighbours"]).values() if item.is_in_family]
    outside = [item for item in family if item.is_beyond]
    return {
        "tested": len(family),
        "outside": len(outside),
        "unfavourable": sum(item.is_unfavourable for item in outside),
        "expected": 2 * (1 - area.edition["thresholds"]["outside"]) * len(family),
    }
