"""Periods as releases write them, and what they mean.

A release's own code is kept (`202425`, `2024`, `2023/24`, `2024-25 (OT)`, `202425 Spring term`, `2023-10`); its kind is
declared on the indicator, since `2024` may be a calendar year, a January or a school year's end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class PeriodKind(StrEnum):
    """What a period code of an indicator stands for."""

    JANUARY = "january"
    CALENDAR_YEAR = "calendar_year"
    SCHOOL_YEAR = "school_year"
    SCHOOL_YEAR_END = "school_year_end"
    TERM = "term"
    TWO_TERMS = "two_terms"
    FINANCIAL_YEAR = "financial_year"
    MONTH = "month"
    MID_YEAR = "mid_year"
    MARCH = "march"
    WINTER = "winter"


# The calendar module's names follow the reader's locale; a report is in English everywhere.
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
TERM_ENDS = {"Autumn": (0, 12, 31), "Spring": (1, 4, 15), "Summer": (1, 7, 31)}
SPAN = re.compile(r"(\d{4})[/-]?(\d{2})(?!\d)")


@dataclass(frozen=True, order=True)
class Period:
    """One period: `end` orders and filters, `code` is the release's own, `label` is for readers."""

    end: date
    code: str
    label: str


def read_period(code: str, kind: PeriodKind) -> Period:
    """Return the period that `code` means for an indicator of `kind`.

    Raises ValueError if the code has no year in it.
    """
    first, last = _read_years(code, kind)
    provisional = ", provisional" if "prov" in code else ""
    span = f"{first}/{last % 100:02d}"
    if kind is PeriodKind.TERM:
        term = next(name for name in TERM_ENDS if name in code)
        shift, month, day = TERM_ENDS[term]
        return Period(date(first + shift, month, day), code, f"{term.lower()} term {span}")
    if kind is PeriodKind.MONTH:
        month = int(code[5:7])
        return Period(_end_of_month(first, month), code, f"{MONTHS[month - 1]} {first}")
    end, label = {
        PeriodKind.JANUARY: (date(last, 1, 31), f"January {last}"),
        PeriodKind.CALENDAR_YEAR: (date(last, 12, 31), f"{last}"),
        PeriodKind.SCHOOL_YEAR: (date(last, 7, 31), span),
        PeriodKind.SCHOOL_YEAR_END: (date(last, 7, 31), f"{last}{provisional}"),
        PeriodKind.TWO_TERMS: (date(last, 4, 15), f"autumn and spring terms {span}"),
        PeriodKind.FINANCIAL_YEAR: (date(last, 3, 31), f"{first}-{last % 100:02d}"),
        PeriodKind.MID_YEAR: (date(last, 6, 30), f"mid-{last}"),
        PeriodKind.MARCH: (date(last, 3, 31), f"March {last}"),
        PeriodKind.WINTER: (date(last, 2, 28), f"December {last - 1} to February {last}"),
    }[kind]
    return Period(end, code, label)


def _read_years(code: str, kind: PeriodKind) -> tuple[int, int]:
    if kind is not PeriodKind.MONTH and (span := SPAN.match(code)):
        return int(span[1]), int(span[1]) + 1
    year = int(code[:4])
    return (year, year) if kind in {PeriodKind.MONTH, PeriodKind.CALENDAR_YEAR} else (year - 1, year)


def _end_of_month(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def say_when(period: Period, kind: PeriodKind) -> str:
    """Return the phrase that puts a sentence in its period: "in January 2025", "in the spring term 2024/25"."""
    if not period.code:
        return f"in {period.label}"
    if kind is PeriodKind.WINTER:
        return f"from {period.label}"
    if kind in {PeriodKind.TERM, PeriodKind.TWO_TERMS}:
        return f"in the {period.label}"
    return f"in {period.label}"


def say_date(day: date) -> str:
    """Return `31 December 2025`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def make_empty_period(as_at: date) -> Period:
    """Return what stands for the period of an indicator that has none up to the date of an edition."""
    return Period(as_at, "", "this edition")


def count_years(earlier: date, later: date) -> float:
    """Return the years between two dates."""
    return (later - earlier).days / 365.25
