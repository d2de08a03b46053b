"""Sufficiency: projected demand for places in a setting beside the places there are and those to come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from sendneeds.analysis.intervals import Interval
from sendneeds.analysis.projection import ProjectedPoint


class Added(NamedTuple):
    """Places to be added by a date, in decimal years."""

    date: float
    places: int


@dataclass(frozen=True)
class Sufficiency:
    """One projected year of one setting: demand with its 80 % band, places now, and places added by then.

    Demand is the projected number of plans times the share of plans in the setting: demand for plans under present law
    and practice, not need.
    """

    year: int
    demand: float
    band80: Interval
    capacity: int
    pipeline: int

    @property
    def places(self) -> int:
        return self.capacity + self.pipeline

    @property
    def gap(self) -> float:
        """Demand less places: above zero where more plans are projected than there will be places."""
        return self.demand - self.places

    @property
    def gap80(self) -> Interval:
        low, high = self.band80
        return low - self.places, high - self.places


def measure_sufficiency(
    points: Iterable[ProjectedPoint], share: float, capacity: int, added: Iterable[Added], counted_at: float
) -> tuple[Sufficiency, ...]:
    """Return the sufficiency of a setting in each projected year.

    `share` (0 to 1) is the setting's share of all plans in its latest year, held as it is; the band is scaled by it and
    so leaves its own uncertainty out. `counted_at` is the part of the year at which plans are counted: places count
    that are added by then. Raises ValueError for a share outside 0 to 1.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"the share {share} is not between 0 and 1")
    coming = tuple(added)
    return tuple(
        Sufficiency(
            year=point.year,
            demand=share * point.value,
            band80=(share * point.band80[0], share * point.band80[1]),
            capacity=capacity,
            pipeline=sum(item.places for item in coming if item.date <= point.year + counted_at),
        )
        for point in points
    )
