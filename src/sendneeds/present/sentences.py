"""Small pieces of the sentences that describe charts."""

from __future__ import annotations

from collections.abc import Sequence


def join_words(words: Sequence[str]) -> str:
    """Return `a, b and c`."""
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def say_count(number: int, noun: str) -> str:
    """Return `1 point` or `2 points`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
