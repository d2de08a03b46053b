"""A published page read again: every number that carries an id, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}


@dataclass(frozen=True)
class Spot:
    """One number of a page: its id, its text, the heading above it and the figure or table it stands in, if any."""

    id: str
    text: str
    heading: str
    display: str

    @property
    def place(self) -> str:
        return f"{self.heading}, {self.display.lower()}" if self.display else self.heading


def read_spots(page: str) -> list[Spot]:
    """Return the numbers with ids of an HTML page, in its order."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.spots


@dataclass
class _Open:
    """An element that is being read: its name, whether it is a heading, label or number, and its text so far."""

    tag: str
    kind: str = ""
    id: str = ""
    texts: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    """Follows headings, the labels of figures and tables, and `data` elements."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.spots: list[Spot] = []
        self._open: list[_Open] = []
        self._heading, self._display = "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in HEADINGS:
            self._open.append(_Open(tag, "heading"))
        elif tag == "data":
            self._open.append(_Open(tag, "number", given.get("value", "")))
        elif tag == "span" and given.get("class") == "label":
            self._open.append(_Open(tag, "label"))

    def handle_endtag(self, tag: str) -> None:
        if tag in {"figure", "table"}:
            self._display = ""
        if self._open and self._open[-1].tag == tag:
            self._close(self._open.pop())

    def handle_data(self, data: str) -> None:
        for item in self._open:
            item.texts.append(data)

    def _close(self, item: _Open) -> None:
        text = " ".join("".join(item.texts).split())
        if item.kind == "heading":
            self._heading = text
        elif item.kind == "label":
            self._display = text
        else:
            self.spots.append(Spot(item.id, text, self._heading, self._display))
