"""Yearly figures of all areas as one matrix, and the scale on which their growth adds up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sendneeds.analysis.unusual import Floats, from_log_odds, is_share, to_log_odds
from sendneeds.declare.indicator import IndicatorEntry
from sendneeds.declare.period import read_period


@dataclass(frozen=True)
class Scale:
    """The scale on which growth adds up: log odds of a percentage, else the logarithm."""

    is_percent: bool

    def raise_levels(self, values: npt.ArrayLike) -> Floats:
        """Return the levels of values. Percentages are kept between 0.5 and 99.5; a count of 0 has no level (NaN)."""
        numbers = np.asarray(values, dtype=float)
        return to_log_odds(numbers) if self.is_percent else np.log(np.where(numbers > 0, numbers, np.nan))

    def read_values(self, levels: npt.ArrayLike) -> Floats:
        """Return the values of levels."""
        numbers = np.asarray(levels, dtype=float)
        return from_log_odds(numbers) if self.is_percent else np.exp(numbers)

    def compare_values(self, forecasts: Floats, outcomes: Floats) -> Floats:
        """Return the sizes of errors: points for percentages, else percent of the outcome."""
        gaps = np.abs(self.read_values(forecasts) - self.read_values(outcomes))
        return gaps if self.is_percent else 100 * gaps / self.read_values(outcomes)


def arrange_years(observations: pd.DataFrame, entry: IndicatorEntry) -> pd.DataFrame:
    """Return values with a row per area code and a column per year, without gaps between the years.

    `observations` has the columns area_code, period and value, for one indicator. Years before its last `definition`
    break are left out; `collection` breaks are crossed. Raises ValueError where a year has two periods.
    """
    kind = entry.indicator.period
    periods = {code: read_period(str(code), kind).end.year for code in observations["period"].unique()}
    years = observations["period"].map(periods)
    by_year = observations.assign(year=years).pivot(index="area_code", columns="year", values="value")  # noqa: PD010
    starts = [read_period(item.before, kind).end.year for item in entry.indicator.breaks if item.kind == "definition"]
    first = max([int(by_year.columns.min()), *starts])
    return by_year.reindex(columns=range(first, int(by_year.columns.max()) + 1)).astype(float)


def join_years(older: pd.DataFrame, newer: pd.DataFrame) -> pd.DataFrame:
    """Return `newer` with the earlier years of `older` before it; both as `arrange_years` returns them."""
    return older.loc[:, older.columns < newer.columns.min()].join(newer, how="outer").astype(float)


def read_scale(entry: IndicatorEntry) -> Scale:
    """Return the scale of an indicator."""
    return Scale(is_share(entry.indicator))


def count_run(levels: Floats) -> npt.NDArray[np.int64]:
    """Return for each area and year how many values in a row end there."""
    runs = np.zeros(levels.shape, dtype=np.int64)
    run = np.zeros(len(levels), dtype=np.int64)
    for year in range(levels.shape[1]):
        run = np.where(np.isnan(levels[:, year]), 0, run + 1)
        runs[:, year] = run
    return runs
