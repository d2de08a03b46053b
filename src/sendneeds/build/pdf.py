"""PDF reports: Typst source compiled to PDF/A-2a and PDF/UA-1, and the nbconvert exporter `sendneeds-pdf`."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from functools import cache
from itertools import groupby, islice
from typing import Any

from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import default

from sendneeds.build.document import Document, Metadata, read_document
from sendneeds.build.html import FONTS
from sendneeds.build.pages import Measured, Place, plan_pages
from sendneeds.build.pieces import Kind, list_planned, split_pieces
from sendneeds.build.tags import tag_row_headers
from sendneeds.build.typst_source import load_layout, write_typst
from sendneeds.errors import Problem, SendneedsError

try:
    import typst
except ImportError as error:  # a broken installation: the other forms of a report need no typesetter
    _MISSING: str | None = str(error)
else:
    _MISSING = None

_STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]


class MissingTypesetterError(SendneedsError):
    """The package that makes PDFs cannot be loaded. Nothing else needs it."""


def render_pdf(document: Document) -> bytes:
    """Return the report as PDF bytes, the same for the same document.

    Raises SendneedsError if the report is for its author alone, or if Typst refuses it, for instance for a character
    that the report's font lacks, and MissingTypesetterError without Typst.
    """
    if _MISSING is not None:
        action = "install the packages again: remove .venv, then run make install"
        raise MissingTypesetterError(Problem("PDF", f"no typesetter: {_MISSING}", "the package typst", action))
    if document.metadata.is_for_author:
        found, expected = "a report for its author", "one for publication"
        raise SendneedsError(Problem(f"PDF of {document.metadata.title}", found, expected, "render it as HTML"))
    try:
        compiler = _load_compiler(write_typst(document, _plan(document)))
        compiled = compiler.compile(format="pdf", pdf_standards=_STANDARDS, timestamp=date_document(document.metadata))
    except typst.TypstError as error:
        title = document.metadata.title
        raise SendneedsError(
            Problem(f"PDF of {title}", str(error.message), "a text and charts that Typst can set", "fix that text")
        ) from error
    assert isinstance(compiled, bytes)  # noqa: S101 (only pictures come as a list)
    return tag_row_headers(compiled)


def warm_pdf() -> None:
    """Load the fonts and the layout. Neither starts a thread; to compile does, so that no one may fork after it."""
    if _MISSING is None:
        _load_fonts()
    load_layout()


def _plan(document: Document) -> list[Place]:
    """Return the place of each piece. A piece on a turned page ends the plan of those before it.

    Without a list of contents, which ends a page, the pieces follow the title as they come.
    """
    if not document.contents:
        return [Place(fresh=False, zoom=1.0) for _ in split_pieces(document.blocks)]
    page, *heights = json.loads(_load_compiler(write_typst(document)).query("<heights>", field="value"))
    measured = (
        Measured(piece, tuple(tall)) for piece, tall in zip(list_planned(document.blocks), heights, strict=True)
    )
    places: list[Place] = []
    for turned, run in groupby(split_pieces(document.blocks), key=lambda piece: piece.kind is Kind.TURNED):
        count = len(list(run))
        places += [Place(fresh=False, zoom=1.0)] * count if turned else plan_pages([*islice(measured, count)], page)
    return places


class SendneedsPDFExporter(Exporter):
    """`jupyter nbconvert --to sendneeds-pdf`: an executed notebook as a PDF report."""

    output_mimetype = "application/pdf"

    @default("file_extension")
    def _default_extension(self) -> str:
        return ".pdf"

    def from_notebook_node(  # type: ignore[override] # every exporter returns its own form of the output
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kwargs: object
    ) -> tuple[bytes, dict[str, Any]]:
        """Return the PDF and nbconvert's resources. Raises SendneedsError as `read_document` and `render_pdf` do."""
        notebook, resources = super().from_notebook_node(nb, resources, **kwargs)
        return render_pdf(read_document(notebook)), resources


def date_document(about: Metadata) -> datetime:
    """Return the date that the PDF bears: that of its data, else the first day of its edition's year, else of 2000.

    The clock is not asked: the same report is the same file on any day.
    """
    for pattern in ("%d %B %Y", "%B %Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(about.data_as_at, pattern).replace(tzinfo=UTC)
        except ValueError:
            continue
    year = re.match(r"(19|20)\d\d", about.edition)
    first = date(int(year[0]) if year else 2000, 1, 1)
    return datetime(first.year, first.month, first.day, tzinfo=UTC)


def _load_compiler(source: str) -> typst.Compiler:
    return typst.Compiler(source.encode("utf-8"), root=FONTS, font_paths=_load_fonts(), ignore_system_fonts=True)


@cache
def _load_fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
