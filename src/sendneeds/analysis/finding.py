"""A finding: one indicator of one area in one period, with its interval and what it is set beside."""

from __future__ import annotations

from dataclasses import dataclass

from sendneeds.analysis.comparators import Spread
from sendneeds.analysis.intervals import Interval, compute_poisson, compute_rate, compute_wilson
from sendneeds.declare.indicator import IndicatorEntry, Unit
from sendneeds.declare.period import Period, PeriodKind

TOLERANCE = 0.06
FEWEST = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """One published figure of an area.

    `value` is None exactly when `symbol` is set (`c`, `x`, `z`, `low` or `u`). `england` and `region` are published
    values. `neighbours` is None where fewer than the edition's least number of similar areas have a value.
    `few_children` says that the whole area has so few plans that a share without counts may tell of a single child.
    """

    id: str
    area_name: str
    entry: IndicatorEntry
    period: Period
    value: float | None
    numerator: float | None
    denominator: float | None
    symbol: str
    release: str
    interval: Interval | None = None
    england: float | None = None
    region: float | None = None
    area_type: Spread | None = None
    few_children: bool = False
    neighbours: Spread | None = None

    @property
    def is_small(self) -> bool:
        """Whether so few children stand behind a share or score that it is shown in tables only.

        Fewer than ten where counts are published; where none are, the area as a whole has few (`few_children`).
        """
        if self.entry.indicator.unit not in {Unit.PERCENT, Unit.PER_100, Unit.PER_1000, Unit.SCORE}:
            return False
        return self.few_children if self.denominator is None else self.denominator < FEWEST

    @property
    def complement(self) -> float | None:
        """The rest of the denominator: for a share issued in time, the number that was late."""
        if self.numerator is None or self.denominator is None:
            return None
        return self.denominator - self.numerator


@dataclass(frozen=True, slots=True)
class Series:
    """All findings of one indicator for one area, oldest first. There is at least one."""

    entry: IndicatorEntry
    findings: tuple[Finding, ...]

    @property
    def latest(self) -> Finding:
        return self.findings[-1]

    @property
    def previous(self) -> Finding | None:
        """The finding before the latest, if any; a term or month is set beside the same one of an earlier year."""
        earlier = self.findings[:-1]
        if self.entry.indicator.period in {PeriodKind.TERM, PeriodKind.MONTH}:
            end = self.latest.period.end
            earlier = tuple(item for item in earlier if item.period.end.month == end.month)
        return earlier[-1] if earlier else None

    def find(self, code: str) -> Finding | None:
        """Return the finding of the period written `code`, or None."""
        return next((finding for finding in self.findings if finding.period.code == code), None)

    def find_breaks(self, earlier: Period, later: Period) -> set[str]:
        """Return the kinds of break (`collection`, `definition`) that lie between two periods of this series."""
        crossed = {item.period.code for item in self.findings if earlier.end < item.period.end <= later.end}
        return {item.kind for item in self.entry.indicator.breaks if item.before in crossed}


def compute_interval(
    unit: Unit, value: float | None, numerator: float | None, denominator: float | None
) -> Interval | None:
    """Return the 95 % interval of a finding in its own unit, or None where counts are not published.

    Proportions get Wilson's, counts and rates a Poisson interval. A value that its counts do not reproduce (to 0.06)
    has none, since the interval would not be about the printed figure.
    """
    if value is None:
        return None
    if unit is Unit.COUNT:
        return compute_poisson(value)
    if numerator is None or denominator is None or denominator <= 0 or numerator < 0:
        return None
    scale = {Unit.PERCENT: 100.0, Unit.PER_100: 100.0, Unit.PER_1000: 1000.0}.get(unit)
    if scale is None or abs(scale * numerator / denominator - value) > TOLERANCE:
        return None
    if unit is Unit.PERCENT and numerator <= denominator:
        low, high = compute_wilson(numerator, denominator)
        return scale * low, scale * high
    return compute_rate(numerator, denominator, scale)
