"""The one form of what readers return: OBSERVATION_COLUMNS, only periods with figures, sorted."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from sendneeds.errors import DataError, Problem
from sendneeds.evidence.reading import OBSERVATION_COLUMNS

KEY = ["area_code", "period"]
NUMBERS = ("value", "numerator", "denominator")


def find_areas(printed: pd.Series, find: Callable[[str], str | None], where: str) -> pd.Series:
    """Return the area code of each printed code or name. Raises DataError naming all that `find` does not know."""
    found = {text: find(text) for text in printed.unique()}
    if unknown := sorted(text for text, code in found.items() if code is None):
        names = ", ".join(repr(text) for text in unknown)
        raise DataError(Problem(where, names, "known areas", "add the areas or spellings to the area table"))
    return printed.map(found)


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
