"""What a report consists of: inline pieces and blocks, with no trace of Markdown, HTML or Typst.

`kind` names a class for the templates. Everything is plain text; a renderer escapes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from sendneeds.present.display import Figure, Table


@dataclass(frozen=True)
class Text:
    text: str
    kind: ClassVar[str] = "text"


@dataclass(frozen=True)
class Number:
    """A number as a reader sees it, and the id of the finding it comes from."""

    text: str
    finding: str
    kind: ClassVar[str] = "number"


@dataclass(frozen=True)
class Code:
    text: str
    kind: ClassVar[str] = "code"


@dataclass(frozen=True)
class LineBreak:
    kind: ClassVar[str] = "break"


@dataclass(frozen=True)
class NoteMark:
    """The `occurrence`-th mention (from 1) of note `number`."""

    number: int
    occurrence: int
    kind: ClassVar[str] = "note_mark"


@dataclass(frozen=True)
class Strong:
    children: tuple[Inline, ...]
    kind: ClassVar[str] = "strong"


@dataclass(frozen=True)
class Emphasis:
    children: tuple[Inline, ...]
    kind: ClassVar[str] = "emphasis"


@dataclass(frozen=True)
class Link:
    """A link to a web or mail address, or to `#anchor` of the same report."""

    target: str
    children: tuple[Inline, ...]
    kind: ClassVar[str] = "link"


Inline = Text | Number | Code | LineBreak | NoteMark | Strong | Emphasis | Link


@dataclass(frozen=True)
class Heading:
    level: int
    anchor: str
    children: tuple[Inline, ...]
    kind: ClassVar[str] = "heading"

    @property
    def text(self) -> str:
        return read_text(self.children)


@dataclass(frozen=True)
class Paragraph:
    children: tuple[Inline, ...]
    kind: ClassVar[str] = "paragraph"


@dataclass(frozen=True)
class Listing:
    """A list. `start` is the first number of an ordered list and None for bullets."""

    items: tuple[tuple[Block, ...], ...]
    start: int | None = None
    kind: ClassVar[str] = "listing"


@dataclass(frozen=True)
class Box:
    """Text set apart from the report's own, such as local commentary (a quotation in Markdown)."""

    blocks: tuple[Block, ...]
    kind: ClassVar[str] = "box"


@dataclass(frozen=True)
class CodeBlock:
    text: str
    kind: ClassVar[str] = "code_block"


@dataclass(frozen=True)
class Grid:
    """A table written in Markdown: no caption and no number. The first cell of each row is its header.

    `label` names it for a screen reader and is unique in a report.
    """

    label: str
    header: tuple[tuple[Inline, ...], ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]
    kind: ClassVar[str] = "grid"


@dataclass(frozen=True)
class FigureBlock:
    number: int
    anchor: str
    figure: Figure
    kind: ClassVar[str] = "figure"


@dataclass(frozen=True)
class TableBlock:
    number: int
    anchor: str
    table: Table
    kind: ClassVar[str] = "table"


Block = Heading | Paragraph | Listing | Box | CodeBlock | Grid | FigureBlock | TableBlock


@dataclass(frozen=True)
class Note:
    """A footnote and how often the text points to it."""

    number: int
    mentions: int
    blocks: tuple[Block, ...]


def read_text(children: Iterable[Inline]) -> str:
    """Return the words of inline pieces without their marks."""
    words = []
    for child in children:
        match child:
            case Text() | Number() | Code():
                words.append(child.text)
            case Strong() | Emphasis() | Link():
                words.append(read_text(child.children))
            case LineBreak():
                words.append(" ")
            case NoteMark():
                pass
    return "".join(words)
