"""The look of every chart: colours, type sizes, and how wide a text is when it is set in the vendored font."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from pathlib import Path

from matplotlib.ft2font import FT2Font

FONTS = Path(__file__).with_name("fonts")
FAMILY = "Source Sans 3"
WIDTH = 468.0  # points: 16.5 cm, the text width of an A4 page

# Government Analysis Function palette; text is always in INK or AREA, which pass 7:1 on white.
AREA = "#12436D"
INK = "#3D3D3D"
# Comparators are greys; each also has its own shape or dash.
OUTER = "#E6E8EA"
INNER = "#CBD2D8"
DOT = "#AEB4B9"
LINE = "#6C747A"
GRID = "#E3E5E7"

LABEL = 11.0
TICK = 10.5
NOTE = 10.0
LEADING = 1.18
SPARE = 1.015  # renderers round the widths of letters in different ways


def find_face(*, bold: bool) -> Path:
    """Return the file of the vendored font."""
    return FONTS / f"SourceSans3-{'Bold' if bold else 'Regular'}.ttf"


@lru_cache(maxsize=2)
def open_font(bold: bool) -> FT2Font:  # noqa: FBT001 - cached by position
    """Return the vendored font; who uses it sets its size first."""
    # From memory: an open file would be read by forked processes at one common place.
    return FT2Font(BytesIO(find_face(bold=bold).read_bytes()))


def measure_text(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width in points of one line of text: words and the spaces between them, which do not overlap."""
    words = text.split(" ")
    units = sum(measure_word(word, bold) for word in words) + (len(words) - 1) * measure_word(" ", bold)
    return units / 64 * size / 100 * SPARE


@lru_cache(maxsize=8192)
def measure_word(word: str, bold: bool) -> int:  # noqa: FBT001 - cached by position
    """Return the width of a word at a size of 100 points, in sixty-fourths of a point."""
    font = open_font(bold)
    font.set_size(100, 72)
    font.set_text(word)
    return int(font.get_width_height()[0])


def measure_lines(lines: tuple[str, ...], size: float, *, bold: bool = False) -> tuple[float, float]:
    """Return the width and height in points of lines set under each other."""
    width = max((measure_text(line, size, bold=bold) for line in lines), default=0.0)
    return width, len(lines) * size * LEADING


def wrap_text(text: str, width: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """Return `text` in lines of at most `width` points; a single longer word stays whole."""
    lines: list[str] = []
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and measure_text(joined, size, bold=bold) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return tuple(lines)


def balance_text(text: str, width: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """Return `text` in as few lines as `wrap_text` needs, and as even as they can be."""
    lines = best = wrap_text(text, width, size, bold=bold)
    while len(best) == len(lines) > 1:
        lines = best
        narrower = measure_lines(best, size, bold=bold)[0] - 0.5
        best = wrap_text(text, narrower, size, bold=bold)
        if measure_lines(best, size, bold=bold)[0] > narrower:
            break
    return lines
