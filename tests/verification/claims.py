"""Claims of an area's documents a second time: the published figure beside each, and the verdict."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from typing import NamedTuple

from verification.area import Area
from verification.periods import find_end
from verification.tables import ENGLAND, Entry
from verification.thread import read_strategy

NEAR, SLACK = 0.10, 1e-9
PICKS: dict[str, Callable[[list[float]], float]] = {"type lowest": min, "type highest": max}
SCALES = {"thousand pounds": 1e3, "million pounds": 1e6}


class Checked(NamedTuple):
    """A claim with the published figure, that of the next release, and the verdict."""

    claim: Entry
    published: float | None
    after: float | None
    verdict: str
    is_between: bool


def count_decimals(value: float) -> int:
    return len(str(value).partition(".")[2])


def find_span(value: float, units: float = 0.5) -> tuple[float, float]:
    """Return what a printed number may have been before it was rounded."""
    step = units * 10.0 ** -count_decimals(value)
    return value - step, value + step


def list_claims(area: Area) -> list[Checked]:
    """Return every claim, checked, whatever the edition."""
    if "claims" not in area.known:
        area.known["claims"] = [_check(area, item) for item in read_strategy(area).get("claims", ())]
    found: list[Checked] = area.known["claims"]
    return found


def _check(area: Area, claim: Entry) -> Checked:
    check = claim.get("check")
    if not check:
        return Checked(claim, None, None, "cannot be checked", is_between=False)
    in_pounds = area.entry(check["of"]["indicators"][0])["unit"] == "pounds"
    scale = SCALES.get(claim.get("unit", "count"), 1.0) if in_pounds else 1.0
    ends = (find_published(area, check, check["of"]), find_published(area, check, check.get("after")))
    published, after = (None if end is None else end / scale for end in ends)
    verdict, between = judge(claim, published, after)
    return Checked(claim, published, after, verdict, between)


def find_published(area: Area, check: Entry, of: Entry | None) -> float | None:
    """Return the published figure that a check names."""
    if of is None:
        return None
    whose = check.get("area", "area")
    codes = {"area": [area.code], "region": [area.row["region_code"]], "england": [ENGLAND]}.get(whose, area.alike)
    values = list_published(area, check, of, codes)
    return PICKS.get(whose, statistics.fmean)(values) if values else None


def list_published(area: Area, check: Entry, of: Entry, codes: list[str]) -> list[float]:
    """Return the figure for each of some areas that has it."""
    found = (_work_out(area, check, of, code) for code in codes)
    return [value for value in found if value is not None]


def _work_out(area: Area, check: Entry, of: Entry, code: str) -> float | None:
    value = _add_up(area, of, code)
    if check.get("over"):
        whole = _add_up(area, check["over"], code)
        return 100 * value / whole if value is not None and whole else None
    if check.get("since"):
        before = _add_up(area, check["since"], code)
        return 100 * (value / before - 1) if value is not None and before else None
    return value


def _add_up(area: Area, operand: Entry, code: str) -> float | None:
    field = operand.get("figure", "value")
    found = [getattr(area.find(name, str(operand["period"]), code), field) for name in operand["indicators"]]
    return None if None in found else sum(found)


def judge(claim: Entry, published: float | None, after: float | None) -> tuple[str, bool]:
    """Return the verdict, and whether the claim lies between two published figures."""
    if published is None:
        return "cannot be checked", False
    value, bound = claim["value"], claim.get("bound")
    if (bound == "over" and published > value) or (bound == "up to" and published <= find_span(value)[1]):
        return "agrees", False
    if bound == "over":
        low = high = value + 10 * SLACK
    else:
        units = 1.0 if bound == "about" else 0.5
        upper = claim["high"] if claim.get("high") is not None else value
        low, high = find_span(value, units)[0], find_span(upper, units)[1]
    if low <= published + SLACK and published <= high + SLACK:
        return "agrees", False
    if after is not None and min(published, after) <= value <= max(published, after):
        return "near", True
    gap = max(low - published, published - high)
    return ("near" if gap <= NEAR * abs(published) else "differs"), False


def list_counts(area: Area) -> dict[str, dict[int, float]]:
    """Return every published count of an area by indicator and year."""
    found: dict[str, dict[int, float]] = {}
    for name, entry in area.tables.indicators.items():
        if entry["unit"] == "count":
            for (code, period), row in area.tables.read_series(name).items():
                if code == area.code and row.value is not None:
                    found.setdefault(name, {})[find_end(period, entry["period"]).year] = row.value
    return found
