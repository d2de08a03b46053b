"""What a Dask worker does for a run: it unpacks the project, keeps a warm parent, and makes whole publications.

Dask gives the plugin to every worker there is and to those that join later, and takes it away when the run ends.
"""

from __future__ import annotations

import asyncio
import platform
import re
import shutil
import sys
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from threading import Lock

from distributed import Worker, WorkerPlugin, get_worker

from sendneeds.build.plan import SourceNotebook
from sendneeds.build.publish import LOGS, list_below, make_staging
from sendneeds.build.rebuild import LOCK, ProjectInputs, hash_package
from sendneeds.build.task import Done, Run, Task
from sendneeds.build.workers import WarmRunner
from sendneeds.errors import IntegrityError, Problem, SendneedsError
from sendneeds.project import Project

REQUIREMENT = re.compile(r"[\w.-]+")


@dataclass(frozen=True)
class Made:
    """What came of a publication's tasks: how each ended, what was said, and files by name below the edition."""

    ended: tuple[Done, ...]
    steps: tuple[tuple[str, str], ...]
    files: Mapping[str, bytes]


class ProjectPlugin(WorkerPlugin):
    """Brings a project to a worker. `expected` is what the caller's `describe_setup` says."""

    def __init__(self, name: str, run: Run, expected: Mapping[str, str]) -> None:
        self.name = name
        self._files = pack_project(run.project)
        self._edition = run.edition
        self._timeout = run.timeout
        self._expected = expected

    async def setup(self, worker: Worker) -> None:
        """Unpack the project beside the worker's own files."""
        self._problems = check_setup(worker.address, describe_setup(), self._expected)
        self._root = Path(worker.local_directory) / self.name
        await asyncio.to_thread(unpack_project, self._files, self._root)
        run = Run(Project(self._root), self._edition, timeout=self._timeout)
        self._workplace = Workplace(run, worker.state.nthreads)

    async def teardown(self, worker: Worker) -> None:
        """End what runs for the caller, and remove the project."""
        del worker
        await asyncio.to_thread(self._workplace.close)
        await asyncio.to_thread(shutil.rmtree, self._root, ignore_errors=True)

    def make(self, tasks: Sequence[Task]) -> Made:
        """Make a publication. Raises IntegrityError where the bytes would not be the caller's."""
        if self._problems:
            raise IntegrityError(self._problems)
        return self._workplace.make(tasks)


class Workplace:
    """A copy of a project with a warm parent, which makes one publication at a time, `jobs` of its tasks at once."""

    def __init__(self, run: Run, jobs: int) -> None:
        self._run = run
        self._jobs = jobs
        self._runner: WarmRunner | None = None
        self._is_closed = False
        self._lock = Lock()

    def make(self, tasks: Sequence[Task]) -> Made:
        """Make all tasks of a publication and return their files, which are kept here no longer.

        Raises the SendneedsError of what is wrong with the project.
        """
        steps: list[tuple[str, str]] = []
        with self._lock:
            owner = tasks[0].owner
            staging = make_staging(self._run.folder, owner)
            try:
                ended = self._perform([move_task(task, self._run.project) for task in tasks], steps)
                return Made(ended, tuple(steps), self._read_files(staging, self._run.folder / LOGS / owner))
            finally:
                shutil.rmtree(staging, ignore_errors=True)

    def close(self) -> None:
        """End everything, whatever it is at, and wait until it has ended."""
        self._is_closed = True
        if self._runner:
            self._runner.kill()
        with self._lock:
            self._drop()

    def _perform(self, tasks: Sequence[Task], steps: list[tuple[str, str]]) -> tuple[Done, ...]:
        self._runner = self._runner or WarmRunner(self._run, self._jobs)
        if self._is_closed:  # while the warm parent was being started, which `close` did not see
            raise SendneedsError(Problem("run", "a run that has ended", "one that goes on", "run again"))
        ended = tuple(self._runner.perform(tasks, lambda name, step: steps.append((name, step))))
        if any(done.problems and not done.files and not done.evidence for done in ended):
            self._drop()  # the warm parent itself was killed; the next publication has another
        return ended

    def _drop(self) -> None:
        if self._runner:
            self._runner.close()
        self._runner = None

    def _read_files(self, *folders: Path) -> dict[str, bytes]:
        base = self._run.folder
        names = [name for folder in folders for name in list_below(base, folder.relative_to(base).as_posix())]
        return {name: (base / name).read_bytes() for name in names}


def make_publication(name: str, tasks: Sequence[Task]) -> Made:
    """Make the tasks of one publication on the worker that runs this, where the plugin `name` is."""
    plugin = get_worker().plugins[name]
    assert isinstance(plugin, ProjectPlugin)  # noqa: S101 (the name is of nothing else)
    return plugin.make(tasks)


def pack_project(project: Project) -> dict[str, bytes]:
    """Return everything that reports are made from, compressed, by its name below the project."""
    names = [*ProjectInputs(project).files, LOCK]
    paths = [project.root / name for name in names]
    return {name: zlib.compress(path.read_bytes()) for name, path in zip(names, paths, strict=True) if path.is_file()}


def unpack_project(files: Mapping[str, bytes], root: Path) -> None:
    """Write what `pack_project` returned."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(zlib.decompress(content))


def describe_setup() -> dict[str, str]:
    """Return what must be the same on two machines for the same bytes: the package, Python, and its libraries."""
    described = {
        "package": hash_package(),
        "system": sys.platform,
        "Python": ".".join(platform.python_version_tuple()[:2]),
    }
    with suppress(PackageNotFoundError):  # the package lies on a path, and nobody has installed it
        needed = [item for item in requires("sendneeds") or () if "extra ==" not in item]
        for name in (REQUIREMENT.findall(item)[0] for item in needed):
            described[name] = version(name)
    return described


def check_setup(address: str, found: Mapping[str, str], expected: Mapping[str, str]) -> list[Problem]:
    """Return a problem for each thing that is not the same at the worker `address`. Workers need Linux."""
    wanted = {**expected, "system": "linux"}
    action = "install the same version of sendneeds and of requirements.lock there"
    return [
        Problem(f"worker {address}", f"{name} {found.get(name, 'missing')[:12]}", f"{name} {value[:12]}", action)
        for name, value in wanted.items()
        if found.get(name) != value
    ]


def move_task(task: Task, project: Project) -> Task:
    """Return a task on the notebooks of another copy of its project."""
    if task.publication is None:
        return task
    moved = tuple(_move_notebook(item, project) for item in task.publication.notebooks)
    notebook = _move_notebook(task.notebook, project) if task.notebook else None
    return replace(task, publication=replace(task.publication, notebooks=moved), notebook=notebook)


def _move_notebook(notebook: SourceNotebook, project: Project) -> SourceNotebook:
    return replace(notebook, path=project.notebooks / notebook.path.name)
