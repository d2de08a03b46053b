"""What a report holds, by whichever file says it: its executed notebook, else its page, and its PDF's tag tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from bs4 import BeautifulSoup, Tag

from sendneeds.build.blocks import Block, Box, FigureBlock, Grid, Heading, Listing, TableBlock
from sendneeds.build.document import read_document

# What a page adds to its title, and sections that only a page has.
_STATES = (" (draft)", " (for the author)")
_PAGE_ONLY = ("notes-title", "contents-title")


@dataclass(frozen=True)
class Contents:
    """Title, language, headings (level and words), descriptions of figures, and rows and columns of each table."""

    title: str
    lang: str
    headings: tuple[tuple[int, str], ...]
    alts: tuple[str, ...]
    tables: tuple[tuple[int, int], ...]


def read_contents(pdf: Path) -> Contents | None:
    """Return what the report of a PDF holds, from the notebook beside it or else the page; None without either."""
    notebook, page = pdf.with_suffix(".ipynb"), pdf.with_suffix(".html")
    if notebook.is_file():
        return read_notebook(notebook)
    return read_page(page) if page.is_file() else None


def read_notebook(path: Path) -> Contents:
    """Return what the report of an executed notebook holds."""
    document = read_document(nbformat.read(path, as_version=4))  # type: ignore[no-untyped-call]
    blocks = [document.title, *document.opening, *document.blocks]
    everything = list(_walk(blocks))
    return Contents(
        document.metadata.title,
        document.metadata.lang,
        tuple((block.level, block.text) for block in everything if isinstance(block, Heading)),
        tuple(block.figure.alt for block in everything if isinstance(block, FigureBlock)),
        tuple(_measure(block) for block in everything if isinstance(block, TableBlock | Grid)),
    )


def read_page(path: Path) -> Contents:
    """Return what a page holds, without the tables of data beside its charts, which are in no PDF."""
    soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    title = soup.title.get_text() if soup.title else ""
    for state in _STATES:
        title = title.removesuffix(state)
    headings = [tag for tag in soup.find_all(["h1", "h2", "h3", "h4"]) if tag.get("id") not in _PAGE_ONLY]
    tables = [table.find_all("tr") for table in soup.find_all("table") if not table.find_parent("details")]
    return Contents(
        title,
        str(soup.html["lang"]) if soup.html else "",
        tuple((int(tag.name[1]), tag.get_text()) for tag in headings),
        tuple(_read_alt(chart) for chart in soup.find_all("svg", role="img")),
        tuple((len(rows), len(rows[0].find_all(["th", "td"])) if rows else 0) for rows in tables),
    )


def _walk(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        if isinstance(block, Box):
            yield from _walk(block.blocks)
        elif isinstance(block, Listing):
            for item in block.items:
                yield from _walk(item)


def _measure(block: TableBlock | Grid) -> tuple[int, int]:
    if isinstance(block, Grid):
        return len(block.rows) + 1, len(block.header)
    return len(block.table.rows) + 1, len(block.table.columns)


def _read_alt(chart: Tag) -> str:
    title = chart.find("title")
    return title.get_text() if isinstance(title, Tag) else ""
