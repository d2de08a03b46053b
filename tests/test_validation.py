"""The measurements of the methods against independent results, and the committed table against a rerun."""

from __future__ import annotations

import re
from itertools import product

import numpy as np
import pandas as pd
import pytest
from statsmodels.tsa.holtwinters import Holt

from sendneeds.analysis.backtest import (
    METHODS,
    STEPS,
    Reach,
    Window,
    extend_equally,
    extend_fading,
    extend_holt,
    extend_mean,
    measure_accuracy,
    measure_cover,
    reach_each_side,
    reach_evenly,
)
from sendneeds.analysis.unusual import predict
from sendneeds.analysis.validation import (
    measure_predictions,
    simulate_false_flags,
    simulate_null_reports,
    summarise_predictions,
)
from sendneeds.build.validation import check_projections, check_ranges, tabulate_results
from sendneeds.project import Project
from sendneeds.report.area_evidence import load_national

KEY = ["check", "scope", "method", "measure"]


@pytest.fixture(scope="module")
def committed(project: Project) -> pd.DataFrame:
    """Return the committed table."""
    return pd.read_csv(project.validation_table, dtype=str, keep_default_na=False)


def _walk(areas: int, years: int, seed: int, noise: float = 0.05) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    national = 1000 * 1.1 ** np.arange(years)
    return national * np.exp(generator.normal(0, noise, (areas, years)).cumsum(axis=1)), national


def _fit_holt(series: np.ndarray, alpha: float, beta: float) -> tuple[float, np.ndarray]:
    model = Holt(
        series[2:], initialization_method="known", initial_level=series[1], initial_trend=series[1] - series[0]
    )
    fit = model.fit(smoothing_level=alpha, smoothing_trend=beta, optimized=False)
    return float(fit.sse), np.asarray(fit.forecast(3))


def test_holt_agrees_with_statsmodels() -> None:
    counts, national = _walk(3, 10, seed=3)
    found = extend_holt(counts, national)
    for series, ahead in zip(counts, found, strict=True):
        _, theirs = min((_fit_holt(series, *weights) for weights in product(STEPS, STEPS)), key=lambda fit: fit[0])
        assert ahead == pytest.approx(theirs, rel=1e-9)


def test_holt_and_mean_growth_begin_with_an_areas_first_figure() -> None:
    counts, national = _walk(2, 8, seed=4)
    late = np.column_stack([np.full((2, 2), np.nan), counts])
    longer = np.concatenate([np.ones(2), national])
    assert extend_holt(late, longer) == pytest.approx(extend_holt(counts, national))
    assert extend_mean(late, longer) == pytest.approx(extend_mean(counts, national))
    assert extend_mean(np.array([[100.0, 50.0, 121.0]]), longer)[0] == pytest.approx([133.1, 146.41, 161.051])


def test_equal_weights_are_the_geometric_mean_by_hand() -> None:
    found = extend_equally(np.array([[100.0, 121.0]]), np.array([1000.0, 1000.0]))
    assert found[0] == pytest.approx([121 * 1.1, 121 * 1.21, 121 * 1.331])


def test_accuracy_by_hand() -> None:
    """Two areas at 100 for four years, then 125 and 80: the last value misses by 20 % and by 25 %."""
    counts = np.array([[100.0, 100, 100, 100, 125], [100.0, 100, 100, 100, 80]])
    found = measure_accuracy(np.vstack([counts, np.full(5, np.nan)]), np.full(5, 200.0), Window(0, 4))
    assert {item.method for item in found} == set(METHODS)
    last = {item.horizon: item for item in found if item.method == "last value"}
    assert last[1].error == pytest.approx(22.5)
    assert {item.horizon: item.forecasts for item in last.values()} == {1: 2}


def test_bands_cover_what_behaves_as_before_and_not_what_does_not() -> None:
    counts, national = _walk(500, 16, seed=5)
    for reach in (reach_evenly, reach_each_side):
        for cover in measure_cover(counts, national, Window(0, 8), extend_fading, reach):
            assert (cover.share80, cover.share95) == pytest.approx((80, 95), abs=2.5)
            assert cover.worst95 <= cover.share95
    counts[:, 12:] *= 2
    shocked = measure_cover(counts, national, Window(0, 8), extend_fading, reach_evenly)
    assert shocked[0].worst95 == 0


@pytest.mark.parametrize("reach", [reach_evenly, reach_each_side])
def test_bands_are_made_from_errors_known_by_then(reach: Reach) -> None:
    """In year 7, errors two years ahead are known of the forecasts up to year 5."""
    errors = np.random.default_rng(6).normal(size=(3, 60, 12))
    areas = np.arange(60)
    before = reach(errors, 2, 7, areas)
    errors[1, :, 6:] *= 5
    assert np.array_equal(reach(errors, 2, 7, areas), before)
    errors[1, :, 5] *= 5
    assert (np.abs(reach(errors, 2, 7, areas)[:, 1]) > np.abs(before[:, 1])).all()


def test_ranges_cover_normal_values_as_promised() -> None:
    generator = np.random.default_rng(7)
    inside = [
        measure_predictions(generator.normal(size=150), _draw_neighbours(generator), 6, share=False) for _ in range(80)
    ]
    found = summarise_predictions(np.concatenate(inside))
    assert (found.share95, found.share80) == pytest.approx((95, 80), abs=1)
    assert found.pairs == 80 * 150


def _draw_neighbours(generator: np.random.Generator) -> np.ndarray:
    others = np.array([np.delete(np.arange(150), area) for area in range(150)])
    return np.array([generator.choice(row, 10, replace=False) for row in others])


def test_ranges_need_enough_neighbours() -> None:
    values = np.arange(12.0)
    similar = np.array([[*range(1, 6), -1], *[[*range(6)]] * 11])
    assert len(measure_predictions(values, similar, 6, share=False)) == 11


def test_false_flags_are_near_five_percent_and_repeat() -> None:
    sizes = np.array([200.0])
    first = simulate_false_flags(5, sizes, 20_000, seed=1)
    assert first == pytest.approx(5, abs=0.5)
    assert simulate_false_flags(5, sizes, 20_000, seed=1) == first
    assert simulate_false_flags(5, sizes, 20_000, seed=2) != first


def test_a_best_five_benchmark_would_flag_far_more() -> None:
    """The reason why neighbours are not chosen by how well they do: like areas are flagged several times as often."""
    generator = np.random.default_rng(8)
    drawn = generator.normal(50, 8, (20_000, 11))
    best = np.sort(drawn[:, 1:], axis=1)[:, 5:]
    found = predict(drawn[:, 0], best, 1, 0.975, share=True)
    assert np.mean(found.p < 0.05) > 0.14


def test_discoveries_in_nothing_stay_at_their_rate() -> None:
    found = simulate_null_reports(20, 0.0, 3000, seed=1)
    assert found.any_discovery == pytest.approx(10, abs=2)
    assert found.flags == pytest.approx(1, abs=0.1)
    assert found.any_flag == pytest.approx(100 * (1 - 0.95**20), abs=3)
    assert simulate_null_reports(20, 0.5, 3000, seed=1).any_discovery < 10


def test_committed_table_is_what_the_figures_give(project: Project, committed: pd.DataFrame) -> None:
    national = load_national(project)
    edition = national.registry.find_edition("2025")
    rerun = tabulate_results([*check_ranges(project, national, edition), *check_projections(national)])
    kept = committed[committed["check"].isin(rerun["check"])].reset_index(drop=True)
    assert rerun[[*KEY, "cases", "aim"]].equals(kept[[*KEY, "cases", "aim"]]), "run `sendneeds validate`"
    assert rerun["value"].astype(float).to_numpy() == pytest.approx(kept["value"].astype(float).to_numpy(), abs=0.011)


def test_aims_hold(committed: pd.DataFrame) -> None:
    """What is promised: errors one year ahead, cover one year ahead, false flags and false discoveries."""
    assert len(committed) == len(committed[KEY].drop_duplicates())
    promised = committed[
        committed["measure"].isin(
            ["error 1 year ahead", "80 % band 1 year ahead", "95 % band 1 year ahead", "95 % range"]
        )
        | committed["check"].eq("false discoveries")
        | committed["scope"].eq("about 50 %, 200 children each")
    ]
    assert set(promised["met"]) == {"yes", ""}
    assert promised["met"].eq("yes").sum() == 2 + 4 + 1 + 2 + 7


def test_projected_plans_are_closer_than_by_any_simpler_method_one_year_ahead(committed: pd.DataFrame) -> None:
    errors = committed[(committed["measure"] == "error 1 year ahead") & committed["scope"].str.startswith("plans")]
    for _, rows in errors.groupby("scope"):
        by_method = rows.set_index("method")["value"].astype(float)
        assert by_method.idxmin() == "fading third"
        assert set(by_method.index) == set(METHODS)


def test_the_page_quotes_the_table(project: Project, committed: pd.DataFrame) -> None:
    """Every number with two decimals on the page is a value of the table."""
    page = project.validation_table.with_suffix(".md").read_text(encoding="utf-8")
    quoted = re.findall(r"\d+\.\d\d\b", page)
    assert len(quoted) > 50
    assert set(quoted) - set(committed["value"]) == set()
