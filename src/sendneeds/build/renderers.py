"""How the pages of a report are made from its executed notebook: by our own exporters, or by another program."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

from nbformat import NotebookNode

from sendneeds.build.document import Document, read_document
from sendneeds.build.docx import render_docx, warm_docx
from sendneeds.build.html import FONTS, render_html, warm_html
from sendneeds.build.kernel import KernelWatch
from sendneeds.build.pdf import render_pdf, warm_pdf
from sendneeds.build.prose import parse_markdown
from sendneeds.errors import Problem, SendneedsError

# Of pages, and of charts and PDFs.
FONT_FILES = (
    *("ReportSans-Bold.woff2", "ReportSans-Italic.woff2", "ReportSans-Regular.woff2"),
    *("SourceSans3-Bold.ttf", "SourceSans3-Italic.ttf", "SourceSans3-Regular.ttf"),
)
# What the nbconvert exporters call too. Called directly, the notebook is read once for all pages, and not copied.
MAKERS: Mapping[str, Callable[[Document], bytes]] = {
    ".html": lambda document: render_html(document).encode("utf-8"),
    ".pdf": render_pdf,
    ".docx": render_docx,
}


class Renderer(Protocol):
    """Makes pages. `name` is what the run's record says of it."""

    @property
    def name(self) -> str: ...

    def render(
        self, notebook: NotebookNode, stem: str, suffixes: Sequence[str], watch: KernelWatch
    ) -> Iterator[tuple[str, bytes]]:
        """Yield the suffix and content of each page of the report that is called `stem`.

        `watch` can end, from another thread, a program that is started for it. Raises SendneedsError for what cannot
        be rendered.
        """


class EmbeddedRenderer:
    """The project's own pages."""

    name = "embedded"

    def render(
        self, notebook: NotebookNode, stem: str, suffixes: Sequence[str], watch: KernelWatch
    ) -> Iterator[tuple[str, bytes]]:
        """Yield each page, the notebook read once for all."""
        del stem, watch  # no other program, no other file
        document = read_document(notebook)
        for suffix in suffixes:
            yield suffix, MAKERS[suffix](document)


EMBEDDED = EmbeddedRenderer()


def render_notebook(notebook: NotebookNode, suffix: str) -> bytes:
    """Return an executed notebook as HTML (`.html`), PDF (`.pdf`) or Word (`.docx`)."""
    return MAKERS[suffix](read_document(notebook))


def check_fonts() -> None:
    """Raise SendneedsError naming each font that this installation lacks."""
    action = "install the package again"
    problems = [
        Problem(str(FONTS), f"no font {name}", "the fonts of the package", action)
        for name in FONT_FILES
        if not (FONTS / name).is_file()
    ]
    if problems:
        raise SendneedsError(problems)


def warm_renderers() -> None:
    """Load what every page needs, before processes are forked that make pages: nothing in it starts a thread.

    Typst compiles in the forked processes alone: its threads do not survive a fork.
    """
    parse_markdown("")
    warm_html()
    warm_pdf()
    warm_docx()


def list_pages(suffixes: Sequence[str]) -> list[str]:
    """Return those of `suffixes` that are rendered from an executed notebook."""
    return [suffix for suffix in suffixes if suffix in MAKERS]
