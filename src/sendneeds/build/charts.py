"""Each chart of a report as files of its own: SVG, PNG and its data as CSV, for a council's own documents."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from xml.etree.ElementTree import Element, tostring

from nbformat import NotebookNode

from sendneeds.build.blocks import read_text
from sendneeds.build.cell_text import neutralise
from sendneeds.build.outputs import SOURCE, read_pieces
from sendneeds.build.publish import write_text
from sendneeds.build.svg import read_drawing
from sendneeds.build.wording import read_line, read_source
from sendneeds.evidence.delimited import join_rows
from sendneeds.present.display import Figure, Table

CHARTS = "charts"
CONTENTS = "contents"
COLUMNS = ("figure", "file", "title", "measure", "source", "alternative_text")


def write_charts(staging: Path, report: str, notebook: NotebookNode) -> None:
    """Write the charts of a report into the folder `charts` of `staging`, and `<report>-contents.csv` that lists them.

    A report without a chart has no such files. Raises SendneedsError for an SVG that cannot stand alone.
    """
    figures = [piece.content for piece in read_pieces(notebook) if isinstance(piece.content, Figure)]
    folder = staging / CHARTS
    for figure in figures:
        folder.mkdir(exist_ok=True)
        stem = _name_chart(report, figure)
        write_text(folder / f"{stem}.svg", write_svg(figure))
        write_text(folder / f"{stem}.csv", write_data(figure.data))
        if figure.png:
            (folder / f"{stem}.png").write_bytes(figure.png)
    if figures:
        write_text(folder / f"{report}-{CONTENTS}.csv", _list_charts(report, figures))


def write_svg(figure: Figure) -> str:
    """Return a chart as an SVG file: named by its title, described by its alternative text, with its source."""
    drawing = deepcopy(read_drawing(figure.svg, f"figure {figure.id}").root)
    drawing.set("role", "img")
    drawing.set("aria-labelledby", "chart-title chart-description")
    source = Element("metadata")
    source.text = f"{SOURCE}{read_text(read_source(figure.source))}"
    title, description = Element("title", {"id": "chart-title"}), Element("desc", {"id": "chart-description"})
    title.text, description.text = _read(figure.title), figure.alt
    for place, element in enumerate((title, description, source)):
        drawing.insert(place, element)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(drawing, encoding="unicode")}\n'


def write_data(table: Table) -> str:
    """Return the data of a chart as CSV with one header row, as its readers see them."""
    return _write_csv([column.label for column in table.columns], [[cell.text for cell in row] for row in table.rows])


def _list_charts(report: str, figures: Sequence[Figure]) -> str:
    rows = [
        [
            str(number),
            _name_chart(report, figure),
            _read(figure.title),
            _read(figure.subtitle),
            read_text(read_source(figure.source)),
            figure.alt,
        ]
        for number, figure in enumerate(figures, start=1)
    ]
    return _write_csv(COLUMNS, rows)


def _write_csv(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return join_rows([neutralise(cell) for cell in row] for row in (header, *rows))


def _name_chart(report: str, figure: Figure) -> str:
    return f"{report}-{figure.id}"


def _read(text: str) -> str:
    """Return a line without the marks of its numbers."""
    return read_text(read_line(text))
