"""The command line: the application, its errors and the options that several commands share.

Each command loads only what it needs: help must not wait for pandas.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterable, Sequence
from typing import Annotated, NoReturn

import typer

from sendneeds import __version__
from sendneeds.errors import Problem, SendneedsError

FAILED = SendneedsError.exit_code
EDITION = "2025"
Named = Annotated[list[str] | None, typer.Option(help="An authority's slug, name or alias; repeat for more.")]
EditionName = Annotated[str, typer.Option(help="Edition: a file of params/editions/.")]
Every = Annotated[bool, typer.Option("--all", help="Every current authority.")]

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


def _exit(error: Exception, problems: Iterable[Problem], code: int, arguments: Sequence[str]) -> NoReturn:
    if "--debug" in arguments:
        traceback.print_exception(error)
    sys.exit(report_problems(problems, code))


def warn(problem: Problem) -> None:
    """Say in one line on standard error what is wrong and does no harm."""
    typer.echo(f"warning: {_flatten(problem)}", err=True)


def _flatten(problem: Problem) -> str:
    """Return a problem as one line without anything that a terminal would obey."""
    line = " ".join(str(problem).split())
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in line)


def report_problems(problems: Iterable[Problem], code: int) -> int:
    """Say each problem in one line on standard error and return the exit code."""
    for problem in problems:
        typer.echo(_flatten(problem), err=True)
    return code
