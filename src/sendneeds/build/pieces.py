"""A report as pieces for the printed page: what stays together, and what may be broken over pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from sendneeds.build.blocks import Block, Box, FigureBlock, Grid, Heading, Listing, TableBlock

_SECTION = 2
_LONG_TABLE = 16
_TURNED_COLUMNS = 9
# Space above a piece that does not begin a page, points.
_ABOVE_SECTION, _ABOVE_PART, _ABOVE_SET, _ABOVE_TEXT = 15.0, 11.0, 10.0, 7.8


class Kind(Enum):
    """How a piece stands on a page. Only LIST and LONG pieces may be broken; TURNED ones have pages of their own."""

    TEXT = "text"
    LIST = "list"
    CHART = "chart"
    TABLE = "table"
    LONG = "long"
    TURNED = "turned"


@dataclass(frozen=True)
class Piece:
    """Blocks that follow each other on one page, if they can, and the space above them in points."""

    kind: Kind
    above: float
    blocks: tuple[Block, ...]

    @property
    def opens_section(self) -> bool:
        return isinstance(self.blocks[0], Heading) and self.blocks[0].level == _SECTION


def split_pieces(blocks: Sequence[Block]) -> Iterator[Piece]:
    """Yield the pieces of a report: each block is one, headings together with what follows them."""
    waiting: list[Block] = []
    for place, block in enumerate(blocks):
        waiting.append(block)
        if isinstance(block, Heading) and place + 1 < len(blocks):
            continue
        yield Piece(_find_kind(block), _find_space(waiting[0]), tuple(waiting))
        waiting = []


def list_planned(blocks: Sequence[Block]) -> list[Piece]:
    """Return the pieces that share pages with others: those on turned pages do not."""
    return [piece for piece in split_pieces(blocks) if piece.kind is not Kind.TURNED]


def is_turned(block: Block) -> bool:
    """Return whether a table is so broad that its page is turned."""
    return isinstance(block, TableBlock) and block.table.wide and len(block.table.columns) >= _TURNED_COLUMNS


def is_long(block: Block) -> bool:
    """Return whether a block is a table that may be broken over pages."""
    rows = block.table.rows if isinstance(block, TableBlock) else block.rows if isinstance(block, Grid) else ()
    return len(rows) > _LONG_TABLE


def _find_kind(last: Block) -> Kind:
    if is_turned(last):
        return Kind.TURNED
    if is_long(last):
        return Kind.LONG
    if isinstance(last, Listing | Box):
        return Kind.LIST
    if isinstance(last, FigureBlock):
        return Kind.CHART
    return Kind.TABLE if isinstance(last, TableBlock | Grid) else Kind.TEXT


def _find_space(first: Block) -> float:
    if isinstance(first, Heading):
        return _ABOVE_SECTION if first.level == _SECTION else _ABOVE_PART
    return _ABOVE_SET if isinstance(first, FigureBlock | TableBlock | Grid | Box) else _ABOVE_TEXT
