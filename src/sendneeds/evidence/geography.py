"""The tables of areas, neighbours, boards, inspections and data problems that the project holds, as they are loaded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import astuple, fields
from pathlib import Path

import pandas as pd

from sendneeds.declare.area import Area
from sendneeds.errors import DataError, DeclarationError, Problem
from sendneeds.evidence.delimited import parse_delimited
from sendneeds.project import Project

AREA_COLUMNS = tuple(item.name for item in fields(Area))
LISTS = ("gss_codes", "aliases", "successors")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG = 80
# Names of devices, which no file may have on Windows, and of folders of outputs.
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
RESERVED |= {"appendices", "benchmark", "book", "failed", "index"}
# Controls, and changes of the direction of text, in UTF-8.
INVISIBLE = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]")
LINE_END = b"\n"
AUTHORITY_TYPES = ("ILB", "OLB", "MD", "SC", "UA")
NEIGHBOUR_COLUMNS = ("area_code", "rank", "neighbour_code", "closeness")
BOARD_COLUMNS = ("area_code", "board", "release")
INSPECTION_COLUMNS = ("area_code", "date", "framework", "outcome", "release")
QUALITY_COLUMNS = ("release", "indicator", "area_code", "period", "problem")


def load_areas(project: Project) -> tuple[Area, ...]:
    """Return every area of `data/areas.csv`.

    Raises DeclarationError for a slug that cannot name an area, DataError if the file is missing or not sound.
    """
    areas = parse_areas(_load_table(project.area_table, AREA_COLUMNS))
    if problems := check_slugs(areas):
        raise DeclarationError(problems)
    if problems := check_areas(areas):
        raise DataError(problems)
    return areas


def load_neighbours(project: Project, vintage: str) -> pd.DataFrame:
    """Return `area_code`, `rank` (1 is the closest), `neighbour_code` and `closeness` of one vintage.

    Raises DataError if there is no such vintage, or a list is not of different authorities, ranked from 1.
    """
    path = project.neighbours / f"{vintage}.csv"
    by_pair = _load_table(path, NEIGHBOUR_COLUMNS)
    name = f"{path.parent.name}/{path.name}"
    wrong = by_pair["area_code"] == by_pair["neighbour_code"]
    if wrong.any():
        problem = _say_row(by_pair, wrong, name, "an authority among its own neighbours")
        raise DataError(problem)
    wrong = ~by_pair["rank"].str.fullmatch("[1-9][0-9]?")
    if wrong.any():
        raise DataError(_say_row(by_pair, wrong, name, f"the rank {by_pair.loc[wrong, 'rank'].iloc[0]!r}"))
    wrong = by_pair.duplicated(["area_code", "neighbour_code"]) | by_pair.duplicated(["area_code", "rank"])
    if wrong.any():
        raise DataError(_say_row(by_pair, wrong, name, "a neighbour or rank twice"))
    return by_pair.astype({"rank": int})


def _say_row(by_pair: pd.DataFrame, wrong: pd.Series, name: str, found: str) -> Problem:
    row = int(by_pair.index[wrong][0])
    where = f"{name}, row {row + 2}, {by_pair['area_code'][row]}"
    return Problem(where, found, "different authorities, ranked from 1", "restore the file")


def load_boards(project: Project) -> pd.DataFrame:
    """Return one row per authority and integrated care board: `area_code`, `board`, `release`."""
    return _load_table(project.board_table, BOARD_COLUMNS)


def load_inspections(project: Project) -> pd.DataFrame:
    """Return one row per inspection or revisit: `area_code`, `date` (ISO), `framework`, `outcome`, `release`."""
    return _load_table(project.inspection_table, INSPECTION_COLUMNS)


def load_quality(project: Project) -> pd.DataFrame:
    """Return one row per problem found in a release: `release`, `indicator`, `area_code`, `period`, `problem`."""
    return _load_table(project.quality_table, QUALITY_COLUMNS)


def tabulate_areas(areas: Iterable[Area]) -> pd.DataFrame:
    """Return one row per area, all text, lists joined with `;`: what `data/areas.csv` holds."""
    rows = [[";".join(cell) if isinstance(cell, tuple) else cell for cell in astuple(area)] for area in areas]
    return pd.DataFrame(rows, columns=pd.Index(AREA_COLUMNS), dtype=str)


def parse_areas(by_area: pd.DataFrame) -> tuple[Area, ...]:
    """Return the areas of a table as `tabulate_areas` makes it."""
    return tuple(
        _parse_area({str(name): str(cell) for name, cell in row.items()}) for row in by_area.to_dict("records")
    )


def check_slugs(areas: Iterable[Area]) -> list[Problem]:
    """Return a problem for every slug that cannot name a file on every system, or that two areas share."""
    areas = tuple(areas)
    problems = _find_shared(areas, "slug", [(area.slug,) for area in areas])
    for area in areas:
        if not SLUG.fullmatch(area.slug) or len(area.slug) > LONGEST_SLUG or area.slug in RESERVED:
            where, found = f"areas.csv, {area.area_code} {area.name}"[:120], f"the slug {area.slug[:LONGEST_SLUG]!r}"
            expected = f"at most {LONGEST_SLUG} small letters, digits and single hyphens, and no reserved name"
            problems.append(Problem(where, found, expected, "correct the slug"))
    return problems


def check_areas(areas: Iterable[Area]) -> list[Problem]:
    """Return a problem for every code or slug that two areas share, unknown type, and code that leads nowhere."""
    areas = tuple(areas)
    known = {area.area_code for area in areas}
    problems = [
        *_find_shared(areas, "code", [(area.area_code,) for area in areas]),
        *_find_shared(areas, "slug", [(area.slug,) for area in areas]),
        *_find_shared(areas, "GSS code", [[code.partition(":")[0] for code in area.gss_codes] for area in areas]),
    ]
    for area in areas:
        where = f"areas.csv, {area.area_code} {area.name}"
        if area.is_authority and area.type not in AUTHORITY_TYPES:
            problems.append(Problem(where, f"type {area.type!r}", f"one of {AUTHORITY_TYPES}", "correct the type"))
        lost = [code for code in (area.region_code, *area.successors) if code and code not in known]
        problems += [Problem(where, repr(code), "the code of an area of the table", "correct it") for code in lost]
    return problems


def _parse_area(row: Mapping[str, str]) -> Area:
    lists = {name: tuple(filter(None, row[name].split(";"))) for name in LISTS}
    return Area(**{name: row[name] for name in AREA_COLUMNS if name not in LISTS}, **lists)  # type: ignore[arg-type]


def _find_shared(areas: tuple[Area, ...], word: str, keys: Iterable[Iterable[str]]) -> list[Problem]:
    first: dict[str, Area] = {}
    return [
        Problem(f"areas.csv, {area.area_code} {area.name}", f"the {word} {key!r} of {first[key].name}",
                f"a {word} of its own", "correct the table")
        for area, own in zip(areas, keys, strict=True) for key in own
        if first.setdefault(key, area) is not area
    ]  # fmt: skip


def _load_table(path: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    name = f"{path.parent.name}/{path.name}"
    try:
        content = path.read_bytes()
    except OSError:
        problem = Problem(name, "no such file", "a table of the project", "run `sendneeds data` or restore the file")
        raise DataError(problem) from None
    by_row = parse_delimited(content, name).table
    if unseen := INVISIBLE.search(content):
        where, found = f"{name}, row {content.count(LINE_END, 0, unseen.start()) + 1}", f"the bytes {unseen[0]!r}"
        raise DataError(Problem(where, f"{found}, which nobody sees", "text that can be seen", "restore the file"))
    if tuple(by_row.columns) != columns:
        found, expected = ", ".join(map(str, by_row.columns)), ", ".join(columns)
        raise DataError(Problem(name, f"the columns {found}", expected, "restore the file"))
    return by_row
