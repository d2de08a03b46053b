"""How many children a gap amounts to."""

from __future__ import annotations

from dataclasses import dataclass

from sendneeds.analysis.finding import Finding
from sendneeds.analysis.intervals import Interval
from sendneeds.analysis.student import find_quantile
from sendneeds.analysis.unusual import find_good_sign, is_scored
from sendneeds.declare.edition import Edition
from sendneeds.declare.indicator import Unit

SCALES = {Unit.PERCENT: 100.0, Unit.PER_100: 100.0, Unit.PER_1000: 1000.0}


@dataclass(frozen=True)
class Opportunity:
    """The scale of a gap if the area matched similar areas, in whatever the measure counts. Negative: no gap."""

    children: float
    interval: Interval

    @property
    def spans_zero(self) -> bool:
        """Whether the gap cannot be told from zero."""
        return self.interval[0] <= 0 <= self.interval[1]


def measure_opportunity(finding: Finding, edition: Edition) -> Opportunity | None:
    """Return n d (m - x) with the interval n d (m +/- t s / sqrt(k) - x), or None without counts or similar areas.

    n is the denominator, x the value, m, s and k the mean, standard deviation (ddof 1) and number of similar areas, t
    the edition's quantile of Student's t with k - 1 degrees of freedom: the interval of a mean of a normal sample. It
    says how well m is known; it does not say that the gap can be closed. Only for measures with a good direction whose
    counts reproduce the published value.
    """
    indicator, beside = finding.entry.indicator, finding.neighbours
    scale = SCALES.get(indicator.unit)
    if scale is None or not is_scored(indicator) or beside is None or beside.sd is None:
        return None
    # A finding has an interval exactly where its counts are published and give its value.
    if finding.value is None or finding.denominator is None or finding.interval is None:
        return None
    per_unit = finding.denominator / scale
    children = per_unit * find_good_sign(indicator) * (beside.mean - finding.value)
    half = per_unit * float(find_quantile(edition.thresholds.outside, beside.k - 1)) * beside.sd / beside.k**0.5
    return Opportunity(children, (children - half, children + half))
