"""The words and the data table of a position chart."""

from __future__ import annotations

from sendneeds.present.display import Cell, Column, Table
from sendneeds.present.position_chart import CAPTIONS, Position, PositionRow
from sendneeds.present.sentences import join_words, say_count


def say_alt_position(chart: Position) -> str:
    """Return the alternative text: the kind of chart, the place of the area in each row, and what is missing."""
    opening = f"Chart of the position of {chart.area} among all authorities on {chart.measure}"
    sentences = [f"{opening}, {say_count(len(chart.rows), 'row')}, with its {chart.similar} marked."]
    for good, rows in chart.list_sections():
        known = [row for row in rows if row.value is not None and row.others]
        ends = CAPTIONS[good]
        if known:
            order = sorted(known, key=lambda row: -_find_place(row))
            listed = "; ".join(_say_place(chart, row) for row in order)
            sentences.append(f"From {ends[2]} to {ends[0]}: {listed}.")
    missing = [row for row in chart.rows if row.value is None]
    for word in dict.fromkeys(row.absent for row in missing):
        labels = [row.label for row in missing if row.absent == word]
        sentences.append(f"No value for {join_words(labels)} ({word}).")
    return " ".join(sentences)


def _find_place(row: PositionRow) -> float:
    return 0.0 if row.value is None else row.place([row.value])[0]


def find_rank(row: PositionRow) -> int | None:
    """Return the area's rank from the right end of its row, 1 for the most favourable or highest."""
    if row.value is None:
        return None
    sign = row.direction or 1
    return 1 + sum(other * sign > row.value * sign for other in row.others)


def _say_place(chart: Position, row: PositionRow) -> str:
    england = "" if row.england is None else f", {chart.england} {row.unit.say(row.england)}"
    value = "" if row.value is None else row.unit.say(row.value)
    return f"{row.label} {value} in {row.period}, number {find_rank(row)} of {len(row.others)}{england}"


def tabulate_position(chart: Position, *, table_id: str, caption: str, source: str) -> Table:
    """Return the data behind the chart: one row an indicator with value, England's value, rank and period."""
    heads = (
        Column("Indicator", numeric=False),
        Column(chart.area),
        Column(chart.england),
        Column("Place"),
        Column("Counted from", numeric=False),
        Column("Period", numeric=False),
    )
    rows = tuple(_write_row(row, good=good) for good, rows in chart.list_sections() for row in rows)
    return Table(table_id, caption, heads, rows, source)


def _write_row(row: PositionRow, *, good: bool) -> tuple[Cell, ...]:
    rank = find_rank(row)
    return (
        Cell(row.label),
        Cell(row.absent if row.value is None else row.unit.say(row.value), row.finding),
        Cell("not published") if row.england is None else Cell(row.unit.say(row.england), row.finding),
        Cell("none" if rank is None else f"{rank} of {len(row.others)}", row.finding if rank else None),
        Cell(CAPTIONS[good][2]),
        Cell(row.period),
    )
