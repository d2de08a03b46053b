"""Groups of authorities, by hand."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pandas as pd
import pytest

from sendneeds.analysis.comparators import pivot_values, summarise_group, summarise_values


def test_spread_of_five_values_by_hand() -> None:
    spread = summarise_values(np.array([1.0, 2.0, 4.0, 8.0, 10.0]))
    assert (spread.k, spread.mean, spread.low, spread.high) == (5, 5.0, 1.0, 10.0)
    assert spread.sd == pytest.approx(sqrt((16 + 9 + 1 + 9 + 25) / 4))
    assert (spread.lower_quartile, spread.upper_quartile) == (2.0, 8.0)


def test_one_value_has_no_standard_deviation() -> None:
    assert summarise_values(np.array([3.0])).sd is None


def test_groups_leave_out_missing_values_and_need_enough_of_them() -> None:
    observations = pd.DataFrame(
        [("a", "2024", code, value) for code, value in [("1", 10.0), ("2", 20.0), ("3", None), ("9", 99.0)]],
        columns=["indicator", "period", "area_code", "value"],
    )
    by_period = pivot_values(observations)
    found = summarise_group(by_period, ["1", "2", "3", "4"])[("a", "2024")]
    assert (found.k, found.mean, found.high) == (2, 15.0, 20.0)
    assert summarise_group(by_period, ["1", "2", "3"], fewest=3) == {}
