"""The text of a PDF and of a Word file, read from the files themselves: a page's numbers stand in them too."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from math import hypot, inf
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pikepdf

NUMBER = re.compile(r"\d(?:[\d,.]*\d)?")
WORD_TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PAIR = re.compile(r"<([0-9A-Fa-f]+)>")
Glyphs = dict[int, str]
Matrix = tuple[float, ...]
UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def read_pdf(path: Path) -> str:
    """Return the text of a PDF, page by page and run by run, without what is marked as no part of it."""
    with pikepdf.open(path) as pdf:
        known: dict[tuple[int, int], Glyphs] = {}
        return "\n".join(_PageText(page, known).text for page in pdf.pages)


def count_pages(path: Path) -> int:
    """Return how many pages a PDF has."""
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def read_glyphs(page: Any) -> dict[str, Glyphs]:  # noqa: ANN401 - pikepdf's page
    """Return the characters of the glyphs of each font of a page, by the font's name."""
    fonts = page.get("/Resources", {}).get("/Font", {})
    return {str(name): _read_font(font, {}) for name, font in fonts.items()}


class _PageText:
    """The text of a page. Charts set each character by itself: those next to each other on a line make a word."""

    def __init__(self, page: Any, known: dict[tuple[int, int], Glyphs]) -> None:  # noqa: ANN401 - pikepdf's page
        self.fonts = {str(name): font for name, font in page.get("/Resources", {}).get("/Font", {}).items()}
        self.known, self.text = known, ""
        self.glyphs: Glyphs = {}
        self.marked: list[str] = []
        self.matrix, self.kept, self.place = UNIT, [UNIT], UNIT
        self.size, self.run, self.end = 0.0, "", (0.0, 0.0)
        for item in pikepdf.parse_content_stream(page):
            self._read(str(item.operator), item.operands)

    def _read(self, name: str, operands: Any) -> None:  # noqa: ANN401 - pikepdf's operands
        if name in {"BDC", "BMC"}:
            self.marked.append(str(operands[0]))
        elif name == "EMC":
            self.marked.pop()
        elif name == "q":
            self.kept.append(self.matrix)
        elif name == "Q":
            self.matrix = self.kept.pop()
        elif name == "cm":
            self.matrix = _combine(tuple(map(float, operands)), self.matrix)
        elif name == "Tf":
            self.glyphs, self.size = _read_font(self.fonts[str(operands[0])], self.known), float(operands[1])
        elif name == "Tm":
            self.place = tuple(map(float, operands))
        elif name in {"Tj", "TJ"} and "/Artifact" not in self.marked:
            parts = operands[0] if name == "TJ" else operands
            self.run += "".join(_decode(bytes(part), self.glyphs) for part in parts if isinstance(part, pikepdf.String))
        elif name == "ET" and self.run:
            self._close()

    def _close(self) -> None:
        a, b, _, _, x, y = _combine(self.place, self.matrix)
        size = self.size * hypot(a, b)
        gap, lift = x - self.end[0], abs(y - self.end[1])
        near = len(self.run) == 1 and 0 < gap <= size and lift < size / 10
        self.text += self.run if near else f" {self.run}"
        self.end = (x, y) if len(self.run) == 1 else (inf, inf)
        self.run = ""


def _combine(one: Matrix, other: Matrix) -> Matrix:
    """Return the matrix that applies one and then the other."""
    a, b, c, d, e, f = one
    k, m, n, p, x, y = other
    return (
        a * k + b * n, a * m + b * p,
        c * k + d * n, c * m + d * p,
        e * k + f * n + x, e * m + f * p + y,
    )  # fmt: skip


def _read_font(font: Any, known: dict[tuple[int, int], Glyphs]) -> Glyphs:  # noqa: ANN401 - pikepdf's font
    """Return the characters of a font's glyphs from its table to Unicode."""
    if font.objgen not in known:
        table = font.ToUnicode.read_bytes().decode("latin-1") if "/ToUnicode" in font else ""
        known[font.objgen] = dict(_read_table(table))
    return known[font.objgen]


def _read_table(table: str) -> Iterator[tuple[int, str]]:
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for line in block.strip().splitlines():
            code, text = PAIR.findall(line)
            yield int(code, 16), bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for line in block.strip().splitlines():
            first, last, *texts = PAIR.findall(line)
            for at, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                start = bytes.fromhex(texts[min(at, len(texts) - 1)]).decode("utf-16-be")
                yield code, start if len(texts) > 1 else start[:-1] + chr(ord(start[-1]) + at)


def _decode(codes: bytes, glyphs: Glyphs) -> str:
    return "".join(glyphs.get(int.from_bytes(codes[at : at + 2], "big"), "") for at in range(0, len(codes), 2))


def read_docx(path: Path) -> str:
    """Return the text of a Word file: its body, paragraph by paragraph."""
    with zipfile.ZipFile(path) as archive:
        root = ET.fromstring(archive.read("word/document.xml"))  # noqa: S314 - the project's own file
    paragraphs = root.iter(f"{WORD_TEXT}p")
    return "\n".join("".join(item.text or "" for item in one.iter(f"{WORD_TEXT}t")) for one in paragraphs)


def count_numbers(text: str) -> Counter[str]:
    """Return how often each number stands in a text."""
    return Counter(NUMBER.findall(text))
