"""Widths of the columns of a printed table, from an estimate of how wide its words are."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

# Widths of Source Sans 3 in units of the type size: narrow signs, broad ones, capitals and all others.
_NARROW, _BROAD, _CAPITAL, _OTHER = 0.29, 0.82, 0.58, 0.51
_NARROW_SIGNS = frozenset(" .,;:'|!iljtfrI()[]-/")
_BROAD_SIGNS = frozenset("mwMW%")
_BOLD = 1.06
# Space between columns, in the same units.
_GUTTER = 1.0
_HEADER_LINES = 3
# Shares of width to try, from all columns alike to in proportion to their text.
_POWERS = (0.0, 0.5, 0.75, 1.0)


def divide_width(texts: Sequence[Sequence[str]], numeric: Sequence[bool], size: float, width: float) -> list[float]:
    """Return the width of each column of `texts` (header row first) set at `size`, `width` together, all in points.

    No column is narrower than its longest word, nor a numeric one than its longest number, if `width` allows. What
    is left goes to cells that would break, so that the rows take the fewest lines, then to headers until each of
    these is one line, then to the first column.
    """
    columns = list(zip(*texts, strict=True))
    least = [_find_least(column, is_numeric) * size for column, is_numeric in zip(columns, numeric, strict=True)]
    unbroken = [max(low, _find_longest(column[1:]) * size) for low, column in zip(least, columns, strict=True)]
    if sum(least) >= width:
        return [low * width / sum(least) for low in least]
    lengths = [sum(map(len, column)) for column in columns]
    tries = [_share_out(least, unbroken, [length**power for length in lengths], width) for power in _POWERS]
    widths = min(tries, key=lambda tried: _count_lines(texts[1:], tried, size))
    headed = [max(low, _find_longest(column[:1]) * _BOLD * size) for low, column in zip(widths, columns, strict=True)]
    widths = _share_out(widths, headed, [1] * len(columns), width)
    widths[0] += width - sum(widths)
    return widths


def _count_lines(rows: Sequence[Sequence[str]], widths: Sequence[float], size: float) -> int:
    """Estimate the lines that all rows take together."""
    rooms = [width / size - _GUTTER for width in widths]
    return sum(max(_wrap(cell, room) for cell, room in zip(row, rooms, strict=True)) for row in rows)


def _wrap(text: str, room: float) -> int:
    """Return the number of lines of `text` where a line is `room` wide."""
    lines, used = 1, 0.0
    for word in text.split():
        width = _measure(word)
        if used and used + _NARROW + width > room:
            lines, used = lines + 1, width
        else:
            used += width + (_NARROW if used else 0.0)
    return lines


def _find_least(column: Sequence[str], is_numeric: bool) -> float:  # noqa: FBT001 (a property of the column)
    header, *cells = column
    words = [word for cell in cells for word in ([cell] if is_numeric else cell.split())]
    heading = max((_measure(word) for word in header.split()), default=0.0)
    while _wrap(header, heading) > _HEADER_LINES:
        heading += 0.25
    return max([*map(_measure, words), heading * _BOLD]) + _GUTTER


def _find_longest(cells: Sequence[str]) -> float:
    return max(map(_measure, cells), default=0.0) + _GUTTER


def _share_out(least: Sequence[float], most: Sequence[float], weights: Sequence[float], width: float) -> list[float]:
    """Raise widths from `least` towards `most`, `width` together at most, in the proportion of `weights`."""
    low, high = 0.0, width
    widths = list(least)
    for _ in range(40):
        scale = (low + high) / 2
        tried = [min(top, max(floor, scale * weight)) for floor, top, weight in zip(least, most, weights, strict=True)]
        if sum(tried) > width:
            high = scale
        else:
            low, widths = scale, tried
    return widths


@lru_cache(maxsize=4096)
def _measure(text: str) -> float:
    return sum(map(_measure_sign, text))


@cache
def _measure_sign(sign: str) -> float:
    if sign in _NARROW_SIGNS:
        return _NARROW
    if sign in _BROAD_SIGNS:
        return _BROAD
    return _CAPITAL if sign.isupper() else _OTHER
