"""What an area is set beside: England, its region, its type, and its statistical neighbours.

England and regions are taken as published. Groups of authorities are described by their unweighted mean and spread,
as the Department for Education's local authority interactive tool does for statistical neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd


@dataclass(frozen=True, slots=True)
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
    found = summarise_rows(by_period[columns].to_numpy(dtype=float), fewest)
    return {key: spread for key, spread in zip(by_period.index, found, strict=True) if spread}


def summarise_rows(values: npt.NDArray[np.float64], fewest: int = 1) -> list[Spread | None]:
    """Return the spread of each row of values, shape (rows, members), None with fewer than `fewest`; NaN: no value."""
    known = ~np.isnan(values)
    counts = known.sum(axis=1)
    found: list[Spread | None] = [None] * len(values)
    for k in np.unique(counts[counts >= max(fewest, 1)]).tolist():
        # Rows with equally many values are worked out together, each as it would be alone.
        rows = np.flatnonzero(counts == k)
        together = _summarise_block(values[rows][known[rows]].reshape(len(rows), k))
        for row, spread in zip(rows.tolist(), together, strict=True):
            found[row] = spread
    return found


def summarise_values(values: npt.NDArray[np.float64]) -> Spread:
    """Return the spread of one or more values without missing ones. Quartiles are interpolated linearly."""
    return _summarise_block(values[None, :])[0]


def _summarise_block(values: npt.NDArray[np.float64]) -> list[Spread]:
    """Return the spread of each row of values, shape (rows, k), none missing."""
    k = values.shape[1]
    lower, upper = np.percentile(values, [25, 75], axis=1).tolist()
    deviations = values.std(axis=1, ddof=1).tolist() if k > 1 else [None] * len(values)
    figures = (values.mean(axis=1).tolist(), deviations, values.min(axis=1).tolist(), values.max(axis=1).tolist())
    return [Spread(k, *row) for row in zip(*figures, lower, upper, strict=True)]
