"""Intervals, ranges and tests, by statsmodels, scipy and the standard library."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from functools import cache
from math import exp, log, sqrt

from scipy.stats import chi2, linregress, norm
from scipy.stats import t as student
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

SCALES = {"percent": 100.0, "per_100": 100.0, "per_1000": 1000.0}
FEWEST_FOR_BYAR = 10
REPRODUCED = 0.06
NO_SPREAD = 1e-9

Pair = tuple[float, float]


@cache
def find_t(quantile: float, freedom: int) -> float:
    return float(student.ppf(quantile, freedom))


def find_interval(unit: str, value: float | None, counts: tuple[float | None, float | None]) -> Pair | None:
    """Return the 95 % interval of a figure in its own unit, None where its counts do not give it."""
    if value is None:
        return None
    if unit == "count":
        return find_poisson(value)
    numerator, denominator = counts
    scale = SCALES.get(unit)
    if scale is None or numerator is None or not denominator or denominator < 0 or numerator < 0:
        return None
    if abs(scale * numerator / denominator - value) > REPRODUCED:
        return None
    if unit == "percent" and numerator <= denominator:
        low, high = proportion_confint(numerator, denominator, 0.05, "wilson")
        return 100 * float(low), 100 * float(high)
    low, high = find_poisson(numerator)
    return scale * low / denominator, scale * high / denominator


def find_poisson(events: float) -> Pair:
    """Return Garwood's interval below ten events, else Byar's."""
    if events < FEWEST_FOR_BYAR:
        low = float(chi2.ppf(0.025, 2 * events)) / 2 if events else 0.0
        return low, float(chi2.ppf(0.975, 2 * events + 2)) / 2
    z, more = float(norm.ppf(0.975)), events + 1
    return (
        events * (1 - 1 / (9 * events) - z / sqrt(9 * events)) ** 3,
        more * (1 - 1 / (9 * more) + z / sqrt(9 * more)) ** 3,
    )


def to_log_odds(percent: float) -> float:
    share = min(max(percent, 0.5), 99.5) / 100
    return log(share) - log(1 - share)


def from_log_odds(level: float) -> float:
    return 100 / (1 + exp(-level))


class Beside:
    """One more value beside those of similar areas: t below their mean, p on both sides, and the range of 95 %."""

    def __init__(self, similar: Sequence[float], quantile: float, *, share: bool) -> None:
        self.levels = [to_log_odds(value) for value in similar] if share else list(similar)
        self.share, self.k = share, len(similar)
        self.mean = statistics.fmean(self.levels) if self.levels else 0.0
        deviation = statistics.stdev(self.levels) if self.k > 1 else 0.0
        self.scale = deviation * sqrt(1 + 1 / self.k) if self.k else 0.0
        if self.scale <= NO_SPREAD * max(abs(self.mean), 1.0):
            self.scale = 0.0
        self.quantile = quantile

    def find_t(self, value: float, sign: int = 1) -> float | None:
        if not self.scale:
            return None
        return sign * (self.mean - (to_log_odds(value) if self.share else value)) / self.scale

    def find_p(self, t: float) -> float:
        return float(2 * student.sf(abs(t), self.k - 1))

    @property
    def ends(self) -> Pair | None:
        """Return the ends of the range that similar areas point to."""
        if not self.scale:
            return None
        half = find_t(self.quantile, self.k - 1) * self.scale
        low, high = self.mean - half, self.mean + half
        return (from_log_odds(low), from_log_odds(high)) if self.share else (low, high)


def adjust(p: Sequence[float]) -> list[float]:
    """Return Benjamini and Hochberg's q values."""
    return [float(q) for q in multipletests(p, method="fdr_bh")[1]] if len(p) else []


def find_slope(points: Sequence[Pair]) -> float:
    """Return the least-squares slope of points (year, value)."""
    return float(linregress([x for x, _ in points], [y for _, y in points]).slope)


def describe(values: Sequence[float]) -> dict[str, float | int | None]:
    """Return number, mean, deviation, ends and quartiles of one or more values."""
    lower, _, upper = statistics.quantiles(values, n=4, method="inclusive") if len(values) > 1 else [values[0]] * 3
    return {
        "k": len(values),
        "mean": statistics.fmean(values),
        "sd": statistics.stdev(values) if len(values) > 1 else None,
        "low": min(values),
        "high": max(values),
        "lower_quartile": lower,
        "upper_quartile": upper,
    }
