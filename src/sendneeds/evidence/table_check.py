"""Whether the tables under `data/` are whole and agree with the declarations, before anything is made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

import pandas as pd

from sendneeds.declare.area import Area
from sendneeds.declare.period import read_period
from sendneeds.declare.registry import Registry
from sendneeds.errors import DataError, Problem
from sendneeds.evidence.geography import load_boards, load_inspections, load_neighbours, load_quality
from sendneeds.evidence.observations import load_indicator, load_observations
from sendneeds.project import Project


def check_tables(project: Project, registry: Registry, areas: Iterable[Area]) -> list[Problem]:
    """Return every problem of the committed tables: damaged, of an unknown area, release, indicator or period."""
    codes = {area.area_code for area in areas}
    return [*_check_observations(project, registry, codes), *_check_geography(project, registry, codes)]


def _check_observations(project: Project, registry: Registry, codes: set[str]) -> Iterator[Problem]:
    try:
        rows = load_observations(project, registry.indicators)
    except DataError:
        for key in registry.indicators:
            yield from _list_problems(partial(load_indicator, project, key))
        return
    for key, code in _list_pairs(rows, "area_code"):
        if code not in codes:
            yield _say_unknown(f"observations/{key}.csv", code, "the code of an area of data/areas.csv")
    for key, cell in _list_pairs(rows, "release"):
        for release in set(cell.split("+")).difference(registry.releases):
            yield _say_unknown(f"observations/{key}.csv", release, "a release of data/sources.lock")
    for key, period in _list_pairs(rows, "period"):
        kind = registry.indicators[key].indicator.period
        try:
            read_period(period, kind)
        except (ValueError, LookupError, StopIteration):
            yield _say_unknown(f"observations/{key}.csv", period, f"a {kind.value} as releases write it")


def _check_geography(project: Project, registry: Registry, codes: set[str]) -> Iterator[Problem]:
    editions = registry.editions.values()
    vintages = {name for item in editions for name in (item.neighbours, item.second_neighbours) if name}
    for vintage in sorted(vintages):
        yield from _check_codes(f"neighbours/{vintage}.csv", partial(load_neighbours, project, vintage), codes)
    yield from _check_codes("data/boards.csv", partial(load_boards, project), codes)
    yield from _check_codes("data/inspections.csv", partial(load_inspections, project), codes)
    yield from _check_codes("data/quality.csv", partial(load_quality, project), {*codes, ""})


def _check_codes(where: str, load: Callable[[], pd.DataFrame], codes: set[str]) -> Iterator[Problem]:
    try:
        rows = load()
    except DataError as error:
        yield from error.problems
        return
    for column in rows.columns.intersection(["area_code", "neighbour_code"]):
        for code in sorted(set(rows[column]) - codes):
            yield _say_unknown(f"{where}, {column}", code, "the code of an area of data/areas.csv")


def _list_problems(load: Callable[[], object]) -> tuple[Problem, ...]:
    try:
        load()
    except DataError as error:
        return error.problems
    return ()


def _list_pairs(rows: pd.DataFrame, column: str) -> Iterator[tuple[str, str]]:
    yield from rows[["indicator", column]].drop_duplicates().itertuples(index=False, name=None)


def _say_unknown(where: str, found: str, expected: str) -> Problem:
    return Problem(where, repr(found), expected, "restore the file, or run `sendneeds data`")
