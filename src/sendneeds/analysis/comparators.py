"""What an area is set beside: England, its region, its type, and its statistical neighbours.

England and regions are taken as published. Groups of authorities are described by their unweighted mean and spread,
as the Department for Education's local authority interactive tool does for statistical neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Spread:
    """A group of `k` authorities with a value: unweighted mean, standard deviation (ddof 1), range, middle half."""

    k: int
    mean: float
    sd: float | None
    low: float
    high: float
    lower_quartile: float
    upper_quartile: float


def pivot_values(observations: pd.DataFrame) -> pd.DataFrame:
    """Return values with one row per (indicator, period) and one column per area code.

    `observations` has the columns indicator, period, area_code and value, and at most one row for each triple.
    """
    # pivot, unlike pivot_table, refuses two values for one cell
    return observations.pivot(  # noqa: PD010
        index=["indicator", "period"], columns="area_code", values="value"
    )


def summarise_group(by_period: pd.DataFrame, members: Sequence[str], fewest: int = 1) -> dict[tuple[str, str], Spread]:
    """Return the spread of `members` for each row of `by_period` with at least `fewest` values.

    `by_period` is as `pivot_values` returns it; the keys of the result are its index.
    """
    columns = [code for code in members if code in by_period.columns]
    values = by_period[columns].to_numpy(dtype=float)
    return {
        key: summarise_values(row[~np.isnan(row)])
        for key, row in zip(by_period.index, values, strict=True)
        if np.count_nonzero(~np.isnan(row)) >= max(fewest, 1)
    }


def summarise_values(values: np.ndarray) -> Spread:
    """Return the spread of one or more values without missing ones. Quartiles are interpolated linearly."""
    lower, upper = np.percentile(values, [25, 75])
    return Spread(
        k=len(values),
        mean=float(values.mean()),
        sd=float(values.std(ddof=1)) if len(values) > 1 else None,
        low=float(values.min()),
        high=float(values.max()),
        lower_quartile=float(lower),
        upper_quartile=float(upper),
    )
