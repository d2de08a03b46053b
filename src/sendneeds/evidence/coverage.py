"""Which authorities a period of an indicator covers: those that a release leaves out, and those that did not exist."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd

from sendneeds.declare.period import PeriodKind, read_period
from sendneeds.evidence.crosswalk import Crosswalk
from sendneeds.evidence.reading import OBSERVATION_COLUMNS

KEY = ["area_code", "period"]
FIGURES = ["value", "numerator", "denominator"]
YEAR = timedelta(days=364)


def fit_coverage(by_area_period: pd.DataFrame, kind: PeriodKind, crosswalk: Crosswalk) -> pd.DataFrame:
    """Return the rows, sorted, with one of symbol `x` for each current authority that a covered period leaves out.

    A period is covered if it has a row of any authority. Rows without any figure go if the authority had not been set
    up, or had been abolished, by the end of the period; rows with nothing but zeros, if it was not there a year before
    either.
    """
    ends = {period: read_period(period, kind).end for period in by_area_period["period"].unique()}
    bare = by_area_period[FIGURES].isna().all(axis=1)
    zero = by_area_period[FIGURES[:2]].fillna(0).eq(0).all(axis=1)
    places = list(by_area_period[KEY].itertuples(index=False, name=None))
    gone = np.array([not crosswalk.existed(code, ends[period]) for code, period in places], dtype=bool)
    before = np.array([not crosswalk.existed(code, ends[period] - YEAR) for code, period in places], dtype=bool)
    kept: pd.DataFrame = by_area_period[~((bare & gone) | (zero & gone & before))]
    authorities = kept[~kept["area_code"].str.startswith("E")]
    releases = authorities.groupby("period")["release"].first().to_dict()
    there = set(kept[KEY].itertuples(index=False, name=None))
    added = [
        (code, period, float("nan"), float("nan"), float("nan"), "x", release)
        for period, release in releases.items()
        for code in crosswalk.current
        if (code, period) not in there and crosswalk.existed(code, ends[str(period)])
    ]
    if added:
        kept = pd.concat([kept, pd.DataFrame(added, columns=pd.Index(OBSERVATION_COLUMNS))])
    return kept.sort_values(KEY, ignore_index=True)
