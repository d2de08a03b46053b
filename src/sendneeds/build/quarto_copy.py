"""Publishing copies: a report as a notebook of Markdown and SVG files alone, for Quarto.

Of an executed notebook itself Quarto loses the texts of charts, adds scripts from elsewhere and refuses PDF/UA.
"""

from __future__ import annotations

import base64
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook, new_raw_cell

from sendneeds.build.document import Document
from sendneeds.build.execute import write_notebook
from sendneeds.build.html import FONTS
from sendneeds.build.kernel import KERNEL_NAMES
from sendneeds.build.pandoc_text import Yaml, escape_text, write_yaml
from sendneeds.build.publish import write_text
from sendneeds.build.quarto_markdown import MarkdownWriter
from sendneeds.build.wording import name_anchor

FONT_FOLDER = "fonts"
# Quarto executes nothing of a copy: it holds no code, and the command line and this say so too.
NEVER_EXECUTED: Mapping[str, Yaml] = {"execute": {"enabled": False}}
TYPST: Mapping[str, Yaml] = {
    "papersize": "a4",
    "margin": {"x": "2cm", "y": "2cm"},
    "mainfont": "Source Sans 3",
    "fontsize": "10pt",
    "font-paths": FONT_FOLDER,
}
DRAFT = "**Draft.** Not yet signed off for publication."
# Weight and file of each face that charts are set in.
_FACES = (("400", "ReportSans-Regular.woff2"), ("700", "ReportSans-Bold.woff2"))


@dataclass(frozen=True)
class PublishingCopy:
    """A notebook without code or outputs, and the charts that it shows, SVG by file name."""

    notebook: NotebookNode
    drawings: Mapping[str, str]

    def write(self, folder: Path, stem: str) -> Path:
        """Write `<stem>.ipynb` into `folder`, the charts beside it, and return its path."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, svg in self.drawings.items():
            write_text(folder / name, svg)
        path = folder / f"{stem}.ipynb"
        write_text(path, write_notebook(self.notebook))
        return path


def copy_report(document: Document) -> PublishingCopy:
    """Return the copy of a report that is rendered by itself, to HTML and Typst.

    Raises SendneedsError if a chart's SVG cannot stand in a page.
    """
    about = document.metadata
    page: Mapping[str, Yaml] = {"embed-resources": True, "format-links": False, "toc-depth": 2}
    # Quarto checks the standard as it makes the PDF.
    front: Mapping[str, Yaml] = {
        "title": escape_text(document.title.text),
        "lang": about.lang,
        "toc": bool(document.contents),
        "number-sections": False,
        **NEVER_EXECUTED,
        "format": {"html": page, "typst": {**TYPST, "pdf-standard": "ua-1"}},
    }
    return _copy(document, front, MarkdownWriter(document, "", links_reports=True))


def copy_chapter(document: Document, place: str) -> PublishingCopy:
    """Return the copy of a report that is a chapter of a book; `place`, its path there, makes its ids unique."""
    writer = MarkdownWriter(document, f"{name_anchor(place)}-", links_reports=False)
    return _copy(document, {"title": escape_text(document.title.text), **NEVER_EXECUTED}, writer)


def copy_fonts(folder: Path) -> None:
    """Put the fonts of text and charts, with their licence, where copies in `folder` name them."""
    (folder / FONT_FOLDER).mkdir()
    for path in (*sorted(FONTS.glob("*.ttf")), FONTS / "OFL.txt"):
        shutil.copyfile(path, folder / FONT_FOLDER / path.name)


def _copy(document: Document, front: Mapping[str, Yaml], writer: MarkdownWriter) -> PublishingCopy:
    status = "\n".join(f"- **{escape_text(name)}** {escape_text(value)}" for name, value in document.particulars)
    opening = [DRAFT if document.metadata.draft else "", status, *writer.write_parts(document.opening)]
    parts = [*opening, *writer.write_parts(document.blocks), writer.write_notes()]
    cells = [new_raw_cell(f"---\n{write_yaml(front)}---", id="front-matter")]  # type: ignore[no-untyped-call]
    for number, part in enumerate(filter(None, parts), start=1):
        cells.append(new_markdown_cell(part, id=f"part-{number}"))  # type: ignore[no-untyped-call]
    metadata = {"kernelspec": KERNEL_NAMES, "language_info": {"name": "python"}}
    notebook: NotebookNode = new_notebook(cells=cells, metadata=metadata)  # type: ignore[no-untyped-call]
    return PublishingCopy(notebook, {name: _set_fonts(svg) for name, svg in writer.drawings.items()})


def _set_fonts(svg: str) -> str:
    """Give a chart the report's font: as a picture in a page it can use none of the page's."""
    head, end, body = svg.partition(">")
    return f"{head}{end}<style>{_load_faces()}</style>{body}"


@cache
def _load_faces() -> str:
    return "".join(
        f'@font-face{{font-family:"Source Sans 3";font-weight:{weight};src:url(data:font/woff2;base64,'
        f'{base64.b64encode((FONTS / name).read_bytes()).decode("ascii")}) format("woff2")}}'
        for weight, name in _FACES
    )
