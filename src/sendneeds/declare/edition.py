"""Editions: a date, and the choices that hold for all reports of that edition."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from sendneeds.declare.declaration import Declaration

Share = Annotated[float, Field(gt=0, lt=1)]
Weight = Annotated[float, Field(ge=0)]


class Weights(Declaration):
    """What each part counts for in the composite score of the annex. Only their proportions matter."""

    gap: Weight
    evidence: Weight
    trend: Weight
    opportunity: Weight
    duty: Weight

    @model_validator(mode="after")
    def _check_sum(self) -> Self:
        if self.gap + self.evidence + self.trend + self.opportunity + self.duty <= 0:
            raise ValueError("at least one weight must be above zero")
        return self


class Thresholds(Declaration):
    """Where labels change.

    `outside` and `edge` are quantiles of Student's t (.975 and .90 give ranges of 95 % and 80 %); `discovery` is the
    highest q value; `clear` and `possible` are limits of chi-squared with one degree of freedom; a range of similar
    areas wider than `widest` percentage points says too little to place an area inside it.
    """

    outside: Share = 0.975
    edge: Share = 0.90
    discovery: Share = 0.10
    clear: float = Field(default=9.55, gt=0)
    possible: float = Field(default=3.84, gt=0)
    widest: float = Field(default=50.0, gt=0)


class Edition(Declaration):
    """An edition uses every period that ends on or before `as_at`, whenever it was published.

    `neighbours` and `second_neighbours` are vintages under `data/neighbours/`. `weights`, `other_weights` (by name),
    `draws` and `seed` are for the sensitivity annex only.
    """

    as_at: date
    neighbours: str
    second_neighbours: str | None = None
    fewest_neighbours: int = 6
    stale_after_years: int = 3
    fewest_points: int = Field(default=5, ge=3)
    thresholds: Thresholds = Thresholds()
    weights: Weights = Weights(gap=1, evidence=1, trend=1, opportunity=1, duty=1)
    other_weights: Mapping[str, Weights] = Field(default_factory=dict)
    draws: int = Field(default=2000, ge=1)
    seed: int = 0
    notes: tuple[str, ...] = ()

    def is_stale(self, end: date) -> bool:
        """Say whether a period that ended on `end` is too old to rank: by more than `stale_after_years`, to the day."""
        return (end.year + self.stale_after_years, end.month, end.day) < (
            self.as_at.year,
            self.as_at.month,
            self.as_at.day,
        )
