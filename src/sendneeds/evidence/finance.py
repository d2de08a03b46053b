"""Dedicated schools grant allocations, from the summary sheet of each year's workbook."""

from __future__ import annotations

import pandas as pd

from sendneeds.declare.source import AllocationsSource
from sendneeds.errors import DataError, Problem
from sendneeds.evidence.crosswalk import Crosswalk
from sendneeds.evidence.reading import Reading, read_cells
from sendneeds.evidence.release import Releases
from sendneeds.evidence.tidy import find_areas, tidy_observations

SHEET = "Allocations_summary"
HEADER_ROW = 1


def read_allocations(source: AllocationsSource, releases: Releases, crosswalk: Crosswalk) -> Reading:
    """Return one column of the sheet, in pounds, for authorities, regions and England.

    The sheet has each block twice, before and after deductions: the first column of the name is taken, which is before.
    """
    years = [
        _read_year(source.column, release, period, releases, crosswalk)
        for release, period in zip(source.release, source.periods, strict=True)
    ]
    return Reading(tidy_observations(pd.concat(years)))


def _read_year(column: str, release: str, period: str, releases: Releases, crosswalk: Crosswalk) -> pd.DataFrame:
    by_row = releases.read_sheet(release, SHEET)
    name = releases.name(release)
    found = by_row.columns[by_row.loc[HEADER_ROW].str.strip() == column]
    if found.empty:
        raise DataError(Problem(f"{name}, {SHEET}", "no such column", f"the column {column!r}", "correct the column"))
    # Authorities have a number in the first column, groups their name; types of authority are not areas.
    is_authority = by_row[0].str.strip().str.fullmatch(r"\d{3}")
    is_group = by_row[0].map(crosswalk.find_by_name).notna()
    kept = by_row[is_authority | is_group]
    codes = find_areas(kept[0], lambda first: crosswalk.find_by_code(first) or crosswalk.find_by_name(first), name)
    cells = read_cells(kept[found[0]], f"{name}, {SHEET}").assign(area_code=codes, period=period, release=release)
    # London is listed twice, with equal figures.
    return cells.drop_duplicates("area_code")
