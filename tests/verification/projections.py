"""Projections a second time, area by area and year by year: growth, bands from past errors, and the errors."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from math import exp, log
from typing import Any, NamedTuple

import numpy as np

from verification.area import Area
from verification.chance import from_log_odds, to_log_odds
from verification.measures import is_share
from verification.periods import find_end
from verification.tables import ENGLAND, Figures, Tables

HORIZONS = (1, 2, 3)
FEWEST_POINTS, FEWEST_ERRORS, ORIGINS = 4, 40, 5
# What of the nation's last change goes on each year, and what of an area's departure outlasts a year.
GROWTHS = ((1.0, 1 / 3), (1.0, 0.0), (0.0, 0.0))

Levels = dict[int, float]
Errors = dict[tuple[str, int, int], float]


class Ahead(NamedTuple):
    """One projected year with its bands, and the area's own past errors; `outcomes` are what its band is made of."""

    year: int
    value: float
    band80: tuple[float, float]
    band95: tuple[float, float]
    naive: float
    past_error: float | None
    naive_error: float | None
    outcomes: tuple[float, ...]


@dataclass(frozen=True)
class Nation:
    """The levels of all authorities and of England by year, and the way of growing that has erred least."""

    is_percent: bool
    year: int
    values: dict[str, Levels]
    levels: dict[str, Levels]
    england: Levels

    def read(self, level: float) -> float:
        return from_log_odds(level) if self.is_percent else exp(level)

    def extend(self, code: str, year: int, horizon: int, growth: tuple[float, float]) -> float | None:
        """Return the level that would have been said in a year for one so many years later."""
        own, nation = self.levels[code], self.england
        if any(year - back not in own for back in range(FEWEST_POINTS)):
            return None
        if year not in nation or year - 1 not in nation:
            return None
        moved = nation[year] - nation[year - 1]
        apart = own[year] - own[year - 1] - moved
        fading = sum(growth[1] ** step for step in range(1, horizon + 1))
        return own[year] + growth[0] * moved * horizon + apart * fading

    def list_errors(self, growth: tuple[float, float]) -> Errors:
        """Return past errors in levels by area, horizon and year of origin."""
        found = {}
        for code, own in self.levels.items():
            for year in sorted(own):
                for horizon in HORIZONS:
                    said = self.extend(code, year, horizon, growth)
                    if said is not None and year + horizon in own:
                        found[code, horizon, year] = own[year + horizon] - said
        return found

    def measure(self, errors: Errors) -> Errors:
        """Return the sizes of errors: points of percentages, else percent of the outcome."""
        found = {}
        for (code, horizon, year), error in errors.items():
            outcome = self.levels[code][year + horizon]
            size = abs(self.read(outcome - error) - self.read(outcome))
            found[code, horizon, year] = size if self.is_percent else 100 * size / self.read(outcome)
        return found


def gather_nation(area: Area, indicator: str) -> Nation | None:
    """Return all levels of an indicator in the periods of an edition, those of its earlier series before them."""
    tables, known = area.tables, area.tables.known
    points = area.list_points(indicator)
    key = f"nation {indicator} {[item.code for item in points]}"
    if key not in known:
        known[key] = _gather(tables, indicator, {item.code for item in points})
    found: Nation | None = known[key]
    return found


def _gather(tables: Tables, indicator: str, codes: set[str]) -> Nation | None:
    values = _read_years(tables, indicator, lambda period: period in codes)
    newer = {year for own in values.values() for year in own}
    if not newer:
        return None
    first, earlier = min(newer), tables.indicators[indicator].get("earlier")
    if earlier:
        for code, own in _read_years(tables, earlier, lambda _: True).items():
            values.setdefault(code, {}).update({year: value for year, value in own.items() if year < first})
    percent = is_share(tables.indicators[indicator])
    levels = {
        code: {
            year: to_log_odds(value) if percent else log(value) for year, value in own.items() if percent or value > 0
        }
        for code, own in values.items()
    }
    authorities = {code: own for code, own in levels.items() if not code.startswith("E")}
    return Nation(percent, max(newer), values, authorities, levels.get(ENGLAND, {}))


def _read_years(tables: Tables, indicator: str, wanted: Callable[[str], bool]) -> dict[str, Levels]:
    entry = tables.indicators[indicator]
    starts = [
        find_end(item["before"], entry["period"]).year for item in entry["breaks"] if item["kind"] == "definition"
    ]
    found: dict[str, Levels] = {}
    rows: dict[tuple[str, str], Figures] = tables.read_series(indicator)
    for (code, period), row in rows.items():
        year = find_end(period, entry["period"]).year
        if wanted(period) and row.value is not None and year >= max(starts, default=0):
            found.setdefault(code, {})[year] = row.value
    return found


def choose_growth(nation: Nation) -> tuple[tuple[float, float], Errors]:
    """Return the growth with the smallest mean size of errors one year ahead, and its errors."""
    tried = {growth: nation.list_errors(growth) for growth in GROWTHS}
    if not any(horizon == 1 for _, horizon, _ in tried[GROWTHS[0]]):
        return GROWTHS[0], tried[GROWTHS[0]]
    sizes = {
        growth: statistics.fmean(size for key, size in nation.measure(errors).items() if key[1] == 1)
        for growth, errors in tried.items()
    }
    best = min(GROWTHS, key=lambda growth: sizes[growth])
    return best, tried[best]


def project(area: Area, indicator: str) -> list[Ahead]:
    """Return the projected years of an area's indicator, none where too little is known."""
    key = f"projection {indicator}"
    if key not in area.known:
        nation = gather_nation(area, indicator)
        area.known[key] = _project(area.code, nation) if nation and area.code in nation.levels else []
    found: list[Ahead] = area.known[key]
    return found


def _project(code: str, nation: Nation) -> list[Ahead]:
    if nation.extend(code, nation.year, 1, GROWTHS[0]) is None:
        return []
    growth, errors = choose_growth(nation)
    sizes, naive = nation.measure(errors), nation.measure(nation.list_errors(GROWTHS[2]))
    found = (_build(code, nation, horizon, growth, errors, (sizes, naive)) for horizon in HORIZONS)
    return [item for item in found if item is not None]


def _build(
    code: str,
    nation: Nation,
    horizon: int,
    growth: tuple[float, float],
    errors: Errors,
    sizes: tuple[Errors, Errors],
) -> Ahead | None:
    newest = range(nation.year - horizon - ORIGINS + 1, nation.year - horizon + 1)
    others = [abs(e) for (own, step, year), e in errors.items() if own != code and step == horizon and year in newest]
    if len(others) < FEWEST_ERRORS:
        return None
    level = nation.extend(code, nation.year, horizon, growth) or 0.0
    bands = [(nation.read(level - reach), nation.read(level + reach)) for reach in np.quantile(others, (0.8, 0.95))]
    mine = [[size for (own, step, _), size in found.items() if own == code and step == horizon] for found in sizes]
    own, naive = (statistics.fmean(item) if item else None for item in mine)
    return Ahead(
        year=nation.year + horizon,
        value=nation.read(level),
        band80=bands[0],
        band95=bands[1],
        naive=nation.values[code][nation.year],
        past_error=own,
        naive_error=naive,
        outcomes=tuple(nation.read(level + way * size) for size in others for way in (-1, 1)),
    )


def list_demand(area: Area) -> list[tuple[str, list[Ahead]]]:
    """Return the core counts of the themes of demand by projected growth, each with its projected years."""
    found = []
    for name, entry in area.tables.indicators.items():
        if area.tables.themes[entry["theme"]].get("demand") and entry["core"] and entry["unit"] == "count":
            series = area.choose_series(name)
            latest = area.latest(series)
            if latest is not None and latest.value is not None:
                found.append((series, project(area, series)))
    return sorted(found, key=lambda pair: (not pair[1], -(find_growth(pair[1]) or 0.0)))


def find_growth(points: list[Ahead]) -> float | None:
    """Return the projected change of the next year in percent."""
    last = points[0].naive if points else None
    return 100 * (points[0].value / last - 1) if last else None


def describe_demand(area: Area) -> list[dict[str, Any]]:
    """Return demand as findings.json has it."""
    return [
        {
            "id": f"{area.slug}.{name}.{area.list_points(name)[-1].code}",
            "growth": find_growth(points),
            "points": [
                {
                    **{key: value for key, value in point._asdict().items() if key != "outcomes"},
                    "band80": list(point.band80),
                    "band95": list(point.band95),
                    "symbol": "f",
                }
                for point in points
            ],
        }
        for name, points in list_demand(area)
    ]
