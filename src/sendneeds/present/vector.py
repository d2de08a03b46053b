"""Marks as SVG: one element each, text as text, no ids and no style sheet, fit to stand in a page with others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from sendneeds.present.marks import OUTLINES, Dots, Line, Mark, Point, Shape, Stroke, Words
from sendneeds.present.theme import FAMILY

_ANCHORS = {"left": "start", "center": "middle", "right": "end"}


def write_svg(marks: Iterable[Mark], width: float, height: float) -> str:
    """Return an `svg` element of `width` by `height` points with the marks in their order; y points up in a mark."""
    across, down = _say(width), _say(height)
    size = f'width="{across}pt" height="{down}pt" viewBox="0 0 {across} {down}"'
    ground = f'<path d="M0 0H{across}V{down}H0Z" style="fill:#ffffff"/>'
    elements = [element for mark in marks for element in _write_mark(mark, height)]
    return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" {size}>', ground, *elements, "</svg>"])


def _write_mark(mark: Mark, height: float) -> Iterable[str]:
    if isinstance(mark, Words):
        return [_write_words(mark, height)]
    if isinstance(mark, Line):
        return _write_line(mark, height)
    return _write_shape(mark, height) if isinstance(mark, Shape) else _write_dots(mark, height)


def _write_words(words: Words, height: float) -> str:
    weight = "font-weight:700;" if words.bold else ""
    font = f"{weight}font-size:{_say(words.size)}px;font-family:'{FAMILY}', sans-serif"
    style = f"{font};text-anchor:{_ANCHORS[words.side]};fill:{words.colour}"
    place = f'x="{_say(words.x)}" y="{_say(height - words.y)}"'
    return f'<text {place} style="{style}">{escape(words.text, quote=False)}</text>'


def _write_line(line: Line, height: float) -> Iterable[str]:
    path = "".join(_trace(run, height) for run in line.list_runs())
    cap = "" if line.stroke.ends == "butt" else f";stroke-linecap:{line.stroke.ends}"
    style = f"fill:none;{_write_stroke(line.stroke)}{cap};stroke-linejoin:round"
    return [f'<path d="{path}" style="{style}"/>'] if path else []


def _write_shape(shape: Shape, height: float) -> Iterable[str]:
    edge = f";{_write_stroke(shape.edge)}" if shape.edge else ""
    return [f'<path d="{_trace(shape.corners, height)}Z" style="fill:{shape.fill}{edge}"/>']


def _write_dots(dots: Dots, height: float) -> Iterable[str]:
    look = dots.look
    style = f'style="fill:{look.fill};stroke:{look.edge};stroke-width:{_say(look.width)}"'
    for x, y in dots.list_places():
        if look.kind == "dot":
            yield f'<circle cx="{_say(x)}" cy="{_say(height - y)}" r="{_say(dots.size / 2)}" {style}/>'
        else:
            corners = [(x + across * dots.size, y + up * dots.size) for across, up in OUTLINES[look.kind]]
            end = "" if look.kind == "stroke" else "Z"
            yield f'<path d="{_trace(corners, height)}{end}" {style}/>'


def _write_stroke(stroke: Stroke) -> str:
    dashes = ",".join(map(_say, stroke.list_dashes()))
    return f"stroke:{stroke.colour};stroke-width:{_say(stroke.width)}" + (
        f";stroke-dasharray:{dashes}" if dashes else ""
    )


def _trace(points: Sequence[Point], height: float) -> str:
    steps = [f"{_say(x)} {_say(height - y)}" for x, y in points]
    return f"M{'L'.join(steps)}"


def _say(value: float) -> str:
    """Return a length to a hundredth of a point."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value else "0"
