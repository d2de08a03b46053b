"""The rows of an area's own files, field by field: what may stand there, and what is wrong otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from sendneeds.declare.partial_date import PATTERN, read_first_day, read_last_day
from sendneeds.declare.stated import StatedUnit
from sendneeds.declare.yaml_file import INVISIBLE
from sendneeds.errors import Problem

UNITS = (*(unit.value for unit in StatedUnit), "staff", "schools", "events")
SETTINGS = (
    "special school",
    "unit in a mainstream school",
    "alternative provision",
    "independent or non-maintained special school",
    "further education",
)
WHOLE = "all"
PHASES = (WHOLE, "early years", "primary", "secondary", "post-16")
CURRENT, PLANNED = STATUSES = ("current", "planned")
WITHHELD = "c"
FEWEST = 6
MOST_PERCENT = 100
MEASURE = re.compile(r"[a-z0-9_]+")
NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
PLACES = re.compile(r"[0-9]{1,9}")

Row = Mapping[str, str]


def suggest_name(name: str, names: Iterable[str], expected: str) -> str:
    """Return what was expected, with the nearest known name."""
    near = get_close_matches(name, list(names), n=1)
    return f"{expected} (nearest: '{near[0]}')" if near else expected


def check_value(row: Row, where: str) -> Iterator[Problem]:
    """Yield what is wrong with a row of values."""
    yield from _check_date(row, where)
    yield from _check_one_of(row, where, "unit", UNITS)
    yield from _check_source(row, where)
    if not MEASURE.fullmatch(row["measure"]):
        expected = "small letters, digits and _, as in plans_in_time"
        yield Problem(f"{where}, measure", f"'{row['measure']}'", expected, "rename the measure")
    if row["value"] == WITHHELD:
        return
    if not NUMBER.fullmatch(row["value"]):
        expected = "a plain number such as 1234.5, or c where it was withheld"
        yield Problem(f"{where}, value", f"'{row['value']}'", expected, "correct the number")
        return
    number, unit = float(row["value"]), row["unit"]
    if number < 0 and unit != StatedUnit.POINTS:
        yield Problem(f"{where}, value", f"'{row['value']}'", "a number of 0 or more", "correct the number")
    if unit == StatedUnit.PERCENT and number > MOST_PERCENT:
        yield Problem(f"{where}, value", f"'{row['value']}'", "at most 100 percent", "correct the number or its unit")
    if unit == StatedUnit.COUNT and number != int(number):
        yield Problem(f"{where}, value", f"'{row['value']}'", "a whole number", "correct the number or its unit")


def check_places(row: Row, where: str) -> Iterator[Problem]:
    """Yield what is wrong with a row of `capacity.csv`."""
    yield from _check_date(row, where)
    yield from _check_one_of(row, where, "setting", SETTINGS)
    yield from _check_one_of(row, where, "phase", PHASES)
    yield from _check_one_of(row, where, "status", STATUSES)
    yield from _check_source(row, where)
    if not PLACES.fullmatch(row["places"]):
        yield Problem(f"{where}, places", f"'{row['places']}'", "a whole number of 0 or more", "correct the number")


def check_small(row: Row, where: str) -> Iterator[Problem]:
    """Yield a problem for a count of 1 to 5, which may tell of single children."""
    value = row.get("value", "")
    if row.get("unit") == StatedUnit.COUNT and NUMBER.fullmatch(value) and 0 < float(value) < FEWEST:
        expected = "c for a count of 1 to 5, which could tell of single children"
        yield Problem(f"{where}, value", "a small count", expected, "write c instead of the number")


def check_split(rows: Iterable[Row], name: str) -> Iterator[Problem]:
    """Yield a problem where planned places of one date stand under all phases and under single ones, so twice."""
    planned: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        if row["status"] == PLANNED:
            planned.setdefault((row["date"], row["setting"]), set()).add(row["phase"])
    for (day, setting), phases in planned.items():
        if WHOLE in phases and len(phases) > 1:
            found = f"planned places of {setting}, {day}, under all phases and under single ones"
            yield Problem(name, found, "planned places once", "keep either the row of all phases or the others")


def _check_date(row: Row, where: str) -> Iterator[Problem]:
    text = row["date"]
    try:
        is_date = bool(PATTERN.fullmatch(text)) and bool(read_first_day(text)) and bool(read_last_day(text))
    except ValueError:
        is_date = False
    if not is_date:
        expected = "a date that exists, such as 2019, 2019-04 or 2019-04-03"
        yield Problem(f"{where}, date", f"'{text}'", expected, "correct the date")


def _check_one_of(row: Row, where: str, name: str, known: tuple[str, ...]) -> Iterator[Problem]:
    if row[name] not in known:
        expected = suggest_name(row[name], known, f"one of {', '.join(known)}")
        yield Problem(f"{where}, {name}", f"'{row[name]}'", expected, f"correct the {name}")


def check_seen(row: Row, where: str) -> Iterator[Problem]:
    """Yield a problem for each field with a character that nobody sees."""
    for name, text in row.items():
        if unseen := INVISIBLE.search(text):
            found = f"the invisible character U+{ord(unseen[0]):04X}"
            yield Problem(f"{where}, {name}", found, "text that can be seen", "remove the character")


def _check_source(row: Row, where: str) -> Iterator[Problem]:
    if not row["source"]:
        yield Problem(f"{where}, source", "nothing", "where the number comes from", "name the record or survey")
