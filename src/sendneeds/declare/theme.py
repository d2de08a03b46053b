"""Themes: the groups of indicators that make one line of a list of priorities."""

from __future__ import annotations

from sendneeds.declare.declaration import Declaration
from sendneeds.declare.indicator import Body


class Theme(Declaration):
    """One theme; its id is the stem of its file of indicators. `plain` is its label for a reader of ten.

    `demand` themes count what is asked for: growth is shown, and never called good or bad. `left_out` are school years
    (`2019/20`) that no trend uses, because schools were closed to most pupils or assessments were cancelled.
    """

    label: str
    plain: str | None = None
    description: str
    responsible: tuple[Body, ...]
    demand: bool = False
    left_out: tuple[str, ...] = ()
