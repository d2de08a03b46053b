"""What a notebook displays: prose, tables and figures, each as one bundle with every form a renderer needs.

A bundle carries a form for JupyterLab (HTML, SVG, PNG or Markdown) and a typed JSON form for the exporters
(`application/vnd.sendneeds.table+json`, `application/vnd.sendneeds.figure+json`).
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Any

TABLE_MIME = "application/vnd.sendneeds.table+json"
FIGURE_MIME = "application/vnd.sendneeds.figure+json"

Bundle = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """One column of a table. `numeric` columns are aligned to the right."""

    label: str
    numeric: bool = True


@dataclass(frozen=True)
class Cell:
    """One cell: the text that a reader sees and, for a number, the id of the finding that it comes from.

    `anchor` is what links lead to.
    """

    text: str
    finding: str | None = None
    anchor: str | None = None

    def to_json(self) -> Bundle:
        """Return the typed form; few cells have an anchor."""
        return {"text": self.text, "finding": self.finding} | ({"anchor": self.anchor} if self.anchor else {})


@dataclass(frozen=True)
class Table:
    """A table with a caption. The first cell of each row is its header.

    `wide` tables need a whole page in landscape or a scroll region.
    """

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    source: str
    notes: tuple[str, ...] = ()
    wide: bool = False

    def to_json(self) -> Bundle:
        """Return the typed form: strings, booleans and lists only."""
        return {
            "id": self.id,
            "caption": self.caption,
            "columns": [{"label": column.label, "numeric": column.numeric} for column in self.columns],
            "rows": [[cell.to_json() for cell in row] for row in self.rows],
            "source": self.source,
            "notes": list(self.notes),
            "wide": self.wide,
        }

    def to_html(self) -> str:
        """Return a plain table for JupyterLab, everything escaped."""
        head = "".join(f'<th scope="col">{escape(column.label)}</th>' for column in self.columns)
        body = "".join(
            f'<tr><th scope="row">{escape(row[0].text)}</th>'
            + "".join(f"<td>{escape(cell.text)}</td>" for cell in row[1:])
            + "</tr>"
            for row in self.rows
        )
        caption = f"<caption>{escape(self.caption)}</caption>"
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def _repr_mimebundle_(self, **_wanted: object) -> Bundle:
        return {"text/html": self.to_html(), "text/plain": self.caption, TABLE_MIME: self.to_json()}


@dataclass(frozen=True)
class Figure:
    """A chart with its words: `title` states the finding, `subtitle` the measure and unit, `alt` what it shows."""

    id: str
    title: str
    subtitle: str
    alt: str
    source: str
    svg: str
    data: Table
    png: bytes = field(default=b"", repr=False)

    def to_json(self) -> Bundle:
        """Return the typed form, without the picture itself."""
        return {
            "id": self.id,
            "title": self.title,
            "subtitle": self.subtitle,
            "alt": self.alt,
            "source": self.source,
            "data": self.data.to_json(),
        }

    def _repr_mimebundle_(self, **_wanted: object) -> Bundle:
        bundle = {
            "image/svg+xml": self.svg,
            "text/plain": f"{strip_marks(self.title)}. {self.alt}",
            FIGURE_MIME: self.to_json(),
        }
        return bundle | ({"image/png": base64.b64encode(self.png).decode("ascii")} if self.png else {})


@dataclass(frozen=True)
class Prose:
    """Paragraphs and lists in Markdown. A number in it is wrapped by `mark_number`."""

    markdown: str

    def _repr_mimebundle_(self, **_wanted: object) -> Bundle:
        return {"text/markdown": self.markdown, "text/plain": self.markdown}


def mark_number(text: str, finding: str) -> str:
    """Return `text` as an inline element that carries the id of the finding it comes from."""
    return f'<data value="{escape(finding, quote=True)}">{escape(text)}</data>'


def mark_source(words: str, release: str) -> str:
    """Return the name of a release in a source line as a link to its entry among the sources."""
    return f'<a href="#{name_entry(release)}">{escape(words)}</a>'


def name_entry(release: str) -> str:
    """Return the anchor of a release's entry."""
    return f"source-{release}"


def strip_marks(markdown: str) -> str:
    """Return a text without the elements that `mark_number` puts around numbers, for titles and labels."""
    return unescape(MARK.sub("", markdown))


MARK = re.compile(r"</?data(?: value=\"[^\"<>]*\")?>")
