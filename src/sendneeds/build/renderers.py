"""How the pages of a report are made from its executed notebook: by our own exporters, or by another program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from nbconvert.exporters import get_exporter
from nbformat import NotebookNode

from sendneeds.build.kernel import KernelWatch

EXPORTERS = {".html": "sendneeds-html", ".pdf": "sendneeds-pdf", ".docx": "sendneeds-docx"}


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
    """The project's own exporters."""

    name = "embedded"

    def render(
        self, notebook: NotebookNode, stem: str, suffixes: Sequence[str], watch: KernelWatch
    ) -> Iterator[tuple[str, bytes]]:
        """Yield each page as the exporter of its suffix makes it."""
        del stem, watch  # no other program, no other file
        for suffix in suffixes:
            yield suffix, render_notebook(notebook, suffix)


EMBEDDED = EmbeddedRenderer()


def render_notebook(notebook: NotebookNode, suffix: str) -> bytes:
    """Return an executed notebook as HTML (`.html`), PDF (`.pdf`) or Word (`.docx`)."""
    exporter = get_exporter(EXPORTERS[suffix])()  # type: ignore[no-untyped-call]
    body, _ = exporter.from_notebook_node(notebook)
    return body if isinstance(body, bytes) else str(body).encode("utf-8")


def list_pages(suffixes: Sequence[str]) -> list[str]:
    """Return those of `suffixes` that are rendered from an executed notebook."""
    return [suffix for suffix in suffixes if suffix in EXPORTERS]
