"""When a period of a release ends, and what readers call it: read from its code a second time."""

from __future__ import annotations

import calendar
import re
from datetime import date

NAMES = tuple(date(2001, month, 1).strftime("%B") for month in range(1, 13))
TERMS = {"Autumn": (12, 31), "Spring": (4, 15), "Summer": (7, 31)}
ENDS = {
    "january": (1, 31),
    "calendar_year": (12, 31),
    "school_year": (7, 31),
    "school_year_end": (7, 31),
    "two_terms": (4, 15),
    "financial_year": (3, 31),
    "mid_year": (6, 30),
    "march": (3, 31),
    "winter": (2, 28),
}
SEPTEMBER = 9


def split_years(code: str, kind: str) -> tuple[int, int]:
    """Return the first and last year of a period; a year alone ends what began the year before."""
    digits = re.sub(r"\D", "", code.split(" ", maxsplit=1)[0])
    year = int(digits[:4])
    if kind == "month":
        return year, year
    if len(digits) == len("202425"):
        return year, year + 1
    return (year, year) if kind == "calendar_year" else (year - 1, year)


def find_end(code: str, kind: str) -> date:
    """Return the last day of a period."""
    first, last = split_years(code, kind)
    if kind == "month":
        month = int(code[5:7])
        return date(first, month, calendar.monthrange(first, month)[1])
    if kind == "term":
        name = next(term for term in TERMS if term in code)
        return date(first if name == "Autumn" else last, *TERMS[name])
    return date(last, *ENDS[kind])


def find_label(code: str, kind: str) -> str:
    """Return what readers call a period."""
    first, last = split_years(code, kind)
    span = f"{first}/{last % 100:02d}"
    if kind == "term":
        return f"{next(term for term in TERMS if term in code).lower()} term {span}"
    labels = {
        "january": f"January {last}",
        "calendar_year": f"{last}",
        "school_year": span,
        "school_year_end": f"{last}{', provisional' if 'prov' in code else ''}",
        "two_terms": f"autumn and spring terms {span}",
        "financial_year": f"{first}-{last % 100:02d}",
        "mid_year": f"mid-{last}",
        "march": f"March {last}",
        "winter": f"December {last - 1} to February {last}",
        "month": f"{NAMES[int(code[5:7]) - 1] if kind == 'month' else ''} {first}",
    }
    return labels[kind]


def name_school_year(end: date) -> str:
    """Return the school year, September to August, that a day falls in: `2019/20`."""
    first = end.year if end.month >= SEPTEMBER else end.year - 1
    return f"{first}/{(first + 1) % 100:02d}"


def is_stale(end: date, as_at: date, years: int) -> bool:
    """Say whether a day lies more than so many years before another, to the day."""
    return (as_at.year - end.year, as_at.month, as_at.day) > (years, end.month, end.day)
