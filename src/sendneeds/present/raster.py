"""Marks as PNG, drawn by matplotlib's Agg renderer without its figures, axes and artists, which cost more than it."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from sendneeds.present.marks import OUTLINES, Dots, Kind, Line, Mark, Shape, Stroke, Words
from sendneeds.present.theme import open_font

Pixels = npt.NDArray[np.uint8]
_CAPS = {"butt": "butt", "round": "round", "square": "projecting"}
_SHARES = {"left": 0.0, "center": 0.5, "right": 1.0}  # of a text's width, from its left end to its x
_SHARP = {"diamond": 5.0, "triangle": 5.0, "stroke": 1.0}  # pixels from which a marker is set to whole pixels
_INCH = 0.0254  # metres


def draw_pixels(marks: Iterable[Mark], width: float, height: float, dpi: int) -> Pixels:
    """Return the marks in their order on white: rows, columns, and red, green and blue. Sizes are in points."""
    renderer = RendererAgg(int(width / 72 * dpi), int(height / 72 * dpi), dpi)  # type: ignore[no-untyped-call]
    sheet = _Sheet(renderer, dpi / 72)
    ground = Shape(((0, 0), (width, 0), (width, height), (0, height)), "white", 0)
    for mark in (ground, *marks):
        sheet.draw(mark)
    return np.asarray(renderer.buffer_rgba())[:, :, :3]  # type: ignore[no-untyped-call]


def write_png(pixels: Pixels, dpi: int) -> bytes:
    """Return pixels as a PNG that knows its size on paper; the same pixels always give the same bytes."""
    height, width = pixels.shape[:2]
    rows = np.zeros((height, width * 3 + 1), dtype=np.uint8)  # a row opens with 0: its bytes as they are
    rows[:, 1:] = pixels.reshape(height, width * 3)
    dots = round(dpi / _INCH)
    chunks = (
        (b"IHDR", struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)),
        (b"pHYs", struct.pack(">2IB", dots, dots, 1)),
        (b"IDAT", zlib.compress(rows.tobytes(), 4)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_write_chunk(name, content) for name, content in chunks)


def _write_chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet of pixels; `scale` is how many pixels a point has."""

    renderer: Any
    scale: float

    def draw(self, mark: Mark) -> None:
        if isinstance(mark, Words):
            self._draw_words(mark)
        elif isinstance(mark, Line):
            self._draw_line(mark)
        elif isinstance(mark, Shape):
            self._draw_shape(mark)
        else:
            self._draw_dots(mark)

    def _draw_words(self, words: Words) -> None:
        letters = draw_letters(words.text, words.size, words.bold, self.renderer.dpi)
        left = round(words.x * self.scale - _SHARES[words.side] * letters.width + letters.left)
        top = round(self.renderer.height - words.y * self.scale) - letters.above
        self._tint(letters.ink, left, top, words.colour)

    def _tint(self, ink: Pixels, left: int, top: int, colour: str) -> None:
        """Lay ink on the sheet, its top left corner at a pixel; what stands out over the sheet is left off."""
        sheet = np.asarray(self.renderer.buffer_rgba())
        across = max(left, 0)
        ground = sheet[max(top, 0) : top + len(ink), across : left + ink.shape[1], :3]
        part = ink.astype(np.uint16)[max(-top, 0) :, across - left :][: ground.shape[0], : ground.shape[1], None]
        tone = np.array([round(share * 255) for share in to_rgb(colour)], dtype=np.uint16)
        ground[:] = (ground * (255 - part) + tone * part + 127) // 255

    def _draw_line(self, line: Line) -> None:
        pen = self._choose_pen(line.stroke.colour, line.stroke.width, line.stroke.list_dashes())
        pen.set_capstyle(_CAPS[line.stroke.ends])
        pen.set_snap(None if line.stroke.snap else False)
        path = Path(line.points)
        path.should_simplify = False  # or short strokes would be merged away
        self.renderer.draw_path(pen, path, self._enlarge())

    def _draw_shape(self, shape: Shape) -> None:
        edge = shape.edge or Stroke(shape.fill, 0)
        pen = self._choose_pen(edge.colour, edge.width, edge.list_dashes())
        pen.set_joinstyle("miter")
        self.renderer.draw_path(pen, _close(shape.corners), self._enlarge(), to_rgba(shape.fill))

    def _draw_dots(self, dots: Dots) -> None:
        look, size = dots.look, dots.size * self.scale
        pen = self._choose_pen(look.edge, look.width)
        pen.set_joinstyle("round" if look.kind == "dot" else "miter")
        pen.set_snap(size >= _SHARP.get(look.kind, np.inf))
        outline, grow, points = _find_outline(look.kind), Affine2D().scale(size), Path(dots.points)
        self.renderer.draw_markers(pen, outline, grow, points, self._enlarge(), to_rgba(look.fill))

    def _enlarge(self) -> Affine2D:
        return Affine2D().scale(self.scale)

    def _choose_pen(self, colour: str, width: float = 1.0, dashes: Sequence[float] = ()) -> Any:  # noqa: ANN401 - GraphicsContextBase
        pen = self.renderer.new_gc()
        pen.set_foreground(to_rgba(colour), isRGBA=True)
        pen.set_joinstyle("round")
        pen.set_linewidth(width)
        pen.set_dashes(0, list(dashes) or None)
        return pen


@dataclass(frozen=True, slots=True)
class Letters:
    """A line of text in pixels: how wide it is, and its ink from 0 to 255, with its top left corner from the start."""

    width: float
    ink: Pixels
    left: float
    above: int  # the baseline


@lru_cache(maxsize=1024)
def draw_letters(text: str, size: float, bold: bool, dpi: int) -> Letters:  # noqa: FBT001 - cached by position
    """Return a line of text as pixels; the same lines stand in many charts."""
    font = open_font(bold)
    font.set_size(size, dpi)
    font.set_text(text)
    font.draw_glyphs_to_bitmap(antialiased=True)
    width, height = font.get_width_height()  # in sixty-fourths of a pixel
    above = int((height - font.get_descent()) / 64 + 1)  # the picture has a row more than the letters
    ink = np.asarray(font.get_image(), dtype=np.uint8)
    return Letters(width / 64, ink, font.get_bitmap_offset()[0] / 64, above)


@lru_cache(maxsize=4)
def _find_outline(kind: Kind) -> Path:
    if kind == "dot":
        return Path.unit_circle().transformed(Affine2D().scale(0.5))
    return _close(OUTLINES[kind]) if kind != "stroke" else Path(OUTLINES[kind])


def _close(corners: Sequence[tuple[float, float]]) -> Path:
    codes = [Path.MOVETO, *[Path.LINETO] * (len(corners) - 1), Path.CLOSEPOLY]
    return Path([*corners, corners[0]], codes)
