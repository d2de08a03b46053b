"""Intervals of chance variation for proportions and rates.

Administrative counts are complete, so an interval speaks only of how far chance alone could move the figure.
"""

from __future__ import annotations

from functools import cache
from math import sqrt

from scipy.special import gammaincinv, ndtri

Interval = tuple[float, float]

FEWEST_EVENTS_FOR_BYAR = 10


def compute_wilson(numerator: float, denominator: float, level: float = 0.95) -> Interval:
    """Return the Wilson score interval of a proportion, both ends between 0 and 1.

    Source: E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209-212, without continuity
    correction. Raises ValueError unless 0 <= numerator <= denominator and denominator > 0.
    """
    if not 0 <= numerator <= denominator or denominator <= 0:
        message = f"numerator {numerator} and denominator {denominator} are not a proportion"
        raise ValueError(message)
    z = _find_z(level)
    p = numerator / denominator
    centre = p + z * z / (2 * denominator)
    half = z * sqrt(p * (1 - p) / denominator + z * z / (4 * denominator * denominator))
    scale = 1 + z * z / denominator
    low = 0.0 if numerator == 0 else (centre - half) / scale
    high = 1.0 if numerator == denominator else (centre + half) / scale
    return low, high


def compute_poisson(events: float, level: float = 0.95) -> Interval:
    """Return the interval of an expected count: exact below 10 events, else Byar's approximation.

    Sources: F. Garwood, Biometrika 28 (1936), 437-442 (exact); N. E. Breslow and N. E. Day, Statistical Methods in
    Cancer Research II (1987), 69 (Byar). Raises ValueError for a negative count.
    """
    if events < 0:
        message = f"{events} events"
        raise ValueError(message)
    tail = (1 - level) / 2
    if events < FEWEST_EVENTS_FOR_BYAR:
        # Half a quantile of chi-squared with 2 n degrees of freedom is that of a gamma distribution of shape n.
        low = float(gammaincinv(events, tail)) if events else 0.0
        return low, float(gammaincinv(events + 1, 1 - tail))
    z = _find_z(level)
    low = events * (1 - 1 / (9 * events) - z / (3 * sqrt(events))) ** 3
    high = (events + 1) * (1 - 1 / (9 * (events + 1)) + z / (3 * sqrt(events + 1))) ** 3
    return low, high


def compute_rate(events: float, population: float, scale: float, level: float = 0.95) -> Interval:
    """Return the interval of a rate: `scale` x events / population. Raises ValueError unless population > 0."""
    if population <= 0:
        message = f"a population of {population}"
        raise ValueError(message)
    low, high = compute_poisson(events, level)
    return scale * low / population, scale * high / population


@cache
def _find_z(level: float) -> float:
    """Return how many standard deviations either side of the mean hold `level` of a normal distribution."""
    return float(ndtri((1 + level) / 2))
