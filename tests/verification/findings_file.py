"""`findings.json` compared with what the second path finds, value for value."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from math import isclose
from typing import Any

from verification.area import Area
from verification.courses import describe_target, list_courses
from verification.measures import count_tests, measure_all
from verification.outcome import Outcome
from verification.places import describe_places
from verification.projections import describe_demand
from verification.sensitivity import describe_annex
from verification.tables import Entry
from verification.tiers import rank_lines

CLOSE = {"rel_tol": 1e-8, "abs_tol": 1e-9}
LISTED = ("release", "columns", "indicators", "member", "indicator")
# What a filter leaves out where it is as usual.
USUAL = {("years", 5), ("scale", 100), ("scale", 100.0)}


def check_findings(area: Area, text: str, outcome: Outcome) -> None:
    """Compare the file's text with what is found here; every number is counted under the name of its part."""
    written = json.loads(text)
    expected = describe_all(area)
    for name in sorted({*written, *expected}):
        if name == "findings":
            _check_rows(expected[name], written.get(name, []), outcome)
        elif name == "demand":
            _check_rows(expected[name], written.get(name, []), outcome, part="demand")
            _check_order(written.get(name, []), outcome)
        else:
            _compare(name, expected.get(name), written.get(name), name, outcome)


def describe_all(area: Area) -> dict[str, Any]:
    """Return the whole content of `findings.json` as the second path has it."""
    annex = describe_annex(area)
    scores = {item["theme"]: {k: v for k, v in item.items() if k != "theme"} for item in annex["scores"]}
    return {
        "edition": area.edition_name,
        "area_code": area.code,
        "findings": list(_list_findings(area)),
        "priorities": [
            {
                "theme": line.theme,
                "tier": line.tier,
                "responsible": list(line.responsible),
                "children": line.children,
                "order": order,
                "indicators": line.indicators,
                "annex": scores.get(line.theme),
                "decision": None,
            }
            for order, line in enumerate(rank_lines(area), start=1)
        ],
        "targets": [describe_target(course) for course in list_courses(area)],
        "sufficiency": describe_places(area),
        "demand": describe_demand(area),
        "discovery": count_tests(area),
        "annex": annex,
    }


def _list_findings(area: Area) -> Iterator[dict[str, Any]]:
    measures = measure_all(area, area.edition["neighbours"])
    for name in area.list_indicators():
        points = area.list_points(name)
        for point in points:
            row, interval = point.figures, area.interval(name, point.code)
            beside = area.find_spread(name, point.code, "neighbours")
            latest = measures[name] if point is points[-1] else None
            yield {
                "id": f"{area.slug}.{name}.{point.code}",
                "indicator": name,
                "area_code": area.code,
                "period": point.code,
                "value": row.value,
                "symbol": (row.symbol or "x") if row.value is None else "",
                "numerator": row.numerator,
                "denominator": row.denominator,
                "interval": list(interval) if interval else None,
                "comparators": {
                    "england": area.england(name, point.code),
                    "region": area.regional(name, point.code),
                    "area_type": area.find_spread(name, point.code, "alike"),
                    "neighbours": {**beside, "vintage": area.edition["neighbours"]} if beside else None,
                },
                "unusual": latest.describe_test() if latest else None,
                "trend": latest.trend if latest else None,
                "opportunity": latest.describe_gap() if latest else None,
                "source": _describe_source(area, name, row.release),
            }


def _describe_source(area: Area, indicator: str, release: str) -> dict[str, Any]:
    parts = [area.tables.releases[name] for name in release.split("+") if name]
    return {
        "release": release,
        "file": "+".join(item["file"] for item in parts),
        "sha256": "+".join(item["sha256"] for item in parts),
        "filter": _tidy(area.entry(indicator)["source"]),
    }


def _tidy(source: Any, key: str = "") -> Any:  # noqa: ANN401 - any part of a declaration
    """Return a declared source with one thing written as a list of one, as a filter has it."""
    if isinstance(source, dict):
        kept = {
            name: item for name, item in source.items() if isinstance(item, dict | list) or (name, item) not in USUAL
        }
        return {name: _tidy(item, "where" if key == "where" else name) for name, item in kept.items()}
    if isinstance(source, list):
        return [_tidy(item) for item in source]
    return [source] if key in {"where", *LISTED} else source


def _check_rows(expected: list[Entry], written: list[Entry], outcome: Outcome, part: str = "") -> None:
    """Compare rows by their ids."""
    counts = Counter(str(item.get("id")) for item in written)
    for name in sorted(counts):
        if counts[name] > 1:
            outcome.fail("findings.json", name, f"stands {counts[name]} times")
    rows = {item.get("id"): item for item in written}
    for item in expected:
        found = rows.pop(item["id"], None)
        if found is None:
            outcome.fail("findings.json", item["id"], f"missing{f' in {part}' if part else ''}")
            continue
        if "source" in item:
            found = {**found, "source": _read_filter(found.get("source"))}
        for name in sorted({*item, *found}):
            _compare(f"{item['id']}: {name}", item.get(name), found.get(name), part or name, outcome)
    for left in rows:
        outcome.fail("findings.json", str(left), "no such finding in the observations")


def _read_filter(source: Any) -> Any:  # noqa: ANN401 - what the file holds
    try:
        return {**source, "filter": _tidy(json.loads(source["filter"]))}
    except (TypeError, KeyError, json.JSONDecodeError):
        return source


def _check_order(demand: list[Entry], outcome: Outcome) -> None:
    growth = [item.get("growth") for item in demand]
    known = [item for item in growth if item is not None]
    falling = all(a >= b or isclose(a, b, **CLOSE) for a, b in pairwise(known))
    if not falling or growth[: len(known)] != known:
        outcome.fail("findings.json", "demand", f"is not in order of growth: {growth}")


def _compare(where: str, expected: Any, found: Any, kind: str, outcome: Outcome) -> None:  # noqa: ANN401 - any value
    if isinstance(expected, dict) and isinstance(found, dict):
        for name in sorted({*expected, *found}, key=str):
            if name not in found or name not in expected:
                outcome.fail("findings.json", f"{where}.{name}", "stands there on one side only")
            else:
                _compare(f"{where}.{name}", expected[name], found[name], kind, outcome)
    elif isinstance(expected, list | tuple) and isinstance(found, list):
        if len(expected) != len(found):
            outcome.fail("findings.json", where, f"{len(found)} entries, {len(expected)} here")
        for at, (one, other) in enumerate(zip(expected, found, strict=False)):
            _compare(f"{where}[{at}]", one, other, kind, outcome)
    elif isinstance(expected, bool) or not isinstance(expected, int | float) or not isinstance(found, int | float):
        if expected != found:
            outcome.fail("findings.json", where, f"{found!r}, {expected!r} here")
    else:
        outcome.count(f"findings.json: {kind}")
        if not isclose(expected, found, **CLOSE):
            outcome.fail("findings.json", where, f"{found!r}, {expected!r} here")
