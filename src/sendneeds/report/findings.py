"""Everything a report prints, as data: one entry for each indicator and period of an area."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from sendneeds.analysis.comparators import Spread
from sendneeds.analysis.finding import Finding
from sendneeds.declare.indicator import Indicator
from sendneeds.report.area_evidence import AreaEvidence


def list_findings_json(evidence: AreaEvidence) -> dict[str, Any]:
    """Return the content of `findings.json`: numbers unrounded, null where a thing does not apply or is not built."""
    return {
        "edition": evidence.edition_name,
        "area_code": evidence.area.area_code,
        "findings": [
            _describe_finding(evidence, finding) for series in evidence.series.values() for finding in series.findings
        ],
        "priorities": [],
        "targets": [],
    }


def _describe_finding(evidence: AreaEvidence, finding: Finding) -> dict[str, Any]:
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
        "unusual": None,
        "trend": None,
        "opportunity": None,
        "source": _describe_source(evidence, finding),
    }


def _describe_spread(spread: Spread | None) -> dict[str, Any] | None:
    return asdict(spread) if spread else None


def _describe_source(evidence: AreaEvidence, finding: Finding) -> dict[str, Any]:
    names = [name for name in finding.release.split("+") if name]
    releases = [evidence.registry.releases[name] for name in names]
    return {
        "release": finding.release,
        "file": "+".join(release.file for release in releases),
        "sha256": "+".join(release.sha256 for release in releases),
        "filter": say_filter(finding.entry.indicator),
    }


def say_filter(indicator: Indicator) -> str:
    """Return how an indicator is taken from its release, as compact JSON of its declaration."""
    declared = indicator.source.model_dump(exclude_defaults=True, mode="json")
    return json.dumps(declared, sort_keys=True, ensure_ascii=False)
