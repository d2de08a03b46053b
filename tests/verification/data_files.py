"""Files of figures beside a report: the data of its charts, and an area's data file."""

from __future__ import annotations

import csv
from math import isclose
from pathlib import Path

from verification.area import Area
from verification.outcome import Outcome
from verification.pages import Page
from verification.tables import Row

CLOSE = {"rel_tol": 1e-8, "abs_tol": 1e-9}
SPREAD = {
    "similar_mean": "mean",
    "similar_sd": "sd",
    "similar_lowest": "low",
    "similar_highest": "high",
    "similar_count": "k",
}
ALIKE = {"area_type_mean": "mean", "area_type_count": "k"}


def _read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row for row in csv.reader(file) if row]


def check_charts(page: Page, folder: Path, report: str, outcome: Outcome) -> None:
    """Compare the CSV file of each chart with the data that the page shows under it."""
    for name, rows in _list_tables(page).items():
        path = folder / f"{report}-{name.removeprefix('figure-')}.csv"
        if not path.exists():
            continue
        written = [[" ".join(cell.split()) for cell in row] for row in _read(path)]
        outcome.count("chart files", sum(len(row) for row in written))
        for row in rows:
            if row not in written:
                outcome.fail(f"charts/{path.name}", row[0], "differs from the data on the page")
        for row in written[1:]:
            if row not in rows:
                outcome.fail(f"charts/{path.name}", row[0], "is not in the data on the page")


def _list_tables(page: Page) -> dict[str, list[list[str]]]:
    """Return the rows of the data of each figure as texts."""
    found: dict[str, list[list[str]]] = {}
    for block in page.blocks:
        if block.is_data and block.table.startswith("figure-") and block.place[1] == 0 and block.cells:
            row = [" ".join(cell.text.split()) for cell in block.cells]
            found.setdefault(block.table, []).append(row)
    return found


def check_data(area: Area, path: Path, outcome: Outcome) -> None:
    """Compare every row of an area's data file with the observations."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    ids = [row["finding"] for row in rows]
    wanted = [f"{area.slug}.{name}.{p.code}" for name in area.list_indicators() for p in area.list_points(name)]
    for name in sorted({*ids} ^ {*wanted}):
        outcome.fail(path.name, name, "stands on one side only")
    for row in rows:
        if row["finding"] in wanted:
            _check_row(area, row, path.name, outcome)


def _check_row(area: Area, row: Row, name: str, outcome: Outcome) -> None:
    indicator, period = row["indicator"], row["period"]
    figures = area.find(indicator, period)
    low, high = area.interval(indicator, period) or (None, None)
    similar = area.find_spread(indicator, period, "neighbours") or {}
    alike = area.find_spread(indicator, period, "alike") or {}
    expected = {
        "value": figures.value,
        "numerator": figures.numerator,
        "denominator": figures.denominator,
        "interval_low": low,
        "interval_high": high,
        "england": area.england(indicator, period),
        "region": area.regional(indicator, period),
        **{column: similar.get(key) for column, key in SPREAD.items()},
        **{column: alike.get(key) for column, key in ALIKE.items()},
    }
    for column, number in expected.items():
        text = row[column]
        outcome.count("data file", 1 if text else 0)
        same = not text if number is None else bool(text) and isclose(float(text), number, **CLOSE)
        if not same:
            outcome.fail(name, f"{row['finding']}: {column}", f"{text!r} is written, {number!r} found")
