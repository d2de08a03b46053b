"""Trends: against R's published example, statsmodels and hand calculation, and over all authorities."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
import statsmodels.api as sm
from sample_measures import EDITION, make_entry, make_finding, make_series

from sendneeds.analysis.finding import Finding
from sendneeds.analysis.trend import (
    Change,
    Pace,
    Trend,
    choose_points,
    fit_shares,
    fit_slopes,
    measure_trend,
    name_school_year,
    pool_dispersion,
)
from sendneeds.analysis.unusual import Floats, predict
from sendneeds.declare.indicator import IndicatorEntry
from sendneeds.declare.period import PeriodKind, read_period
from sendneeds.project import Project
from sendneeds.report.area_evidence import load_national

YEARS = np.array([2019.0, 2020, 2021, 2022, 2023, 2024])
# The example of R's prop.test and prop.trend.test: chi-squared 12.6004 in all, of which 8.2249 are the trend.
SMOKERS, PATIENTS = np.array([[83.0, 90, 129, 70]]), np.array([[86.0, 93, 136, 82]])
ALONE = np.full((10, 6), np.nan)


def follow(numerators: Sequence[float], base: float = 1000, entry: IndicatorEntry | None = None) -> tuple[Finding, ...]:
    """Return findings of 2019 onwards, with these numerators."""
    return tuple(
        make_finding(None, entry, str(2019 + place), numerator, base) for place, numerator in enumerate(numerators)
    )


def measure(points: tuple[Finding, ...], phi: float | None = 1.0, similar: Floats = ALONE) -> Trend:
    """Return the trend of points, which must have one."""
    found = measure_trend(points, similar, phi, EDITION)
    assert found is not None
    return found


def test_chi_squared_of_the_example_of_r() -> None:
    fit = fit_shares(np.array([1.0, 2, 3, 4]), SMOKERS, PATIENTS)
    assert fit.chi2[0] == pytest.approx(8.2249, abs=5e-5)
    assert fit.chi2[0] + fit.remainder[0] == pytest.approx(12.6004, abs=5e-5)


def test_slope_is_the_weighted_line_of_statsmodels() -> None:
    shares = (SMOKERS / PATIENTS)[0]
    fitted = sm.WLS(shares, sm.add_constant(np.arange(4.0)), weights=PATIENTS[0]).fit()
    assert fit_shares(np.arange(4.0), SMOKERS, PATIENTS).slope[0] == pytest.approx(fitted.params[1], abs=1e-12)


def test_missing_points_are_left_out() -> None:
    some = np.array([[83.0, np.nan, 129, 70], [5, 4, 3, 2]])
    base = np.array([[86.0, 93, 136, 82], [10, 0, 10, 10]])
    fit = fit_shares(np.arange(4.0), some, base)
    kept = fit_shares(np.array([0.0, 2, 3]), SMOKERS[:, [0, 2, 3]], PATIENTS[:, [0, 2, 3]])
    assert fit.slope[0] == pytest.approx(kept.slope[0], abs=1e-12)
    assert fit.points.tolist() == [3, 3]


def test_plain_slopes_agree_with_numpy() -> None:
    values = np.array([[3.0, 4, 8, 7, 9, 12], [1, np.nan, 2, 5, 4, 4], [1, 2, np.nan, np.nan, 3, 4]])
    slopes = fit_slopes(YEARS, values, 5)
    known = ~np.isnan(values[1])
    assert slopes[0] == pytest.approx(np.polyfit(YEARS, values[0], 1)[0], abs=1e-9)
    assert slopes[1] == pytest.approx(np.polyfit(YEARS[known], values[1, known], 1)[0], abs=1e-9)
    assert np.isnan(slopes[2]), "four points are too few"


def test_dispersion_is_pooled_by_hand_and_never_below_one() -> None:
    years = np.arange(4.0)
    both = (np.vstack([SMOKERS, SMOKERS[:, ::-1]]), np.vstack([PATIENTS, PATIENTS[:, ::-1]]))
    remainders = fit_shares(years, *both).remainder
    assert pool_dispersion(years, *both, 4) == pytest.approx(remainders.sum() / 4)
    assert pool_dispersion(years, 0.5 * PATIENTS, PATIENTS, 4) == 1.0
    assert pool_dispersion(years, SMOKERS, PATIENTS, 5) is None


def test_a_steady_fall_is_clear_possible_or_nothing_as_dispersion_grows() -> None:
    points = follow([600, 570, 540, 510, 480, 450])
    chi2 = measure(points).chi2 or 0.0
    assert measure(points).slope == pytest.approx(-3.0)
    assert measure(points, chi2 / 9.56).change is Change.CLEAR_FALL
    assert measure(points, chi2 / 9.54).change is Change.POSSIBLE_FALL
    assert measure(points, chi2 / 3.83).change is Change.NONE


def test_a_slope_that_hangs_on_one_year_is_no_trend() -> None:
    found = measure(follow([500, 500, 499, 499, 498, 900]))
    assert found.change is Change.NONE
    assert (found.chi2 or 0) > 9.55
    assert measure(follow([500, 520, 540, 560, 580, 900])).change is Change.CLEAR_RISE


def test_five_points_are_needed() -> None:
    assert measure_trend(follow([6, 5, 4, 3]), ALONE[:, :4], 1.0, EDITION) is None
    assert measure(follow([600, 570, 540, 510, 480]), similar=ALONE[:, :5]).change is Change.CLEAR_FALL


def test_slope_is_set_beside_the_slopes_of_similar_areas() -> None:
    slopes = np.array([0.5, 1.0, 1.5, 0.0, -0.5, 0.2, 0.8, 1.1, 0.4, 0.9])
    similar = 50 + slopes[:, None] * (YEARS - 2019) + 0.01
    found = measure(follow([600, 570, 540, 510, 480, 450]), similar=similar)
    t = predict(np.array([-3.0]), slopes[None, :], 1, 0.975, share=False).t[0]
    assert found.relative_t == pytest.approx(t, abs=1e-9)
    assert (found.pace, found.k) == (Pace.WORSENING, 10)
    assert found.is_worsening


@pytest.mark.parametrize(("direction", "pace"), [("low", Pace.IMPROVING), ("contested", Pace.SLOWER)])
def test_direction_names_the_pace(direction: str, pace: Pace) -> None:
    slopes = np.linspace(-0.5, 1.5, 10)
    similar = 50 + slopes[:, None] * (YEARS - 2019)
    points = follow([600, 570, 540, 510, 480, 450], entry=make_entry(direction=direction))
    assert measure(points, similar=similar).pace is pace


def test_without_counts_there_is_only_the_slope_beside_similar_areas() -> None:
    points = tuple(make_finding(60.0 - 3 * place, period=str(2019 + place)) for place in range(6))
    found = measure(points, None, 50 + np.linspace(-0.5, 1.5, 10)[:, None] * (YEARS - 2019))
    assert (found.change, found.chi2, found.phi) == (None, None, None)
    assert found.pace is Pace.WORSENING
    assert found.slope == pytest.approx(-3.0)


def test_totals_have_no_trend() -> None:
    entry = make_entry(unit="count", direction="neutral")
    points = tuple(make_finding(100.0 + place, entry, str(2019 + place)) for place in range(6))
    assert measure_trend(points, ALONE, None, EDITION) is None


def test_a_definition_break_is_never_crossed_and_a_collection_break_is_named() -> None:
    broken = make_entry(breaks=[{"before": "2021", "kind": "definition", "label": "New rules"}])
    kept = choose_points(make_series(*follow([1, 2, 3, 4, 5, 6], entry=broken)))
    assert [item.period.code for item in kept] == ["2021", "2022", "2023", "2024"]
    counted = make_entry(breaks=[{"before": "2022", "kind": "collection", "label": "Child by child"}])
    points = choose_points(make_series(*follow([10, 20, 30, 40, 50, 60], entry=counted)))
    assert len(points) == 6
    assert measure(points).collections == ("Child by child",)
    first = make_entry(breaks=[{"before": "2019", "kind": "collection", "label": "Child by child"}])
    assert measure(follow([10, 20, 30, 40, 50, 60], entry=first)).collections == (), "the line begins after it"


def test_closed_school_years_and_missing_values_are_left_out() -> None:
    entry = make_entry(period="school_year_end")
    series = make_series(*(make_finding(value, entry, code) for value, code in
                           [(1.0, "2019"), (2.0, "2020"), (3.0, "2021"), (None, "2022"), (5.0, "2023")]))  # fmt: skip
    assert [item.period.code for item in choose_points(series, ("2019/20", "2020/21"))] == ["2019", "2023"]
    assert choose_points(make_series(make_finding(1.0), make_finding(None, period="2024"))) == ()


def test_terms_are_set_beside_the_same_term() -> None:
    entry = make_entry(period="term")
    codes = ["202223 Autumn term", "202223 Spring term", "202324 Autumn term", "202324 Spring term"]
    points = choose_points(make_series(*(make_finding(1.0, entry, code) for code in codes)))
    assert [item.period.code for item in points] == ["202223 Spring term", "202324 Spring term"]


@pytest.mark.parametrize(
    ("code", "kind", "year"),
    [
        ("202021 Autumn term", PeriodKind.TERM, "2020/21"),
        ("201920 Summer term", PeriodKind.TERM, "2019/20"),
        ("2020", PeriodKind.WINTER, "2019/20"),
        ("2021", PeriodKind.SCHOOL_YEAR_END, "2020/21"),
    ],
)
def test_school_years(code: str, kind: PeriodKind, year: str) -> None:
    assert name_school_year(read_period(code, kind)) == year


def test_dispersion_keeps_most_areas_from_a_trend_on_20_weeks(project: Project) -> None:
    """Without it, well over half of all authorities would be said to have a clear trend."""
    rows = load_national(project).observations
    rows = rows[(rows["indicator"] == "ehc_20wk_ex_pct") & ~rows["area_code"].str.startswith("E")]
    numerators, denominators = (
        rows.pivot(index="area_code", columns="period", values=name).to_numpy(dtype=float)
        for name in ("numerator", "denominator")
    )
    fit = fit_shares(YEARS, numerators, denominators)
    phi = pool_dispersion(YEARS, numerators, denominators, 5)
    assert phi is not None
    long = fit.points >= 5
    assert (fit.chi2[long] > 9.55).mean() > 0.55
    assert (fit.chi2[long] / phi > 9.55).mean() < 0.2
    assert 20 < phi < 100
