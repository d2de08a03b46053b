"""What a run says while it works and when it ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from sendneeds.cli.app import FAILED, report_problems
from sendneeds.project import Project

if TYPE_CHECKING:
    from sendneeds.build.plan import Publication
    from sendneeds.build.reports import Outcome, Say


def summarise(project: Project, edition: str, outcomes: Sequence[Outcome], seconds: float) -> int:
    """Say how the run ended and return the exit code."""
    code = 0
    for outcome in outcomes:
        if not outcome.is_published:
            code = report_problems(outcome.problems, FAILED)
    published = sum(outcome.reports for outcome in outcomes if outcome.is_published)
    planned = sum(outcome.reports for outcome in outcomes)
    folder = (project.outputs / edition).relative_to(project.root).as_posix()
    typer.echo(f"{published} of {planned} reports published in {folder} ({seconds:.0f} s)")
    return code


@contextmanager
def show_progress(publications: Sequence[Publication]) -> Iterator[Say]:
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
