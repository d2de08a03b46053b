"""The cells of an executed notebook as pieces of a report: Markdown, figures and tables, and what must not be there."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from sendneeds.build.wording import clean_line, clean_text
from sendneeds.errors import Problem, SendneedsError
from sendneeds.present.display import FIGURE_MIME, TABLE_MIME, Cell, Column, Figure, Table

# Both renderers write this word before a source, whether or not the notebook did.
SOURCE = "Source: "
_ANCHOR = re.compile(r"source-[a-z0-9_]+")


@dataclass(frozen=True)
class Piece:
    """What one Markdown cell or one output gives to the report, with the id of its cell."""

    cell: str
    content: str | Figure | Table


def read_pieces(notebook: NotebookNode) -> tuple[Piece, ...]:
    """Return the pieces of a notebook in reading order; code is left out.

    Raises SendneedsError with one problem for each output that a report cannot show: printed text, warnings,
    tracebacks and objects without a typed form.
    """
    pieces: list[Piece] = []
    problems: list[Problem] = []
    for number, cell in enumerate(notebook.cells, start=1):
        name = str(cell.get("id", number))
        try:
            pieces.extend(Piece(name, content) for content in _read_cell(cell, f"cell {name}"))
        except SendneedsError as error:
            problems.extend(error.problems)
    if problems:
        raise SendneedsError(problems)
    return tuple(pieces)


def _read_cell(cell: NotebookNode, where: str) -> Iterator[str | Figure | Table]:
    if cell.cell_type == "markdown":
        yield clean_text(cell.source)
    elif cell.cell_type == "code":
        for output in cell.outputs:
            yield _read_output(output, where)


def _read_output(output: NotebookNode, where: str) -> str | Figure | Table:
    if output.output_type == "error":
        raise _refuse(where, f"the error {output.ename}: {output.evalue}", "an executed cell", "fix the cell and rerun")
    if output.output_type == "stream":
        first = clean_line(output.text)[:80]
        raise _refuse(where, f"printed text {first!r}", f"nothing on {output.name}", "remove what prints it")
    return _read_bundle(output.data, where)


def _read_bundle(data: Mapping[str, Any], where: str) -> str | Figure | Table:
    try:
        if FIGURE_MIME in data:
            png = b64decode(_join(data.get("image/png", "")))
            return _read_figure(data[FIGURE_MIME], _join(data["image/svg+xml"]), png)
        if TABLE_MIME in data:
            return read_table(data[TABLE_MIME])
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        found = f"an incomplete figure or table ({type(error).__name__}: {error})"
        raise _refuse(where, found, "every field of the bundle", "display a Figure or a Table") from error
    if "text/markdown" in data:
        return clean_text(_join(data["text/markdown"]))
    found = " and ".join(sorted(data)) or "an empty output"
    raise _refuse(where, found, "Prose, a Figure or a Table", "display one of these, or end the line with ;")


def _read_figure(fields: Mapping[str, Any], svg: str, png: bytes) -> Figure:
    name, title, subtitle, alt, source = (
        clean_line(fields[key]) for key in ("id", "title", "subtitle", "alt", "source")
    )
    if not (name and title and alt):
        raise ValueError("id, title or alt empty")
    return Figure(name, title, subtitle, alt, source.removeprefix(SOURCE), svg, read_table(fields["data"]), png)


def read_table(fields: Mapping[str, Any]) -> Table:
    """Return the table of a typed bundle, its text cleaned.

    Raises KeyError, TypeError or ValueError if a field is missing, the caption is empty or a row has another
    number of cells than there are columns.
    """
    columns = tuple(Column(clean_line(column["label"]), bool(column["numeric"])) for column in fields["columns"])
    rows = tuple(tuple(_read_cell_text(cell) for cell in row) for row in fields["rows"])
    name, caption, source = (clean_line(fields[key]) for key in ("id", "caption", "source"))
    if not (name and caption and columns):
        raise ValueError("id, caption or columns empty")
    if any(len(row) != len(columns) for row in rows):
        raise ValueError(f"table {name} has rows of another length than its columns")
    notes = tuple(clean_line(note) for note in fields["notes"])
    return Table(name, caption, columns, rows, source.removeprefix(SOURCE), notes, wide=bool(fields["wide"]))


def _read_cell_text(cell: Mapping[str, Any]) -> Cell:
    anchor = cell.get("anchor")
    if anchor is not None and not _ANCHOR.fullmatch(anchor):
        raise ValueError(f"the anchor {anchor!r}")
    return Cell(clean_line(cell["text"]), cell["finding"], anchor)


def _join(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)


def _refuse(where: str, found: str, expected: str, action: str) -> SendneedsError:
    return SendneedsError(Problem(where, found, expected, action))
