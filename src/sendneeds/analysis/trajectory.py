"""Targets: where a figure should be by now, whether it is, and how likely it is to get there.

Dates are decimal years (2025.5 is the middle of 2025) and values are in the measure's own unit. `d` is the direction of
the target itself: +1 where it is met from below ("at least"), -1 where it is met from above ("at most").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import hypot
from typing import NamedTuple

import numpy as np

from sendneeds.analysis.intervals import Interval
from sendneeds.analysis.projection import Projection

ONE_SIDED_95 = 1.645
TWO_SIDED_95 = 1.959963984540054
OLDEST = 1.0


class Status(StrEnum):
    """How a figure stands to its target: in force (four), past (three), or without a number (three)."""

    ACHIEVED = "achieved"
    ON_TRACK = "on track"
    AT_RISK = "at risk"
    OFF_TRACK = "off track"
    MET = "met"
    NOT_MET = "not met by its date"
    UNCHECKED = "cannot be checked"
    TOWARDS = "moving as intended"
    AWAY = "moving the other way"
    UNMOVED = "cannot be told from no change"


class Milestone(NamedTuple):
    """A value at a date: the baseline, a dated step, or the target itself, which is the last."""

    date: float
    value: float


@dataclass(frozen=True)
class Progress:
    """The state of a target with a number, in force.

    `expected` is the value of the trajectory at the date of the figure, `shortfall` how far the figure is behind it
    (positive) or ahead (negative). `needed` is the yearly change from the figure to the target, None once the date of
    the target is reached. `probability` is that of `estimate_probability`, also for a target that is achieved already,
    since its date may still lie ahead.
    """

    status: Status
    expected: float
    shortfall: float
    needed: float | None
    probability: float | None


def measure_error(interval: Interval | None) -> float:
    """Return the standard error that a 95 % interval speaks of: its width over 3.92; 0 where there is no interval."""
    return 0.0 if interval is None else (interval[1] - interval[0]) / (2 * TWO_SIDED_95)


def read_trajectory(milestones: Sequence[Milestone], date: float) -> float:
    """Return the value at `date`, linear between milestones; the first before them all and the last after.

    Raises ValueError unless there are at least two milestones in order of date.
    """
    dates = [item.date for item in milestones]
    if len(dates) < 2 or sorted(set(dates)) != dates:  # noqa: PLR2004
        raise ValueError(f"milestones at {dates} are not two or more in order")
    return float(np.interp(date, dates, [item.value for item in milestones]))


def judge_target(
    figure: Milestone, error: float, milestones: Sequence[Milestone], d: int, probability: float | None = None
) -> Progress:
    """Return the progress of the latest `figure`, with its standard error, on the way to the last milestone.

    Achieved: d (x - T) >= 0. On track: d (x - r) >= 0, r being the trajectory at the date of the figure. At risk:
    behind it by no more than 1.645 standard errors. Off track otherwise. Raises ValueError as `read_trajectory` does.
    """
    target = milestones[-1]
    expected = read_trajectory(milestones, figure.date)
    shortfall = d * (expected - figure.value)
    years = target.date - figure.date
    achieved = d * (figure.value - target.value) >= 0
    return Progress(
        status=Status.ACHIEVED if achieved else _judge_shortfall(shortfall, error),
        expected=expected,
        shortfall=shortfall,
        needed=(target.value - figure.value) / years if years > 0 else None,
        probability=probability,
    )


def _judge_shortfall(shortfall: float, error: float) -> Status:
    if shortfall <= 0:
        return Status.ON_TRACK
    return Status.AT_RISK if shortfall <= ONE_SIDED_95 * error else Status.OFF_TRACK


def judge_past_target(figures: Sequence[Milestone], target: Milestone, d: int) -> Status:
    """Return whether a target of a strategy that has ended was met by its date.

    The figure that counts is the last one up to the date of the target. If that is more than a year older, or there is
    none, it cannot be checked.
    """
    known = [item for item in figures if target.date - OLDEST <= item.date <= target.date]
    if not known:
        return Status.UNCHECKED
    return Status.MET if d * (max(known).value - target.value) >= 0 else Status.NOT_MET


def judge_direction(earlier: float, later: float, errors: tuple[float, float], d: int) -> Status:
    """Return which way a figure moved under a target without a number.

    It moved where the change is more than 1.96 times the root of the summed squares of both standard errors: the
    two-sided test of a difference of independent figures. Without errors every change counts.
    """
    change = d * (later - earlier)
    if change == 0 or abs(change) <= TWO_SIDED_95 * hypot(*errors):
        return Status.UNMOVED
    return Status.TOWARDS if change > 0 else Status.AWAY


def estimate_probability(projection: Projection, period_ends: float, target: Milestone, d: int) -> float | None:
    """Return the share of the projection's possible outcomes that reach the target by its date.

    `period_ends` is the date of the last known figure; the outcome that counts is that of the last whole year after it
    up to the date of the target. The outcomes are the projection moved by the past errors of other authorities, so the
    share is as good as those errors are typical. None where that year is not projected.
    """
    horizon = int(np.floor(target.date - period_ends + 1e-6))
    point = next((item for item in projection.points if item.horizon == horizon), None)
    return None if point is None else float(np.mean(d * (point.outcomes - target.value) >= 0))
