"""Counts that sum up a report, and the annex: what stands under the ids of no single figure."""

from __future__ import annotations

from typing import Any

from verification.area import TOTALS, Area
from verification.expected import Expected
from verification.measures import count_tests
from verification.pages import Block, Mark
from verification.periods import is_stale
from verification.rendering import Number
from verification.roles import find_context
from verification.sensitivity import PARTS, describe_annex

COLUMNS = dict(zip(("Gap", "Evidence", "Trend", "Children", "Duty"), PARTS, strict=True))


def find_annex(area: Area) -> dict[str, Any]:
    """Return the annex of an area, worked out once."""
    if "annex" not in area.known:
        area.known["annex"] = describe_annex(area)
    found: dict[str, Any] = area.known["annex"]
    return found


def expect_summary(area: Area, kind: str, block: Block, mark: Mark | None) -> Expected | None:
    """Return how many core measures have no latest figure, or lie above or below all similar areas."""
    if mark is None:
        return None
    if kind == "missing":
        missing = sum(
            area.entry(name)["core"] and area.list_points(name)[-1].value is None for name in area.list_indicators()
        )
        return Expected("summary", [Number(missing)])
    before = find_context(block, mark).before
    counts = _count_outside(area)
    name = next((name for name in counts if before.endswith(name)), None)
    return Expected("summary", [Number(counts[name])]) if name else None


def _count_outside(area: Area) -> dict[str, float]:
    """Return the counts by the words before them."""
    compared = outside = chance = 0.0
    for name in area.list_indicators():
        entry, latest = area.entry(name), area.list_points(name)[-1]
        spread = area.find_spread(name, latest.code, "neighbours")
        sized = entry["unit"] in {*TOTALS, "yes_no"}
        stale = is_stale(latest.end, area.as_at, area.edition["stale_after_years"])
        small = area.is_small(name, latest.figures)
        if not entry["core"] or sized or latest.value is None or small or spread is None or stale:
            continue
        compared += 1
        outside += not spread["low"] <= latest.value <= spread["high"]
        chance += 2 / (spread["k"] + 1)
    return {"Of ": compared, "that can be compared, ": outside, "similar areas; about ": chance}


def expect_edition(area: Area, block: Block, mark: Mark | None) -> Expected | None:
    """Return a number of the edition's own file."""
    edition = area.edition
    if block.column:
        weights = {"This edition": edition["weights"]}
        weights |= {name[:1].upper() + name[1:]: given for name, given in edition["other_weights"].items()}
        if block.row not in weights or block.column not in COLUMNS:
            return None
        return Expected("edition", [Number(weights[block.row][COLUMNS[block.column]], 2)])
    if mark is None:
        return None
    limits, before = edition["thresholds"], find_context(block, mark).before
    said = {
        "areas is where ": Expected("edition", [Number(100 * (2 * limits["outside"] - 1), 0, "%")]),
        "less than ": Expected("edition", [Number(100 * limits["discovery"], 0, "%")]),
        "Beside the ": Expected("edition", texts=[str(edition["second_neighbours"])]),
        "is the share of ": Expected("edition", [Number(edition["draws"])]),
    }
    return next((found for words, found in said.items() if before.endswith(words)), None)


def expect_annex(area: Area, theme: str, block: Block) -> Expected | None:
    """Return the score of a theme, its parts, its place in an order, or how firm it is."""
    annex, head = find_annex(area), block.column
    scored = next((item for item in annex["scores"] if item["theme"] == theme), None)
    if scored is None:
        return None
    if head in COLUMNS:
        return Expected("annex", [Number(scored["components"][COLUMNS[head]], 2)])
    if head == "Score":
        return Expected("annex", [Number(scored["score"], 2)])
    if head == "Among the first five":
        return Expected("annex", [Number(100 * scored["p_top5"], 0, "%")])
    orders = {"This edition": [item["theme"] for item in annex["scores"]]}
    orders |= {name[:1].upper() + name[1:]: order for name, order in annex["other_orders"].items()}
    orders[f"Neighbours of {area.edition['second_neighbours']}"] = annex["second_neighbours"] or []
    return Expected("annex", [Number(1 + orders[head].index(theme))]) if theme in orders.get(head, ()) else None


def expect_priorities(area: Area, name: str) -> Expected | None:
    """Return how many measures were tested, lie outside on the unfavourable side, and would by chance."""
    counts = count_tests(area)
    found = {
        "tested": Number(counts["tested"]),
        "outside": Number(counts["unfavourable"]),
        "expected": Number(counts["expected"] / 2, 1),
    }
    return Expected("summary", [found[name]]) if name in found else None
