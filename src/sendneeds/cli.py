"""The command line. Each command loads only what it needs, and says what is wrong in one line per problem."""

from __future__ import annotations

import os
import sys
import time
import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from sendneeds import __version__
from sendneeds.errors import DeclarationError, Problem, SendneedsError
from sendneeds.project import Project, find_project

if TYPE_CHECKING:
    from sendneeds.build.plan import Publication
    from sendneeds.build.renderers import Renderer
    from sendneeds.build.reports import Outcome, Say
    from sendneeds.declare.area import Area
    from sendneeds.declare.registry import Registry

FAILED = SendneedsError.exit_code
MOST_JOBS = 4
EDITION = "2025"
Named = Annotated[list[str] | None, typer.Option(help="An authority's slug, name or alias; repeat for more.")]
EditionName = Annotated[str, typer.Option(help="Edition: a file of params/editions/.")]
Every = Annotated[bool, typer.Option("--all", help="Every current authority.")]


class Rendering(StrEnum):
    """What makes pages of executed notebooks."""

    EMBEDDED = "embedded"
    QUARTO = "quarto"


app = typer.Typer(
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit with the code of what happened (see `errors`).

    With `--debug`, anywhere, the traceback of an error is shown.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        app([item for item in given if item != "--debug"], prog_name="sendneeds")
    except SendneedsError as error:
        _exit(error, error.problems, error.exit_code, given)
    except OSError as error:
        where, found = str(error.filename or "disk"), error.strerror or type(error).__name__
        problem = Problem(where, found, "a file or folder that can be used", "check its rights and the space left")
        _exit(error, [problem], FAILED, given)


def _say_version(value: bool) -> None:  # noqa: FBT001 - typer passes it so
    if value:
        typer.echo(f"sendneeds {__version__}")
        raise typer.Exit


@app.callback()
def describe(
    *,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Needs assessments for special educational needs and disability, for any local area in England."""


@app.command()
def check() -> None:
    """Check every declaration.

    All problems under params/, in the lock and in the tables are reported at once.
    """
    registry, areas = _load_declarations(find_project())
    typer.echo(
        f"{len(registry.indicators)} indicators, {len(registry.releases)} releases, {len(registry.editions)} editions, "
        f"{len(registry.local_areas)} area files, {len(areas)} areas: no problem found"
    )


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
    registry, areas = _load_declarations(project)
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
    with _show_progress(publications) as say:
        outcomes = build_reports(project, edition, publications, jobs, say, chosen)
    raise typer.Exit(_summarise(project, edition, outcomes, time.monotonic() - begun))


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
    registry, _ = _load_declarations(project)
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


@app.command()
def data(releases: Annotated[Path, typer.Option("--from", help="Folder that holds the official releases.")]) -> None:
    """Rebuild data/ from releases.

    Each release file is verified against data/sources.lock first.
    """
    from sendneeds.evidence.rebuild import rebuild

    typer.echo(str(rebuild(find_project(), releases, lambda stage: typer.echo(stage, err=True))))


@app.command()
def validate() -> None:
    """Measure what the methods achieve.

    Tests and projections are run over all authorities and in simulation; the table is written to docs/validation.csv.
    """
    from sendneeds.build.validation import write_validation

    typer.echo(write_validation(find_project(), EDITION).to_string(index=False))


@app.command(name="area")
def add_area(names: Annotated[list[str], typer.Argument(help="Slugs, names or aliases of authorities.")]) -> None:
    """Add an area.

    Writes params/areas/<area>.yml, ready to fill in.
    """
    from sendneeds.build.areas import find_slugs
    from sendneeds.declare.area import write_area_file
    from sendneeds.evidence.geography import load_areas

    project = find_project()
    areas = load_areas(project)
    by_slug = {item.slug: item for item in areas}
    for slug in find_slugs(names, areas):
        typer.echo(str(write_area_file(project, by_slug[slug]).relative_to(project.root)))


def _exit(error: Exception, problems: Iterable[Problem], code: int, arguments: Sequence[str]) -> NoReturn:
    if "--debug" in arguments:
        traceback.print_exception(error)
    sys.exit(_report(problems, code))


def _load_declarations(project: Project) -> tuple[Registry, tuple[Area, ...]]:
    """Return the declarations and the areas they may name. Raises DeclarationError with every problem.

    Areas' own values are read too: a wrong one is a DataError, a count small enough to disclose a DisclosureError.
    """
    from sendneeds.declare.registry import check_area_names, load_registry
    from sendneeds.evidence.geography import load_areas
    from sendneeds.evidence.local import load_all_local
    from sendneeds.evidence.strategy_links import check_strategy_links

    registry = load_registry(project)
    areas = load_areas(project)
    problems = check_area_names(registry, [area.slug for area in areas]) + check_strategy_links(project, registry)
    if problems:
        raise DeclarationError(problems)
    load_all_local(project, [area.slug for area in areas])
    return registry, areas


def _find_renderer(choice: Rendering) -> Renderer:
    """Return what makes the pages. Raises DeclarationError if it is not installed."""
    if choice is Rendering.QUARTO:
        from sendneeds.build.quarto import QuartoRenderer, find_quarto

        return QuartoRenderer(find_quarto())
    from sendneeds.build.renderers import EMBEDDED

    return EMBEDDED


def _report(problems: Iterable[Problem], code: int) -> int:
    for problem in problems:
        typer.echo(" ".join(str(problem).split()), err=True)
    return code


def _summarise(project: Project, edition: str, outcomes: Sequence[Outcome], seconds: float) -> int:
    """Say how the run ended and return the exit code."""
    code = 0
    for outcome in outcomes:
        if not outcome.is_published:
            code = _report(outcome.problems, FAILED)
    published = sum(outcome.reports for outcome in outcomes if outcome.is_published)
    planned = sum(outcome.reports for outcome in outcomes)
    folder = (project.outputs / edition).relative_to(project.root).as_posix()
    typer.echo(f"{published} of {planned} reports published in {folder} ({seconds:.0f} s)")
    return code


@contextmanager
def _show_progress(publications: Sequence[Publication]) -> Iterator[Say]:
    """Yield what to call as (publication, step): a bar for each on a terminal, a line per step elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda name, step: typer.echo(f"{name}: {step}", err=True)
        return
    columns = TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[step]}"), TimeElapsedColumn()
    with Progress(*columns, console=console) as progress:
        steps = {item.name: item.steps for item in publications}
        tasks = {name: progress.add_task(name, total=len(known), step="waiting") for name, known in steps.items()}

        def say(name: str, step: str) -> None:
            progress.update(tasks[name], advance=1 if step in steps[name] else 0, step=step)

        yield say
