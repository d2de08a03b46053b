"""Which number of a finding the words around it, or the heading of its column, say that it is."""

from __future__ import annotations

import re
from typing import NamedTuple

from verification.area import Area
from verification.pages import Block, Mark

ONE = r"[\u2212£]*[\d.,]+%?"
# What stands before a number, what stands after it, and what it then is; the first that fits counts.
WORDS: tuple[tuple[str, str, str], ...] = (
    (r"England: $|In England it was $", "", "england"),
    (r"similar areas: $|any of the similar areas \($", "", "lowest"),
    (rf"similar areas:? \(?{ONE} to $", "", "highest"),
    (r"average $", "", "mean"),
    (r"the difference would be [^(]*\(95% interval $", "", "gap low"),
    (r"the difference would be [^(]*\(95% interval [\u2212\d.,]+ to $", "", "gap high"),
    (r"interval $", "", "interval low"),
    (rf"interval {ONE} to $", "", "interval high"),
    (r"point to (a range of|at least) $", "", "range low"),
    (rf"point to a range of {ONE} to $|point to at most $", "", "range high"),
    (r"be inside the range at $", r"^ or more", "range low"),
    (r"be inside the range at $", r"^ or less", "range high"),
    (r"(rose|fell) by $", r"^ (percentage points )?a year|^ percentage points a year", "slope"),
    (r"projected for [^:;]*: $", "", "projected"),
    (r"", r"^ projected for ", "projected"),
    (r"80% band $", "", "band low"),
    (rf"80% band {ONE} to $", "", "band high"),
    (r"missed the area's own past figures by $", "", "past error"),
    (r"repeating the last figure missed by $|ahead that missed the area's own by $", "", "naive error"),
    (r"timeliness table counts $", "", "denominator"),
    (r"", r"^ with a recorded exception", "exceptions"),
    (r"the other $", r"^ (is|are) not in that table", "uncounted"),
    (r"the difference would be $", "", "gap"),
    (r"", r"^ took longer", "late"),
    (r"That is $", r"^ more new", "flow"),
    (r"That is $", r"^ fewer new", "flow"),
    (r"", r"^ (more|fewer) than in ", "growth"),
    (r"(rose|fell) by $", r"^, from ", "size"),
    (r"(rose|fell) by [^,]*, from $", "", "denominator"),
    (rf"(rose|fell) by [^,]*, from {ONE} to $", "", "numerator"),
)
COMPILED = tuple((re.compile(before), re.compile(after), role) for before, after, role in WORDS)
TWO = 2
COLUMNS = {
    "England": ("england",),
    "All of England": ("england",),
    "Similar areas, average": ("mean",),
    "Average": ("mean",),
    "average of similar areas": ("mean",),
    "Similar areas, lowest to highest": ("lowest", "highest"),
    "Middle half": ("lower quartile", "upper quartile"),
    "Range of similar areas": ("range low", "range high"),
    "Range that similar areas point to": ("range low", "range high"),
    "Range from": ("range low",),
    "Range to": ("range high",),
    "Counts": ("numerator", "denominator"),
    "95% interval": ("interval low", "interval high"),
    "In time": ("numerator",),
    "In time, %": ("in time",),
    "Late": ("late",),
    "Late, %": ("late share",),
    "Cases": ("denominator",),
    "Change on the period before": ("change",),
    "Value": ("value",),
    "Figure by then": ("value",),
    "Latest figure": ("value",),
    "Set out from": ("value",),
    "Interval from": ("interval low",),
    "Interval to": ("interval high",),
    "Region": ("region",),
    "Health area": ("value",),
}


class Context(NamedTuple):
    """A marked number in its block: the words before and after it."""

    before: str
    after: str


def find_context(block: Block, mark: Mark) -> Context:
    """Return the words around a marked number."""
    text = re.sub(r"\s", " ", block.text)
    return Context(text[: mark.start], text[mark.start + len(mark.text) :])


def find_role(area: Area, block: Block, mark: Mark) -> str:
    """Return what a marked number in running text is."""
    context = find_context(block, mark)
    if (pair := _find_pair(block, mark)) is not None:
        return pair
    if re.search(rf"(^|; |\. ){re.escape(area.region)}: $", context.before):
        return "region"
    for before, after, role in COMPILED:
        if before.search(context.before) and after.search(context.after):
            return role
    return "value"


def _find_pair(block: Block, mark: Mark) -> str | None:
    """Return which of two counts a number is, where two of one finding stand as `190 of 567`."""
    at = next(number for number, item in enumerate(block.marks) if item is mark)
    for role, first in (("numerator", at), ("denominator", at - 1)):
        if first >= 0 and len(block.marks) > first + 1:
            one, other = block.marks[first], block.marks[first + 1]
            between = block.text[one.start + len(one.text) : other.start]
            if between == " of " and one.finding == other.finding:
                return role
    return None


def find_columns(area: Area, block: Block) -> tuple[str, ...] | None:
    """Return what the numbers of a cell are, by the heading of its column; None for an unknown one."""
    head = block.column
    if head in COLUMNS:
        return COLUMNS[head]
    if head == area.region:
        return ("region",)
    if head == area.row["name"] or re.fullmatch(r"(Board of )?(the )?" + re.escape(area.row["name"]), head):
        return ("value",)
    if re.fullmatch(r"Range of \w+ similar areas", head):
        return ("lowest", "highest")
    return None
