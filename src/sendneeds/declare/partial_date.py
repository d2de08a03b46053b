"""Dates as documents state them: a day, a month or a year, written `2019-04-03`, `2019-04` or `2019`."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Annotated

from pydantic import AfterValidator

from sendneeds.declare.period import MONTHS, say_date

PATTERN = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")


def read_first_day(text: str) -> date:
    """Return the first day of a stated date."""
    year, month, day = (*(int(part) for part in text.split("-")), 1, 1)[:3]
    return date(year, month, day)


def read_last_day(text: str) -> date:
    """Return the last day of a stated date: something due in a month is not late before the month is over."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) > 2:  # noqa: PLR2004 - a day
        return date(*parts)
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def say_partial_date(text: str) -> str:
    """Return `3 April 2019`, `April 2019` or `2019`."""
    parts = text.split("-")
    if len(parts) == 1:
        return text
    return f"{MONTHS[int(parts[1]) - 1]} {parts[0]}" if len(parts) == 2 else say_date(read_first_day(text))  # noqa: PLR2004


def _check_date(text: str) -> str:
    if not PATTERN.fullmatch(text):
        raise ValueError("a date such as 2019, 2019-04 or 2019-04-03 is needed, in quotes if it is a year alone")
    try:
        read_first_day(text), read_last_day(text)
    except ValueError:
        raise ValueError("a date that exists is needed") from None
    return text


PartialDate = Annotated[str, AfterValidator(_check_date)]
