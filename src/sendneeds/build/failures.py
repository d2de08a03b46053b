"""What went wrong while files were made: as problems to report, and as evidence to keep."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from pathlib import Path

from sendneeds.build.execute import NotebookExecutionError, write_notebook
from sendneeds.build.publish import keep_failure
from sendneeds.errors import Problem, SendneedsError


def keep_evidence(folder: Path, name: str, errors: Sequence[Exception]) -> None:
    """Keep the tracebacks, and the notebooks as far as they ran, below `failed/`."""
    files = {"error.txt": "\n".join("".join(traceback.format_exception(error)) for error in errors)}
    for error in errors:
        if isinstance(error, NotebookExecutionError):
            files[f"{error.name}.ipynb"] = write_notebook(error.notebook)
    try:
        keep_failure(folder, name, files)
    except OSError:  # a full disk is the failure; there is no room for its evidence
        return


def wrap_error(error: BaseException) -> Exception:
    """Return an error as an Exception: a panic of the typesetter is none."""
    return error if isinstance(error, Exception) else RuntimeError(repr(error))


def list_errors(error: Exception) -> list[Exception]:
    """Return the errors of a group, or the one that it is."""
    return list(error.exceptions) if isinstance(error, ExceptionGroup) else [error]


def list_problems(name: str, errors: Sequence[Exception]) -> tuple[Problem, ...]:
    """Return what the errors of a publication say."""
    return tuple(
        problem
        for error in errors
        for problem in (error.problems if isinstance(error, SendneedsError) else (_describe(name, error),))
    )


def _describe(name: str, error: Exception) -> Problem:
    found = " ".join(f"{type(error).__name__}: {error}".split())
    return Problem(name, found, "a report", f"read failed/{name}/error.txt, fix the cause, then run again")
