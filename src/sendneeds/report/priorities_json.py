"""What a list of priorities prints and no single finding holds, as data for `findings.json`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sendneeds.analysis.pressure import Pressure
from sendneeds.analysis.projection import ProjectedPoint
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.assessment import assess
from sendneeds.report.pressures import list_pressures


def describe_demand(evidence: AreaEvidence) -> list[dict[str, Any]]:
    """Return each count of demand with its projected years; `points` is empty where there is no projection."""
    return [_describe_pressure(item) for item in list_pressures(evidence)]


def _describe_pressure(pressure: Pressure) -> dict[str, Any]:
    points = pressure.projection.points if pressure.projection else ()
    return {"id": pressure.finding.id, "growth": pressure.growth, "points": [_describe_point(item) for item in points]}


def _describe_point(point: ProjectedPoint) -> dict[str, Any]:
    return {
        "year": point.year,
        "value": point.value,
        "symbol": point.symbol,
        "band80": list(point.band80),
        "band95": list(point.band95),
        "naive": point.naive,
        "past_error": point.past_error,
        "naive_error": point.naive_error,
    }


def describe_discovery(evidence: AreaEvidence) -> dict[str, Any]:
    """Return how many measures were tested together, how many lie outside, and how many would by chance."""
    return asdict(assess(evidence).ranking.discovery)


def describe_annex(evidence: AreaEvidence) -> dict[str, Any]:
    """Return the weights used, the score of every theme with its parts, and the order under other choices."""
    found, edition = assess(evidence), evidence.edition
    second = found.second_sensitivity
    return {
        "weights": edition.weights.model_dump(),
        "other_weights": {name: item.model_dump() for name, item in edition.other_weights.items()},
        "draws": edition.draws,
        "seed": edition.seed,
        "scores": [asdict(item) for item in found.sensitivity.scores],
        "other_orders": {name: list(order) for name, order in found.sensitivity.other_orders.items()},
        "second_neighbours": [item.theme for item in second.scores] if second else None,
    }
