"""Everything a report prints, as data: one entry for each indicator and period of an area."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import Any

from sendneeds.analysis.comparators import Spread
from sendneeds.analysis.finding import Finding
from sendneeds.analysis.opportunity import Opportunity
from sendneeds.analysis.priorities import Measure, Priority
from sendneeds.analysis.score import Score
from sendneeds.analysis.trend import Trend
from sendneeds.declare.indicator import Indicator
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.assessment import assess
from sendneeds.report.cycle_sufficiency import describe_sufficiency
from sendneeds.report.cycle_targets_json import list_targets_json
from sendneeds.report.priorities_json import describe_annex, describe_demand, describe_discovery


def list_findings_json(evidence: AreaEvidence) -> dict[str, Any]:
    """Return the content of `findings.json`: numbers unrounded, null where a thing does not apply or is not built."""
    assessment = assess(evidence)
    scores = {score.theme: score for score in assessment.sensitivity.scores}
    return {
        "edition": evidence.edition_name,
        "area_code": evidence.area.area_code,
        "findings": [
            _describe_finding(evidence, finding, taken, assessment.measures[name] if finding is series.latest else None)
            for name, series in evidence.series.items()
            for taken in (say_filter(series.entry.indicator),)
            for finding in series.findings
        ],
        "priorities": [_describe_priority(line, scores.get(line.theme)) for line in assessment.ranking.lines],
        "targets": list_targets_json(evidence),
        "sufficiency": describe_sufficiency(evidence),
        "demand": describe_demand(evidence),
        "discovery": describe_discovery(evidence),
        "annex": describe_annex(evidence),
    }


def _describe_finding(evidence: AreaEvidence, finding: Finding, taken: str, measure: Measure | None) -> dict[str, Any]:
    vintage = evidence.edition.neighbours
    return {
        "id": finding.id,
        "indicator": finding.entry.id,
        "area_code": evidence.area.area_code,
        "period": finding.period.code,
        "value": finding.value,
        "symbol": finding.symbol,
        "numerator": finding.numerator,
        "denominator": finding.denominator,
        "interval": list(finding.interval) if finding.interval else None,
        "comparators": {
            "england": finding.england,
            "region": finding.region,
            "area_type": _describe_spread(finding.area_type),
            "neighbours": {**spread, "vintage": vintage} if (spread := _describe_spread(finding.neighbours)) else None,
        },
        "unusual": _describe_test(measure) if measure else None,
        "trend": _describe_trend(measure.trend) if measure and measure.trend else None,
        "opportunity": _describe_gap(measure.opportunity) if measure and measure.opportunity else None,
        "source": _describe_source(evidence, finding, taken),
    }


def _describe_spread(spread: Spread | None) -> dict[str, Any] | None:
    return {field.name: getattr(spread, field.name) for field in fields(spread)} if spread else None


def _describe_test(measure: Measure) -> dict[str, Any] | None:
    test = measure.unusual
    if not test.label:
        return None
    return {"t": test.t, "p": test.p, "q": measure.q, "label": test.label, "range": [test.low, test.high]}


def _describe_trend(trend: Trend) -> dict[str, Any]:
    return {
        "first": trend.first.code,
        "last": trend.last.code,
        "points": trend.points,
        "slope": trend.slope,
        "label": trend.change,
        "chi2": trend.chi2,
        "phi": trend.phi,
        "breaks": list(trend.collections),
        "neighbours": {"t": trend.relative_t, "p": trend.relative_p, "k": trend.k, "label": trend.pace},
    }


def _describe_gap(gap: Opportunity) -> dict[str, Any]:
    return {"children": gap.children, "interval": list(gap.interval)}


def _describe_priority(line: Priority, score: Score | None) -> dict[str, Any]:
    indicators = [item.finding.entry.id for item in line.duties] + [item.id for item in line.measures]
    annex = {"score": score.score, "components": asdict(score.components), "p_top5": score.p_top5} if score else None
    return {
        "theme": line.theme,
        "tier": line.tier,
        "responsible": list(line.responsible),
        "children": line.children,
        "order": line.order,
        "indicators": list(dict.fromkeys(indicators)),
        "annex": annex,
        "decision": None,
    }


def _describe_source(evidence: AreaEvidence, finding: Finding, taken: str) -> dict[str, Any]:
    names = [name for name in finding.release.split("+") if name]
    releases = [evidence.registry.releases[name] for name in names]
    return {
        "release": finding.release,
        "file": "+".join(release.file for release in releases),
        "sha256": "+".join(release.sha256 for release in releases),
        "filter": taken,
    }


def say_filter(indicator: Indicator) -> str:
    """Return how an indicator is taken from its release, as compact JSON of its declaration."""
    declared = indicator.source.model_dump(exclude_defaults=True, mode="json")
    return json.dumps(declared, sort_keys=True, ensure_ascii=False)
