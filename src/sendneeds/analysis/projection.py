"""Where a measure is heading: the nation's growth and a fading part of the area's own, with bands from past errors.

A level is a value on the scale on which growth adds up: its logarithm for counts, its log odds for percentages. An
area's next yearly change is the nation's last change plus a third of the area's departure from it, and that part
shrinks to a third again each year. For one year it is a
geometric mean of the two growths, weighted 1 to 2; on authorities' plans its errors are smaller than those of equal
weights, and further ahead than those of a growth that goes on unchanged (see `validation`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sendneeds.analysis.intervals import Interval
from sendneeds.analysis.unusual import Floats
from sendneeds.analysis.yearly import Scale, count_run

LONGEST = 3
FEWEST_POINTS = 4
FEWEST_ERRORS = 40
NEWEST_ORIGINS = 5
SHARES = (0.8, 0.95)


class Growth(NamedTuple):
    """How much of the nation's last change goes on each year, and what part of an area's departure outlasts a year."""

    national: float
    persistence: float


FADING = Growth(national=1, persistence=1 / 3)
NATIONAL = Growth(national=1, persistence=0)
UNCHANGED = Growth(national=0, persistence=0)


@dataclass(frozen=True)
class ProjectedPoint:
    """One projected year, symbol `f`, in the indicator's own unit.

    `naive` is the last known value. `past_error` and `naive_error` are means of the sizes of this area's own past
    errors at the same horizon: percent of the outcome, or percentage points of a percentage; None without any.
    `outcomes` are the projection moved by each past error of the other authorities, up and down.
    """

    year: int
    horizon: int
    value: float
    band80: Interval
    band95: Interval
    naive: float
    past_error: float | None
    naive_error: float | None
    outcomes: Floats = field(repr=False, compare=False)
    symbol: str = "f"


@dataclass(frozen=True)
class Projection:
    """The projection of one area: its points by horizon, the last known value, and its and the nation's last changes.

    Changes are in percent, or in percentage points for a percentage.
    """

    area_code: str
    year: int
    value: float
    area_change: float
    national_change: float
    points: tuple[ProjectedPoint, ...]


def extend_levels(levels: Floats, national: Floats, growth: Growth = FADING) -> Floats:
    """Return the levels (areas, 3) of the three years after the last.

    `levels` is (areas, years) and `national` (years,), both with at least two years. With a for the area's last change
    and n for the nation's, horizon h is reached by adding h n + (p + ... + p^h)(a - n), p being the persistence.
    """
    horizons = np.arange(1, LONGEST + 1)
    nation = national[-1] - national[-2]
    departure = levels[:, -1] - levels[:, -2] - nation
    fading = np.cumsum(growth.persistence**horizons)
    ahead: Floats = levels[:, -1:] + growth.national * nation * horizons + departure[:, None] * fading
    return ahead


def forecast_past(levels: Floats, national: Floats, growth: Growth = FADING) -> Floats:
    """Return past forecasts (3, areas, years): what would have been said in each year for one to three years later.

    Each uses the figures up to its own year only. NaN where an area had fewer than four values in a row by then.
    """
    found = np.full((LONGEST, *levels.shape), np.nan)
    enough = count_run(levels) >= FEWEST_POINTS
    for origin in range(FEWEST_POINTS - 1, levels.shape[1]):
        ahead = extend_levels(levels[:, : origin + 1], national[: origin + 1], growth)
        found[:, :, origin] = np.where(enough[:, origin, None], ahead, np.nan).T
    return found


def list_outcomes(levels: Floats) -> Floats:
    """Return (3, areas, years): the level one to three years after each year, NaN where it is not known."""
    known = np.full((LONGEST, *levels.shape), np.nan)
    for horizon in range(1, min(LONGEST, levels.shape[1] - 1) + 1):
        known[horizon - 1, :, :-horizon] = levels[:, horizon:]
    return known


def gather_errors(errors: Floats, horizon: int, year: int) -> Floats:
    """Return the sizes (areas, up to 5) of the errors at `horizon` that were known in `year`, from the newest origins.

    `errors` is (3, areas, years) by origin and `year` a position. Sizes without sign: the direction in which the past
    surprised the nation is no forecast of the next surprise.
    """
    last = year - horizon
    return np.abs(errors[horizon - 1, :, max(last - NEWEST_ORIGINS + 1, 0) : max(last + 1, 0)])


def compute_reaches(sizes: Floats, areas: npt.NDArray[np.int64]) -> Floats:
    """Return (areas, 2): how far the 80 and 95 % bands of `areas` reach, in levels.

    They are quantiles of the errors of all authorities but the area itself. NaN with fewer than 40 such errors.
    """
    reaches = np.full((len(areas), len(SHARES)), np.nan)
    for row, area in enumerate(areas):
        others = _leave_out(sizes, int(area))
        if len(others) >= FEWEST_ERRORS:
            reaches[row] = np.quantile(others, SHARES)
    return reaches


@dataclass(frozen=True, eq=False)
class Workings:
    """What the projections of all areas of a table rest on: one row an area, in the order of `codes`.

    `known` are its values, `ahead` the levels forecast; `errors` are past errors in levels, `sizes` and `naive_sizes`
    their sizes in the measure's own unit. `national_change` is England's last change.
    """

    codes: tuple[str, ...]
    scale: Scale
    year: int
    known: Floats
    levels: Floats
    ahead: Floats
    errors: Floats
    sizes: Floats
    naive_sizes: Floats
    national_change: float


def prepare_projection(
    by_year: pd.DataFrame, national: pd.Series, scale: Scale, growth: Growth = FADING
) -> Workings | None:
    """Return what projections rest on, None where too few years or none of England's are known.

    `by_year` is as `arrange_years` returns it, with authorities only, and `national` has England's published values by
    year.
    """
    values, known = (np.asarray(item, dtype=float) for item in (by_year, national.reindex(by_year.columns)))
    nation = scale.raise_levels(known)
    if len(known) < FEWEST_POINTS or np.isnan(nation[-2:]).any():
        return None
    levels = scale.raise_levels(values)
    outcomes = list_outcomes(levels)
    past, naive = forecast_past(levels, nation, growth), forecast_past(levels, nation, UNCHANGED)
    return Workings(
        codes=tuple(map(str, by_year.index)),
        scale=scale,
        year=int(by_year.columns[-1]),
        known=values,
        levels=levels,
        ahead=extend_levels(levels, nation, growth),
        errors=outcomes - past,
        sizes=scale.compare_values(past, outcomes),
        naive_sizes=scale.compare_values(naive, outcomes),
        national_change=_say_change(scale, known),
    )


def project_area(workings: Workings, area_code: str) -> Projection | None:
    """Return the projection of an area that has values in at least the last four years, None for any other.

    A horizon without at least 40 past errors of other authorities is left out; an area without any has none.
    """
    if area_code not in workings.codes:
        return None
    row = workings.codes.index(area_code)
    if count_run(workings.levels[row : row + 1])[0, -1] < FEWEST_POINTS:
        return None
    points = tuple(filter(None, (_build_point(workings, row, horizon) for horizon in range(1, LONGEST + 1))))
    if not points:
        return None
    own = workings.known[row]
    change = _say_change(workings.scale, own)
    return Projection(area_code, workings.year, float(own[-1]), change, workings.national_change, points)


def project_areas(
    by_year: pd.DataFrame, national: pd.Series, scale: Scale, growth: Growth = FADING
) -> Mapping[str, Projection]:
    """Return the projection of each area that has one, by area code; arguments as for `prepare_projection`."""
    workings = prepare_projection(by_year, national, scale, growth)
    if workings is None:
        return {}
    return {code: found for code in workings.codes if (found := project_area(workings, code))}


def _build_point(workings: Workings, row: int, horizon: int) -> ProjectedPoint | None:
    sizes = gather_errors(workings.errors, horizon, workings.levels.shape[1] - 1)
    reach80, reach95 = compute_reaches(sizes, np.array([row]))[0]
    if np.isnan(reach80):
        return None
    scale, level = workings.scale, workings.ahead[row, horizon - 1]
    others = _leave_out(sizes, row)
    own, naive = (_average(item[horizon - 1, row]) for item in (workings.sizes, workings.naive_sizes))
    return ProjectedPoint(
        year=workings.year + horizon,
        horizon=horizon,
        value=float(scale.read_values(level)),
        band80=_read_interval(scale, level, reach80),
        band95=_read_interval(scale, level, reach95),
        naive=float(workings.known[row, -1]),
        past_error=own,
        naive_error=naive,
        outcomes=np.sort(scale.read_values(level + np.concatenate([-others, others]))),
    )


def _leave_out(sizes: Floats, row: int) -> Floats:
    others = np.delete(sizes, row, axis=0)
    return others[~np.isnan(others)]


def _read_interval(scale: Scale, level: float, reach: float) -> Interval:
    low, high = scale.read_values([level - reach, level + reach])
    return float(low), float(high)


def _average(sizes: Floats) -> float | None:
    known = sizes[~np.isnan(sizes)]
    return float(known.mean()) if known.size else None


def _say_change(scale: Scale, values: Floats) -> float:
    before, after = values[-2:]
    return float(after - before) if scale.is_percent else float(100 * (after / before - 1))
