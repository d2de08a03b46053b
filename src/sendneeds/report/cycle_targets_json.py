"""Targets as data for `findings.json`."""

from __future__ import annotations

from typing import Any

from sendneeds.declare.stated import Milestone
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.cycle_progress import Monitored, list_monitored
from sendneeds.report.standing import Standing


def list_targets_json(evidence: AreaEvidence) -> list[dict[str, Any]]:
    """Return each target of documents that have begun, unrounded, null where a thing does not apply.

    `latest` is the id of the figure that the status rests on, `expected` the course at its date, `change` and `needed`
    what it would take in all and a year. Of a document that has ended there are the status and its reason only.
    """
    return [_describe(item) for item in list_monitored(evidence, Standing.IN_FORCE, Standing.PAST)]


def _describe(item: Monitored) -> dict[str, Any]:
    target, progress = item.target, item.progress
    return {
        "id": target.id,
        "title": target.title,
        "document": target.document,
        "section": target.section,
        "standing": item.standing,
        "direction": target.direction,
        "unit": target.unit,
        "indicator": target.indicator,
        "local": target.local,
        "baseline": _describe_step(target.baseline) if target.baseline else None,
        "milestones": [_describe_step(step) for step in target.milestones],
        "due": target.last_date,
        "start": item.start.id if item.start else None,
        "latest": item.counted.id if item.counted else None,
        "value": item.counted.value if item.counted else None,
        "status": item.status,
        "reason": item.reason or None,
        "expected": progress.expected if progress else None,
        "change": item.change_needed,
        "needed": progress.needed if progress else None,
        "probability": progress.probability if progress else None,
    }


def _describe_step(step: Milestone) -> dict[str, Any]:
    return {"date": step.date, "value": step.value}
