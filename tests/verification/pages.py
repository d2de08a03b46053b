"""A published page as its reader gets it: every text with its place, and every number with the id that it carries."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

BLOCKS = {"p", "li", "h1", "h2", "h3", "h4", "caption", "th", "td", "summary", "title", "text", "figcaption", "div"}
LEFT_OUT = {"style", "script", "defs"}
VOID = {"meta", "link", "br", "hr", "img", "input", "use", "path", "col"}


@dataclass
class Mark:
    """A marked number: its id and text, and where in the text of its block it stands."""

    finding: str
    text: str = ""
    start: int = 0


@dataclass
class Block:
    """One paragraph, list item, heading or cell: its text, its marks, and what it belongs to.

    `tag` is the element, `part` the nearest heading above, `table` the id of the table or figure it stands in. For a
    cell `row` is the first cell of its row and `column` the heading of its column, `cells` are those of its row, and
    `place` is (row, column) by number. `is_data` is what stands folded under a chart.
    """

    tag: str
    part: str
    table: str = ""
    text: str = ""
    marks: list[Mark] = field(default_factory=list)
    classes: str = ""
    row: str = ""
    column: str = ""
    place: tuple[int, int] = (0, 0)
    cells: list[Block] = field(default_factory=list, repr=False)
    is_data: bool = False


@dataclass
class Page:
    """All blocks of a page in order, without its styles."""

    blocks: list[Block] = field(default_factory=list)

    @property
    def marks(self) -> list[tuple[Block, Mark]]:
        return [(block, mark) for block in self.blocks for mark in block.marks]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self.open: list[tuple[str, str]] = []
        self.blocks: list[Block] = []
        self.mark: Mark | None = None
        self.part = ""
        self.heads: list[str] = []
        self.row: list[Block] = []
        self.rows = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in VOID:
            return
        self.open.append((tag, given.get("id", "")))
        if tag == "thead":
            self.heads, self.rows = [], 0
        elif tag == "tr":
            self.row, self.rows = [], self.rows + 1
        elif tag == "data" and self.blocks:
            self.mark = Mark(given.get("value", ""), start=len(self.blocks[-1].text))
            self.blocks[-1].marks.append(self.mark)
        if tag in BLOCKS:
            block = Block(tag, self.part, self._find_table(), classes=given.get("class", ""))
            block.is_data = any(name == "details" for name, _ in self.open)
            self.blocks.append(block)
            self.page.blocks.append(block)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or tag not in [name for name, _ in self.open]:
            return
        while self.open.pop()[0] != tag:
            pass
        if tag == "data":
            self.mark = None
        if tag in BLOCKS and self.blocks:
            self._close(self.blocks.pop())

    def _close(self, block: Block) -> None:
        inside = {name for name, _ in self.open}
        if block.tag in {"h1", "h2", "h3"}:
            self.part = " ".join(block.text.split())
        if block.tag in {"th", "td"}:
            if "thead" in inside:
                self.heads.append(" ".join(block.text.split()))
                return
            self.row.append(block)
            block.cells = self.row
            number = len(self.row) - 1
            block.column = self.heads[number] if number < len(self.heads) else ""
            block.row = " ".join(self.row[0].text.split())
            block.place = (self.rows, number)

    def handle_data(self, data: str) -> None:
        if LEFT_OUT & {name for name, _ in self.open} or not self.blocks:
            return
        if self.mark is not None:
            self.mark.text += data
        self.blocks[-1].text += data

    def _find_table(self) -> str:
        if any(tag == "footer" for tag, _ in self.open):
            return "footer"
        named = [name for tag, name in self.open if tag in {"div", "figure"} and name.startswith(("table-", "figure-"))]
        return named[-1] if named else ""


def read_page(html: str) -> Page:
    """Return the blocks of an HTML page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.page


NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def list_digits(text: str) -> list[str]:
    """Return the numbers of a text as they are printed, without signs and units."""
    return [found.rstrip(",") for found in NUMBER.findall(text)]
