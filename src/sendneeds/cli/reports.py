"""Commands that make reports, and what is made of them."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sendneeds.build.plan import plan_reports
from sendneeds.build.reports import build_reports
from sendneeds.build.task import TIMEOUT_SECONDS
from sendneeds.build.workers import Engine, open_runner
from sendneeds.cli.app import EDITION, EditionName, Every, Named, app
from sendneeds.cli.progress import show_progress, summarise
from sendneeds.errors import DeclarationError, Problem
from sendneeds.evidence.authorities import find_slugs, list_authorities
from sendneeds.project import Project, find_project

if TYPE_CHECKING:
    from sendneeds.build.renderers import Renderer
    from sendneeds.build.task import Run
    from sendneeds.build.workers import Runner

MOST_JOBS = 4


class Rendering(StrEnum):
    """What makes pages of executed notebooks."""

    EMBEDDED = "embedded"
    QUARTO = "quarto"


@app.command()
def reports(  # noqa: PLR0913, PLR0917 - one for each option
    area: Named = None,
    notebook: Annotated[
        list[str] | None, typer.Option(help="A notebook of notebooks/, all if none is named; repeat for more.")
    ] = None,
    edition: EditionName = EDITION,
    jobs: Annotated[int, typer.Option(min=1, help="Notebooks run at a time.")] = min(MOST_JOBS, os.cpu_count() or 1),
    areas_from: Annotated[str | None, typer.Option(help="Compare this area with those that its file names.")] = None,
    renderer: Annotated[Rendering, typer.Option(help="What makes HTML and PDF.")] = Rendering.EMBEDDED,
    engine: Annotated[
        Engine, typer.Option(help="What runs notebooks: processes forked from a warm one, or stock kernels.")
    ] = Engine.SENDNEEDS,
    timeout: Annotated[float, typer.Option(min=1, help="Seconds that one report may take.")] = TIMEOUT_SECONDS,
    scheduler: Annotated[
        str | None, typer.Option(help="Let the workers of a Dask cluster make the reports, such as tcp://host:8786.")
    ] = None,
    *,
    every: Every = False,
    force: Annotated[bool, typer.Option("--force", help="Make what is up to date, too.")] = False,
) -> None:
    """Make the reports.

    Of the areas under params/areas/, or of those named; files go to outputs/<edition>/<area>/, reports across areas to
    outputs/<edition>/<notebook>/, and outputs/<edition>/index.html leads to all. A report whose notebook, parameters,
    figures, package and dependencies are unchanged is left as it is.
    """
    begun = time.monotonic()
    project = find_project()
    _check_edition(project, edition)
    if every and area:
        raise DeclarationError(Problem("command line", "--all and --area", "one of the two", "leave one out"))
    publications = plan_reports(
        project, _choose_areas(project, area or (), every=every), notebook or (), _compare(project, areas_from)
    )
    chosen = _find_renderer(renderer)
    if scheduler and (engine is Engine.PAPERMILL or chosen):
        found = "--scheduler with another engine or renderer"
        raise DeclarationError(Problem("command line", found, "the workers' own", "leave one out"))
    with show_progress(publications) as say:
        outcomes = build_reports(
            project,
            edition,
            publications,
            jobs,
            say,
            chosen,
            opens=lambda run: _open_cluster(run, scheduler) if scheduler else open_runner(run, jobs, engine, say),
            force=force,
            timeout=timeout,
        )
    raise typer.Exit(summarise(project, edition, outcomes, time.monotonic() - begun))


def _open_cluster(run: Run, scheduler: str) -> Runner:
    """Return what runs tasks on a cluster. Raises DeclarationError without Dask, or if nobody answers."""
    from sendneeds.build.cluster import ClusterRunner

    return ClusterRunner(run, scheduler)


def _choose_areas(project: Project, named: Sequence[str], *, every: bool) -> list[str]:
    """Return the slugs of the areas to report on. Raises DeclarationError for an unknown name, or if there is none."""
    if every or named:
        authorities = list_authorities(project)
        return find_slugs(named, authorities) if named else [item.slug for item in authorities if item.is_current]
    slugs = sorted(path.stem for path in project.areas.glob("*.yml"))
    if not slugs:
        action = "name one: sendneeds reports --area leeds"
        raise DeclarationError(Problem("params/areas", "no area", "an area to report on", action))
    return slugs


def _compare(project: Project, areas_from: str | None) -> list[str]:
    """Return the slugs of an authority and of those that its own file names, none if none is asked for."""
    if areas_from is None:
        return []
    from sendneeds.build.areas import find_comparators
    from sendneeds.build.declarations import load_declarations

    return find_comparators(areas_from, *load_declarations(project))


def _check_edition(project: Project, edition: str) -> None:
    """Raise DeclarationError, with near names, if there is no such edition."""
    if not (project.editions / f"{edition}.yml").is_file() or "/" in edition:
        from sendneeds.declare.registry import load_registry

        load_registry(project).find_edition(edition)


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
    _check_edition(project, edition)
    from sendneeds.build.quarto import find_quarto

    quarto = find_quarto()
    from sendneeds.build.book import build_book

    typer.echo(build_book(project, edition, quarto).relative_to(project.root).as_posix())


@app.command()
def render(notebook: Annotated[Path, typer.Argument(help="An executed notebook.")]) -> None:
    """Write a notebook as HTML and PDF, as HTML alone if it is for the author.

    The files go beside the executed notebook, which is not run.
    """
    from sendneeds.build.audience import read_audience
    from sendneeds.build.execute import load_notebook
    from sendneeds.build.plan import choose_suffixes
    from sendneeds.build.renderers import list_pages, render_notebook

    executed = load_notebook(notebook)
    suffixes = list_pages(choose_suffixes(read_audience(executed)))
    rendered = {notebook.with_suffix(suffix): render_notebook(executed, suffix) for suffix in suffixes}
    for path, content in rendered.items():
        path.write_bytes(content)
        typer.echo(str(path))


def _find_renderer(choice: Rendering) -> Renderer | None:
    """Return what makes the pages, None for the project's own. Raises DeclarationError if it is not installed."""
    if choice is Rendering.QUARTO:
        from sendneeds.build.quarto import QuartoRenderer, find_quarto

        return QuartoRenderer(find_quarto())
    return None
