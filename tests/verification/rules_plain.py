"""Words for numbers on the plain-English page: true within the tolerance that they promise."""

from __future__ import annotations

import re

from verification.expected import Expected
from verification.pages import Block, Mark
from verification.published import Figure
from verification.rendering import Number
from verification.roles import find_context, find_role

SHARE = re.compile(r"(about|nearly|more than|fewer than) (\d+) in (\d+)")
ABOUT = re.compile(r"(?:still )?about ([\d,]+)")
HALVES = {
    "nearly half": (45, 49),
    "about half": (49, 51),
    "just over half": (51, 55),
    "nearly all": (95, 100),
}
WITHIN_POINTS, WITHIN_PART, APART = 2.5, 1 / 8, 5
EXACT = 100


def expect_plain(figure: Figure, block: Block, mark: Mark) -> Expected:
    """Return a marked number or word of the page if it is true, else what it should be near to."""
    said = " ".join(mark.text.split())
    words = said.lower()
    value = figure.row.value
    if find_context(block, mark).before.endswith("England it was "):
        value = figure.area.england(figure.indicator, figure.period)
    if value is None:
        return Expected("plain", [None])
    if SHARE.fullmatch(words) or words in {*HALVES, "none", "all"}:
        return Expected("plain: shares", texts=[said if holds(words, value) else f"words for {value}%"])
    about = ABOUT.fullmatch(words)
    if about or words == "fewer than 1":
        number = float(about[1].replace(",", "")) if about else 0.0
        return Expected("plain: about", texts=[said if is_near(figure, value, number) else f"about {value}"])
    if figure.entry["unit"] == "count" and value >= EXACT:
        text = said if is_near(figure, value, value) and said == f"{value:,.0f}" else f"{value:,.0f}"
        return Expected("plain: about", texts=[text])
    role = find_role(figure.area, block, mark)
    if role == "denominator" or find_context(block, mark).before.endswith("looked at "):
        return Expected("plain: counts", [figure.find("denominator")])
    return Expected("plain: counts", [Number(value) if figure.entry["unit"] == "count" else figure.find(role)])


def holds(words: str, percent: float) -> bool:
    """Say whether words for a share are true of a percentage."""
    if words in {"none", "all"}:
        return percent == {"none": 0, "all": 100}[words]
    if words in HALVES:
        low, high = HALVES[words]
        return low <= percent <= high
    found = SHARE.fullmatch(words)
    if found is None:
        return False
    part = 100 * int(found[2]) / int(found[3])
    if found[1] == "about":
        return abs(percent - part) <= min(WITHIN_POINTS, WITHIN_PART * percent) + 1e-9
    if found[1] == "fewer than":
        return 0 < percent < part
    return 0 < (percent - part) * (1 if found[1] == "more than" else -1) <= APART


def is_near(figure: Figure, value: float, number: float) -> bool:
    """Say whether `about` so many is right: to two figures, or to a whole one of ten or a hundred."""
    if figure.indicator.startswith("ehc_growth"):
        return abs(10 * (1 + value / 100) - number) <= 0.5
    if figure.entry["unit"] == "percent":
        return abs(value - number) <= 0.5
    step = 10 ** (len(str(round(value))) - 2)
    return bool(abs(value - number) <= step / 2 and number % step == 0)
