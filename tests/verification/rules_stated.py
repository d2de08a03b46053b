"""Figures that an area's own documents state, by their reference in the strategy file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from verification.area import Area
from verification.dates import say_date
from verification.expected import Expected
from verification.pages import Block, Mark
from verification.rendering import Number
from verification.tables import Entry

MONEY = {"pounds": "", "thousand pounds": " thousand", "million pounds": " million"}


def say_stated(value: float, unit: str, decimals: int | None = None) -> str:
    """Return a stated number as it is to be printed, with the decimals that the file writes it with."""
    places = len(str(value).partition(".")[2]) if decimals is None else decimals
    text = f"{abs(value):,.{places}f}"
    if value < 0 and text.strip("0.,"):
        text = f"\N{MINUS SIGN}{text}"
    if unit in MONEY:
        return f"£{text}{MONEY[unit]}"
    if unit in {"count", "percent"}:
        return f"{text}{'%' if unit == 'percent' else ''}"
    return f"{text} {unit.removesuffix('s') if value == 1 else unit}"


def find_item(area: Area, ref: str) -> tuple[Entry, str] | None:
    """Return what a reference names, and what follows its id."""
    part, _, rest = ref.partition(".")
    items: list[Entry] = area.tables.read_strategy(area.slug).get(part, [])
    found = [item for item in items if rest == item["id"] or rest.startswith(f"{item['id']}.")]
    if not found:
        return None
    item = max(found, key=lambda one: len(one["id"]))
    return item, rest.removeprefix(item["id"]).removeprefix(".")


def expect_stated(area: Area, ref: str, block: Block, mark: Mark | None) -> Expected | None:
    """Return what the file states under a reference."""
    found = find_item(area, ref)
    if found is None:
        return None
    texts = list(_list_texts(ref.partition(".")[0], *found, block))
    if block.column == "" and mark is not None and ref.startswith("projections."):
        texts += _list_growth(area, ref, block, mark)
    return Expected("stated", texts=texts or ["nothing"])


def _list_texts(part: str, item: Entry, rest: str, block: Block) -> Iterator[str]:
    if part == "claims":
        yield from _list_claim(item, is_cell=bool(block.column))
    elif part == "targets":
        yield from _list_target(item, rest, block)
    elif part == "estimates":
        yield say_stated(item[rest], "count") if rest else say_date(str(item["date"]))
    elif part == "projections":
        yield say_stated(item["values"][rest], "count")
        if not block.column:
            yield rest
            yield from [f"{item['rate']:g}%"] if item.get("rate") else []
    elif part == "documents":
        yield from (say_date(str(item[name])) for name in ("begins", "ends", "published") if item.get(name))
        yield from [str(item["version"])] if item.get("version") else []
    elif part == "rhythms":
        yield say_stated(item["months"], "months")
    elif part == "actions":
        yield from (say_date(str(item[name])) for name in ("starts", "due") if item.get(name))


def _list_claim(item: Entry, *, is_cell: bool) -> Iterator[str]:
    unit = item.get("unit", "count")
    text = say_stated(item["value"], unit)
    if is_cell:
        high = f" to {say_stated(item['high'], unit)}" if item.get("high") is not None else ""
        bound = f"{item['bound']} " if item.get("bound") else ""
        yield f"{bound}{text}{high}"
        return
    yield text
    yield from [say_stated(item["high"], unit)] if item.get("high") is not None else []
    for name in ("date", "since"):
        if item.get(name):
            yield say_date(str(item[name]))
            yield str(item[name])[:4]


def _list_target(item: Entry, rest: str, block: Block) -> Iterator[str]:
    steps = {str(step["date"]): step for step in item.get("milestones", ())}
    if item.get("baseline"):
        steps["baseline"] = item["baseline"]
    if rest in steps:
        text = say_stated(steps[rest]["value"], item.get("unit", "percent"))
        yield text
        if block.column == "Aim":
            yield _say_aim(item)
        if block.table.startswith("figure-"):
            yield f"{steps[rest]['value']:,.1f}%"
    if not rest:
        yield from (say_date(str(date)) for date in [*steps, item.get("due")] if date not in {"baseline", None})


def _say_aim(item: Entry) -> str:
    """Return what a target aims at, its earlier steps first."""
    unit, milestones = item.get("unit", "percent"), item["milestones"]
    *earlier, last = [(say_stated(step["value"], unit), say_date(str(step["date"]))) for step in milestones]
    steps = [*(f"{value} by {date}" for value, date in earlier), last[0]]
    is_all = unit == "percent" and milestones[-1]["value"] == 100 and item["direction"] == "at least"
    bound = "" if is_all else f"{item['direction'].capitalize()} "
    return f"{bound}{', then '.join(steps)}"


def _list_growth(area: Area, ref: str, block: Block, mark: Mark) -> list[str]:
    """Return the change from the first to the last stated year, where the words speak of a change."""
    found = find_item(area, ref)
    after = block.text[mark.start + len(mark.text) :]
    if found is None or not re.match(r" (more|fewer|less)\b", after):
        return []
    values: dict[str, Any] = {str(year): value for year, value in found[0]["values"].items()}
    first = min(values)
    change = Number(100 * (values[found[1]] / values[first] - 1), 1)
    return [f"{abs(change.value):.1f}%"]
