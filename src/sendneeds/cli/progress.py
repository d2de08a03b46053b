"""What a run says while it works and when it ends."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from sendneeds.build.plan import PUBLISHED
from sendneeds.build.publish import FAILED as FAILED_STATUS
from sendneeds.build.reports import UNCHANGED
from sendneeds.cli.app import FAILED, report_problems
from sendneeds.project import Project

if TYPE_CHECKING:
    from rich.console import Console

    from sendneeds.build.plan import Publication
    from sendneeds.build.reports import Outcome
    from sendneeds.build.workers import Say

ENDS = frozenset({PUBLISHED, FAILED_STATUS, UNCHANGED})
# With more publications than this, one bar or line stands for all of each.
MOST_BARS = 8
MOST_SLOWEST = 5
MINUTE = 60


def summarise(project: Project, edition: str, outcomes: Sequence[Outcome], seconds: float) -> int:
    """Say how the run ended and return the exit code."""
    code = 0
    for outcome in outcomes:
        if outcome.problems:
            code = report_problems(outcome.problems, FAILED)
    folder = (project.outputs / edition).relative_to(project.root).as_posix()
    published = sum(outcome.reports for outcome in outcomes if outcome.is_published)
    planned = sum(outcome.reports for outcome in outcomes)
    if len(outcomes) > MOST_BARS:
        _say_slowest(outcomes)
    if not any(outcome.is_made for outcome in outcomes):
        typer.echo(f"{published} of {planned} reports in {folder} are up to date: nothing to do ({seconds:.1f} s)")
    else:
        unchanged = sum(outcome.reports for outcome in outcomes if not outcome.is_made)
        rest = f", {unchanged} of them up to date before" if unchanged else ""
        typer.echo(f"{published} of {planned} reports published in {folder}{rest} ({seconds:.0f} s)")
    return code


def _say_slowest(outcomes: Sequence[Outcome]) -> None:
    """List the slowest, the failed and what was left as it is."""
    made = sorted((item for item in outcomes if item.is_made), key=lambda item: (-item.seconds, item.name))
    failed = [item.name for item in outcomes if item.problems]
    skipped = sum(not item.is_made for item in outcomes)
    if made:
        slowest = ", ".join(f"{item.name} {item.seconds:.1f} s" for item in made[:MOST_SLOWEST])
        typer.echo(f"slowest (seconds of all its reports): {slowest}")
    typer.echo(f"failed: {', '.join(failed) or 'none'}")
    typer.echo(f"skipped, since they are up to date: {skipped}")


@contextmanager
def show_progress(publications: Sequence[Publication]) -> Iterator[Say]:
    """Yield what to call as (publication, step): bars on a terminal, lines elsewhere.

    Few publications have a bar, or a line for each step; many have one bar, or a line each, with the time left.
    """
    if sys.stderr.isatty():
        from rich.console import Console

        console = Console(stderr=True)
        with (_show_bar if len(publications) > MOST_BARS else _show_bars)(publications, console) as say:
            yield say
    elif len(publications) > MOST_BARS:
        yield _count_lines(len(publications), time.monotonic)
    else:
        yield lambda name, step: typer.echo(f"{name}: {step}", err=True)


def _count_lines(total: int, clock: Callable[[], float]) -> Say:
    """Return what says a line for each publication that has ended, with the time left at the rate so far."""
    begun, ended = clock(), 0

    def say(name: str, step: str) -> None:
        nonlocal ended
        if step in ENDS:
            ended += 1
            left = (clock() - begun) / ended * (total - ended)
            typer.echo(f"{name}: {step} ({ended} of {total}, {_say_time(left)} left)", err=True)

    return say


def _say_time(seconds: float) -> str:
    return f"about {seconds / MINUTE:.0f} min" if seconds >= 2 * MINUTE else f"about {seconds:.0f} s"


@contextmanager
def _show_bar(publications: Sequence[Publication], console: Console) -> Iterator[Say]:
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    left = TextColumn("left")
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn(), left)
    with Progress(*columns, TextColumn("{task.fields[step]}"), console=console) as progress:
        bar = progress.add_task("reports", total=len(publications), step="")

        def say(name: str, step: str) -> None:
            progress.update(bar, advance=1 if step in ENDS else 0, step=f"{name}: {step}")

        yield say


@contextmanager
def _show_bars(publications: Sequence[Publication], console: Console) -> Iterator[Say]:
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[step]}"), TimeElapsedColumn()
    with Progress(*columns, console=console) as progress:
        steps = {item.name: item.steps for item in publications}
        bars = {name: progress.add_task(name, total=len(known), step="waiting") for name, known in steps.items()}

        def say(name: str, step: str) -> None:
            if name not in bars:
                return
            if step in ENDS:
                progress.update(bars[name], completed=len(steps[name]), step=step)
            else:
                progress.update(bars[name], advance=1 if step in steps[name] else 0, step=step)

        yield say
