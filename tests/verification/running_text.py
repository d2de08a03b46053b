"""Numbers that carry no id: the words of charts follow from the chart's data, and what else has digits is declared."""

from __future__ import annotations

import re
from math import gcd

from verification.counted_words import strip_counts
from verification.declared import DIGIT, Declared
from verification.outcome import Outcome
from verification.pages import Block, Page
from verification.rendering import Printed, list_printed
from verification.rules import Rules

CHART = {"text", "title", "p", "caption"}
MOST_TICKS, FEWEST_TICKS, ROUND = 100, 3, 2
CELLS = {"td", "th"}


def check_running_text(page: Page, declared: Declared, rules: Rules, outcome: Outcome) -> None:
    """Find every number outside marks and numeric cells that nothing accounts for."""
    printed = _list_data(page, rules)
    ticks: dict[str, list[Block]] = {}
    for block in page.blocks:
        if block.tag == "td" and "numeric" in block.classes:
            continue
        text = _drop_marks(block)
        rest = strip_counts(block, declared.strip(text), rules.areas[0], outcome)
        outcome.count("declared text", len(list_printed(text)) - len(list_printed(rest)))
        if not DIGIT.search(rest):
            continue
        if block.table.startswith("figure-") and block.tag in CHART:
            _check_chart(block, rest, printed.get(block.table, set()), ticks, outcome)
        else:
            outcome.fail(block.table or block.part, " ".join(text.split())[:80], f"unknown number in {rest.strip()!r}")
    for name, blocks in ticks.items():
        _check_ticks(name, blocks, outcome)


def _drop_marks(block: Block) -> str:
    text, at = "", 0
    for mark in sorted(block.marks, key=lambda item: item.start):
        text += block.text[at : mark.start] + " "
        at = mark.start + len(mark.text)
    return text + block.text[at:]


def _list_data(page: Page, rules: Rules) -> dict[str, set[str]]:
    """Return the numbers printed in the data table of each figure, and those that its title may set beside them."""
    found: dict[str, set[str]] = {}
    for block, mark in page.marks:
        if block.table.startswith("figure-") and block.tag in CELLS:
            found.setdefault(block.table, set()).update(rules.list_beside(mark.finding))
    for block in page.blocks:
        if block.table.startswith("figure-") and block.tag == "td":
            texts = [_shorten(item) for item in list_printed(block.text)]
            found.setdefault(block.table, set()).update(texts, (text.replace(".0%", "%") for text in texts))
        if block.table.startswith("figure-") and block.tag == "th":
            # A label on an axis may break after the month.
            found.setdefault(block.table, set()).update(item.text for item in list_printed(block.text))
    return found


def _shorten(printed: Printed) -> str:
    return printed.text.lstrip("+").replace(" million", "m")


def _check_chart(block: Block, rest: str, data: set[str], ticks: dict[str, list[Block]], outcome: Outcome) -> None:
    """Check the words of a chart against its data; a number alone may be a tick of an axis."""
    left = [item.text for item in list_printed(rest) if _shorten(item) not in data]
    outcome.count("chart words", len(list_printed(rest)) - len(left))
    if not left:
        return
    if block.tag == "text" and re.fullmatch(r"[\u2212£\d.,%m+]+", block.text.strip()):
        ticks.setdefault(block.table, []).append(block)
        return
    outcome.fail(block.table, " ".join(block.text.split())[:80], f"{', '.join(left)} not in the data of the chart")


def _check_ticks(name: str, blocks: list[Block], outcome: Outcome) -> None:
    """Check that numbers on axes are multiples of one step."""
    sizes = [round(100 * float(item.digits.replace(",", ""))) for b in blocks for item in list_printed(b.text)]
    outcome.count("axis ticks", len(sizes))
    step = gcd(*sizes)
    # A step shows from three ticks on; fewer are round, as a label of a value hardly is.
    few = len(set(sizes)) < FEWEST_TICKS and any(len(str(size).strip("0")) > ROUND for size in sizes)
    if few or (step and max(sizes) / step > MOST_TICKS):
        shown = ", ".join(block.text.strip() for block in blocks)
        outcome.fail(name, "axis", f"{shown} are not multiples of one step, nor in the data of the chart")
