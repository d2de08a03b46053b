"""What a reader returns, and how a cell of a release becomes a number or a symbol.

Symbols are those of official statistics: `c` confidential, `x` not available, `z` not applicable, `low` rounds to 0
but is not 0, `u` of low reliability. Older files write them in other ways.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

import pandas as pd

from sendneeds.errors import DataError, Problem

SYMBOLS = ("c", "x", "z", "low", "u")
OBSERVATION_COLUMNS = ("area_code", "period", "value", "numerator", "denominator", "symbol", "release")
ENGLAND = "E92000001"

LEGACY = {
    "": "x", "-": "x", "..": "x", ":": "x", "n/av": "x", "na": "x", "nan": "x", "none": "x", "null": "x",
    ".": "z", "n/a": "z", "not applicable": "z",
    "*": "c", "supp": "c", "s": "c",
    "~": "low", "k": "u",
} | {symbol: symbol for symbol in SYMBOLS}  # fmt: skip
NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")
# Longer figures are calculated ones that a release prints in full.
MOST_PUBLISHED_DIGITS = 10


@dataclass(frozen=True, order=True)
class QualityProblem:
    """Something in a release that a reader of its figures should know. Empty fields mean all."""

    release: str
    indicator: str
    area_code: str
    period: str
    problem: str


@dataclass(frozen=True)
class Reading:
    """One indicator as read: `by_area_period` has OBSERVATION_COLUMNS, numbers as floats and "" for no symbol."""

    by_area_period: pd.DataFrame
    problems: tuple[QualityProblem, ...] = ()


@lru_cache(maxsize=100_000)
def read_number(text: str) -> float | None:
    """Return the number that `text` writes, or None if it writes none.

    Thousands commas, a percent or pound sign and spaces are dropped. Floating artefacts go: `36.090000000000003` is
    36.09, while a figure that is published with all its digits keeps them.
    """
    bare = text.strip().replace(",", "").strip("%£ ")
    if not NUMBER.fullmatch(bare):
        return None
    short = f"{float(bare):.12g}"
    return float(short) if sum(map(str.isdigit, short)) <= MOST_PUBLISHED_DIGITS else float(bare)


def read_cell(text: str) -> tuple[float | None, str]:
    """Return the number and "", or None and the symbol. Raises KeyError if `text` is neither."""
    number = read_number(text)
    if number is not None:
        return number, ""
    return None, LEGACY[text.strip().lower()]


def read_cells(texts: pd.Series, where: str) -> pd.DataFrame:
    """Return `value` and `symbol` of each cell, with the index of `texts`.

    Raises DataError, with `where`, the row and the cell, if one is neither a number nor a known symbol.
    """
    known: dict[str, tuple[float | None, str]] = {}
    for text in texts.unique():
        try:
            known[text] = read_cell(text)
        except KeyError:
            row = int(texts.index[texts == text][0]) + 2
            expected = f"a number or one of {', '.join(SYMBOLS)}"
            raise DataError(Problem(f"{where}, row {row}", repr(text), expected, "correct the cell")) from None
    values = texts.map({text: number for text, (number, _) in known.items()}).astype("float64")
    return pd.DataFrame({"value": values, "symbol": texts.map({text: symbol for text, (_, symbol) in known.items()})})


def check_columns(by_row: pd.DataFrame, columns: tuple[str, ...], where: str) -> list[Problem]:
    """Return a problem, with the nearest column of the table, for each of `columns` that is missing."""
    problems = []
    for column in columns:
        if column not in by_row.columns:
            near = get_close_matches(column, [str(name) for name in by_row.columns], n=1)
            expected = f"the column {column!r}"
            action = f"use {near[0]!r} if it was renamed" if near else "get a release that has it"
            problems.append(Problem(where, "no such column", expected, action))
    return problems
