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
EXACT, TENTH = 100, 10
# The parts that people say from a tenth up.
PARTS = (*(1 / n for n in range(3, 11) if n != 9), 0.3, 0.4, 0.6, 2 / 3, 0.7, 0.75, 0.8, 0.9)


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
    return _expect_count(figure, value, block, mark)


def _expect_count(figure: Figure, value: float, block: Block, mark: Mark) -> Expected:
    """Return a count that is said as it is."""
    if figure.entry["unit"] == "percent_change":
        # Of few plans both counts are said, the earlier first.
        mine = [item for item in block.marks if item.finding == mark.finding]
        return Expected("plain: counts", [figure.find("numerator" if mine[0] is not mark else "denominator")])
    role = find_role(figure.area, block, mark)
    if role == "denominator" or find_context(block, mark).before.endswith("looked at "):
        return Expected("plain: counts", [figure.find("denominator")])
    return Expected("plain: counts", [Number(value) if figure.entry["unit"] == "count" else figure.find(role)])


def holds(words: str, percent: float) -> bool:
    """Say whether words for a share are true of a percentage, and no other of their kind is nearer to it."""
    return is_true(words, percent) and is_nearest(words, percent)


def is_nearest(words: str, percent: float) -> bool:
    """Say whether `1 in 19` is the nearest of such parts; those of 20 and of 50 on go in steps of 5 and 10."""
    found = SHARE.fullmatch(words)
    if found is None or not percent or not int(found[3]) or words.startswith("fewer"):
        return True
    part = int(found[2]) / int(found[3])
    if percent < TENTH:
        many = 100 / percent
        step = 10 if many > 50 else 5 if many > 20 else 1
        return int(found[2]) == 1 and int(found[3]) == round(many / step) * step
    return abs(percent / 100 - part) <= min(abs(percent / 100 - other) for other in PARTS) + 1e-9


def is_true(words: str, percent: float) -> bool:
    """Say whether words for a share lie within the tolerance that they promise."""
    if words in {"none", "all"}:
        return percent == {"none": 0, "all": 100}[words]
    if words in HALVES:
        low, high = HALVES[words]
        return low <= percent <= high
    found = SHARE.fullmatch(words)
    if found is None or not int(found[3]):
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
