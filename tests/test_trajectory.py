"""Targets and trajectories, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from sendneeds.analysis.intervals import compute_wilson
from sendneeds.analysis.projection import ProjectedPoint, Projection
from sendneeds.analysis.trajectory import (
    Milestone,
    Status,
    estimate_probability,
    judge_direction,
    judge_past_target,
    judge_target,
    measure_error,
    read_trajectory,
)

PATH = (Milestone(2024.0, 40.0), Milestone(2025.0, 50.0), Milestone(2027.0, 80.0))


@pytest.mark.parametrize(
    ("date", "value"), [(2023.0, 40), (2024.0, 40), (2024.5, 45), (2025.0, 50), (2026.0, 65), (2027, 80), (2030, 80)]
)
def test_trajectory_is_linear_between_milestones(date: float, value: float) -> None:
    assert read_trajectory(PATH, date) == pytest.approx(value)


@pytest.mark.parametrize("milestones", [PATH[:1], PATH[::-1], (PATH[0], PATH[0])])
def test_milestones_must_be_two_or_more_in_order(milestones: tuple[Milestone, ...]) -> None:
    with pytest.raises(ValueError, match="not two or more in order"):
        read_trajectory(milestones, 2025.0)


@pytest.mark.parametrize(
    ("value", "status"),
    [
        (80.0, Status.ACHIEVED),
        (65.0, Status.ON_TRACK),
        (65.0 - 1.644 * 2, Status.AT_RISK),
        (65.0 - 1.646 * 2, Status.OFF_TRACK),
    ],
)
def test_status_in_force(value: float, status: Status) -> None:
    """In 2026 the trajectory stands at 65; the standard error is 2 points."""
    found = judge_target(Milestone(2026.0, value), 2.0, PATH, 1, 0.3)
    assert (found.status, found.expected, found.probability) == (status, 65.0, 0.3)
    assert found.shortfall == pytest.approx(65 - value)
    assert found.needed == pytest.approx(80 - value)


def test_a_target_met_from_above() -> None:
    path = (Milestone(2024.0, 30.0), Milestone(2026.0, 20.0))
    ahead = judge_target(Milestone(2025.0, 24.0), 0.0, path, -1)
    assert (ahead.status, ahead.shortfall, ahead.needed) == (Status.ON_TRACK, -1.0, -4.0)
    assert judge_target(Milestone(2025.0, 26.0), 0.0, path, -1).status is Status.OFF_TRACK
    assert judge_target(Milestone(2025.0, 20.0), 0.0, path, -1).status is Status.ACHIEVED


def test_after_the_date_nothing_can_be_needed() -> None:
    found = judge_target(Milestone(2028.0, 70.0), 1.0, PATH, 1)
    assert (found.status, found.expected, found.needed) == (Status.OFF_TRACK, 80.0, None)


def test_past_targets_count_the_last_figure_up_to_their_date() -> None:
    target = Milestone(2022.5, 60.0)
    figures = [Milestone(2020.0, 10.0), Milestone(2023.0, 90.0), Milestone(2022.0, 61.0)]
    assert judge_past_target(figures, target, 1) is Status.MET
    assert judge_past_target(figures, target, -1) is Status.NOT_MET
    assert judge_past_target(figures[:2], target, 1) is Status.UNCHECKED
    assert judge_past_target([], target, 1) is Status.UNCHECKED


def test_direction_needs_more_than_chance() -> None:
    """Errors of 3 and 4 points make 5: a change of 9.7 points is chance at 95 %, one of 9.9 is not."""
    assert judge_direction(50, 59.7, (3, 4), 1) is Status.UNMOVED
    assert judge_direction(50, 59.9, (3, 4), 1) is Status.TOWARDS
    assert judge_direction(50, 59.9, (3, 4), -1) is Status.AWAY
    assert judge_direction(50, 50.1, (0, 0), 1) is Status.TOWARDS
    assert judge_direction(50, 50, (0, 0), 1) is Status.UNMOVED


def test_error_of_an_interval_is_that_of_the_normal() -> None:
    """For 5,000 of 10,000 the Wilson interval is the normal one, with a standard error of half a point."""
    low, high = compute_wilson(5000, 10000)
    assert measure_error((100 * low, 100 * high)) == pytest.approx(0.5, abs=1e-4)
    assert measure_error((norm.ppf(0.025), norm.ppf(0.975))) == pytest.approx(1)
    assert measure_error(None) == 0


def test_probability_is_the_share_of_outcomes_that_reach_the_target() -> None:
    outcomes = np.array([90.0, 95.0, 100.0, 105.0, 110.0])
    points = tuple(
        ProjectedPoint(2025 + horizon, horizon, 100.0, (95, 105), (90, 110), 98.0, None, None, outcomes + 10 * horizon)
        for horizon in (1, 2)
    )
    projection = Projection("1", 2025, 98.0, 2.0, 2.0, points)
    assert estimate_probability(projection, 2025.08, Milestone(2026.08, 110.0), 1) == 0.6
    assert estimate_probability(projection, 2025.08, Milestone(2026.9, 110.0), -1) == 0.6
    assert estimate_probability(projection, 2025.08, Milestone(2027.25, 130.0), 1) == 0.2
    assert estimate_probability(projection, 2025.08, Milestone(2025.9, 110.0), 1) is None
    assert estimate_probability(projection, 2025.08, Milestone(2028.5, 110.0), 1) is None
