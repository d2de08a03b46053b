"""Intervals against independent implementations and hand calculation."""

from __future__ import annotations

import pytest
from scipy.stats import binomtest
from scipy.stats import poisson as poisson_law
from statsmodels.stats.proportion import proportion_confint

from sendneeds.analysis.finding import compute_interval
from sendneeds.analysis.intervals import compute_poisson, compute_rate, compute_wilson
from sendneeds.declare.indicator import Unit

EXACT = 1e-9


@pytest.mark.parametrize(("numerator", "denominator"), [(0, 7), (1, 3), (190, 567), (567, 567), (30210, 638745)])
@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_wilson_agrees_with_scipy_and_statsmodels(numerator: int, denominator: int, level: float) -> None:
    low, high = compute_wilson(numerator, denominator, level)
    theirs = binomtest(numerator, denominator).proportion_ci(level, method="wilson")
    assert (low, high) == pytest.approx((theirs.low, theirs.high), abs=EXACT)
    assert (low, high) == pytest.approx(proportion_confint(numerator, denominator, 1 - level, "wilson"), abs=EXACT)


@pytest.mark.parametrize("events", range(10))
def test_small_counts_are_exact(events: int) -> None:
    low, high = compute_poisson(events)
    assert poisson_law.cdf(events, high) == pytest.approx(0.025, abs=EXACT)
    if events:
        assert poisson_law.sf(events - 1, low) == pytest.approx(0.025, abs=EXACT)
    else:
        assert low == 0


def test_large_counts_follow_byar() -> None:
    """By hand for 100 events: 100 (1 - 1/900 - 1.959964/30)^3 and 101 (1 - 1/909 + 1.959964/(3 sqrt 101))^3."""
    low, high = compute_poisson(100)
    assert low == pytest.approx(100 * (1 - 1 / 900 - 1.959963984540054 / 30) ** 3, abs=EXACT)
    assert high == pytest.approx(101 * (1 - 1 / 909 + 1.959963984540054 / (3 * 101**0.5)) ** 3, abs=EXACT)
    exact_low, exact_high = 81.363, 121.627
    assert (low, high) == pytest.approx((exact_low, exact_high), abs=0.01)


def test_rate_scales_the_count() -> None:
    low, high = compute_rate(5, 2500, 1000)
    assert (low, high) == pytest.approx(tuple(end * 1000 / 2500 for end in compute_poisson(5)))


@pytest.mark.parametrize(("numerator", "denominator"), [(-1, 5), (6, 5), (0, 0)])
def test_what_is_no_proportion_is_refused(numerator: int, denominator: int) -> None:
    with pytest.raises(ValueError, match="not a proportion"):
        compute_wilson(numerator, denominator)


def test_negative_counts_and_empty_populations_are_refused() -> None:
    with pytest.raises(ValueError, match="events"):
        compute_poisson(-1)
    with pytest.raises(ValueError, match="population"):
        compute_rate(1, 0, 100)


def test_a_value_that_its_counts_do_not_give_has_no_interval() -> None:
    assert compute_interval(Unit.PERCENT, 33.5, 190, 567) is not None
    assert compute_interval(Unit.PERCENT, 34.5, 190, 567) is None


def test_the_interval_of_somersets_timeliness_is_as_in_the_methods() -> None:
    """190 of 567 plans: 29.7 % to 37.5 %."""
    interval = compute_interval(Unit.PERCENT, 100 * 190 / 567, 190, 567)
    assert interval == pytest.approx((29.7, 37.5), abs=0.05)


def test_pounds_scores_and_values_without_counts_have_no_interval() -> None:
    assert compute_interval(Unit.POUNDS, 1e6, None, None) is None
    assert compute_interval(Unit.SCORE, 14.8, None, None) is None
    assert compute_interval(Unit.PERCENT, 14.8, None, None) is None
    assert compute_interval(Unit.PERCENT, None, None, None) is None
