"""Whether a measure is changing, and whether it changes more than in similar areas.

Shares with counts: the weighted slope of Cochran and Armitage, tested after division by a dispersion that is pooled
over all authorities, since years differ by more than chance among children alone. All measures: the slope beside the
slopes of similar areas, as `unusual` sets a value beside theirs.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from sendneeds.analysis.finding import Finding, Series
from sendneeds.analysis.unusual import TOTALS, Floats, find_good_sign, is_scored, predict
from sendneeds.declare.edition import Edition
from sendneeds.declare.indicator import Break, Indicator, Unit
from sendneeds.declare.period import Period, PeriodKind, read_period

FIRST_MONTH_OF_SCHOOL_YEAR = 9
SCALES = {Unit.PERCENT: 100.0, Unit.PER_1000: 1000.0}


class Change(StrEnum):
    """What a trend is called. Measures without a good direction rise or fall, and are never better or worse."""

    CLEAR_RISE = "clear rise"
    CLEAR_FALL = "clear fall"
    POSSIBLE_RISE = "possible rise"
    POSSIBLE_FALL = "possible fall"
    NONE = "no clear change"


class Pace(StrEnum):
    """How a slope compares with the slopes of similar areas."""

    WORSENING = "worsening against similar areas"
    IMPROVING = "improving against similar areas"
    FASTER = "rising more than in similar areas"
    SLOWER = "rising less than in similar areas"
    ALIKE = "in line with similar areas"


class Fit(NamedTuple):
    """A weighted line through the shares of each area.

    The slope of the proportion a year, Cochran and Armitage's chi-squared, and what is left over, as Pearson's
    chi-squared with `points` - 2 degrees of freedom.
    """

    slope: Floats
    chi2: Floats
    remainder: Floats
    points: Floats


@dataclass(frozen=True)
class Trend:
    """The trend of one measure up to its latest period.

    `slope` is in the measure's own unit a year. `change`, `chi2` and `phi` are None without counts. `pace`,
    `relative_t` (positive: turning more unfavourable than similar areas, or for measures without a good direction
    rising less), `relative_p` (two-sided) and `k` are None with too few similar areas.
    `collections` are the labels of breaks in how counting was done that the line crosses.
    """

    first: Period
    last: Period
    points: int
    slope: float
    change: Change | None = None
    chi2: float | None = None
    phi: float | None = None
    pace: Pace | None = None
    relative_t: float | None = None
    relative_p: float | None = None
    k: int | None = None
    collections: tuple[str, ...] = ()

    @property
    def is_worsening(self) -> bool:
        return self.pace is Pace.WORSENING


def choose_points(series: Series, left_out: Collection[str] = ()) -> tuple[Finding, ...]:
    """Return the findings that a trend may use, oldest first; none unless the latest has a value.

    They have values, come after the last `definition` break, fall in the latest finding's own term or month, and not in
    the school years `left_out`.
    """
    latest, indicator = series.latest, series.entry.indicator
    if latest.value is None:
        return ()
    starts = [read_period(item.before, indicator.period).end for item in indicator.breaks if item.kind == "definition"]
    start = max((day for day in starts if day <= latest.period.end), default=series.findings[0].period.end)
    same = {PeriodKind.TERM, PeriodKind.MONTH}
    return tuple(
        item
        for item in series.findings
        if item.value is not None
        and item.period.end >= start
        and (indicator.period not in same or item.period.end.month == latest.period.end.month)
        and name_school_year(item.period) not in left_out
    )


def name_school_year(period: Period) -> str:
    """Return the school year in which a period ends, September to August: `2019/20`."""
    first = period.end.year - (period.end.month < FIRST_MONTH_OF_SCHOOL_YEAR)
    return f"{first}/{(first + 1) % 100:02d}"


def fit_shares(years: Floats, numerators: Floats, denominators: Floats) -> Fit:
    """Fit a line to each row of counts, shapes (areas, points); `years` is (points,). NaN or a base of 0: no point.

    With n the denominators, p the shares, P their pooled share and tbar the weighted mean of the years t:
    Sxx = sum n (t - tbar)^2, slope = sum n (t - tbar) p / Sxx, chi2 = slope^2 Sxx / (P (1 - P)). Sources:
    W. G. Cochran, Biometrics 10 (1954), 417-451; P. Armitage, Biometrics 11 (1955), 375-386. NaN where all shares are
    0 or 1, or counts exceed their base.
    """
    known = ~np.isnan(numerators) & (np.nan_to_num(denominators) > 0)
    n = np.where(known, denominators, 0.0)
    p = np.where(known, numerators, 0.0) / np.where(known, denominators, 1.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        total = n.sum(axis=1)
        pooled = (n * p).sum(axis=1) / total
        away = years - ((n * years).sum(axis=1) / total)[:, None]
        sxx = (n * away**2).sum(axis=1)
        slope = (n * away * p).sum(axis=1) / sxx
        spread = np.where((pooled > 0) & (pooled < 1), pooled * (1 - pooled), np.nan)
        rest = p - pooled[:, None] - slope[:, None] * away
        remainder = (n * rest**2).sum(axis=1) / spread
    return Fit(slope, slope**2 * sxx / spread, remainder, known.sum(axis=1).astype(float))


def pool_dispersion(years: Floats, numerators: Floats, denominators: Floats, fewest: int) -> float | None:
    """Return phi: left-over chi-squared by degrees of freedom, both summed over the areas with `fewest` points.

    Shapes as `fit_shares`. At least 1, and None without such an area. It is the over-dispersion of P. McCullagh and
    J. A. Nelder, Generalized Linear Models, 2nd edition (1989), section 4.5, shared by all areas.
    """
    fit = fit_shares(years, numerators, denominators)
    used = (fit.points >= max(fewest, 3)) & ~np.isnan(fit.remainder)
    if not used.any():
        return None
    return max(float(fit.remainder[used].sum() / (fit.points[used] - 2).sum()), 1.0)


def fit_slopes(years: Floats, values: Floats, fewest: int) -> Floats:
    """Return the least-squares slope of each row of values, shape (areas, points), NaN with under `fewest` points."""
    known = ~np.isnan(values)
    count = known.sum(axis=1)
    enough = count >= fewest
    safe = np.where(enough, count, 1)
    away = np.where(known, years - (np.where(known, years, 0.0).sum(axis=1) / safe)[:, None], 0.0)
    sxx = (away**2).sum(axis=1)
    slope = (away * np.where(known, values, 0.0)).sum(axis=1) / np.where(sxx > 0, sxx, np.nan)
    return np.where(enough, slope, np.nan)


def measure_trend(points: tuple[Finding, ...], similar: Floats, phi: float | None, edition: Edition) -> Trend | None:
    """Return the trend of chosen points, or None with fewer than the edition's least number, or for totals.

    `similar` holds the neighbours' values, shape (neighbours, points), NaN where one has none. `phi` is the dispersion
    of this measure over all authorities, None without counts.
    """
    if len(points) < edition.fewest_points or points[0].entry.indicator.unit in {*TOTALS, Unit.YES_NO}:
        return None
    indicator = points[0].entry.indicator
    years = np.array([float(item.period.end.year) for item in points])
    values = np.array([[_read(item.value) for item in points]])
    slope = float(fit_slopes(years, values, edition.fewest_points)[0])
    change = _test_change(points, years, phi, edition)
    others = fit_slopes(years, similar, edition.fewest_points)
    beside = predict(
        np.array([slope]), others[None, :], find_good_sign(indicator), edition.thresholds.outside, share=False
    )
    compared = int(beside.k[0]) >= edition.fewest_neighbours and not np.isnan(beside.t[0])
    return Trend(
        first=points[0].period,
        last=points[-1].period,
        points=len(points),
        slope=change.slope if change else slope,
        change=change.change if change else None,
        chi2=change.chi2 if change else None,
        phi=phi if change else None,
        pace=_name_pace(indicator, float(beside.t[0]), float(beside.p[0]), edition) if compared else None,
        relative_t=float(beside.t[0]) if compared else None,
        relative_p=float(beside.p[0]) if compared else None,
        k=int(beside.k[0]) if compared else None,
        collections=tuple(item.label for item in _list_crossed(indicator, points)),
    )


class _Tested(NamedTuple):
    slope: float
    chi2: float
    change: Change


def _test_change(points: tuple[Finding, ...], years: Floats, phi: float | None, edition: Edition) -> _Tested | None:
    scale = SCALES.get(points[0].entry.indicator.unit)
    # A finding has an interval exactly where its counts are published and give its value.
    if phi is None or scale is None or any(item.interval is None for item in points):
        return None
    numerators, denominators = (
        np.array([[_read(getattr(item, name)) for item in points]]) for name in ("numerator", "denominator")
    )
    fit = fit_shares(years, numerators, denominators)
    slope, chi2 = float(fit.slope[0]), float(fit.chi2[0])
    if np.isnan(chi2):
        return None
    # Row i leaves out point i.
    without = np.where(np.eye(len(points), dtype=bool), np.nan, numerators)
    slopes = fit_shares(years, without, np.repeat(denominators, len(points), axis=0)).slope
    steady = bool((np.sign(slopes) == np.sign(slope)).all())
    return _Tested(scale * slope, chi2, _name_change(slope, chi2 / phi if steady else 0.0, edition))


def _name_change(slope: float, scaled: float, edition: Edition) -> Change:
    limits = edition.thresholds
    if scaled > limits.clear:
        return Change.CLEAR_RISE if slope > 0 else Change.CLEAR_FALL
    if scaled > limits.possible:
        return Change.POSSIBLE_RISE if slope > 0 else Change.POSSIBLE_FALL
    return Change.NONE


def _name_pace(indicator: Indicator, t: float, p: float, edition: Edition) -> Pace:
    if p >= 2 * (1 - edition.thresholds.outside):
        return Pace.ALIKE
    if is_scored(indicator):
        return Pace.WORSENING if t > 0 else Pace.IMPROVING
    return Pace.SLOWER if t > 0 else Pace.FASTER


def _list_crossed(indicator: Indicator, points: tuple[Finding, ...]) -> list[Break]:
    first, last = points[0].period.end, points[-1].period.end
    return [item for item in indicator.breaks if first < read_period(item.before, indicator.period).end <= last]


def _read(value: float | None) -> float:
    return np.nan if value is None else value
