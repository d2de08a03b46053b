"""Every rule of consistency finds what it must, leaves what only looks like it, and raises no false alarm."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from sendneeds.analysis.consistency import check_consistency
from sendneeds.analysis.consistency_slip import Kind, Rule, Slip
from sendneeds.declare.strategy import Strategy
from sendneeds.project import Project
from sendneeds.report import open_area
from sendneeds.report.author_slips import list_results

PLACE = {"document": "plan", "section": "1"}
PLAN = {"id": "plan", "title": "Plan", "kind": "strategy", "owners": ["Council"], "begins": "2017", "ends": "2019"}
# Each was read in the document itself and is true.
EXPECTED = {
    "sutton": {
        "change-complex-needs-growth",
        "whole-place-mainstream",
        "one-in-place-special-academy",
        "same-mainstream-share",
        "rhythm-quality-committee-operational",
        "listed-short-breaks",
        "listed-overnight-short-breaks",
        "listed-school-nursing",
        "listed-speech-and-language-therapy",
        "listed-occupational-therapy",
    },
    "sunderland": {"change-sen-share-increase", "growth-requests-growth-2014-2018"},
    "nottinghamshire": {
        "same-upper-estimate",
        "old-prevalence",
        "old-settled",
        "old-settled-england",
        "old-employed",
        "old-employed-england",
        "old-disability-observatory",
        "old-life-limiting-conditions",
        "old-living-allowance",
        "draft-strategy",
    },
    "somerset": {"rhythm-needs-assessment-purpose"},
}


def make_claim(name: str, value: float, **rest: Any) -> dict[str, Any]:  # noqa: ANN401 - any field of a claim
    return {"id": name, "title": name, "value": value, "reason": "not held", **PLACE, **rest}


def find_slips(rule: Rule, published: Mapping[str, Mapping[int, float]] | None = None, **parts: Any) -> list[Slip]:  # noqa: ANN401
    """Return what one rule finds in a strategy of a few parts."""
    strategy = Strategy.model_validate({"documents": [PLAN], **parts})
    results = {item.rule: item for item in check_consistency(strategy, published or {})}
    assert list(results) == list(Rule)
    return list(results[rule].slips)


def find_change(stated: dict[str, Any], before: dict[str, Any], after: dict[str, Any]) -> list[Slip]:
    change = {"before": "claims.before", "after": "claims.after"}
    claims = [
        make_claim("before", **before),
        make_claim("after", **after),
        make_claim("growth", **stated, change=change),
    ]
    return find_slips(Rule.CHANGE, claims=claims)


@pytest.mark.parametrize(
    ("stated", "before", "after", "kind"),
    [
        ({"value": 50, "unit": "percent", "bound": "over"}, {"value": 49300}, {"value": 73000}, Kind.CHANGE),
        ({"value": 48, "unit": "percent", "bound": "over"}, {"value": 49300}, {"value": 73000}, None),
        ({"value": 48.1, "unit": "percent"}, {"value": 49300}, {"value": 73000}, None),
        ({"value": 27, "unit": "percent"}, {"value": 311}, {"value": 396}, None),
        ({"value": 29, "unit": "percent"}, {"value": 311}, {"value": 396}, Kind.CHANGE),
        ({"value": 1, "unit": "percent", "bound": "about"}, {"value": 6591}, {"value": 6659}, None),
        ({"value": 3, "unit": "percent", "bound": "about"}, {"value": 6591}, {"value": 6659}, Kind.CHANGE),
        ({"value": 30, "unit": "percent", "bound": "up to"}, {"value": 311}, {"value": 396}, None),
        ({"value": 20, "unit": "percent", "bound": "up to"}, {"value": 311}, {"value": 396}, Kind.CHANGE),
        ({"value": 1900}, {"value": 65100}, {"value": 67000}, None),
        ({"value": 2900}, {"value": 65100}, {"value": 67000}, Kind.CHANGE),
    ],
)
def test_change(stated: dict[str, Any], before: dict[str, Any], after: dict[str, Any], kind: Kind | None) -> None:
    assert [slip.kind for slip in find_change(stated, before, after)] == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("value", "unit", "kind"),
    [(3.56, "percent", Kind.POINTS), (3.56, "percentage points", None), (28.8, "percent", None)],
)
def test_percentage_points_are_told_from_percent(value: float, unit: str, kind: Kind | None) -> None:
    shares = ({"value": 12.38, "unit": "percent"}, {"value": 15.94, "unit": "percent"})
    slips = find_change({"value": value, "unit": unit}, *shares)
    assert [slip.kind for slip in slips] == ([kind] if kind else [])
    assert [round(slip.numbers["worked"][0].value, 1) for slip in slips] == ([28.8] if kind else [])


@pytest.mark.parametrize(
    ("shares", "is_slip"),
    [
        ((24, 22, 9, 16, 9, 15), True),
        ((24, 22, 9, 16, 9, 17), False),
        ((33, 33, 33), False),
        ((33.3, 33.3, 33.3), False),
        ((33.3, 33.3, 33.0), True),
        ((50, 52), True),
        ((24,), False),
    ],
)
def test_shares_of_a_whole(shares: tuple[float, ...], is_slip: bool) -> None:  # noqa: FBT001 - a parameter of the test
    claims = [
        make_claim(f"c{index}", value, unit="percent", of_whole="all plans") for index, value in enumerate(shares)
    ]
    slips = find_slips(Rule.WHOLE, claims=claims)
    assert [slip.kind for slip in slips] == ([Kind.WHOLE] if is_slip else [])


def test_shares_of_two_wholes_are_not_added() -> None:
    claims = [make_claim("a", 60, unit="percent", of_whole="x"), make_claim("b", 60, unit="percent", of_whole="y")]
    assert find_slips(Rule.WHOLE, claims=claims) == []


@pytest.mark.parametrize(
    ("value", "one_in", "nearest"),
    [(16, 7, 6), (15, 7, None), (9, 10, None), (10, 10, None), (24, 4, None), (22, 5, None), (30, 4, 3), (2, 20, 50)],
)
def test_one_in_so_many(value: float, one_in: int, nearest: int | None) -> None:
    slips = find_slips(Rule.ONE_IN, claims=[make_claim("a", value, unit="percent", one_in=one_in)])
    assert [slip.numbers["nearest"][0].value for slip in slips] == ([nearest] if nearest else [])


SERIES = {"id": "high", "title": "Series", "ages": "0 to 24", "source": "s", **PLACE}


def find_same(claims: list[dict[str, Any]], terms: list[dict[str, Any]], **parts: Any) -> list[Slip]:  # noqa: ANN401
    same = {"id": "s", "title": "S", "terms": terms}
    return find_slips(Rule.SAME, claims=claims, samenesses=[same], **parts)


@pytest.mark.parametrize(("other", "is_slip"), [(33, True), (46, False), (47, False), (48, True)])
def test_a_sum_and_a_figure_that_mean_the_same(other: float, is_slip: bool) -> None:  # noqa: FBT001
    claims = [make_claim(name, value, unit="percent") for name, value in (("a", 24), ("b", 22), ("c", other))]
    slips = find_same(claims, [{"sum": ["claims.a", "claims.b"]}, {"sum": ["claims.c"]}])
    assert [slip.kind for slip in slips] == ([Kind.SAME] if is_slip else [])


@pytest.mark.parametrize(("share", "is_slip"), [(76, False), (75.7, False), (75, True), (75.2, True)])
def test_a_share_and_its_counts(share: float, is_slip: bool) -> None:  # noqa: FBT001
    claims = [make_claim("a", 128), make_claim("b", 169), make_claim("c", share, unit="percent")]
    slips = find_same(claims, [{"sum": ["claims.a"], "over": ["claims.b"]}, {"sum": ["claims.c"]}])
    assert bool(slips) is is_slip


def test_a_sameness_says_of_which_years_its_figures_are() -> None:
    claims = [make_claim("table", 11882), make_claim("text", 11876)]
    series = {**SERIES, "values": {"2013": 11882, "2014": 11876, "2016": 11876}}
    slips = find_same(claims, [{"sum": ["claims.table"]}, {"sum": ["claims.text"]}], projections=[series])
    numbers = slips[0].numbers
    assert [item.value for item in numbers["years0"]] == [2013]
    assert [item.value for item in numbers["years1"]] == [2014, 2016]


@pytest.mark.parametrize(
    ("value", "date", "is_slip"),
    [
        (11882, "2014", True),
        (11876, "2014", False),
        (11882, "2013", False),
        (11882, "2019", False),
        (90, "2014", False),
    ],
)
def test_a_figure_of_another_year(value: float, date: str, is_slip: bool) -> None:  # noqa: FBT001
    series = {**SERIES, "values": {"2012": 90, "2013": 11882, "2014": 11876}}
    slips = find_slips(Rule.OTHER_YEAR, claims=[make_claim("a", value, date=date)], projections=[series])
    assert [item.value for slip in slips for item in slip.numbers["years"]] == ([2013] if is_slip else [])


COUNTS = {"plans": {2014: 1116.0, 2018: 1361.0}, "requests": {2016: 220.0, 2018: 396.0}}


@pytest.mark.parametrize(
    ("value", "since", "is_slip"),
    [(21.95, "2014-01", True), (21.96, "2014-01", False), (22, "2014-01", False), (21.95, "2016-01", False)],
)
def test_growth_of_something_else(value: float, since: str, is_slip: bool) -> None:  # noqa: FBT001
    claims = [make_claim("a", value, unit="percent", since=since, date="2018-01")]
    slips = find_slips(Rule.OTHER_COUNT, COUNTS, claims=claims)
    assert [slip.words["indicator"] for slip in slips] == ([("plans",)] if is_slip else [])


def test_growth_of_the_count_that_is_claimed_is_no_slip() -> None:
    check = {"of": {"indicators": ["plans"], "period": "2018"}, "since": {"indicators": ["plans"], "period": "2014"}}
    claim = make_claim("a", 21.95, unit="percent", since="2014", date="2018", check=check) | {"reason": None}
    assert find_slips(Rule.OTHER_COUNT, COUNTS, claims=[claim]) == []


@pytest.mark.parametrize(("value", "is_slip"), [(11882, False), (11870, True)])
def test_two_rates_imply_one_population(value: float, is_slip: bool) -> None:  # noqa: FBT001
    low = {**SERIES, "id": "low", "rate": 3, "values": {"2013": 6601, "2014": 6598}}
    high = {**SERIES, "rate": 5.4, "values": {"2013": value, "2014": 11876}}
    slips = find_slips(Rule.RATES, projections=[low, high])
    assert [slip.numbers["year"][0].value for slip in slips] == ([2013] if is_slip else [])


@pytest.mark.parametrize(
    ("what", "to", "months", "is_slip"),
    [
        ("Needs assessment", None, 6, True),
        ("Needs assessment", None, 12, False),
        ("Action plan", None, 6, False),
        ("Needs assessment", "Board", 6, False),
    ],
)
def test_rhythms(what: str, to: str | None, months: int, is_slip: bool) -> None:  # noqa: FBT001
    rhythms = [
        {"id": "a", "what": "needs assessment", "months": 12, **PLACE},
        {"id": "b", "what": what, "to": to, "months": months, **PLACE},
    ]
    slips = find_slips(Rule.RHYTHM, rhythms=rhythms)
    assert [slip.kind for slip in slips] == ([Kind.RHYTHM] if is_slip else [])


@pytest.mark.parametrize(
    ("service", "under", "section", "kind"),
    [
        ("School nursing", "Council", "1", Kind.TWICE),
        ("school nursing service", "Council", "1", Kind.TWICE),
        ("School nursing", "Health", "1", Kind.TWO_HEADINGS),
        ("School nursing", "Health", "2", None),
        ("School transport", "Council", "1", None),
        ("Overnight school nursing", "Health", "1", None),
    ],
)
def test_services_listed_twice(service: str, under: str, section: str, kind: Kind | None) -> None:
    lines = [
        {"service": "School nursing", "under": "Council", **PLACE},
        {"service": service, "under": under, "document": "plan", "section": section},
    ]
    assert [slip.kind for slip in find_slips(Rule.LISTED, commissioned=lines)] == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("date", "is_slip"), [("2011-03", True), ("2010", True), ("2011-12-30", True), ("2012", False), ("2012-01", False)]
)
def test_old_evidence(date: str, is_slip: bool) -> None:  # noqa: FBT001
    estimate = {"id": "e", "title": "E", "source": "s", "low": 5, "ages": "0 to 24", "date": date, **PLACE}
    for parts in ({"claims": [make_claim("a", 66, date=date)]}, {"estimates": [estimate]}):
        assert bool(find_slips(Rule.OLD, **parts)) is is_slip


def test_the_start_of_a_change_may_be_old() -> None:
    claims = [
        make_claim("a", 49300, date="2004"),
        make_claim("b", 73000, date="2014"),
        make_claim("c", 23700, change={"before": "claims.a", "after": "claims.b"}),
    ]
    assert find_slips(Rule.OLD, claims=claims) == []


@pytest.mark.parametrize(
    ("date", "kind"),
    [
        ("2016-12", Kind.TARGET_BEFORE),
        ("2020", Kind.TARGET_AFTER),
        ("2019", None),
        ("2017", None),
        ("2019-12-31", None),
    ],
)
def test_targets_outside_the_time_of_their_document(date: str, kind: Kind | None) -> None:
    target = {"id": "t", "title": "T", "direction": "at least", "indicator": "x", **PLACE}
    slips = find_slips(Rule.DATES, targets=[{**target, "milestones": [{"date": date, "value": 90}]}])
    assert [slip.kind for slip in slips] == ([kind] if kind else [])


@pytest.mark.parametrize(("due", "is_slip"), [("2016", True), ("2017-01", False), ("2020", False)])
def test_actions_due_before_their_document(due: str, is_slip: bool) -> None:  # noqa: FBT001
    action = {"id": "1", "title": "A", "timescale": "dated", "due": due, **PLACE}
    assert bool(find_slips(Rule.DATES, actions=[action])) is is_slip


def test_a_draft_is_told() -> None:
    assert [slip.kind for slip in find_slips(Rule.STATUS, documents=[{**PLAN, "status": "draft"}])] == [Kind.DRAFT]
    assert find_slips(Rule.STATUS, documents=[{**PLAN, "status": "final"}]) == []


@pytest.mark.parametrize("area", EXPECTED)
def test_what_the_areas_documents_hold(area: str, project: Project) -> None:
    results = list_results(open_area(area, "2025", project.root).evidence)
    found = [slip.id for item in results for slip in item.slips]
    assert sorted(found) == sorted(EXPECTED[area])
