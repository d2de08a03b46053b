"""The one form of what readers return: OBSERVATION_COLUMNS, only periods with figures, sorted."""

from __future__ import annotations

import pandas as pd

from sendneeds.evidence.reading import OBSERVATION_COLUMNS

KEY = ["area_code", "period"]
NUMBERS = ("value", "numerator", "denominator")


def tidy_observations(by_area_period: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the periods in which any area has a value, with all OBSERVATION_COLUMNS.

    A row needs `area_code`, `period`, `value` and `release`; one without a value or symbol gets `x`.
    """
    filled = by_area_period.loc[by_area_period["value"].notna(), "period"].unique()
    rows = by_area_period[by_area_period["period"].isin(filled)].reindex(columns=list(OBSERVATION_COLUMNS))
    rows = rows.astype(dict.fromkeys(NUMBERS, "float64"))
    symbols = rows["symbol"].astype(object).where(rows["symbol"].notna(), "")
    rows["symbol"] = symbols.mask(rows["value"].isna() & (symbols == ""), "x")
    return rows.sort_values(KEY, ignore_index=True)
