"""False discovery control, against scipy and statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
from sample_measures import EDITION, judge, make_entry
from scipy.stats import false_discovery_control
from statsmodels.stats.multitest import multipletests

from sendneeds.analysis.discovery import adjust, count_discoveries

PEERS = np.array([12.0, 15.5, 9.0, 14.2, 11.1, 17.3, 10.4, 13.9, 12.8, 16.0])


@pytest.mark.parametrize("count", [1, 2, 24, 173])
def test_q_values_agree_with_scipy_and_statsmodels(count: int) -> None:
    p = np.random.default_rng(count).uniform(size=count) ** 3
    assert adjust(p) == pytest.approx(false_discovery_control(p), abs=1e-12)
    assert adjust(p) == pytest.approx(multipletests(p, method="fdr_bh")[1], abs=1e-12)


def test_ties_and_ones_and_none() -> None:
    p = np.array([0.02, 0.02, 1.0, 0.5])
    assert adjust(p) == pytest.approx(false_discovery_control(p), abs=1e-12)
    assert adjust(np.array([])).tolist() == []


def test_counts_leave_out_what_is_not_scored_or_not_tested() -> None:
    score, contested = make_entry(unit="score"), make_entry(unit="score", direction="contested")
    tests = [
        judge(0.0, PEERS, score),
        judge(60.0, PEERS, score),
        judge(13.0, PEERS, score),
        judge(60.0, PEERS, contested),
        judge(1.0, PEERS, make_entry(unit="yes_no")),
    ]
    found = count_discoveries(tests, EDITION)
    assert (found.tested, found.outside, found.unfavourable) == (3, 2, 1)
    assert found.expected == pytest.approx(0.15)
    assert found.expected_unfavourable == pytest.approx(0.075)
