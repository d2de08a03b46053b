"""Projections by hand, and the rules on what they may use."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sendneeds.analysis.backtest import choose_growth
from sendneeds.analysis.projection import (
    FADING,
    FEWEST_ERRORS,
    NATIONAL,
    UNCHANGED,
    Projection,
    compute_reaches,
    extend_levels,
    forecast_past,
    gather_errors,
    list_outcomes,
    project_areas,
)
from sendneeds.analysis.yearly import Scale, arrange_years, count_run, join_years, read_scale
from sendneeds.declare.indicator import Break, IndicatorEntry
from sendneeds.project import Project
from sendneeds.report.area_evidence import ENGLAND, load_national

COUNTS = Scale(is_percent=False)
YEARS = range(2016, 2026)


@pytest.fixture(scope="module")
def plans(project: Project) -> pd.DataFrame:
    """Return plans by area code and year."""
    return _arrange(project, "ehc_plans_total")


@pytest.fixture(scope="module")
def projected(plans: pd.DataFrame) -> dict[str, Projection]:
    """Return the projections of all authorities."""
    councils = plans[~plans.index.str.startswith("E")]
    return dict(project_areas(councils, plans.T[ENGLAND], COUNTS))


def _arrange(project: Project, name: str) -> pd.DataFrame:
    national = load_national(project)
    rows = national.observations[national.observations["indicator"] == name]
    return arrange_years(rows, national.registry.indicators[name])


def _list_years(by_year: pd.DataFrame) -> list[int]:
    return [int(year) for year in by_year.columns]


def _invent(areas: int, seed: int) -> tuple[pd.DataFrame, pd.Series]:
    """Return counts of areas that grow by a tenth a year, give or take, and of their nation."""
    generator = np.random.default_rng(seed)
    growths = generator.normal(0.1, 0.05, (areas, len(YEARS)))
    counts = pd.DataFrame(1000 * np.exp(np.cumsum(growths, axis=1)), columns=pd.Index(YEARS))
    return counts.set_axis([f"{code:03d}" for code in range(areas)]), counts.sum()


def test_three_years_by_hand() -> None:
    """An area grew from 100 to 110 and the nation from 1,000 to 1,050."""
    levels, nation = np.log([[100.0, 110.0]]), np.log(np.array([1000.0, 1050.0]))
    first = 110 * 1.05 ** (2 / 3) * 1.1 ** (1 / 3)
    second = first * 1.05 ** (8 / 9) * 1.1 ** (1 / 9)
    third = second * 1.05 ** (26 / 27) * 1.1 ** (1 / 27)
    assert np.exp(extend_levels(levels, nation, FADING))[0] == pytest.approx([first, second, third], rel=1e-12)
    assert np.exp(extend_levels(levels, nation, NATIONAL))[0] == pytest.approx([110 * 1.05**year for year in (1, 2, 3)])
    assert np.exp(extend_levels(levels, nation, UNCHANGED))[0] == pytest.approx([110, 110, 110])


def test_suttons_plans_by_hand(projected: dict[str, Projection]) -> None:
    """2,304 plans in January 2024 and 2,582 in 2025; England 576,474 and 638,745."""
    sutton = projected["319"]
    expected = 2582 * (638745 / 576474) ** (2 / 3) * (2582 / 2304) ** (1 / 3)
    first = sutton.points[0]
    assert (sutton.year, sutton.value, first.year, first.symbol, first.naive) == (2025, 2582, 2026, "f", 2582)
    assert first.value == pytest.approx(expected, rel=1e-12)
    assert sutton.area_change == pytest.approx(100 * (2582 / 2304 - 1))
    assert sutton.national_change == pytest.approx(100 * (638745 / 576474 - 1))


def test_own_past_error_by_hand(plans: pd.DataFrame, projected: dict[str, Projection]) -> None:
    """Three forecasts for one year ahead: from 2022, 2023 and 2024."""
    own, nation = plans.loc["319"], plans.loc[ENGLAND]
    errors, naive = [], []
    for year in (2022, 2023, 2024):
        growth = (own[year] / own[year - 1]) ** (1 / 3) * (nation[year] / nation[year - 1]) ** (2 / 3)
        errors.append(abs(own[year] * growth / own[year + 1] - 1) * 100)
        naive.append(abs(own[year] / own[year + 1] - 1) * 100)
    point = projected["319"].points[0]
    assert point.past_error == pytest.approx(np.mean(errors))
    assert point.naive_error == pytest.approx(np.mean(naive))


def test_bands_nest_and_widen(projected: dict[str, Projection]) -> None:
    assert len(projected) > 145
    for item in projected.values():
        widths = []
        for point in item.points:
            assert point.band95[0] < point.band80[0] < point.value < point.band80[1] < point.band95[1]
            widths.append(point.band80[1] / point.band80[0])
        assert widths == sorted(widths)


def test_band_is_the_quantile_of_the_others_errors(plans: pd.DataFrame, projected: dict[str, Projection]) -> None:
    """The 95 % band one year ahead, from the three years of errors of every other council."""
    councils = plans[~plans.index.str.startswith("E")].drop(index="319")
    nation, misses = plans.loc[ENGLAND], []
    for year in (2022, 2023, 2024):
        enough = councils.loc[:, year - 3 : year + 1].notna().all(axis=1)
        rows = councils[enough]
        growth = (rows[year] / rows[year - 1]) ** (1 / 3) * (nation[year] / nation[year - 1]) ** (2 / 3)
        misses += list(np.abs(np.log(rows[year + 1] / (rows[year] * growth))))
    reach = float(np.quantile(misses, 0.95))
    point = projected["319"].points[0]
    assert point.band95 == pytest.approx((point.value * np.exp(-reach), point.value * np.exp(reach)))
    assert len(point.outcomes) == 2 * len(misses)


def test_an_area_with_fewer_than_four_years_has_no_projection(projected: dict[str, Projection]) -> None:
    """Cumberland was formed in 2023; North Northamptonshire in 2021 and has figures from 2022."""
    assert "942" not in projected
    assert "940" in projected


def test_no_forecast_knows_the_future() -> None:
    counts, nation = _invent(5, seed=1)
    levels, england = np.log(counts.to_numpy()), np.log(nation.to_numpy())
    before = forecast_past(levels, england)
    levels[:, 7:] += 1
    england[7:] += 1
    after = forecast_past(levels, england)
    assert np.array_equal(before[:, :, :7], after[:, :, :7], equal_nan=True)
    assert not np.isclose(before[:, :, 7:], after[:, :, 7:]).any()


def test_four_years_in_a_row_are_needed() -> None:
    levels = np.log(np.array([[1.0, 2, 3, 4, np.nan, 6, 7, 8, 9, 10]]))
    assert list(count_run(levels)[0]) == [1, 2, 3, 4, 0, 1, 2, 3, 4, 5]
    given = ~np.isnan(forecast_past(levels, np.log(np.arange(1.0, 11))))[0, 0]
    assert list(np.flatnonzero(given)) == [3, 8, 9]


def test_outcomes_stand_beside_the_year_of_the_forecast() -> None:
    found = list_outcomes(np.array([[1.0, 2, 3]]))
    assert found[0, 0, :2].tolist() == [2, 3]
    assert found[1, 0, 0] == 3
    assert np.isnan(found[2]).all()


def test_errors_are_those_known_by_then_from_the_five_newest_years() -> None:
    errors = np.tile(-np.arange(10.0), (3, 1, 1))
    assert gather_errors(errors, 1, 9).tolist() == [[4, 5, 6, 7, 8]]
    assert gather_errors(errors, 3, 9).tolist() == [[2, 3, 4, 5, 6]]
    assert gather_errors(errors, 3, 2).size == 0


def test_reaches_leave_the_area_out_and_need_enough_errors() -> None:
    sizes = np.arange(FEWEST_ERRORS + 1.0)[:, None]
    reaches = compute_reaches(sizes, np.array([FEWEST_ERRORS]))
    assert reaches[0].tolist() == pytest.approx([0.8 * (FEWEST_ERRORS - 1), 0.95 * (FEWEST_ERRORS - 1)])
    assert np.isnan(compute_reaches(sizes[1:], np.array([0]))).all()


def test_without_enough_past_errors_there_is_no_projection() -> None:
    counts, nation = _invent(5, seed=2)
    assert project_areas(counts, nation, COUNTS) == {}
    counts, nation = _invent(50, seed=2)
    assert len(project_areas(counts, nation, COUNTS)["000"].points) == 3
    assert len(project_areas(counts.iloc[:, :5], nation, COUNTS)["000"].points) == 1
    assert project_areas(counts.iloc[:, :4], nation, COUNTS) == {}
    assert project_areas(counts, nation.drop(2024), COUNTS) == {}


def test_percentages_stay_percentages(project: Project) -> None:
    by_year = _arrange(project, "sen_support_pct")
    entry = load_national(project).registry.indicators["sen_support_pct"]
    councils = by_year[~by_year.index.str.startswith("E")]
    found = project_areas(councils, by_year.T[ENGLAND], read_scale(entry))
    ends = [end for item in found.values() for point in item.points for end in point.band95]
    assert 0 < min(ends) < max(ends) < 100
    pulled = [item.points[0].value - item.value for item in found.values()]
    assert np.median(pulled) == pytest.approx(by_year.loc[ENGLAND].diff().iloc[-1], abs=0.2)


def test_growth_is_chosen_by_past_errors() -> None:
    """Areas that keep to the nation's growth, that do not grow, and that keep a part of their own growth."""
    generator = np.random.default_rng(9)
    nation = pd.Series(1000 * np.exp(np.cumsum(generator.normal(0.1, 0.005, len(YEARS)))), index=pd.Index(YEARS))
    noise = generator.normal(0, 0.01, (50, len(YEARS)))
    following = nation.to_numpy() * np.exp(noise)
    assert choose_growth(pd.DataFrame(following, columns=nation.index), nation, COUNTS) is NATIONAL
    assert choose_growth(pd.DataFrame(500 * np.exp(noise), columns=nation.index), nation, COUNTS) is UNCHANGED
    departures = np.zeros((50, len(YEARS)))
    for year in range(1, len(YEARS)):
        departures[:, year] = departures[:, year - 1] / 3 + generator.normal(0, 0.05, 50)
    fading = nation.to_numpy() * np.exp(departures.cumsum(axis=1))
    assert choose_growth(pd.DataFrame(fading, columns=nation.index), nation, COUNTS) is FADING


def test_nothing_crosses_a_break_of_definition(project: Project) -> None:
    entry = load_national(project).registry.indicators["ehc_plans_total"]
    rows = load_national(project).observations
    rows = rows[rows["indicator"] == entry.id]
    assert _list_years(arrange_years(rows, entry)) == list(range(2019, 2026))
    broken = entry.indicator.model_copy(
        update={"breaks": (Break(before="202122", kind="definition", label="Counted otherwise"),)}
    )
    cut = arrange_years(rows, IndicatorEntry(id=entry.id, theme=entry.theme, indicator=broken))
    assert _list_years(cut) == list(range(2022, 2026))


def test_years_without_figures_are_kept_open_and_two_figures_a_year_refused(project: Project) -> None:
    entry = load_national(project).registry.indicators["ehc_plans_total"]
    rows = pd.DataFrame({"area_code": ["1"] * 3, "period": ["201819", "202122", "202223"], "value": [1.0, 4.0, 5.0]})
    by_year = arrange_years(rows, entry)
    assert _list_years(by_year) == [2019, 2020, 2021, 2022, 2023]
    assert by_year.to_numpy()[0].tolist() == pytest.approx([1, np.nan, np.nan, 4, 5], nan_ok=True)
    with pytest.raises(ValueError, match="duplicate"):
        arrange_years(pd.concat([rows, rows]), entry)


def test_series_join_where_the_newer_begins(project: Project, plans: pd.DataFrame) -> None:
    older = _arrange(project, "ehc_plans_2010_2022")
    joined = join_years(older, plans)
    assert _list_years(joined) == list(range(2010, 2026))
    for year, half in ((2018, older), (2019, plans)):
        assert joined[year].dropna().equals(half[year].dropna())
    both, overlap = older.index.intersection(plans.index), [2019, 2020, 2021, 2022]
    assert np.array_equal(older.loc[both, overlap], plans.loc[both, overlap], equal_nan=True)
