"""Claims are judged beside published figures: the thresholds, and every claim of the strategy files."""

from __future__ import annotations

from collections import Counter

import pytest

from sendneeds.analysis.claims import Ground, Verdict, count_decimals, judge_claim, read_figure, read_span
from sendneeds.declare.stated import Check, Claim, Operand, StatedUnit
from sendneeds.project import Project
from sendneeds.report import open_area
from sendneeds.report.author_published import find_published, list_checked

AGREES, NEAR, DIFFERS, UNCHECKED = Verdict.AGREES, Verdict.NEAR, Verdict.DIFFERS, Verdict.UNCHECKED
# What the documents claim of things that are published, beside the figure known now. The rest cannot be checked.
EXPECTED: dict[str, dict[str, tuple[float, Verdict]]] = {
    "sutton": {
        "plans": (1588, NEAR),
        "plans-growth": (48.27, NEAR),
        "plans-share-residents": (2.47, AGREES),
        "place-mainstream": (24.83, NEAR),
        "place-resourced": (23.57, NEAR),
        "place-special-council": (9.01, AGREES),
        "place-special-academy": (15.50, AGREES),
        "place-independent": (9.26, AGREES),
        "place-college": (13.61, NEAR),
    },
    "sunderland": {
        "sen-share-2018-19": (16.1, NEAR),
        "requests-2018": (311, AGREES),
        "requests-2019": (396, AGREES),
        "requests-growth-2018-2019": (27.33, AGREES),
        "special-school-share": (48.49, AGREES),
        "special-school-share-north-east": (43.26, NEAR),
        "special-school-share-england": (34.83, AGREES),
        "personal-budget-share": (3.78, AGREES),
        "personal-budget-count": (60, AGREES),
        "plans-total": (1588, AGREES),
    },
    "nottinghamshire": {
        "plans": (1844, NEAR),
        "sen-total": (8.9, NEAR),
        "sen-total-counties": (13.70, AGREES),
        "sen-plan": (1.3, AGREES),
        "sen-plan-counties": (2.75, AGREES),
        "sen-plan-lowest": (1.3, AGREES),
        "sen-plan-highest": (3.7, AGREES),
        "sen-support": (7.6, AGREES),
        "sen-support-counties": (10.95, AGREES),
        "sen-support-lowest": (7.6, AGREES),
        "sen-support-highest": (14.0, AGREES),
        "placed-special": (43.82, AGREES),
        "placed-special-england": (31.84, NEAR),
        "placed-mainstream": (11.28, AGREES),
        "placed-mainstream-england": (25.31, NEAR),
        "weekly-spend": (105, DIFFERS),
        "weekly-spend-england": (110, NEAR),
    },
    "somerset": {},
}


def make_claim(value: float, bound: str | None = None, high: float | None = None) -> Claim:
    stated = {"value": value, "bound": bound, "high": high, "reason": "not held"}
    return Claim.model_validate({"id": "a", "title": "A", "document": "d", "section": "1", **stated})


@pytest.mark.parametrize(
    ("value", "bound", "published", "after", "verdict"),
    [
        (9, None, 9.26, None, AGREES),
        (16, None, 15.501, None, AGREES),
        (16, None, 15.49, None, NEAR),
        (43.3, None, 43.26, None, AGREES),
        (43.2, None, 43.26, None, NEAR),
        (9.0, None, 8.9, None, NEAR),
        (9, None, 8.9, None, AGREES),
        (1845, None, 1844.0, None, NEAR),
        (1632, None, 1588.0, 1653.0, NEAR),
        (1750, None, 1588.0, 1653.0, DIFFERS),
        (1740, None, 1500.0, 1800.0, NEAR),
        (15, None, 13.61, None, NEAR),
        (16, None, 13.61, None, DIFFERS),
        (135, None, 110.0, None, DIFFERS),
        (135, None, None, None, UNCHECKED),
        (50, "over", 50.1, None, AGREES),
        (50, "over", 80.0, None, AGREES),
        (50, "over", 50.0, None, NEAR),
        (50, "over", 48.1, None, NEAR),
        (50, "over", 44.0, None, DIFFERS),
        (80, "up to", 12.0, None, AGREES),
        (80, "up to", 80.4, None, AGREES),
        (80, "up to", 84.0, None, NEAR),
        (80, "up to", 95.0, None, DIFFERS),
        (46.3, "about", 46.39, None, AGREES),
        (46.3, None, 46.39, None, NEAR),
        (46.3, "about", 48.27, None, NEAR),
        (5, None, 0.0, None, DIFFERS),
    ],
)
def test_verdict(
    value: float, bound: str | None, published: float | None, after: float | None, verdict: Verdict
) -> None:
    assert judge_claim(make_claim(value, bound), published, after).verdict is verdict


def test_a_range_agrees_with_what_lies_inside_it() -> None:
    stated = make_claim(6598, high=11876)
    verdicts = [judge_claim(stated, published).verdict for published in (6598.4, 9000.0, 12000.0, 20000.0)]
    assert verdicts == [AGREES, AGREES, NEAR, DIFFERS]


def test_the_ground_is_told() -> None:
    assert judge_claim(make_claim(1632), 1588.0, 1653.0).ground is Ground.BETWEEN
    assert judge_claim(make_claim(1632), 1588.0).ground is Ground.CLOSE
    assert judge_claim(make_claim(1632), None).ground is Ground.NOTHING


def test_a_printed_number_stands_for_what_it_was_rounded_from() -> None:
    assert (count_decimals(3.56), count_decimals(9.0), count_decimals(9)) == (2, 1, 0)
    assert tuple(read_span(49300)) == (49299.5, 49300.5)
    assert tuple(read_figure(49300, StatedUnit.COUNT)) == (49250, 49350)
    assert tuple(read_figure(1290, StatedUnit.COUNT)) == (1290, 1290)
    assert tuple(read_figure(100, StatedUnit.PERCENT)) == (99.5, 100.5)


@pytest.mark.parametrize("area", EXPECTED)
def test_every_claim_has_the_verdict_that_we_expect(area: str, project: Project) -> None:
    checked = list_checked(open_area(area, "2025", project.root).evidence)
    found = {item.claim.id: item for item in checked if item.judgement.verdict is not UNCHECKED}
    wanted = EXPECTED[area]
    assert {name: item.judgement.verdict for name, item in found.items()} == {
        name: verdict for name, (_, verdict) in wanted.items()
    }
    for name, (published, _) in wanted.items():
        assert found[name].published == pytest.approx(published, abs=0.005), name


@pytest.mark.parametrize("area", EXPECTED)
def test_what_cannot_be_checked_says_why(area: str, project: Project) -> None:
    checked = list_checked(open_area(area, "2025", project.root).evidence)
    counts = Counter(item.judgement.verdict for item in checked)
    assert sum(counts.values()) - counts[UNCHECKED] == len(EXPECTED[area])
    assert [item.claim.id for item in checked if item.judgement.verdict is UNCHECKED and not item.claim.reason] == []


def test_a_figure_that_no_release_holds_cannot_be_checked(project: Project) -> None:
    evidence = open_area("sutton", "2025", project.root).evidence
    check = Check(of=Operand(indicators=("ehc_plans_total",), period="199920"))
    assert find_published(evidence, check, check.of) is None


def test_a_mean_over_counties_uses_every_county_that_was_one(project: Project) -> None:
    """In 2016 there were 27 county councils; some were closed since."""
    evidence = open_area("nottinghamshire", "2025", project.root).evidence
    assert evidence.strategy is not None
    check = next(item.check for item in evidence.strategy.claims if item.id == "sen-plan-counties")
    assert check is not None
    members = [item for item in evidence.national.areas if item.type == "SC" and item.is_authority]
    assert len(members) == 27
    assert any(item.closed for item in members)
