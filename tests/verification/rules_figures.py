"""Cells that do not stand under a plain heading: projections, lines of the list, places, changes and periods."""

from __future__ import annotations

import re

from verification.area import Area
from verification.expected import Expected
from verification.pages import Block
from verification.projections import Ahead, project
from verification.published import POINTS, Figure
from verification.rendering import Number, list_printed, write_value
from verification.tiers import rank_lines

QUARTERS = ("first", "second", "third", "last")
BANDS = {"80% band": "band80", "95% band": "band95"}
ERRORS = {"Own past error, %": "past_error", "Past error of the last figure, %": "naive_error"}
PERIODS = re.compile(r"-periods(-\d+)?$")
AHEAD = {"Projected", *BANDS, *ERRORS}


def expect_special_cell(figure: Figure, block: Block) -> Expected | None:
    """Return what a cell holds by its table and column, None for a plain one."""
    return _expect_by_head(figure, block) or _expect_by_table(figure, block)


def _expect_by_head(figure: Figure, block: Block) -> Expected | None:
    head = block.column
    if head in AHEAD:
        return _expect_ahead(figure, block)
    if head == "Children or cases":
        return _expect_children(figure.area, figure)
    if head == "Place":
        rank, count = find_place(figure)
        return Expected("place", [Number(rank), Number(count)])
    if head.startswith("Change since "):
        return _expect_change(figure, head.removeprefix("Change since "))
    if head == "Counts" and figure.entry["unit"] == "percent_change":
        return Expected("table: numerator", [figure.find("denominator"), figure.find("numerator")])
    return None


def _expect_by_table(figure: Figure, block: Block) -> Expected | None:
    name = block.table
    if name == "table-late" and block.column == "Change on the period before":
        return Expected("table: change", [figure.find("late change")])
    if name == "table-plain-numbers" and len(list_printed(block.text)) > 1:
        return Expected("plain: counts", [figure.find(role) for role in ("value", "numerator", "denominator")])
    if name.startswith("table-places") and block.text.strip().endswith("quarter"):
        rank, count = find_place(figure)
        quarter = QUARTERS[4 * (rank - 1) // count]
        return Expected("place", texts=[f"{rank} of {count}, {quarter} quarter"])
    if block.column == "Range that similar areas point to" and block.text.startswith("At most"):
        return Expected("table: range high", [figure.find("range high")])
    if PERIODS.search(name):
        same = block.column == figure.area.label(figure.indicator, figure.period)
        role = "england" if block.row.endswith("England") else "value"
        return Expected(f"table: {role}", [figure.find(role) if same else None])
    return None


def find_place(figure: Figure) -> tuple[int, int]:
    """Return rank and number among all authorities, from the favourable end or else from the highest."""
    series = figure.area.tables.read_series(figure.indicator)
    values = [
        row.value
        for (code, period), row in series.items()
        if period == figure.period and row.value is not None and not code.startswith("E")
    ]
    mine = figure.row.value or 0.0
    ahead = sum(other < mine if figure.entry["direction"] == "low" else other > mine for other in values)
    return 1 + ahead, len(values)


def _expect_change(figure: Figure, label: str) -> Expected | None:
    """Return the change on the period before, which the heading names."""
    earlier = figure.area.previous(figure.indicator, figure.period)
    if earlier is None or earlier.value is None or figure.row.value is None:
        return Expected("table: change", [None])
    if figure.area.label(figure.indicator, earlier.code) != label:
        return None
    change = figure.row.value - earlier.value
    if figure.entry["unit"] in POINTS:
        return Expected("table: change", [Number(change, figure.entry["decimals"], "", "both")])
    size = write_value(change, figure.entry, "both")
    return Expected("table: change", [Number(change, size.decimals, size.unit, "both")])


def _expect_children(area: Area, figure: Figure) -> Expected:
    """Return the children or cases of the line that this measure leads."""
    for line in rank_lines(area):
        leads = [item.indicator for item in line.duties[:1]] + [item.indicator for item in line.measures]
        if line.tier != "V" and leads and leads[0] == figure.indicator:
            return Expected("priorities", [Number(line.children) if line.children is not None else None])
    return Expected("priorities", [None])


def _expect_ahead(figure: Figure, block: Block) -> Expected | None:
    """Return a cell of a projected year, which the row names; a counted year says so."""
    row, head = block.row, block.column
    point = _find_year(figure, row)
    last = figure.area.list_points(figure.indicator)[-1]
    if point is None and row == figure.area.label(figure.indicator, last.code) and block.table.startswith("figure"):
        # The projection is drawn from the last counted figure on, where its bands have no width.
        return Expected("projection", [figure.find("value")] * (1 if head == "Projected" else 2))
    if point is None:
        counted = [figure.area.label(figure.indicator, item.code) for item in figure.area.list_points(figure.indicator)]
        return Expected("projection", texts=["counted"]) if row in counted and head == "Projected" else None
    if head == "Projected":
        return Expected("projection", [Number(point.value)])
    if head in BANDS:
        return Expected("projection", [Number(end) for end in getattr(point, BANDS[head])])
    error = getattr(point, ERRORS[head])
    return Expected("projection", [None if error is None else Number(error, 1)])


def _find_year(figure: Figure, row: str) -> Ahead | None:
    """Return the projected year whose period a row names."""
    last = figure.area.list_points(figure.indicator)[-1]
    label = figure.area.label(figure.indicator, last.code)
    short = figure.entry["short"]
    for point in project(figure.area, figure.indicator):
        name = label.replace(str(last.end.year), str(point.year))
        if row in {name, f"{short}, {name}"}:
            return point
    return None
