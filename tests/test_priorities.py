"""Tiers and their order, duties, and the lists beside them: made up, and on published figures."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sample_measures import EDITION, judge, make_entry, make_finding, make_series, set_beside

from sendneeds.analysis.discovery import Discovery
from sendneeds.analysis.duties import DutyRecord, list_duties
from sendneeds.analysis.opportunity import measure_opportunity
from sendneeds.analysis.priorities import (
    CONFIDENCE,
    TITLES,
    UNCOUNTED,
    WOULD_CHANGE,
    Measure,
    Raised,
    Ranking,
    Tier,
    place_measure,
    rank_priorities,
)
from sendneeds.analysis.trend import Pace, Trend
from sendneeds.analysis.unusual import Label
from sendneeds.declare.indicator import Direction
from sendneeds.project import Project
from sendneeds.report.area_evidence import gather_evidence
from sendneeds.report.area_report import AreaReport
from sendneeds.report.assessment import assess
from sendneeds.report.pressures import list_pressures

AREAS = ("nottinghamshire", "somerset", "sunderland", "sutton")
PEERS = np.array([38.0, 40.0, 42.0, 38.0, 40.0, 42.0, 38.0, 40.0, 42.0, 40.0])
OUTSIDE, EDGE, WITHIN = 30.0, 37.0, 40.0
NOTHING = Discovery(tested=3, outside=0, unfavourable=0, expected=0.15)
LIMIT = {"name": "do it in time", "law": "Some Regulations 2014, regulation 1"}
BARRED = re.compile(r"must act|no strong evidence|weight 0|opportunity|score|better|significant", re.IGNORECASE)


def make_measure(
    name: str, theme: str, value: float, base: float | None = None, q: float = 0.05, trend: Trend | None = None
) -> Measure:
    """Return a measure beside the peers; with a base it has counts, and its q survives unless given."""
    entry = make_entry(name, theme)
    finding = make_finding(value, entry, numerator=None if base is None else value * base / 100, denominator=base)
    beside = set_beside(finding, *PEERS)
    return Measure(beside, judge(value, PEERS, entry), q, trend, measure_opportunity(beside, EDITION))


def rank(*measures: Measure, duties: tuple[DutyRecord, ...] = (), raised: tuple[Raised, ...] = ()) -> Ranking:
    """Return the lists of these measures."""
    return rank_priorities({item.id: item for item in measures}, duties, raised, NOTHING, EDITION)


def worsen() -> Trend:
    """Return a trend that worsens against similar areas."""
    period = make_finding(1.0).period
    return Trend(period, period, points=5, slope=-1.0, pace=Pace.WORSENING, relative_t=3.0, k=10)


def test_tiers_follow_the_test_q_and_the_trend() -> None:
    def place(value: float, q: float = 0.05, trend: Trend | None = None) -> Tier | None:
        return place_measure(make_measure("a", "one", value, q=q, trend=trend), EDITION)

    assert place(OUTSIDE, q=0.099) is Tier.B1
    assert place(OUTSIDE, q=0.1) is Tier.B2
    assert place(EDGE) is Tier.C
    assert place(WITHIN) is None
    assert place(WITHIN, trend=worsen()) is Tier.C
    assert place(60.0) is None, "outside on the favourable side"


def test_measures_without_a_good_direction_reach_no_tier() -> None:
    for direction in ("neutral", "contested"):
        entry = make_entry("a", "one", direction=direction)
        measure = Measure(make_finding(OUTSIDE, entry), judge(OUTSIDE, PEERS, entry), q=0.001, trend=worsen())
        assert measure.unusual.is_beyond
        assert place_measure(measure, EDITION) is None


def test_a_theme_has_one_line_in_its_highest_tier() -> None:
    found = rank(
        make_measure("a", "one", EDGE, 500), make_measure("b", "one", OUTSIDE, 100), make_measure("c", "one", 29.0)
    )
    assert [(line.theme, line.tier, line.order) for line in found.lines] == [("one", Tier.B1, 1)]
    assert [item.id for item in found.lines[0].measures] == ["b", "c", "a"], "with counts first, then the lower tier"
    assert found.not_set_apart == ()


def test_order_is_children_at_the_lower_end_then_distance_then_without_counts() -> None:
    found = rank(
        make_measure("a", "no counts, far", 10.0),
        make_measure("b", "no counts, near", 29.0),
        make_measure("c", "few", OUTSIDE, 100),
        make_measure("d", "many", 31.0, 1000),
        make_measure("e", "edge", EDGE, 100_000),
    )
    assert [line.theme for line in found.lines] == ["many", "few", "no counts, far", "no counts, near", "edge"]
    many, few, far, _, edge = found.lines
    assert (many.children or 0) > (few.children or 0) > 0
    assert many.children == many.measures[0].opportunity.interval[0]  # type: ignore[union-attr]
    assert (far.children, far.note, edge.tier) == (None, UNCOUNTED, Tier.C)


def test_what_people_raised_stays_whatever_the_figures_say() -> None:
    voice = Raised("Families wait without news", "families", "Survey", "May 2025")
    found = rank(make_measure("a", "one", WITHIN), make_measure("b", "two", EDGE), raised=(voice,))
    assert [(line.tier, line.theme) for line in found.lines] == [(Tier.V, voice.text), (Tier.C, "two")]
    assert found.lines[0].raised is voice
    assert found.not_set_apart == ("one",)


def test_untested_themes_say_why_and_are_not_called_alike() -> None:
    entry = make_entry("a", "posts", unit="yes_no")
    found = rank(Measure(make_finding(0.0, entry), judge(0.0, PEERS, entry)))
    assert (found.not_set_apart, found.lines) == ((), ())
    assert [(item.theme, item.reasons) for item in found.untested] == [("posts", ("a yes or no",))]


def test_a_duty_outranks_every_difference_and_counts_the_late() -> None:
    entry = make_entry("d", "limits", duty=LIMIT)
    series = make_series(make_finding(None, entry, "2023", 90, 100), make_finding(None, entry, "2024", 80, 100))
    (record,) = list_duties([series], EDITION)
    assert (record.late, record.cases, record.is_met) == (20, 100, False)
    assert record.late_share == pytest.approx(20)
    assert record.change == pytest.approx(10)
    found = rank(make_measure("a", "one", 10.0, 10_000), duties=(record,))
    # A duty makes a line of its own theme, also where no core measure of that theme has a figure.
    assert [(line.theme, line.tier) for line in found.lines] == [("limits", Tier.A), ("one", Tier.B1)]
    found = rank(make_measure("a", "one", 10.0, 10_000), make_measure("d", "limits", WITHIN), duties=(record,))
    first = found.lines[0]
    assert (first.theme, first.tier, first.children) == ("limits", Tier.A, 20)


def test_a_duty_that_is_met_is_listed_and_no_priority() -> None:
    entry = make_entry("d", "limits", duty=LIMIT)
    met = list_duties([make_series(make_finding(None, entry, "2024", 100, 100))], EDITION)
    assert met[0].is_met
    found = rank(make_measure("d", "limits", WITHIN), duties=met)
    assert (found.duties, found.lines) == (met, ())


def test_duties_that_are_old_or_told_twice() -> None:
    old = make_series(make_finding(None, make_entry("a", duty=LIMIT), "2021", 8, 10))
    core = make_series(make_finding(None, make_entry("b", duty=LIMIT), "2024", 8, 10))
    other = make_series(make_finding(None, make_entry("c", duty=LIMIT, core=False), "2024", 5, 10))
    assert [item.finding.entry.id for item in list_duties([old, other, core], EDITION)] == ["b"]


def test_change_of_a_duty_does_not_cross_a_definition_break() -> None:
    entry = make_entry("a", duty=LIMIT, breaks=[{"before": "2024", "kind": "definition", "label": "New rules"}])
    series = make_series(make_finding(None, entry, "2023", 90, 100), make_finding(None, entry, "2024", 80, 100))
    assert list_duties([series], EDITION)[0].change is None


def test_every_tier_has_its_words_and_none_is_barred() -> None:
    for words in (TITLES, CONFIDENCE, WOULD_CHANGE):
        assert set(words) == set(Tier)
        assert [text for text in words.values() if BARRED.search(text)] == []


@pytest.mark.parametrize(("area", "late", "cases"), [("nottinghamshire", 787, 1259), ("somerset", 377, 567)])
def test_20_weeks_is_a_duty_not_met_in_every_case(project: Project, area: str, late: int, cases: int) -> None:
    ranking = assess(gather_evidence(area, "2025", project)).ranking
    line = next(item for item in ranking.lines if item.theme == "timeliness")
    record = next(item for item in line.duties if item.finding.entry.id == "ehc_20wk_ex_pct")
    assert line.tier is Tier.A
    assert (record.late, record.cases, record.finding.period.code) == (late, cases, "2024")
    assert record.responsible == "council"
    assert "council" in line.responsible


@pytest.mark.parametrize("area", AREAS)
def test_no_contested_or_neutral_measure_is_a_priority(project: Project, area: str) -> None:
    ranking = assess(gather_evidence(area, "2025", project)).ranking
    scored = {Direction.HIGH, Direction.LOW}
    for line in ranking.lines:
        assert {item.finding.entry.indicator.direction for item in line.measures} <= scored
    asked = {item.finding.entry.indicator.direction for item in ranking.questions}
    assert asked == {Direction.CONTESTED}
    labels = {item.unusual.label for item in ranking.questions}
    assert Label.OUTSIDE not in labels


@pytest.mark.parametrize("area", AREAS)
def test_demand_is_ranked_by_projected_growth(project: Project, area: str) -> None:
    pressures = list_pressures(gather_evidence(area, "2025", project))
    growth = [None if item.growth is None else round(item.growth, 9) for item in pressures]
    assert {"ehc_plans_total", "ehc_requests"} <= {item.finding.entry.id for item in pressures}
    assert growth == sorted((item for item in growth if item is not None), reverse=True)


def test_somerset_has_plans_for_residential_places_as_a_question(project: Project) -> None:
    questions = assess(gather_evidence("somerset", "2025", project)).ranking.questions
    assert (questions[0].id, questions[0].unusual.label) == ("residential_per_1000", Label.HIGHER)


def test_findings_hold_tests_trends_gaps_and_priorities(project: Project) -> None:
    evidence = gather_evidence("somerset", "2025", project)
    written = json.loads(AreaReport(evidence).to_findings_json())
    by_id: Mapping[str, Any] = {item["id"]: item for item in written["findings"]}
    latest = by_id["somerset.ehc_20wk_ex_pct.2024"]
    assert set(latest["unusual"]) == {"t", "p", "q", "label", "range"}
    assert set(latest["opportunity"]) == {"children", "interval"}
    assert latest["trend"]["points"] == 6
    assert by_id["somerset.ehc_20wk_ex_pct.2023"]["unusual"] is None
    first = written["priorities"][0]
    assert set(first) == {
        "theme", "tier", "responsible", "children", "order", "indicators", "annex", "decision",
    }  # fmt: skip
    assert set(first["annex"]) == {"score", "components", "p_top5"}
    assert set(first["annex"]["components"]) == {"gap", "evidence", "trend", "opportunity", "duty"}
    assert (first["tier"], first["decision"]) == ("A", None)
    assert [item["order"] for item in written["priorities"]] == list(range(1, len(written["priorities"]) + 1))


def test_the_second_list_of_neighbours_is_another_one(project: Project) -> None:
    evidence = gather_evidence("sutton", "2025", project)
    assessment = assess(evidence)
    assert len(evidence.second_neighbours) == 10
    assert set(evidence.second_neighbours) != set(evidence.neighbours)
    name = "absence_ehc_pct"
    assert assessment.measures[name].unusual.t != assessment.second[name].unusual.t
    assert replace(assessment.measures[name].finding, neighbours=None) == replace(
        assessment.second[name].finding, neighbours=None
    )


def test_every_theme_with_a_priority_is_declared(project: Project) -> None:
    evidence = gather_evidence("sutton", "2025", project)
    assert {item.theme for item in evidence.registry.indicators.values()} == set(evidence.registry.themes)
