"""The test against similar areas: against statsmodels and scipy, by hand, and on published figures."""

from __future__ import annotations

from math import log, sqrt

import numpy as np
import pytest
import statsmodels.api as sm
from sample_measures import EDITION, judge, make_entry, make_finding
from scipy.stats import t as student

from sendneeds.analysis.unusual import Label, is_share, judge_finding, predict
from sendneeds.declare.indicator import Unit
from sendneeds.project import Project
from sendneeds.report.area_evidence import gather_evidence, load_national
from sendneeds.report.assessment import assess

PEERS = np.array([12.0, 15.5, 9.0, 14.2, 11.1, 17.3, 10.4, 13.9, 12.8, 16.0])
NAN = float("nan")


def test_range_is_the_prediction_interval_of_statsmodels() -> None:
    fitted = sm.OLS(PEERS, np.ones(len(PEERS))).fit()
    low, high = fitted.get_prediction([[1.0]]).conf_int(obs=True, alpha=0.05)[0]
    found = predict(np.array([8.0]), PEERS[None, :], 1, 0.975, share=False)
    assert (found.low[0], found.high[0]) == pytest.approx((low, high), abs=1e-9)


def test_t_and_p_by_hand_for_four_neighbours() -> None:
    # Mean 5, sum of squares 20, so s = sqrt(20 / 3); one more area like them varies by s sqrt(5 / 4).
    found = predict(np.array([1.0]), np.array([[2.0, 4.0, 6.0, 8.0]]), 1, 0.975, share=False)
    t = 4 / (sqrt(20 / 3) * sqrt(1.25))
    assert found.t[0] == pytest.approx(t, abs=1e-12)
    assert found.p[0] == pytest.approx(2 * student.sf(t, 3), abs=1e-12)


def test_missing_neighbours_are_left_out_and_rows_do_not_mix() -> None:
    wide = np.array([[2.0, NAN, 4.0, 6.0, 8.0], [1.0, 2.0, 3.0, 4.0, 5.0]])
    both = predict(np.array([1.0, 9.0]), wide, 1, 0.975, share=False)
    alone = predict(np.array([1.0]), np.array([[2.0, 4.0, 6.0, 8.0]]), 1, 0.975, share=False)
    assert both.k.tolist() == [4, 5]
    assert both.t[0] == pytest.approx(alone.t[0], abs=1e-12)


def test_low_is_good_turns_the_sign() -> None:
    high_good, low_good = (predict(np.array([20.0]), PEERS[None, :], d, 0.975, share=False).t[0] for d in (1, -1))
    assert high_good == -low_good
    assert low_good > 0


def test_equal_or_single_neighbours_give_no_number() -> None:
    found = predict(np.array([1.0, 1.0]), np.array([[0.1] * 10, [0.3] + [NAN] * 9]), 1, 0.975, share=False)
    assert np.isnan(found.t).all()
    assert np.isnan(found.low).all()


def test_shares_are_log_odds_by_hand_and_stay_between_0_and_100() -> None:
    peers = np.array([50.0, 50.0, 100 / (1 + np.exp(-2.0)), 100 / (1 + np.exp(2.0))])  # log odds 0, 0, 2, -2
    found = predict(np.array([0.0]), peers[None, :], 1, 0.975, share=True)
    scale = sqrt(8 / 3) * sqrt(1.25)
    assert found.t[0] == pytest.approx(log(99.5 / 0.5) / scale, abs=1e-9), "0 is taken as 0.5"
    assert 0 < found.low[0] < found.high[0] < 100


def test_labels_change_at_the_quantiles() -> None:
    entry = make_entry(unit="score")
    scale = PEERS.std(ddof=1) * sqrt(1.1)
    edge, outside = (PEERS.mean() - student.ppf(quantile, 9) * scale for quantile in (0.90, 0.975))
    assert judge(edge + 0.01, PEERS, entry).label is Label.WITHIN
    assert judge(edge - 0.01, PEERS, entry).label is Label.EDGE
    assert judge(outside + 0.01, PEERS, entry).label is Label.EDGE
    worst = judge(outside - 0.01, PEERS, entry)
    assert worst.label is Label.OUTSIDE
    assert worst.is_unfavourable
    assert worst.turning_point == pytest.approx(outside)
    best = judge(100.0, PEERS, entry)
    assert best.is_beyond
    assert not best.is_unfavourable


@pytest.mark.parametrize("direction", ["neutral", "contested"])
def test_measures_without_a_good_direction_are_higher_or_lower_and_never_scored(direction: str) -> None:
    entry = make_entry(unit="score", direction=direction)
    high, low = judge(60.0, PEERS, entry), judge(1.0, PEERS, entry)
    assert (high.label, low.label) == (Label.HIGHER, Label.LOWER)
    assert (high.t or 0) < 0 < (low.t or 0)
    for test in (high, low):
        assert not test.scored
        assert not test.is_unfavourable
        assert test.turning_point is None


def test_a_wide_range_tells_nothing_of_a_value_inside_it() -> None:
    apart = np.array([5.0, 20.0, 35.0, 50.0, 60.0, 70.0, 80.0, 90.0, 40.0, 30.0])
    inside = judge(50.0, apart)
    assert (inside.high or 0) - (inside.low or 0) > 50
    assert inside.label is Label.UNTOLD
    assert judge(0.5, apart).label is Label.OUTSIDE


def test_too_few_neighbours_tell_nothing() -> None:
    few = np.array([*PEERS[:5], NAN, NAN, NAN, NAN, NAN])
    found = judge(1.0, few)
    assert (found.label, found.k, found.t) == (Label.UNTOLD, 5, None)
    assert found.reason
    assert judge(1.0, PEERS[:6]).t is not None


@pytest.mark.parametrize(
    ("given", "period", "reason"),
    [
        ({"unit": "yes_no"}, "2024", "yes or no"),
        ({"unit": "count", "direction": "neutral"}, "2024", "total"),
        ({"counted_by": "board"}, "2024", "integrated care board"),
        ({}, "2021", "too old"),
    ],
)
def test_what_is_not_tested_says_why(given: dict[str, str], period: str, reason: str) -> None:
    found = judge(1.0, PEERS, make_entry(**given), period)
    assert reason in found.reason
    assert (found.t, found.label) == (None, None)


def test_three_years_old_is_recent_and_older_is_not() -> None:
    assert judge(1.0, PEERS, period="2022").t is not None


def test_small_bases_and_missing_values_are_not_tested() -> None:
    small = judge_finding(make_finding(None, numerator=1, denominator=9), PEERS, EDITION)
    assert small.reason == "fewer than ten children"
    assert judge_finding(make_finding(None, numerator=1, denominator=10), PEERS, EDITION).t is not None
    assert judge_finding(make_finding(None), PEERS, EDITION).reason == "no published figure"


def test_devon_is_outside_on_log_odds_and_was_within_on_the_plain_scale(project: Project) -> None:
    evidence = gather_evidence("devon", "2025", project)
    finding = evidence.latest("ehc_20wk_ex_pct")
    test = assess(evidence).measures["ehc_20wk_ex_pct"].unusual
    assert finding.value == pytest.approx(3.2, abs=0.05)
    assert test.label is Label.OUTSIDE
    assert test.is_unfavourable
    codes = [area.area_code for area in evidence.neighbours]
    peers = evidence.national.by_period.loc[("ehc_20wk_ex_pct", "2024"), codes].to_numpy(dtype=float)
    plain = predict(np.array([finding.value]), peers[None, :], 1, 0.975, share=False)
    assert plain.low[0] < 0, "no value could lie below this range"


def test_percentages_are_shares_unless_declared_as_signed(project: Project) -> None:
    national = load_national(project)
    by_indicator = national.observations.groupby("indicator")["value"]
    lowest, highest = by_indicator.min().to_dict(), by_indicator.max().to_dict()
    for name, entry in national.registry.indicators.items():
        if entry.indicator.unit is Unit.PERCENT:
            assert is_share(entry.indicator) == (lowest[name] >= 0 and highest[name] <= 100), name
