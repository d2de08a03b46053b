"""The published reports of an edition as one Quarto book: a site, and a PDF of all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

from sendneeds.build.audience import Audience, read_audience
from sendneeds.build.document import Document, read_document
from sendneeds.build.exchange import exchange_folder
from sendneeds.build.execute import load_notebook
from sendneeds.build.kernel import KernelWatch
from sendneeds.build.lock import lock_run
from sendneeds.build.pandoc_text import Yaml, escape_text, write_yaml
from sendneeds.build.plan import BOOK
from sendneeds.build.publish import FAILED, FAILED_NOTEBOOK, LOGS, clear_staging, make_staging, write_text
from sendneeds.build.quarto import Quarto
from sendneeds.build.quarto_copy import DRAFT, NEVER_EXECUTED, TYPST, copy_chapter, copy_fonts
from sendneeds.declare.edition import Edition
from sendneeds.declare.period import say_date
from sendneeds.errors import DeclarationError, Problem, SendneedsError
from sendneeds.project import Project
from sendneeds.report.area_evidence import National, load_national

CONFIG = "_quarto.yml"
FIRST_PAGE = "index.md"
# Where Quarto puts what it makes, below the book's folder.
MADE = "_book"
ACROSS = "Areas side by side"


@dataclass(frozen=True)
class Chapter:
    """One report of a book: its path there, and what it says."""

    path: str
    document: Document


@dataclass(frozen=True)
class Part:
    """The chapters of one area, or those across areas."""

    name: str
    chapters: tuple[Chapter, ...]


def build_book(project: Project, edition_name: str, quarto: Quarto) -> Path:
    """Build the book of an edition's published reports in `outputs/<edition>/book` and return its first page.

    The folder holds what Quarto reads, too. Raises DeclarationError if no report is published or another run is at
    work, and SendneedsError if a report is damaged or Quarto fails; then an earlier book stays as it is.
    """
    folder = project.outputs / edition_name
    national = load_national(project)
    edition = national.registry.find_edition(edition_name)
    parts = list_parts(folder, national) if folder.is_dir() else []
    if not parts:
        where, action = folder.relative_to(project.root).as_posix(), "make them first: sendneeds reports"
        raise DeclarationError(Problem(where, "no published report", "at least one", action))
    with lock_run(folder):
        clear_staging(folder)
        # Quarto works outside the outputs: it leaves caches behind, and it minds folders whose name begins with a dot.
        with tempfile.TemporaryDirectory(prefix="sendneeds-") as name:
            workshop = Path(name) / BOOK
            write_book(workshop, edition_name, edition, parts)
            as_at = datetime.combine(edition.as_at, time(), UTC)
            quarto.run(workshop, ["."], as_at, KernelWatch())
            _check_made(workshop / MADE)
            shutil.rmtree(workshop / ".quarto", ignore_errors=True)
            try:
                staging = make_staging(folder, BOOK)
                shutil.copytree(workshop, staging, dirs_exist_ok=True)
                exchange_folder(staging, folder / BOOK)
            finally:
                clear_staging(folder)
    return folder / BOOK / MADE / "index.html"


def list_parts(folder: Path, national: National) -> list[Part]:
    """Return the published reports below `folder`: areas by name, then what is across areas."""
    names = {area.slug: area.name for area in national.areas}
    below = sorted(path for path in folder.iterdir() if path.is_dir() and path.name not in {BOOK, FAILED, LOGS})
    areas = [Part(names[path.name], tuple(_list_chapters(path, "*"))) for path in below if path.name in names]
    across = [chapter for path in below if path.name not in names for chapter in _list_chapters(path, path.name)]
    parts = [*sorted(areas, key=lambda part: part.name), Part(ACROSS, tuple(across))]
    return [part for part in parts if part.chapters]


def write_book(folder: Path, edition_name: str, edition: Edition, parts: Sequence[Part]) -> None:
    """Write what Quarto reads into `folder`: `_quarto.yml`, a first page, and a publishing copy of each report."""
    for chapter in (chapter for part in parts for chapter in part.chapters):
        path = Path(chapter.path)
        copy_chapter(chapter.document, path.with_suffix("").as_posix()).write(folder / path.parent, path.stem)
    copy_fonts(folder)
    write_text(folder / CONFIG, write_yaml(_configure(edition_name, parts)))
    write_text(folder / FIRST_PAGE, "\n\n".join(_write_first_page(edition_name, edition, parts)) + "\n")


def _list_chapters(folder: Path, pattern: str) -> Iterator[Chapter]:
    for path in sorted(folder.glob(f"{pattern}.ipynb")):
        if path.name == FAILED_NOTEBOOK:
            continue
        notebook = load_notebook(path)
        if read_audience(notebook) != Audience.AUTHOR:
            yield Chapter(f"{folder.name}/{path.name}", read_document(notebook))


def _configure(edition_name: str, parts: Sequence[Part]) -> Mapping[str, Yaml]:
    listed: list[Yaml] = [
        {"part": escape_text(part.name), "chapters": [chapter.path for chapter in part.chapters]} for part in parts
    ]
    return {
        "project": {"type": "book", "output-dir": MADE},
        "book": {
            "title": escape_text(_name_book(edition_name)),
            "output-file": f"send-reports-{edition_name}",
            "chapters": [FIRST_PAGE, *listed],
        },
        "lang": "en-GB",
        "number-sections": False,
        **NEVER_EXECUTED,
        # No PDF standard: the layout that Quarto gives to books in Typst does not pass PDF/UA.
        "format": {"html": {"toc-depth": 2}, "typst": TYPST},
    }


def _write_first_page(edition_name: str, edition: Edition, parts: Sequence[Part]) -> Iterator[str]:
    yield "# About this book {.unnumbered}"
    yield f"{escape_text(_name_book(edition_name))}. Data as at {say_date(edition.as_at)}."
    if any(chapter.document.metadata.draft for part in parts for chapter in part.chapters):
        yield DRAFT
    for part in parts:
        yield f"## {escape_text(part.name)} {{.unnumbered}}"
        yield "\n".join(f"- {escape_text(chapter.document.title.text)}" for chapter in part.chapters)


def _name_book(edition_name: str) -> str:
    return f"Special educational needs and disability, reports of edition {edition_name}"


def _check_made(folder: Path) -> None:
    """Raise SendneedsError unless Quarto has made a site and a PDF."""
    for pattern in ("index.html", "*.pdf"):
        if not any(path.stat().st_size for path in folder.glob(pattern)):
            found, action = f"no {pattern} in {MADE}", "check that quarto itself works"
            raise SendneedsError(Problem("quarto", found, "a book as HTML and PDF", action))
