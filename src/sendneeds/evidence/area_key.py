"""Which area and period a row of a release is about, from whatever columns the release has for it."""

from __future__ import annotations

import re

import pandas as pd

from sendneeds.errors import DataError, Problem
from sendneeds.evidence.crosswalk import Crosswalk
from sendneeds.evidence.reading import ENGLAND, check_columns

LEVEL = "geographic_level"
CODE_COLUMNS = ("old_la_code",)
GSS_COLUMNS = ("new_la_code", "utla20_code")
NAME_COLUMNS = ("la_name", "utla20_name")
REGION_CODE_COLUMNS = ("region_code",)
REGION_NAME_COLUMNS = ("region_name", "region")
AUTHORITY_COLUMNS = (*CODE_COLUMNS, *GSS_COLUMNS, *NAME_COLUMNS)
REGION_COLUMNS = (*REGION_CODE_COLUMNS, *REGION_NAME_COLUMNS)
AREA_COLUMNS = (LEVEL, *AUTHORITY_COLUMNS, *REGION_COLUMNS)
FIELD = re.compile(r"\{(\w+)\}")


def locate_areas(by_row: pd.DataFrame, crosswalk: Crosswalk, where: str) -> pd.Series:
    """Return the area code of each row: of the authority, else of the region, else England's.

    The DfE number goes first, then the GSS code, then the name. Raises DataError for an area that no code or name
    finds.
    """
    columns = [column for column in AREA_COLUMNS if column in by_row.columns]
    if not columns:
        return pd.Series(ENGLAND, index=by_row.index)
    by_place = by_row[columns].drop_duplicates()
    found = {
        tuple(place): _find_area(dict(zip(columns, place, strict=True)), crosswalk)
        for place in by_place.itertuples(index=False)
    }
    for row, place in zip(by_place.index, by_place.itertuples(index=False), strict=True):
        if found[tuple(place)] is None:
            text = ", ".join(cell for cell in place if cell)
            action = "add the area, or the spelling, to the area table"
            raise DataError(Problem(f"{where}, row {row + 2}", f"the area {text!r}", "a known area", action))
    places = by_row[columns].itertuples(index=False)
    return pd.Series([found[tuple(place)] for place in places], index=by_row.index, dtype=str)


def is_known_by_name(by_row: pd.DataFrame) -> bool:
    """Say whether a table names its authorities and has no code for them."""
    return not {*CODE_COLUMNS, *GSS_COLUMNS} & set(by_row.columns) and bool(set(NAME_COLUMNS) & set(by_row.columns))


def _find_area(place: dict[str, str], crosswalk: Crosswalk) -> str | None:
    level = place.get(LEVEL, "").lower()
    authority = {column: place[column] for column in AUTHORITY_COLUMNS if place.get(column)}
    region = {column: place[column] for column in REGION_COLUMNS if place.get(column)}
    if level == "national" or not (authority or region):
        return ENGLAND
    if level == "regional" or not authority:
        return _find(region, REGION_CODE_COLUMNS, crosswalk) or _find(region, REGION_NAME_COLUMNS, crosswalk)
    return _find(authority, AUTHORITY_COLUMNS, crosswalk)


def _find(cells: dict[str, str], columns: tuple[str, ...], crosswalk: Crosswalk) -> str | None:
    for column in columns:
        cell = cells.get(column, "")
        if column in CODE_COLUMNS:
            found = crosswalk.find_by_code(cell)
        elif column in (*GSS_COLUMNS, *REGION_CODE_COLUMNS):
            found = crosswalk.find_by_gss(cell)
        else:
            found = crosswalk.find_by_name(cell)
        if found:
            return found
    return None


def locate_periods(by_row: pd.DataFrame, template: str, where: str) -> pd.Series:
    """Return the period code of each row, by a template such as `{time_period} {time_identifier}`.

    Raises DataError if a column is missing, or if the rows are of several kinds of period that the code would mix.
    """
    columns = tuple(FIELD.findall(template))
    problems = check_columns(by_row, columns, where)
    kinds = by_row["time_identifier"].unique() if "time_identifier" in by_row.columns else ()
    if "time_identifier" not in columns and len(kinds) > 1:
        found = f"several kinds of period ({', '.join(sorted(kinds))})"
        problems.append(Problem(where, found, "one kind", "add time_identifier to `where` or to `period`"))
    if problems:
        raise DataError(problems)
    cells = [by_row[column].str.strip().str.replace(r"\.0$", "", regex=True) for column in columns]
    texts = [
        template.format(**dict(zip(columns, row, strict=True))) for row in zip(*cells, strict=True)
    ]  # fmt: skip
    return pd.Series(texts, index=by_row.index, dtype=str)
