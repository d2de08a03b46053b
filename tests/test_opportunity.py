"""The number of children that a gap amounts to, by hand."""

from __future__ import annotations

from math import sqrt

import pytest
from sample_measures import EDITION, make_entry, make_finding, set_beside
from scipy.stats import t as student

from sendneeds.analysis.opportunity import measure_opportunity

NINE = (38.0, 40.0, 42.0, 38.0, 40.0, 42.0, 38.0, 40.0, 42.0)


def test_gap_and_interval_by_hand() -> None:
    # 60 of 200 is 30 %; similar areas average 40 % with s = sqrt(24 / 8): 10 points of 200 are 20 children.
    gap = measure_opportunity(set_beside(make_finding(None, numerator=60, denominator=200), *NINE), EDITION)
    assert gap is not None
    half = 200 * student.ppf(0.975, 8) * sqrt(3) / 3 / 100
    assert gap.children == pytest.approx(20)
    assert gap.interval == pytest.approx((20 - half, 20 + half))
    assert not gap.spans_zero


def test_low_is_good_turns_the_sign() -> None:
    finding = make_finding(None, make_entry(direction="low"), numerator=60, denominator=200)
    gap = measure_opportunity(set_beside(finding, *NINE), EDITION)
    assert gap is not None
    assert gap.children == pytest.approx(-20)


def test_a_rate_counts_in_thousands() -> None:
    finding = make_finding(5.0, make_entry(unit="per_1000"), numerator=10, denominator=2000)
    gap = measure_opportunity(set_beside(finding, 7, 7, 8, 8, 9, 9), EDITION)
    assert gap is not None
    assert gap.children == pytest.approx(6)


def test_a_small_gap_cannot_be_told_from_zero() -> None:
    gap = measure_opportunity(set_beside(make_finding(None, numerator=80, denominator=200), *NINE), EDITION)
    assert gap is not None
    assert gap.spans_zero


@pytest.mark.parametrize("direction", ["neutral", "contested"])
def test_no_gap_without_a_good_direction(direction: str) -> None:
    finding = make_finding(None, make_entry(direction=direction), numerator=60, denominator=200)
    assert measure_opportunity(set_beside(finding, *NINE), EDITION) is None


def test_no_gap_without_counts_neighbours_or_a_value_that_counts_give() -> None:
    assert measure_opportunity(set_beside(make_finding(30.0), *NINE), EDITION) is None
    assert measure_opportunity(make_finding(None, numerator=60, denominator=200), EDITION) is None
    other = make_finding(35.0, numerator=60, denominator=200)
    assert measure_opportunity(set_beside(other, *NINE), EDITION) is None
