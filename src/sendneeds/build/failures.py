"""What went wrong while files were made: as problems to report, and as evidence to keep."""

from __future__ import annotations

import errno
import traceback
from contextlib import suppress

from sendneeds.build.execute import NotebookExecutionError, mark_death, prepare_notebook, write_notebook
from sendneeds.build.publish import FAILED_NOTEBOOK, describe_unwritable
from sendneeds.build.task import Done, Run, Task
from sendneeds.errors import Problem, SendneedsError

# What a system says of a disk that is full, and of a file or folder that nobody may write.
UNWRITABLE = frozenset({errno.EACCES, errno.EDQUOT, errno.EFBIG, errno.ENOSPC, errno.EPERM, errno.EROFS})


def describe_failure(task: Task, error: BaseException) -> tuple[tuple[Problem, ...], dict[str, str]]:
    """Return what an error says, and the evidence: its traceback, and the notebook as far as it ran."""
    evidence = {"error.txt": "".join(traceback.format_exception(error))}
    if isinstance(error, NotebookExecutionError):
        evidence[FAILED_NOTEBOOK] = write_notebook(error.notebook)
    if isinstance(error, SendneedsError):
        return error.problems, evidence
    for cause in (error, error.__cause__, error.__context__):
        if isinstance(cause, OSError) and cause.errno in UNWRITABLE:
            return (describe_unwritable(f"{task.owner}: {task.part}", cause),), evidence
    found = " ".join(f"{type(error).__name__}: {error}".split())
    where, action = f"{task.owner}: {task.part}", f"read failed/{task.owner}/error.txt, fix the cause, then run again"
    return (Problem(where, found, "a report", action),), evidence


def describe_death(run: Run, task: Task, cell: str, found: str, seconds: float) -> Done:
    """Return how a task ended whose process was ended from outside while it ran `cell`.

    The evidence is the notebook, not run, with what was found as the output of that cell.
    """
    place = f"{task.owner}: {task.part}"
    evidence = {"error.txt": f"{place}: {found}\n"}
    if task.publication is not None and task.notebook is not None:
        relative = task.notebook.path.relative_to(run.project.root).as_posix()
        place = f"{task.owner}: {relative}, cell {cell or 'before the first'}"
        with suppress(SendneedsError):
            notebook = prepare_notebook(task.notebook.path, task.publication.choose_parameters(run.edition))
            mark_death(notebook, cell, found)
            evidence[FAILED_NOTEBOOK] = write_notebook(notebook)
    problem = Problem(place, found, "a run to the end", "run again, with more time or memory")
    return Done(task, seconds, (), (problem,), evidence)
