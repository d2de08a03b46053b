"""The annex a second time: the parts of each theme's score, and the seeded draws with the published seed."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.stats import t as student

from verification.area import Area
from verification.chance import find_t
from verification.measures import Measure, measure_all
from verification.tiers import Duty, group_core, list_duties

PARTS = ("gap", "evidence", "trend", "opportunity", "duty")
FURTHEST, FIRST = 3.0, 5

Floats = npt.NDArray[np.float64]
Parts = dict[str, Floats]


def find_scores(area: Area, vintage: str | None) -> tuple[dict[str, Parts], dict[str, float]]:
    """Return the parts of each theme (each one number), and the share of draws in which it is among the first five."""
    members, owed = _gather(area, vintage)
    exact = _find_parts(area, members, owed, None)
    drawn = _find_parts(area, members, owed, np.random.default_rng(area.edition["seed"]))
    scores = {theme: weigh(parts, area.edition["weights"]) for theme, parts in drawn.items()}
    firm = {theme: float(np.mean(sum(o > mine for o in scores.values()) < FIRST)) for theme, mine in scores.items()}
    return exact, firm


def weigh(parts: Parts, weights: dict[str, float]) -> Floats:
    """Return the weighted mean of a theme's parts."""
    return np.asarray(sum(weights[name] * parts[name] for name in PARTS) / sum(weights[name] for name in PARTS))


def order_themes(exact: dict[str, Parts], weights: dict[str, float]) -> list[str]:
    """Return the themes by their score, highest first, equal ones by name."""
    return sorted(exact, key=lambda theme: (-float(weigh(exact[theme], weights)[0]), theme))


def _gather(area: Area, vintage: str | None) -> tuple[dict[str, list[Measure]], dict[str, list[Duty]]]:
    themes = group_core(measure_all(area, vintage).values(), area)
    members = {theme: [item for item in found if item.is_in_family] for theme, found in themes.items()}
    owed = {theme: [item for item in list_duties(area) if item.theme == theme] for theme in themes}
    return {theme: found for theme, found in members.items() if found or owed[theme]}, owed


def _find_parts(
    area: Area,
    members: dict[str, list[Measure]],
    owed: dict[str, list[Duty]],
    draws: np.random.Generator | None,
) -> dict[str, Parts]:
    count = area.edition["draws"] if draws else 1
    found: dict[str, Parts] = {}
    for theme, items in members.items():
        parts = {name: np.zeros(count) for name in PARTS}
        for item in items:
            for name, values in _draw_measure(area, item, count, draws).items():
                parts[name] = np.maximum(parts[name], values)
        for duty in owed[theme]:
            parts["duty"] = np.maximum(parts["duty"], _draw_duty(duty, count, draws))
        found[theme] = parts
    largest = np.max([parts["opportunity"] for parts in found.values()], axis=0) if found else np.zeros(count)
    for parts in found.values():
        parts["opportunity"] = np.divide(parts["opportunity"], largest, out=np.zeros(count), where=largest > 0)
    return found


def _draw_measure(area: Area, item: Measure, count: int, draws: np.random.Generator | None) -> Parts:
    moved = draws.standard_t(item.k - 1, count) if draws else np.zeros(count)
    t = (item.t or 0.0) + moved / (item.k + 1) ** 0.5
    beside: dict[str, Any] = item.trend["neighbours"] if item.trend else {}
    pace = np.zeros(count)
    if beside.get("t") is not None:
        pace = beside["t"] + (draws.standard_t(beside["k"] - 1, count) if draws else 0.0) / (beside["k"] + 1) ** 0.5
    children = np.zeros(count)
    if item.gap is not None:
        error = (item.gap[2] - item.gap[0]) / find_t(area.edition["thresholds"]["outside"], item.k - 1)
        children = np.maximum(item.gap[1] + moved * error, 0.0)
    return {
        "gap": np.clip(t, 0.0, FURTHEST) / FURTHEST,
        "evidence": np.where(t > 0, student.cdf(t, item.k - 1) - student.cdf(-t, item.k - 1), 0.0),
        "trend": np.clip(pace, 0.0, FURTHEST) / FURTHEST * np.ones(count),
        "opportunity": children,
    }


def _draw_duty(duty: Duty, count: int, draws: np.random.Generator | None) -> Floats:
    if draws is None or duty.late is None or duty.cases is None:
        return np.full(count, duty.share / 100)
    return draws.beta(duty.late + 0.5, duty.cases - duty.late + 0.5, count)


def describe_annex(area: Area) -> dict[str, Any]:
    """Return the annex as findings.json has it."""
    edition = area.edition
    exact, firm = find_scores(area, edition["neighbours"])
    second, _ = find_scores(area, edition["second_neighbours"]) if edition["second_neighbours"] else ({}, {})
    scores = [
        {
            "theme": theme,
            "score": float(weigh(exact[theme], edition["weights"])[0]),
            "components": {name: float(exact[theme][name][0]) for name in PARTS},
            "p_top5": firm[theme],
        }
        for theme in order_themes(exact, edition["weights"])
    ]
    has_second = bool(edition["second_neighbours"] and measure_all(area, edition["second_neighbours"]))
    return {
        "weights": edition["weights"],
        "other_weights": edition["other_weights"],
        "draws": edition["draws"],
        "seed": edition["seed"],
        "scores": scores,
        "other_orders": {name: order_themes(exact, given) for name, given in edition["other_weights"].items()},
        "second_neighbours": order_themes(second, edition["weights"]) if has_second else None,
    }
