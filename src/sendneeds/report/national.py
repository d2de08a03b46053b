"""What all areas share in one process: declarations, areas, observations, and what is worked out from them once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sendneeds.analysis.comparators import Spread, pivot_values, summarise_rows
from sendneeds.analysis.unusual import Floats
from sendneeds.declare.area import Area
from sendneeds.declare.indicator import IndicatorEntry
from sendneeds.declare.period import Period, read_period
from sendneeds.declare.registry import Registry, load_registry
from sendneeds.evidence.geography import load_areas, load_boards, load_inspections, load_neighbours, load_quality
from sendneeds.evidence.observations import load_observations
from sendneeds.project import Project

ENGLAND = "E92000001"
NONE = -1


class Inspection(NamedTuple):
    """One inspection or revisit; `date` is ISO."""

    date: str
    framework: str
    outcome: str
    release: str


class DataProblem(NamedTuple):
    """Something wrong in a release that concerns an area, or all areas where `area_code` is empty."""

    release: str
    indicator: str
    area_code: str
    period: str
    problem: str


class Neighbour(NamedTuple):
    """A similar area, and how close it is in the words of its list."""

    area_code: str
    closeness: str


class DatedRow(NamedTuple):
    """One indicator in one period, and the row of `Grid` in which its values stand."""

    row: int
    entry: IndicatorEntry
    period: Period


class Grid(NamedTuple):
    """All values, one row for each indicator and period, one column an area and an empty last one.

    `places` says where each value stands in the observations, -1 for nowhere. `rows` and `columns` say where an
    indicator's period and an area stand.
    """

    matrix: Floats
    places: npt.NDArray[np.int32]
    rows: Mapping[tuple[str, str], int]
    columns: Mapping[str, int]

    def find_columns(self, codes: Sequence[str]) -> list[int]:
        """Return the columns of some areas: the last for one without any value."""
        return [self.columns.get(code, NONE) for code in codes]


@dataclass(frozen=True, eq=False)
class National:
    """What all areas share: declarations, areas, observations, and values by indicator, period and area."""

    project: Project
    registry: Registry
    areas: tuple[Area, ...]
    observations: pd.DataFrame
    by_period: pd.DataFrame

    @cached_property
    def by_code(self) -> Mapping[str, Area]:
        """The areas by code."""
        return {area.area_code: area for area in self.areas}

    @cached_property
    def grid(self) -> Grid:
        """All values as one matrix."""
        table = self.by_period
        numbered = self.observations.assign(value=np.arange(len(self.observations), dtype=float))
        places = pivot_values(numbered).to_numpy(dtype=float)
        return Grid(
            matrix=np.column_stack([table.to_numpy(dtype=float), np.full(len(table), np.nan)]),
            places=np.pad(np.nan_to_num(places, nan=NONE), ((0, 0), (0, 1)), constant_values=NONE).astype(np.int32),
            rows={(str(name), str(code)): row for row, (name, code) in enumerate(table.index)},
            columns={str(code): column for column, code in enumerate(table.columns)},
        )

    @cached_property
    def boards(self) -> Mapping[str, tuple[str, ...]]:
        """The integrated care boards of each authority, by area code."""
        rows = _group_rows(load_boards(self.project), ("board",))
        return {code: tuple(board for (board,) in found) for code, found in rows.items()}

    @cached_property
    def inspections(self) -> Mapping[str, tuple[Inspection, ...]]:
        """The inspections and revisits of each authority, by area code, oldest first."""
        rows = _group_rows(load_inspections(self.project), Inspection._fields)
        return {code: tuple(Inspection(*row) for row in sorted(found)) for code, found in rows.items()}

    @cached_property
    def quality(self) -> tuple[DataProblem, ...]:
        """Every problem found in a release, in the order of the table."""
        return tuple(DataProblem(*row) for row in _list_rows(load_quality(self.project), DataProblem._fields))


@lru_cache(maxsize=1)
def load_national(project: Project) -> National:
    """Read the declarations and every committed observation, once for a process."""
    registry, areas = load_registry(project), load_areas(project)
    observations = _withhold(load_observations(project, tuple(registry.indicators)), registry, areas)
    return National(project, registry, areas, observations, pivot_values(observations))


@lru_cache(maxsize=4)
def rank_neighbours(project: Project, vintage: str) -> Mapping[str, tuple[Neighbour, ...]]:
    """Return the similar areas of each authority in one vintage, by area code, the closest first."""
    rows = _group_rows(load_neighbours(project, vintage), ("rank", "neighbour_code", "closeness"))
    return {
        code: tuple(Neighbour(*row[1:]) for row in sorted(found, key=lambda row: int(row[0])))
        for code, found in rows.items()
    }


@lru_cache(maxsize=4)
def list_periods(national: National, as_at: date) -> tuple[DatedRow, ...]:
    """Return every indicator's periods that have ended by a date, in order of indicator and time."""
    indicators = national.registry.indicators
    dated = [
        DatedRow(row, indicators[name], read_period(code, indicators[name].indicator.period))
        for (name, code), row in national.grid.rows.items()
    ]
    return tuple(sorted((item for item in dated if item.period.end <= as_at), key=_order))


def _order(item: DatedRow) -> tuple[str, Period]:
    return item.entry.id, item.period


@lru_cache(maxsize=8)
def summarise_type(national: National, kind: str) -> tuple[Spread | None, ...]:
    """Return the spread of the authorities of one type for each row of the grid, None where none has a value."""
    grid = national.grid
    codes = [area.area_code for area in national.areas if area.type == kind and area.is_authority]
    return tuple(summarise_rows(grid.matrix[:, grid.find_columns(codes)]))


def _withhold(observations: pd.DataFrame, registry: Registry, areas: tuple[Area, ...]) -> pd.DataFrame:
    """Return the observations with the figures that a footnote withholds as unreliable (`u`)."""
    codes = {area.slug: area.area_code for area in areas}
    held = observations.copy()
    for note in registry.footnotes.values():
        if note.withheld:
            found = held["indicator"].isin(note.indicators) & held["period"].isin(note.periods)
            found &= held["area_code"].isin([codes[slug] for slug in note.areas])
            held.loc[found, ["value", "numerator", "denominator"]] = float("nan")
            held.loc[found, "symbol"] = "u"
    return held


def _group_rows(table: pd.DataFrame, fields: Sequence[str]) -> dict[str, list[tuple[str, ...]]]:
    """Return some columns of the rows of each area, in the order of the table."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for code, *cells in _list_rows(table, ("area_code", *fields)):
        found.setdefault(code, []).append(tuple(cells))
    return found


def _list_rows(table: pd.DataFrame, fields: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(str(cell) for cell in row) for row in table[list(fields)].to_numpy()]
