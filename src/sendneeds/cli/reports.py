"""Commands that make reports, and what is made of them."""

from __future__ import annotations

import os
import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sendneeds.cli.app import EDITION, EditionName, Every, Named, app
from sendneeds.cli.declarations import load_declarations
from sendneeds.cli.progress import show_progress, summarise
from sendneeds.errors import DeclarationError, Problem
from sendneeds.project import find_project

if TYPE_CHECKING:
    from sendneeds.build.renderers import Renderer

MOST_JOBS = 4


class Rendering(StrEnum):
    """What makes pages of executed notebooks."""

    EMBEDDED = "embedded"
    QUARTO = "quarto"


@app.command()
def reports(  # noqa: PLR0913 - one for each option
    area: Named = None,
    notebook: Annotated[
        list[str] | None, typer.Option(help="A notebook of notebooks/, all if none is named; repeat for more.")
    ] = None,
    edition: EditionName = EDITION,
    jobs: Annotated[int, typer.Option(min=1, help="Notebooks run at a time.")] = min(MOST_JOBS, os.cpu_count() or 1),
    areas_from: Annotated[str | None, typer.Option(help="Compare this area with those that its file names.")] = None,
    renderer: Annotated[Rendering, typer.Option(help="What makes HTML and PDF.")] = Rendering.EMBEDDED,
    *,
    every: Every = False,
) -> None:
    """Make the reports.

    Of the areas under params/areas/, or of those named; files go to outputs/<edition>/<area>/, reports across areas to
    outputs/<edition>/<notebook>/, and outputs/<edition>/index.html leads to all.
    """
    project = find_project()
    registry, areas = load_declarations(project)
    registry.find_edition(edition)
    if every and area:
        raise DeclarationError(Problem("command line", "--all and --area", "one of the two", "leave one out"))
    from sendneeds.build.areas import find_comparators, find_slugs

    slugs = [item.slug for item in areas if item.is_current] if every else sorted(registry.local_areas)
    slugs = find_slugs(area, areas) if area else slugs
    if not slugs:
        raise DeclarationError(
            Problem("params/areas", "no area", "an area to report on", "name one: sendneeds reports --area leeds")
        )
    chosen = _find_renderer(renderer)
    compared = find_comparators(areas_from, registry, areas) if areas_from else []
    from sendneeds.build.plan import plan_reports

    publications = plan_reports(project, slugs, notebook or (), compared)
    from sendneeds.build.reports import build_reports

    begun = time.monotonic()
    with show_progress(publications) as say:
        outcomes = build_reports(project, edition, publications, jobs, say, chosen)
    raise typer.Exit(summarise(project, edition, outcomes, time.monotonic() - begun))


@app.command()
def appendices(area: Named = None, edition: EditionName = EDITION, *, every: Every = False) -> None:
    """Make the data appendices.

    All tables of the areas under params/areas/, or of those named, as HTML and PDF, with a workbook and CSV files; they
    go to outputs/<edition>/appendices/.
    """
    reports(area=area, notebook=["appendices"], edition=edition, jobs=1, every=every)


@app.command()
def book(edition: EditionName = EDITION) -> None:
    """Make a book of the published reports.

    Quarto makes it, as HTML and PDF; it goes to outputs/<edition>/book/.
    """
    project = find_project()
    registry, _ = load_declarations(project)
    registry.find_edition(edition)
    from sendneeds.build.quarto import find_quarto

    quarto = find_quarto()
    from sendneeds.build.book import build_book

    typer.echo(build_book(project, edition, quarto).relative_to(project.root).as_posix())


@app.command()
def render(notebook: Annotated[Path, typer.Argument(help="An executed notebook.")]) -> None:
    """Write a notebook as HTML and PDF, as HTML alone if it is for the author.

    The files go beside the executed notebook, which is not run.
    """
    from sendneeds.build.execute import load_notebook
    from sendneeds.build.plan import choose_suffixes, read_audience
    from sendneeds.build.renderers import list_pages, render_notebook

    executed = load_notebook(notebook)
    suffixes = list_pages(choose_suffixes(read_audience(executed)))
    rendered = {notebook.with_suffix(suffix): render_notebook(executed, suffix) for suffix in suffixes}
    for path, content in rendered.items():
        path.write_bytes(content)
        typer.echo(str(path))


def _find_renderer(choice: Rendering) -> Renderer:
    """Return what makes the pages. Raises DeclarationError if it is not installed."""
    if choice is Rendering.QUARTO:
        from sendneeds.build.quarto import QuartoRenderer, find_quarto

        return QuartoRenderer(find_quarto())
    from sendneeds.build.renderers import EMBEDDED

    return EMBEDDED
