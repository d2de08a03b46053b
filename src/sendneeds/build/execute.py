"""Run one notebook for one set of parameters.

What an executed notebook holds depends on the notebook, the parameters and the project alone: not on the user's
kernels, the clock, the locale or where the project lies on disk.
"""

from __future__ import annotations

import logging
import os
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from papermill.engines import papermill_engines
from papermill.parameterize import parameterize_notebook

from sendneeds.build.engine import ENGINE, Hear, InProcessEngine
from sendneeds.build.kernel import KERNEL_NAMES, KernelWatch, make_kernel_manager
from sendneeds.build.limits import describe_status
from sendneeds.build.parameters import Parameters, check_parameters
from sendneeds.build.task import TIMEOUT_SECONDS
from sendneeds.errors import DeclarationError, Problem, SendneedsError
from sendneeds.project import Project

INJECTED = "injected-parameters"


class NotebookExecutionError(SendneedsError):
    """The notebook `name` did not run to its end. `notebook` is what it had become by then."""

    def __init__(self, problem: Problem, name: str, notebook: NotebookNode) -> None:
        super().__init__(problem)
        self.name = name
        self.notebook = notebook


def load_notebook(path: Path) -> NotebookNode:
    """Return the notebook at `path`. Raises DeclarationError if it is missing or damaged."""
    try:
        notebook: NotebookNode = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
        nbformat.validate(notebook)
    except (OSError, ValueError, nbformat.ValidationError) as error:
        found = str(error).strip().splitlines()[0]
        raise DeclarationError(Problem(str(path), found, "a Jupyter notebook", "restore the file")) from error
    return notebook


def write_notebook(notebook: NotebookNode) -> str:
    """Return a notebook as text, ending in one line end."""
    text: str = nbformat.writes(notebook)  # type: ignore[no-untyped-call]
    return text.rstrip("\n") + "\n"


def execute_notebook(
    project: Project,
    path: Path,
    parameters: Parameters,
    watch: KernelWatch | None = None,
    timeout: float = TIMEOUT_SECONDS,
) -> NotebookNode:
    """Return the notebook at `path` as a kernel of its own leaves it, run with `parameters`, free of times and ids.

    `timeout` is in seconds of wall-clock time for the whole run; `watch` can end the run from another thread.
    Raises DeclarationError if the parameters are not the notebook's own, NotebookExecutionError if a cell fails,
    the kernel dies or the time is up.
    """
    watch = watch or KernelWatch()
    alarm = threading.Timer(timeout, watch.stop, [f"no end after {timeout:g} seconds"])
    alarm.daemon = True

    def run(notebook: NotebookNode, place: str) -> None:
        alarm.start()
        try:
            _run_kernel(project, notebook, watch)
        except (DeadKernelError, RuntimeError) as error:
            problem, cell = _describe_death(place, notebook, watch, error)
            mark_death(notebook, cell, problem.found)
            raise NotebookExecutionError(problem, path.stem, notebook) from error
        finally:
            alarm.cancel()
            watch.release()

    return _execute(project, path, parameters, run)


def execute_here(project: Project, path: Path, parameters: Parameters, hear: Hear) -> NotebookNode:
    """Return the same as `execute_notebook`, run in this process, which should have no other work.

    `hear` is told the id of each cell as it begins. The run has no end of its own: whoever started the process ends it.
    Raises DeclarationError and NotebookExecutionError as `execute_notebook` does.
    """

    def run(notebook: NotebookNode, place: str) -> None:
        del place
        os.chdir(project.root)
        InProcessEngine.hear = hear
        _run_engine(ENGINE, notebook)

    return _execute(project, path, parameters, run)


def _execute(
    project: Project, path: Path, parameters: Parameters, run: Callable[[NotebookNode, str], None]
) -> NotebookNode:
    notebook = prepare_notebook(path, parameters)
    relative = _relative(path, project.root)
    place = f"{parameters['area']}: {relative}" if "area" in parameters else relative
    try:
        run(notebook, place)
    finally:
        strip_traces(notebook, relative, parameters)
    failure = _find_failure(place, notebook)
    if failure is not None:
        raise NotebookExecutionError(failure, path.stem, notebook)
    return notebook


def prepare_notebook(path: Path, parameters: Parameters) -> NotebookNode:
    """Return the notebook at `path` with the cell that holds `parameters`, not yet run.

    Raises DeclarationError if it is damaged or the parameters are not its own.
    """
    notebook = load_notebook(path)
    problems = check_parameters(notebook, parameters)
    if problems:
        raise DeclarationError(problems)
    return _insert_parameters(notebook, parameters)


def strip_traces(notebook: NotebookNode, relative: str, parameters: Parameters) -> None:
    """Remove from a notebook, in place, what differs from run to run: times, versions and absolute paths."""
    notebook.metadata["kernelspec"] = KERNEL_NAMES
    notebook.metadata["language_info"] = {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"}
    notebook.metadata["papermill"] = {"input_path": relative, "parameters": dict(parameters)}
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if not cell.metadata.get("tags"):
            cell.metadata.pop("tags", None)


def _insert_parameters(notebook: NotebookNode, parameters: Parameters) -> NotebookNode:
    notebook.metadata["papermill"] = {}
    for cell in notebook.cells:
        cell.metadata.setdefault("tags", [])
    names = {"kernel_name": KERNEL_NAMES["name"], "language": KERNEL_NAMES["language"]}
    filled: NotebookNode = parameterize_notebook(notebook, dict(parameters), **names)
    for cell in filled.cells:
        if INJECTED in cell.metadata.tags:
            cell.id = INJECTED
    return filled


def _run_kernel(project: Project, notebook: NotebookNode, watch: KernelWatch) -> None:
    """Execute all cells in a kernel, in place. A cell that fails ends the run without an exception."""
    with tempfile.TemporaryDirectory(prefix="sendneeds-") as profile:
        _run_engine(
            None,
            notebook,
            kernel_manager_class=make_kernel_manager(project.root, Path(profile), watch),
            extra_arguments=["--HistoryManager.enabled=False"],
            resources={"metadata": {"path": str(project.root)}},
        )


def _run_engine(engine: str | None, notebook: NotebookNode, **options: object) -> None:
    """Let one of Papermill's engines, its own if none is named, execute all cells in place."""
    logging.getLogger("papermill").addHandler(logging.NullHandler())
    papermill_engines.execute_notebook_with_engine(
        engine,
        notebook,
        KERNEL_NAMES["name"],
        progress_bar=False,
        autosave_cell_every=0,
        record_timing=False,
        **options,
    )


def _find_failure(place: str, notebook: NotebookNode) -> Problem | None:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                found = f"{output.ename}: {_join_lines(output.evalue)}"
                return Problem(f"{place}, cell {cell.id}", found, "a cell that runs", "fix the cause, then run again")
    return None


def mark_death(notebook: NotebookNode, cell: str, found: str) -> None:
    """Let a notebook whose process was ended from outside say so as the output of the cell that was running."""
    for item in notebook.cells:
        if item.id == cell:
            error = {"output_type": "error", "ename": "ProcessEnded", "evalue": found, "traceback": [found]}
            item.outputs = [*item.get("outputs", []), nbformat.from_dict(error)]  # type: ignore[no-untyped-call]


def _describe_death(place: str, notebook: NotebookNode, watch: KernelWatch, error: Exception) -> tuple[Problem, str]:
    """Return the problem of a run that was ended from outside, and the cell that was running."""
    begun = [cell.id for cell in notebook.cells if cell.metadata.get("papermill", {}).get("start_time")]
    cell = begun[-1] if begun else "before the first"
    ended = describe_status(watch.status) if watch.status else f"{type(error).__name__}: {_join_lines(str(error))}"
    found = watch.reason or ended
    return Problem(f"{place}, cell {cell}", found, "a run to the end", "run again, with more time or memory"), cell


def _join_lines(text: str) -> str:
    return "; ".join(line.strip() for line in text.splitlines() if line.strip())


def _relative(path: Path, root: Path) -> str:
    """Return `path` below `root` with forward slashes, or its name alone."""
    path = path.resolve()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
