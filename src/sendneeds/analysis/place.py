"""The place of a value among those of all authorities: shown for reference, never a reason for anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

QUARTERS = 4


@dataclass(frozen=True)
class Place:
    """A place counted from 1 among `count` values; equal values share the first of their places.

    `quarter` is 1 to 4, where 1 holds the first quarter of the places.
    """

    rank: int
    count: int

    @property
    def quarter(self) -> int:
        return 1 + QUARTERS * (self.rank - 1) // self.count


def find_place(value: float, others: Sequence[float], *, from_low: bool) -> Place:
    """Return the place of `value` among `others`, which hold it, from the lowest or else from the highest.

    Values without numbers are left out beforehand. Raises ValueError if `others` do not hold the value.
    """
    if value not in others:
        raise ValueError(f"{value} is none of the {len(others)} values")
    ahead = sum(other < value if from_low else other > value for other in others)
    return Place(1 + ahead, len(others))
