"""Tracing numbers that reports count or work out: what they are, and the figures that they come from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import astuple
from typing import NamedTuple

from sendneeds.analysis.unusual import Label
from sendneeds.present.words import say_place
from sendneeds.report.appendices_evidence import AppendixEvidence
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.assessment import assess
from sendneeds.report.benchmark_evidence import BenchmarkEvidence
from sendneeds.report.cycle_figures import gather_figures
from sendneeds.report.front import list_comparable
from sendneeds.report.trace_lines import Figure

Across = BenchmarkEvidence | AppendixEvidence
PERCENT = 100


class Counted(NamedTuple):
    """What a count is, the ids that it comes from, and its numbers worked out again here, if they are."""

    what: str
    behind: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()


def describe_counted(evidence: AreaEvidence, name: str) -> Counted | None:
    """Return what an id of an area without an indicator counts; None if reports have no such id."""
    for pattern, describe in DESCRIBED:
        if found := re.fullmatch(pattern, name):
            return describe(evidence, found.groupdict().get("rest") or "")
    return None


def _count_outside(evidence: AreaEvidence, _: str) -> Counted:
    comparable = list_comparable(evidence)
    outside = sum(not say_place(finding).startswith("within") for finding in comparable)
    by_chance = sum(2 / (finding.neighbours.k + 1) for finding in comparable if finding.neighbours)
    figures = (
        Figure("core measures that can be compared", len(comparable)),
        Figure("of these, above or below all similar areas", outside),
        Figure("as many as chance alone would put there", by_chance),
    )
    what = "core measures set beside the range of similar areas"
    return Counted(what, tuple(finding.id for finding in comparable), figures)


def _count_missing(evidence: AreaEvidence, _: str) -> Counted:
    core = [item.latest for item in evidence.series.values() if item.entry.indicator.core]
    missing = [finding.id for finding in core if finding.value is None]
    return Counted(
        "core measures without a latest figure", tuple(missing), (Figure("measures without a figure", len(missing)),)
    )


def _count_tests(evidence: AreaEvidence, _: str) -> Counted:
    tested = [item for item in assess(evidence).measures.values() if item.is_in_family]
    beyond = [item for item in tested if item.unusual.is_beyond]
    chance = 2 * (1 - evidence.edition.thresholds.outside)
    figures = (
        Figure("measures tested together", len(tested)),
        Figure("of these, outside the range of similar areas", len(beyond)),
        Figure("of these, on the unfavourable side", sum(item.unusual.is_unfavourable for item in beyond)),
        Figure("as many as chance alone would put there", chance * len(tested)),
        Figure("as many as chance alone would put on the unfavourable side", chance * len(tested) / 2),
    )
    return Counted("the tests of the list of priorities, counted", tuple(item.finding.id for item in tested), figures)


def _describe_annex(evidence: AreaEvidence, theme: str) -> Counted:
    found = assess(evidence)
    lists = [found.sensitivity, *([found.second_sensitivity] if found.second_sensitivity else [])]
    scores = [score for item in lists for score in item.scores if score.theme == theme]
    figures = [Figure("score", score.score) for score in scores]
    figures += [Figure("part of the score", float(part)) for score in scores for part in astuple(score.components)]
    figures += [Figure("share of draws among the first", PERCENT * score.p_top5) for score in scores]
    orders = [order for item in lists for order in ([one.theme for one in item.scores], *item.other_orders.values())]
    figures += [Figure("place in an order", order.index(theme) + 1) for order in orders if theme in order]
    ids = [
        item.finding.id for item in found.measures.values() if item.finding.entry.theme == theme and item.is_in_family
    ]
    what = f"the score of the theme {theme!r}, its parts and its places under other choices, in the sensitivity annex"
    return Counted(what, tuple(ids), tuple(figures))


def _describe_edition(evidence: AreaEvidence, _: str) -> Counted:
    edition = evidence.edition
    limits, weights = edition.thresholds, (edition.weights, *edition.other_weights.values())
    figures = [Figure("weight of a part of the score", number) for item in weights for number in dict(item).values()]
    figures += [
        Figure("share inside the range of similar areas, %", PERCENT * (2 * limits.outside - 1)),
        Figure("highest q value, %", PERCENT * limits.discovery),
        Figure("seeded draws", edition.draws),
        *(
            [Figure("second list of similar areas", int(edition.second_neighbours))]
            if edition.second_neighbours
            else []
        ),
    ]
    what = f"a choice of the edition, declared in params/editions/{evidence.edition_name}.yml"
    return Counted(what, (), tuple(figures))


def _describe_cell(evidence: AreaEvidence, theme: str) -> Counted:
    core = [item.latest for item in evidence.series.values() if item.entry.indicator.core and item.entry.theme == theme]
    ids = tuple(finding.id for finding in core if finding.value is not None)
    return Counted(f"how the core measures of the theme {theme!r} lie beside the range of similar areas, counted", ids)


def _describe_target(evidence: AreaEvidence, rest: str) -> Counted:
    """Describe what is worked out of a target: expected, needed, change, probability."""
    slug, targets = evidence.area.slug, evidence.strategy.targets if evidence.strategy else ()
    target, name = next(
        ((item, rest[len(item.id) + 1 :]) for item in targets if rest.startswith(f"{item.id}.")), (None, "")
    )
    if target is None:
        return _describe_cycle(evidence, rest)
    stated = [f"{slug}.strategy.targets.{target.id}.{step.date}" for step in target.milestones]
    if target.baseline:
        stated.insert(0, f"{slug}.strategy.targets.{target.id}.baseline")
    figures, _ = gather_figures(evidence, target)
    what = f"worked out from the target {target.title!r} and its figures: {WORKED.get(name, name)}"
    return Counted(what, (*stated, *(figure.id for figure in figures)))


WORKED = {
    "expected": "the value of the straight line from its start to the target at the time of the latest figure",
    "needed": "the change a year that would still reach it",
    "change": "how far the latest figure is from the start",
    "probability": "how likely the projection makes it",
}


def _describe_capacity(evidence: AreaEvidence, rest: str) -> Counted:
    local = [item for item in evidence.local_data.capacity if rest.startswith(item.setting.replace(" ", "-"))]
    words = {item.setting.replace(" ", "-") for item in local}
    own = [f"{evidence.area.slug}.local.capacity.{word}.{item.date}" for word in sorted(words) for item in local]
    return Counted("projected demand set against the places that the area has supplied", tuple(own))


def _describe_cycle(evidence: AreaEvidence, _: str) -> Counted:
    return Counted(f"counted in, or worked out from, what params/strategies/{evidence.area.slug}.yml declares")


def _describe_author(evidence: AreaEvidence, _: str) -> Counted:
    file = f"params/strategies/{evidence.area.slug}.yml"
    return Counted(
        f"counted or worked out in the check for the author, from what {file} declares and published figures"
    )


Describe = Callable[[AreaEvidence, str], Counted]
# Ids of an area that no indicator gives, without the area.
DESCRIBED: tuple[tuple[str, Describe], ...] = (
    ("outside-range", _count_outside),
    (r"outside-range\.(?P<rest>.+)", _describe_cell),
    ("missing", _count_missing),
    ("priorities-(tested|outside|expected)", _count_tests),
    ("annex-(?P<rest>.+)", _describe_annex),
    ("edition", _describe_edition),
    (r"cycle\.targets\.(?P<rest>.+)", _describe_target),
    (r"cycle\.sufficiency\.(?P<rest>.+)", _describe_capacity),
    (r"cycle\.(?P<rest>.+)", _describe_cycle),
    (r"author\.(?P<rest>.+)", _describe_author),
)


def describe_across(evidence: Across, name: str) -> Counted:
    """Return what an id of a report across areas counts."""
    if isinstance(evidence, AppendixEvidence):
        return Counted("counted over the areas and measures of the appendices")
    indicator, _, period = name.partition(".")
    if period and indicator in evidence.registry.indicators:
        ids = tuple(finding.id for finding in evidence.list_findings(indicator))
        return Counted("the areas of the report with a figure, and the quartiles of their values", ids)
    if name in evidence.registry.themes:
        return Counted(f"areas of the report with a comparison in the theme {name!r}, and those outside the range")
    return Counted(
        "comparisons of an area's core measure with its own similar areas", (), tuple(_count_tested(evidence))
    )


def _count_tested(evidence: BenchmarkEvidence) -> Iterator[Figure]:
    pairs = [(area, theme) for area in evidence.areas for theme in evidence.measures]
    tests = [test for area, theme in pairs for _, test in evidence.list_tests(area, theme)]
    tested = sum(test.t is not None for test in tests)
    yield Figure("comparisons", tested)
    yield Figure("outside the range of similar areas", sum(test.is_beyond for test in tests))
    yield Figure("as many as chance alone would put there", 2 * (1 - evidence.edition.thresholds.outside) * tested)
    yield Figure("similar areas differ too much to tell", sum(test.label is Label.UNTOLD for test in tests))
    yield Figure("areas", len(evidence.areas))
