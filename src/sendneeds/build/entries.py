"""Links from the source lines of figures and tables to the entries of their releases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from sendneeds.build.blocks import Block, FigureBlock, TableBlock
from sendneeds.build.wording import link_source

# The report of an area that lists all of its sources.
LISTS_SOURCES = "needs_assessment.html"


def link_entries(blocks: Iterable[Block], *, has_area: bool) -> tuple[Block, ...]:
    """Return the blocks, the links of their source lines leading to entries that there are.

    A report without entries links to those of the needs assessment beside it, if it is of one area; where no entry can
    be, the words stay without a link.
    """
    blocks = tuple(blocks)
    entries = set(_list_entries(blocks))
    elsewhere = LISTS_SOURCES if has_area and not entries else ""

    def find(entry: str) -> str:
        return f"#{entry}" if entry in entries else f"{elsewhere}#{entry}" if elsewhere else ""

    def link(block: Block) -> Block:
        match block:
            case FigureBlock():
                return replace(block, figure=replace(block.figure, source=link_source(block.figure.source, find)))
            case TableBlock():
                return replace(block, table=replace(block.table, source=link_source(block.table.source, find)))
        return block

    return tuple(link(block) for block in blocks)


def _list_entries(blocks: Iterable[Block]) -> Iterator[str]:
    tables = [block.table for block in blocks if isinstance(block, TableBlock)]
    return (row[0].anchor for table in tables for row in table.rows if row and row[0].anchor)
