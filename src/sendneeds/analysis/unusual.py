"""Whether an area's value is unusual for similar areas: the primary test of the reports.

The question is where one more area like the neighbours would lie. With m and s the mean and standard deviation (ddof 1)
of k neighbours, (x - m) / (s sqrt(1 + 1/k)) follows Student's t with k - 1 degrees of freedom: the predictive
distribution of a normal sample, G. J. Hahn, Journal of the American Statistical Association 64 (1969), 878-888.
Percentages are taken as log odds, so that a range never reaches below 0 or above 100.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit

from sendneeds.analysis.finding import Finding
from sendneeds.analysis.student import find_quantile, find_tail
from sendneeds.declare.edition import Edition
from sendneeds.declare.indicator import Direction, Indicator, Unit

LOWEST, HIGHEST = 0.5, 99.5
TOTALS = {Unit.COUNT, Unit.POUNDS}
LEAST_SPREAD = 1e-9

Floats = npt.NDArray[np.float64]


class Label(StrEnum):
    """Where a value lies among similar areas. `HIGHER` and `LOWER` are for measures without a good direction."""

    OUTSIDE = "outside the range of similar areas"
    HIGHER = "higher than similar areas"
    LOWER = "lower than similar areas"
    EDGE = "towards the edge"
    WITHIN = "within"
    UNTOLD = "similar areas differ too much to tell"


@dataclass(frozen=True)
class Prediction:
    """What similar areas predict, one element an area, each of shape (n,).

    `t` is positive where the value is on the unfavourable side (for d = +1, below the mean), `p` is two-sided, `low`
    and `high` are in the unit of the values. All are NaN where fewer than two neighbours have a value or all are equal.
    """

    k: npt.NDArray[np.intp]
    t: Floats
    p: Floats
    low: Floats
    high: Floats


def predict(values: Floats, similar: Floats, d: int, quantile: float, *, share: bool) -> Prediction:
    """Set `values` (n,) against their neighbours' `similar` (n, most), where NaN is a missing one.

    `d` is +1 where high is good and -1 where low is. `quantile` of Student's t ends the range: .975 for 95 %. `share`
    values are percentages between 0 and 100, taken as log odds after clipping to 0.5 and 99.5.
    """
    x, peers = (to_log_odds(values), to_log_odds(similar)) if share else (values, similar)
    known = ~np.isnan(peers)
    k = known.sum(axis=1)
    enough = k > 1
    count = np.where(enough, k, 2)
    mean = np.where(known, peers, 0.0).sum(axis=1) / count
    squares = (np.where(known, peers - mean[:, None], 0.0) ** 2).sum(axis=1)
    scale = np.sqrt(squares / (count - 1) * (1 + 1 / count))
    # Equal neighbours leave a remainder of rounding, which is no spread.
    scale = np.where(enough & (scale > LEAST_SPREAD * np.maximum(np.abs(mean), 1.0)), scale, np.nan)
    t = d * (mean - x) / scale
    half = find_quantile(quantile, count - 1) * scale
    low, high = mean - half, mean + half
    if share:
        low, high = from_log_odds(low), from_log_odds(high)
    return Prediction(k, t, 2 * find_tail(np.abs(t), count - 1), low, high)


def to_log_odds(percent: Floats) -> Floats:
    """Return the natural logarithm of the odds of percentages, after clipping to 0.5 and 99.5."""
    return np.asarray(logit(np.clip(percent, LOWEST, HIGHEST) / 100))


def from_log_odds(log_odds: Floats) -> Floats:
    """Return the percentages that have these log odds."""
    return np.asarray(100 * expit(log_odds))


@dataclass(frozen=True)
class Unusual:
    """One value beside its `k` similar areas: the test, or in `reason` why there is none.

    `t` is positive on the unfavourable side of a `scored` measure, and below the mean for any other. `p` is two-sided.
    `low` and `high` end the predictive range in the measure's own unit, `limit` is the |t| at its ends.
    `turning_point` is the end that lies on the unfavourable side of a scored measure.
    """

    k: int
    scored: bool
    label: Label | None = None
    reason: str = ""
    t: float | None = None
    p: float | None = None
    low: float | None = None
    high: float | None = None
    limit: float | None = None
    turning_point: float | None = None

    @property
    def is_beyond(self) -> bool:
        """Whether the value lies outside the range of similar areas, on either side."""
        return self.label in {Label.OUTSIDE, Label.HIGHER, Label.LOWER}

    @property
    def is_unfavourable(self) -> bool:
        """Whether a scored value lies on the unfavourable side of similar areas' mean."""
        return self.scored and self.t is not None and self.t > 0


def judge_finding(finding: Finding, similar: Floats, edition: Edition) -> Unusual:
    """Test a finding against the values of its similar areas, shape (n,), NaN where one has none.

    A range wider than the edition allows cannot place a value inside it, so "within" and "towards the edge" give way to
    "similar areas differ too much to tell"; a value outside even such a range is still said to be outside.
    """
    indicator = finding.entry.indicator
    scored, k = is_scored(indicator), int(np.count_nonzero(~np.isnan(similar)))
    if reason := find_reason(finding, edition):
        return Unusual(k, scored, reason=reason)
    if k < edition.fewest_neighbours:
        return Unusual(k, scored, Label.UNTOLD, "too few similar areas have a value")
    d, limits = find_good_sign(indicator), edition.thresholds
    found = predict(
        np.array([finding.value]), similar[None, :], d, limits.outside, share=is_share(indicator)
    )  # fmt: skip
    t, p, low, high = (float(item[0]) for item in (found.t, found.p, found.low, found.high))
    if np.isnan(t):
        return Unusual(k, scored, reason="all similar areas have the same value")
    ends = {quantile: float(find_quantile(quantile, k - 1)) for quantile in (limits.outside, limits.edge)}
    wide = indicator.unit is Unit.PERCENT and high - low > limits.widest
    return Unusual(
        k=k,
        scored=scored,
        label=_choose_label(t, ends[limits.outside], ends[limits.edge], scored=scored, wide=wide),
        t=t,
        p=p,
        low=low,
        high=high,
        limit=ends[limits.outside],
        turning_point=(low if d > 0 else high) if scored else None,
    )


def find_reason(finding: Finding, edition: Edition) -> str:
    """Return why a finding is not set against similar areas, or nothing."""
    indicator = finding.entry.indicator
    reasons = {
        "no published figure": finding.value is None,
        "a yes or no": indicator.unit is Unit.YES_NO,
        "a total, which follows the size of an area": indicator.unit in TOTALS,
        "counted by integrated care board, which similar areas share": indicator.counted_by == "board",
        "fewer than ten children": finding.is_small,
        "too old to rank": edition.is_stale(finding.period.end),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _choose_label(t: float, outside: float, edge: float, *, scored: bool, wide: bool) -> Label:
    if abs(t) > outside:
        return Label.OUTSIDE if scored else Label.LOWER if t > 0 else Label.HIGHER
    if wide:
        return Label.UNTOLD
    return Label.EDGE if abs(t) > edge else Label.WITHIN


def find_good_sign(indicator: Indicator) -> int:
    """Return d: -1 where low is good, otherwise +1, which says nothing about neutral and contested measures."""
    return -1 if indicator.direction is Direction.LOW else 1


def is_scored(indicator: Indicator) -> bool:
    """Whether a measure has a good direction, so that a difference can count for or against an area."""
    return indicator.direction in {Direction.HIGH, Direction.LOW}


def is_share(indicator: Indicator) -> bool:
    """Whether values are percentages between 0 and 100."""
    return indicator.unit is Unit.PERCENT and not indicator.signed
