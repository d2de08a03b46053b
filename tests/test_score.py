"""The composite score of the annex: its parts by hand, its draws, and that no weight moves the main list."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sample_measures import EDITION
from scipy.stats import t as student
from test_priorities import make_measure

from sendneeds.analysis.score import Components, count_first, order_themes, score_themes, weigh_parts
from sendneeds.declare.edition import Edition, Weights
from sendneeds.project import Project
from sendneeds.report.area_evidence import gather_evidence
from sendneeds.report.assessment import Assessment, assess

WEIGHTS = Weights(gap=5, evidence=1, trend=1, opportunity=2, duty=1)


def test_the_score_is_the_weighted_mean_by_hand() -> None:
    parts = np.array([[[1.0], [0.5], [0.0], [0.25], [1.0]]])
    assert weigh_parts(parts, WEIGHTS)[0, 0] == pytest.approx((5 + 0.5 + 0 + 0.5 + 1) / 10)


def test_parts_follow_their_definitions() -> None:
    near, far = make_measure("a", "near", 38.0, 100), make_measure("b", "far", 30.0, 200)
    scores = {item.theme: item for item in score_themes({"a": near, "b": far}, (), EDITION).scores}
    t = near.unusual.t or 0.0
    assert scores["near"].components.gap == pytest.approx(t / 3)
    assert scores["near"].components.evidence == pytest.approx(1 - 2 * student.sf(t, 9))
    assert (far.unusual.t or 0) > 3
    assert scores["far"].components.gap == 1.0
    assert scores["far"].components.opportunity == 1.0
    assert near.fewest_children is not None
    assert far.fewest_children is not None
    assert scores["near"].components.opportunity == pytest.approx(near.fewest_children / far.fewest_children)
    assert (scores["near"].components.trend, scores["near"].components.duty) == (0.0, 0.0)
    assert scores["far"].score == pytest.approx(np.mean([1, scores["far"].components.evidence, 0, 1, 0]))


def test_a_favourable_difference_scores_nothing() -> None:
    (score,) = score_themes({"a": make_measure("a", "one", 60.0, 100)}, (), EDITION).scores
    assert score.components == Components(0, 0, 0, 0, 0)


def test_draws_are_seeded_and_show_what_is_not_firm() -> None:
    measures = {f"m{place}": make_measure(f"m{place}", f"t{place}", value) for place, value in
                enumerate([30.0, 36.0, 37.0, 37.5, 38.0, 38.1, 38.2, 45.0])}  # fmt: skip
    once, again = (score_themes(measures, (), EDITION) for _ in range(2))
    assert once == again
    firm = {item.theme: item.p_top5 for item in once.scores}
    assert firm["t0"] == 1.0
    assert 0 < firm["t6"] < 1
    assert firm["t7"] < 0.05
    other = score_themes(measures, (), EDITION.model_copy(update={"seed": 1}))
    assert [item.score for item in other.scores] == [item.score for item in once.scores]
    assert {item.theme: item.p_top5 for item in other.scores} != firm


def test_the_first_five_are_counted_by_hand() -> None:
    scores = np.array([[6.0, 1.0], [5, 2], [4, 3], [3, 4], [2, 5], [1, 6]])
    assert count_first(scores).tolist() == [0.5, 1, 1, 1, 1, 0.5]
    assert count_first(scores, 1).tolist() == [0.5, 0, 0, 0, 0, 0.5]


def test_equal_scores_are_ordered_by_name() -> None:
    assert order_themes(("b", "a", "c"), np.array([1.0, 1.0, 2.0])) == ("c", "a", "b")


def _assess_with(project: Project, edition: Edition) -> Assessment:
    return assess(replace(gather_evidence("somerset", "2025", project), edition=edition))


def test_a_weight_changes_the_annex_and_nothing_else(project: Project) -> None:
    evidence = gather_evidence("somerset", "2025", project)
    before = assess(evidence)
    heavy = evidence.edition.weights.model_copy(update={"duty": 5.0})
    after = _assess_with(project, evidence.edition.model_copy(update={"weights": heavy}))
    assert after.ranking == before.ranking
    assert after.measures == before.measures
    assert [item.score for item in after.sensitivity.scores] != [item.score for item in before.sensitivity.scores]
    assert {item.theme: item.components for item in after.sensitivity.scores} == {
        item.theme: item.components for item in before.sensitivity.scores
    }


def test_the_annex_gives_the_order_under_other_weights_and_neighbours(project: Project) -> None:
    evidence = gather_evidence("sutton", "2025", project)
    assessment = assess(evidence)
    themes = {item.theme for item in assessment.sensitivity.scores}
    assert evidence.edition.draws == 2000
    assert set(assessment.sensitivity.other_orders) == set(evidence.edition.other_weights)
    assert all(set(order) == themes for order in assessment.sensitivity.other_orders.values())
    assert assessment.second_sensitivity is not None
    assert {item.theme for item in assessment.second_sensitivity.scores} == themes


def test_weights_of_zero_alone_are_refused() -> None:
    with pytest.raises(ValueError, match="above zero"):
        Weights(gap=0, evidence=0, trend=0, opportunity=0, duty=0)
