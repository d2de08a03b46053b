"""How far past projections were from what came, beside simpler methods, and how often the bands held it.

Everything that is said about a year uses figures up to that year only. Matrices are (authorities, years).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sendneeds.analysis.projection import (
    FADING,
    FEWEST_ERRORS,
    FEWEST_POINTS,
    LONGEST,
    NATIONAL,
    UNCHANGED,
    Growth,
    compute_reaches,
    extend_levels,
    forecast_past,
    gather_errors,
    list_outcomes,
)
from sendneeds.analysis.unusual import Floats
from sendneeds.analysis.yearly import Scale, count_run

Rows = npt.NDArray[np.int64]
Forecaster = Callable[[Floats, Floats], Floats]
Reach = Callable[[Floats, int, int, Rows], Floats]
HORIZONS = np.arange(1, LONGEST + 1)
STEPS = np.linspace(0, 1, 21)


class Window(NamedTuple):
    """The years to test, by position: `first` is the first figure used, and forecasts begin after `fewest` of them."""

    first: int
    fewest: int


class Accuracy(NamedTuple):
    """Mean absolute percentage error of `forecasts` forecasts of one method at one horizon."""

    method: str
    horizon: int
    error: float
    forecasts: int


class Cover(NamedTuple):
    """Shares in percent of outcomes inside the 80 and 95 % bands, over all and in the worst year of origin."""

    horizon: int
    share80: float
    share95: float
    worst80: float
    worst95: float
    forecasts: int


def measure_accuracy(counts: Floats, national: Floats, window: Window) -> list[Accuracy]:
    """Return the accuracy of every method on the same forecasts: those with an outcome and enough years before.

    `counts` is (authorities, years) with NaN where an authority has no figure, `national` (years,).
    """
    counts, national = counts[:, window.first :], national[window.first :]
    known = np.exp(list_outcomes(np.log(counts)))
    found = []
    for method, forecaster in METHODS.items():
        errors = 100 * np.abs(_forecast_window(counts, national, window.fewest, forecaster) / known - 1)
        for horizon in HORIZONS:
            sizes = errors[horizon - 1][~np.isnan(errors[horizon - 1])]
            if sizes.size:
                found.append(Accuracy(method, int(horizon), float(sizes.mean()), len(sizes)))
    return found


def choose_growth(by_year: pd.DataFrame, national: pd.Series, scale: Scale) -> Growth:
    """Return the growth with the smallest mean size of past errors one year ahead, over all authorities.

    Stocks such as plans follow the nation's growth; yearly flows and results of few children often repeat themselves
    more closely than they continue. Arguments as for `projection.project_areas`. Without past errors it is `FADING`.
    """
    levels = scale.raise_levels(by_year.to_numpy())
    nation = scale.raise_levels(national.reindex(by_year.columns).to_numpy())
    known = list_outcomes(levels)
    sizes = {
        growth: scale.compare_values(forecast_past(levels, nation, growth), known)[0]
        for growth in (FADING, NATIONAL, UNCHANGED)
    }
    if np.isnan(sizes[FADING]).all():
        return FADING
    return min(sizes, key=lambda growth: float(np.nanmean(sizes[growth])))


def _forecast_window(counts: Floats, national: Floats, fewest: int, forecaster: Forecaster) -> Floats:
    found = np.full((LONGEST, *counts.shape), np.nan)
    runs = count_run(counts)
    for origin in range(fewest - 1, counts.shape[1] - 1):
        rows = np.flatnonzero(runs[:, origin] >= fewest)
        found[:, rows, origin] = forecaster(counts[rows, : origin + 1], national[: origin + 1]).T
    return found


def measure_cover(
    counts: Floats, national: Floats, window: Window, forecaster: Forecaster, reach: Reach
) -> list[Cover]:
    """Return how often bands held the outcome, each band made from errors known at the time.

    The forecasts are those of `measure_accuracy`. The errors that make a band may come from years before the window,
    from four figures on. Forecasts without enough of them have no band and are not counted.
    """
    levels = np.log(counts)
    errors = list_outcomes(levels) - np.log(_forecast_window(counts, national, FEWEST_POINTS, forecaster))
    tested = np.zeros(counts.shape, dtype=bool)
    tested[:, window.first :] = count_run(counts[:, window.first :]) >= window.fewest
    return [_measure_horizon(errors, tested, int(horizon), reach) for horizon in HORIZONS]


def _measure_horizon(errors: Floats, tested: npt.NDArray[np.bool_], horizon: int, reach: Reach) -> Cover:
    held = []
    for origin in range(errors.shape[2] - horizon):
        misses = errors[horizon - 1, :, origin]
        areas = np.flatnonzero(~np.isnan(misses) & tested[:, origin])
        bands = reach(errors, horizon, origin, areas)
        inside = (bands[:, :, 0] <= misses[areas, None]) & (misses[areas, None] <= bands[:, :, 1])
        held.append(inside[~np.isnan(bands[:, 0, 0])])
    years = [inside for inside in held if len(inside)]
    if not years:
        nothing = float("nan")
        return Cover(horizon, nothing, nothing, nothing, nothing, 0)
    every = np.concatenate(years)
    shares = 100 * every.mean(axis=0), 100 * np.min([inside.mean(axis=0) for inside in years], axis=0)
    share80, share95, worst80, worst95 = (float(share) for share in np.concatenate(shares))
    return Cover(horizon, share80, share95, worst80, worst95, len(every))


def reach_evenly(errors: Floats, horizon: int, origin: int, areas: Rows) -> Floats:
    """Return the bands (areas, 2, 2) of `projection` in levels around the forecast: for 80 and 95 %, low and high."""
    reaches = compute_reaches(gather_errors(errors, horizon, origin), areas)
    return np.stack([-reaches, reaches], axis=2)


def reach_each_side(errors: Floats, horizon: int, origin: int, areas: Rows) -> Floats:
    """Return bands (areas, 2, 2) from the signed errors of the other authorities in all earlier years."""
    known = errors[horizon - 1, :, : max(origin - horizon + 1, 0)]
    bands = np.full((len(areas), 4), np.nan)
    for row, area in enumerate(areas):
        others = np.delete(known, area, axis=0)
        others = others[~np.isnan(others)]
        if len(others) >= FEWEST_ERRORS:
            bands[row] = np.quantile(others, [0.1, 0.9, 0.025, 0.975])
    return bands.reshape(-1, 2, 2)


def extend_fading(counts: Floats, national: Floats) -> Floats:
    """Return the projection of the reports (areas, 3)."""
    return np.exp(extend_levels(np.log(counts), np.log(national), FADING))


def extend_equally(counts: Floats, national: Floats) -> Floats:
    """Return growth at the geometric mean of the area's and the nation's last growth, unchanged for all years."""
    growth = np.sqrt(counts[:, -1] / counts[:, -2] * national[-1] / national[-2])
    return _compound(counts, growth)


def extend_national(counts: Floats, national: Floats) -> Floats:
    """Return growth at the nation's last growth."""
    return _compound(counts, np.full(len(counts), national[-1] / national[-2]))


def extend_last(counts: Floats, national: Floats) -> Floats:
    """Return growth at the area's own last growth."""
    del national
    return _compound(counts, counts[:, -1] / counts[:, -2])


def extend_mean(counts: Floats, national: Floats) -> Floats:
    """Return growth at the area's compound yearly growth since its first figure."""
    del national
    years = count_run(counts)[:, -1] - 1
    first = counts[np.arange(len(counts)), counts.shape[1] - 1 - years]
    return _compound(counts, (counts[:, -1] / first) ** (1 / years))


def repeat_last(counts: Floats, national: Floats) -> Floats:
    """Return the last figure for all years (naive)."""
    del national
    return _compound(counts, np.ones(len(counts)))


def extend_holt(counts: Floats, national: Floats) -> Floats:
    """Return Holt's linear trend, its two weights fitted to each area by least squares on a grid of steps of 0.05.

    Source: C. C. Holt, Forecasting seasonals and trends by exponentially weighted moving averages (1957). It begins
    with the first figure as level and the first change as trend.
    """
    del national
    alpha, beta = (grid.reshape(-1, 1) for grid in np.meshgrid(STEPS, STEPS, indexing="ij"))
    starts = counts.shape[1] - count_run(counts)[:, -1]
    level = trend = squares = np.zeros((len(alpha), len(counts)))
    for year in range(counts.shape[1]):
        value = np.where(np.isnan(counts[:, year]), 0.0, counts[:, year])
        miss = np.where(year > starts + 1, value - level - trend, 0.0)
        squares = squares + miss**2
        moved = level + trend + alpha * miss
        trend = np.where(year == starts + 1, value - level, np.where(year <= starts, 0.0, trend + alpha * beta * miss))
        level = np.where(year <= starts + 1, value, moved)
    best, areas = squares.argmin(axis=0), np.arange(len(counts))
    ahead: Floats = level[best, areas][:, None] + trend[best, areas][:, None] * HORIZONS
    return ahead


def _compound(counts: Floats, growth: Floats) -> Floats:
    return counts[:, -1:] * growth[:, None] ** HORIZONS


METHODS: Mapping[str, Forecaster] = {
    "fading third": extend_fading,
    "equal weights": extend_equally,
    "national growth": extend_national,
    "area's last growth": extend_last,
    "area's compound growth": extend_mean,
    "Holt": extend_holt,
    "last value": repeat_last,
}
