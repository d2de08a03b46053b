"""Editions: a date, and the choices that hold for all reports of that edition."""

from __future__ import annotations

from datetime import date

from sendneeds.declare.declaration import Declaration


class Edition(Declaration):
    """An edition uses every period that ends on or before `as_at`, whenever it was published.

    `neighbours` and `second_neighbours` are vintages under `data/neighbours/`.
    """

    as_at: date
    neighbours: str
    second_neighbours: str | None = None
    fewest_neighbours: int = 6
    stale_after_years: int = 3
    notes: tuple[str, ...] = ()
