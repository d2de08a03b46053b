"""Rising demand: measures of what is asked for, which are neither good nor bad."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sendneeds.analysis.finding import Finding
from sendneeds.analysis.projection import Projection

# Of a percentage: what arithmetic of floating point leaves exact.
DECIMALS = 9


@dataclass(frozen=True)
class Pressure:
    """A count of demand in its latest period, and its projection, None where the series is too short."""

    finding: Finding
    projection: Projection | None

    @property
    def growth(self) -> float | None:
        """The projected change of the next year, in percent."""
        if self.projection is None or not self.projection.value:
            return None
        return 100 * (self.projection.points[0].value / self.projection.value - 1)


def rank_pressures(pressures: Iterable[Pressure]) -> tuple[Pressure, ...]:
    """Return pressures by projected growth, largest first, those without a projection last.

    Growth that differs only by the rounding of the arithmetic is the same, and then the order is that of their ids.
    """
    return tuple(sorted(pressures, key=_order))


def _order(pressure: Pressure) -> tuple[bool, float, str]:
    growth = pressure.growth
    return growth is None, -round(growth or 0.0, DECIMALS), pressure.finding.entry.id
