"""Dates as documents state them, and days in decimal years of equal months."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from verification.periods import NAMES


def first_day(text: str) -> date:
    """Return the first day of `2019`, `2019-04` or `2019-04-03`."""
    return date.fromisoformat(f"{text}-01-01"[:10] if len(text) < len("2019-04-03") else text)


def last_day(text: str) -> date:
    """Return the last day of a stated date."""
    if len(text) == len("2019"):
        return date(int(text), 12, 31)
    if len(text) == len("2019-04"):
        following = first_day(text) + timedelta(days=31)
        return following.replace(day=1) - timedelta(days=1)
    return date.fromisoformat(text)


def say_date(text: str) -> str:
    """Return `2019`, `April 2019` or `3 April 2019`."""
    year, *rest = text.split("-")
    words = [str(int(part)) if at else NAMES[int(part) - 1] for at, part in enumerate(rest)]
    return " ".join([*reversed(words), year])


def end_of(day: date) -> float:
    """Return the end of a day in decimal years."""
    return day.year + (day.month - 1 + day.day / calendar.monthrange(day.year, day.month)[1]) / 12


def start_of(day: date) -> float:
    """Return the beginning of a day in decimal years."""
    return day.year + (day.month - 1 + (day.day - 1) / calendar.monthrange(day.year, day.month)[1]) / 12


def find_standing(document: dict[str, str], as_at: date) -> str:
    """Return whether a document is in force at a date, past, or not begun."""
    if first_day(str(document["begins"])) > as_at:
        return "not begun"
    return "past" if last_day(str(document["ends"])) < as_at else "in force"
