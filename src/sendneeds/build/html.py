"""HTML reports: one self-contained page without script, and the nbconvert exporter `sendneeds-html`.

Every text of a report passes through the autoescape of one Jinja environment. Only three things are marked as
safe there: the page's own style sheet, its fonts, and charts that `svg` has read, checked and written again.
"""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import default

import sendneeds.present
from sendneeds.build.blocks import FigureBlock
from sendneeds.build.document import Document, read_document
from sendneeds.build.svg import read_drawing
from sendneeds.build.wording import read_line, read_source

TEMPLATES = Path(__file__).parent / "templates"
FONTS = Path(sendneeds.present.__file__).parent / "fonts"
# Weight, style and file of each face. The files hold a Latin subset.
_FACES = (
    ("400", "normal", "ReportSans-Regular.woff2"),
    ("400", "italic", "ReportSans-Italic.woff2"),
    ("700", "normal", "ReportSans-Bold.woff2"),
)


def render_html(document: Document) -> str:
    """Return the report as one HTML page in UTF-8 that loads nothing.

    Raises SendneedsError if a chart's SVG cannot stand in a page.
    """
    return render_page("report.html.j2", document=document)


def render_page(template: str, **content: object) -> str:
    """Return a page made by `template`, a file of TEMPLATES, in the style of all pages."""
    return _load_environment().get_template(template).render(style=_load_style(), **content)


def warm_html() -> None:
    """Load the style sheet, the fonts and the compiled templates of all pages."""
    _load_style()
    for name in _load_environment().list_templates(extensions=["j2"]):
        _load_environment().get_template(name)


class SendneedsHTMLExporter(Exporter):
    """`jupyter nbconvert --to sendneeds-html`: an executed notebook as an HTML report."""

    output_mimetype = "text/html"

    @default("file_extension")
    def _default_extension(self) -> str:
        return ".html"

    def from_notebook_node(  # type: ignore[override] # every exporter returns its own form of the output
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kwargs: object
    ) -> tuple[str, dict[str, Any]]:
        """Return the page and nbconvert's resources. Raises SendneedsError as `read_document` does."""
        notebook, resources = super().from_notebook_node(nb, resources, **kwargs)
        return render_html(read_document(notebook)), resources


@cache
def _load_environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["line"] = read_line
    environment.filters["source"] = read_source
    environment.filters["drawing"] = _draw
    return environment


def _draw(block: FigureBlock) -> str:
    drawing = read_drawing(block.figure.svg, f"figure {block.figure.id}")
    return drawing.to_html(f"{block.anchor}-", block.figure.alt)


@cache
def _load_style() -> str:
    faces = "".join(
        f'@font-face{{font-family:"Source Sans 3";font-weight:{weight};font-style:{style};'
        f"src:url(data:font/woff2;base64,{base64.b64encode((FONTS / name).read_bytes()).decode('ascii')}) "
        'format("woff2")}\n'
        for weight, style, name in _FACES
    )
    return faces + (TEMPLATES / "report.css").read_text(encoding="utf-8")
