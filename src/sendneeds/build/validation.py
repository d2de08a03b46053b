"""The table of what the methods achieve: every check run on the project's own figures and in simulation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sendneeds.analysis.backtest import (
    Forecaster,
    Reach,
    Window,
    extend_equally,
    extend_fading,
    measure_accuracy,
    measure_cover,
    reach_each_side,
    reach_evenly,
)
from sendneeds.analysis.unusual import TOTALS, Floats, is_scored, is_share
from sendneeds.analysis.validation import (
    Marks,
    measure_predictions,
    simulate_false_flags,
    simulate_null_reports,
    summarise_predictions,
)
from sendneeds.analysis.yearly import arrange_years, join_years
from sendneeds.declare.edition import Edition
from sendneeds.declare.indicator import IndicatorEntry, Unit
from sendneeds.declare.period import count_years, read_period
from sendneeds.evidence.geography import load_neighbours
from sendneeds.project import Project
from sendneeds.report.area_evidence import ENGLAND, National, has_few_children, load_national

PLANS, LONG_PLANS = "ehc_plans_total", "ehc_plans_2010_2022"
TIMELINESS = "ehc_20wk_ex_pct"
NAMED = {
    TIMELINESS: "plans within 20 weeks",
    "request_6wk_pct": "decisions on requests within 6 weeks",
    "review_decision_4wk_pct": "decisions after reviews within 4 weeks",
}
FLOWS = {"ehc_new_plans": "new plans", "ehc_requests": "requests"}
FIRST_LONG, FIRST_SHORT, LAST = 2010, 2019, 2025
SPREADS = (0.0, 2.5, 5.0, 7.5, 10.0, 12.5, 15.0)
LIKE_SIZES = np.array([200.0])
DRAWS, REPORTS, SEED = 100_000, 20_000, 20_250_101
COLUMNS = ("check", "scope", "method", "measure", "value", "cases", "aim", "met")
SMALLEST = 10
# The rate is the level itself where measures are independent, and 20,000 reports show it to half a point.
CHANCE = 0.5


class Aim(NamedTuple):
    """The values that are good enough, in percent."""

    low: float
    high: float

    def __str__(self) -> str:
        return f"at most {self.high:g}" if self.low == 0 else f"{self.low:g} to {self.high:g}"


class Result(NamedTuple):
    """One row of the table: `value` is in percent (`flags` excepted), `cases` how many it rests on."""

    check: str
    scope: str
    method: str
    measure: str
    value: float
    cases: int
    aim: Aim | None = None


def write_validation(project: Project, edition_name: str) -> pd.DataFrame:
    """Run every check, write `docs/validation.csv`, and return its rows."""
    by_result = tabulate_validation(project, edition_name)
    text = by_result.to_csv(index=False, lineterminator="\n")
    project.validation_table.write_text(text, encoding="utf-8", newline="")
    return by_result


def tabulate_validation(project: Project, edition_name: str) -> pd.DataFrame:
    """Run every check and return one row a result, all text, values rounded to two decimals."""
    national = load_national(project)
    edition = national.registry.find_edition(edition_name)
    results = [
        *check_ranges(project, national, edition),
        *check_false_flags(national),
        *check_discoveries(national, edition),
        *check_projections(national),
    ]
    return tabulate_results(results)


def tabulate_results(results: Iterable[Result]) -> pd.DataFrame:
    """Return the results as rows of text."""
    return pd.DataFrame([_write_row(result) for result in results], columns=pd.Index(COLUMNS), dtype=str)


def _write_row(result: Result) -> tuple[str, ...]:
    value, aim = round(result.value, 2), result.aim
    met = "" if aim is None else "yes" if aim.low <= value <= aim.high else "no"
    words = "" if aim is None else str(aim)
    return result.check, result.scope, result.method, result.measure, f"{value:.2f}", str(result.cases), words, met


def check_ranges(project: Project, national: National, edition: Edition) -> Iterator[Result]:
    """Yield the cover of the ranges of similar areas, over every measure that reports test."""
    codes = [area.area_code for area in national.areas if area.is_current and not has_few_children(national, area)]
    similar = _place_neighbours(project, edition, codes)
    tested: dict[tuple[str, bool], Marks] = {}
    shares = set()
    for entry, values in _list_latest(national, edition, codes):
        shares |= {entry.id} if is_share(entry.indicator) else set()
        for share in (False, True) if entry.id in shares else (False,):
            tested[entry.id, share] = measure_predictions(values, similar, edition.fewest_neighbours, share=share)
    scopes = {"all measures": [name for name, share in tested if not share], "percentages": sorted(shares)}
    scopes |= {words: [name] for name, words in NAMED.items() if name in shares}
    for scope, names in scopes.items():
        for method, odds in (("log odds of percentages, as reported", shares), ("values as published", set())):
            inside = np.concatenate([tested[name, name in odds] for name in names])
            found = summarise_predictions(inside)
            aims = (Aim(93, 97), Aim(78, 82)) if scope == "all measures" and odds else (None, None)
            for measure, value, aim in (("95 % range", found.share95, aims[0]), ("80 % range", found.share80, aims[1])):
                yield Result("cover of ranges", scope, method, measure, value, found.pairs, aim)


def _place_neighbours(project: Project, edition: Edition, codes: list[str]) -> npt.NDArray[np.intp]:
    """Return (areas, 10): the positions in `codes` of each area's neighbours, -1 where one is not among them."""
    ranked = load_neighbours(project, edition.neighbours).sort_values(["area_code", "rank"])
    names = ranked.groupby("area_code")["neighbour_code"].agg(list)
    most = int(names.map(len).max())
    places = {code: place for place, code in enumerate(codes)}
    rows = [[places.get(str(name), -1) for name in names.get(code, [])] for code in codes]
    return np.array([row + [-1] * (most - len(row)) for row in rows], dtype=np.intp)


def _list_latest(national: National, edition: Edition, codes: list[str]) -> Iterator[tuple[IndicatorEntry, Floats]]:
    """Yield the measures that reports set beside similar areas, with their latest values (areas,) of the edition."""
    for entry in national.registry.indicators.values():
        indicator = entry.indicator
        if indicator.unit in {Unit.YES_NO, *TOTALS} or indicator.counted_by == "board":
            continue
        rows = national.observations[national.observations["indicator"] == entry.id]
        ends = {code: read_period(str(code), indicator.period) for code in rows["period"].unique()}
        past = [period for period in ends.values() if period.end <= edition.as_at]
        if past and count_years(max(past).end, edition.as_at) <= edition.stale_after_years:
            latest = rows[rows["period"] == max(past).code].set_index("area_code").reindex(codes)
            yield entry, latest["value"].where(~(latest["denominator"] < SMALLEST)).to_numpy(dtype=float)


def check_false_flags(national: National, draws: int = DRAWS) -> Iterator[Result]:
    """Yield how often areas that are drawn like their peers are flagged, by the spread between peers."""
    rows = national.observations[national.observations["indicator"] == TIMELINESS]
    councils = rows[(rows["period"] == rows["period"].max()) & ~rows["area_code"].str.startswith("E")]
    sizes = councils.loc[councils["denominator"] >= SMALLEST, "denominator"].to_numpy(dtype=float)
    settings = (
        ("about 50 %, 200 children each", LIKE_SIZES, 50.0),
        ("about 50 %, councils' numbers of new plans", sizes, 50.0),
        ("about 20 %, councils' numbers of new plans", sizes, 20.0),
    )
    for scope, children, centre in settings:
        for spread in SPREADS:
            value = simulate_false_flags(spread, children, draws, SEED, centre)
            aim = Aim(0, 6)
            yield Result("false flags", scope, f"spread {spread:g} points", "areas flagged", value, draws, aim)


def check_discoveries(national: National, edition: Edition, reports: int = REPORTS) -> Iterator[Result]:
    """Yield how often a report of an area like its neighbours names anything, after and before Benjamini-Hochberg."""
    scored = [entry for entry in national.registry.indicators.values() if is_scored(entry.indicator)]
    tests = sum(entry.indicator.unit not in {Unit.YES_NO, *TOTALS} for entry in scored)
    level = edition.thresholds.discovery
    for alikeness in (0.0, 0.5):
        found = simulate_null_reports(tests, alikeness, reports, SEED, level)
        scope = f"{tests} measures, correlation {alikeness:g}"
        measures = (
            ("Benjamini-Hochberg", "reports with a discovery", found.any_discovery, Aim(0, 100 * level + CHANCE)),
            ("each test by itself", "reports with a flag", found.any_flag, None),
            ("each test by itself", "flags in a report", found.flags, None),
        )
        for method, measure, value, aim in measures:
            yield Result("false discoveries", scope, method, measure, value, reports, aim)


def check_projections(national: National) -> Iterator[Result]:
    """Yield the errors of projections of plans and of yearly flows, and the cover of the bands of plans."""
    by_year = join_years(_arrange(national, LONG_PLANS), _arrange(national, PLANS)).loc[:, FIRST_LONG:LAST]
    plans = _split_nation(by_year)
    for first, fewest, highest in ((FIRST_SHORT, 4, 4.4), (FIRST_LONG, 6, 4.7)):
        scope, window = f"plans, {first} to {LAST}, {fewest} years or more", Window(first - FIRST_LONG, fewest)
        yield from _list_accuracy(scope, plans, window, Aim(0, highest))
        for name, forecaster, reach in BANDS:
            yield from _list_cover(scope, name, plans, window, (forecaster, reach))
    for indicator, words in FLOWS.items():
        flow = _arrange(national, indicator).loc[:, FIRST_SHORT : LAST - 1]
        scope = f"{words}, {FIRST_SHORT} to {LAST - 1}, 4 years or more"
        yield from _list_accuracy(scope, _split_nation(flow), Window(0, 4))


def _arrange(national: National, indicator: str) -> pd.DataFrame:
    rows = national.observations[national.observations["indicator"] == indicator]
    return arrange_years(rows, national.registry.indicators[indicator])


def _split_nation(by_year: pd.DataFrame) -> tuple[Floats, Floats]:
    """Return the counts of authorities (areas, years) and of England (years,); a count of 0 cannot grow and is NaN."""
    councils = by_year[~by_year.index.str.startswith("E")]
    return councils.where(councils > 0).to_numpy(), by_year.loc[ENGLAND].to_numpy(dtype=float)


def _list_accuracy(
    scope: str, figures: tuple[Floats, Floats], window: Window, aim: Aim | None = None
) -> Iterator[Result]:
    for found in measure_accuracy(*figures, window):
        aims = {("fading third", 1): aim}
        measure = f"error {_say_years(found.horizon)} ahead"
        yield Result(
            "projection", scope, found.method, measure, found.error, found.forecasts,
            aims.get((found.method, found.horizon)),
        )  # fmt: skip


def _list_cover(
    scope: str, name: str, figures: tuple[Floats, Floats], window: Window, method: tuple[Forecaster, Reach]
) -> Iterator[Result]:
    for found in measure_cover(*figures, window, *method):
        ahead = f"{_say_years(found.horizon)} ahead"
        aims = (Aim(78, 82), Aim(93, 97)) if method[1] is reach_evenly else (None, None)
        yield Result("bands", scope, name, f"80 % band {ahead}", found.share80, found.forecasts, aims[0])
        yield Result("bands", scope, name, f"95 % band {ahead}", found.share95, found.forecasts, aims[1])
        yield Result("bands", scope, name, f"95 % band {ahead}, worst year", found.worst95, found.forecasts)


BANDS: tuple[tuple[str, Forecaster, Reach], ...] = (
    ("fading third, sizes of errors of five years", extend_fading, reach_evenly),
    ("equal weights, signed errors of all years", extend_equally, reach_each_side),
)


def _say_years(horizon: int) -> str:
    return "1 year" if horizon == 1 else f"{horizon} years"
