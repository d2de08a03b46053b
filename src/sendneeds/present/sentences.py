"""Small pieces of the sentences that describe charts."""

from __future__ import annotations

from collections.abc import Sequence

WITH_ARTICLE = ("City of ", "Isle of ", "Isles of ", "East Riding ")
REGIONS = {"North East", "North West", "South East", "South West", "East Midlands", "West Midlands", "East of England"}


def add_article(name: str) -> str:
    """Return the name of a place as it stands in a sentence: `the City of London`, `the South West`, `Leeds`."""
    return f"the {name}" if name in REGIONS or name.startswith(WITH_ARTICLE) else name


def join_words(words: Sequence[str]) -> str:
    """Return `a, b and c`."""
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def say_count(number: int, noun: str) -> str:
    """Return `1 point` or `2 points`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
