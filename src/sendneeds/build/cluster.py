"""Tasks on the workers of a Dask cluster that somebody has started: one future for each publication.

Dask hands them out, and runs again what a lost worker had. What belongs to an edition as a whole is made here, since it
reads what is published. Without Dask, importing this module raises DeclarationError.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import replace
from itertools import groupby
from time import monotonic

from sendneeds.build.task import Done, Run, Task
from sendneeds.build.workers import Engine, Runner, Say, open_runner
from sendneeds.errors import DataError, DeclarationError, DisclosureError, IntegrityError, Problem, SendneedsError

try:
    from distributed import Client, Future, KilledWorker, wait
except ModuleNotFoundError as missing:
    install = 'install it: pip install "sendneeds[cluster]", or all of requirements.lock'
    raise DeclarationError(
        Problem("--scheduler", "no Dask in this Python", "the extra 'cluster'", install)
    ) from missing

from sendneeds.build.cluster_worker import Made, ProjectPlugin, check_setup, describe_setup, make_publication

CONNECT_SECONDS = 10.0
POLL_SECONDS = 5.0
# How long the files of one publication may be on their way.
FETCH_SECONDS = 60.0
PREFIX = "sendneeds-"


class ClusterRunner:
    """Hands tasks to the cluster whose scheduler is at an address such as tcp://127.0.0.1:8786."""

    def __init__(self, run: Run, address: str) -> None:
        """Connect, check the workers and give them the project.

        Raises DeclarationError if nobody answers, and IntegrityError naming each worker that would not make the same
        bytes.
        """
        self._run = run
        self._address = address
        self._here: Runner | None = None
        self._pending: dict[Future[Made], list[Task]] = {}
        self._client = _connect(address)
        self._name = f"{PREFIX}{self._client.id}"
        try:
            expected = describe_setup()
            _forget_lost_callers(self._client)
            _check_workers(self._client, expected)
            self._client.register_plugin(ProjectPlugin(self._name, run, expected), name=self._name)
        except BaseException:
            self.close()
            raise

    def perform(self, tasks: Sequence[Task], say: Say) -> Iterator[Done]:
        """Yield how each task ended.

        If the cluster has no worker for as long as one task may take, or is gone, what is left ends with that problem.
        Raises the SendneedsError with which a worker refuses the project.
        """
        yield from self._perform_there([task for task in tasks if task.publication], say)
        here = [task for task in tasks if not task.publication]
        if here:
            self._here = self._here or open_runner(self._run, 1, Engine.SENDNEEDS, say)
            yield from self._here.perform(here, say)

    def _perform_there(self, tasks: Sequence[Task], say: Say) -> Iterator[Done]:
        self._pending = dict(self._submit(list(group)) for _, group in groupby(tasks, lambda task: task.owner))
        try:
            while self._pending:
                for future in self._wait():
                    yield from self._receive(future, say)
        except (CancelledError, OSError) as error:  # among them TimeoutError
            found = "no worker any more" if isinstance(error, TimeoutError) else "a scheduler that dropped the work"
            left = [task for group in self._pending.values() for task in group]
            yield from (_describe_loss(task, f"{found} at {self._address}", error) for task in left)

    def _submit(self, tasks: list[Task]) -> tuple[Future[Made], list[Task]]:
        key = f"{self._name}-{tasks[0].owner}"
        return self._client.submit(make_publication, self._name, tasks, key=key), tasks

    def _wait(self) -> list[Future[Made]]:
        """Return those that have ended, at least one. Raises TimeoutError if there are no workers for too long."""
        seen = monotonic()
        while True:
            with suppress(TimeoutError):
                return list(wait(list(self._pending), POLL_SECONDS, "FIRST_COMPLETED").done)
            if self._client.nthreads():
                seen = monotonic()
            elif monotonic() - seen > self._run.timeout:
                raise TimeoutError

    def _receive(self, future: Future[Made], say: Say) -> Iterator[Done]:
        """Write the files of a publication, and yield how its tasks ended.

        If the worker that holds the files is lost, it stays pending: Dask makes it again.
        """
        try:
            made = future.result(FETCH_SECONDS)
            self._write_files(made.files)
        except TimeoutError:
            return
        except (DeclarationError, DataError, DisclosureError, IntegrityError) as error:
            raise type(error)(error.problems) from error  # pickling keeps the problems alone
        except (KilledWorker, OSError, SendneedsError) as error:  # the end of this publication alone
            yield from (
                _describe_loss(task, f"{type(error).__name__}: {error}", error) for task in self._pending.pop(future)
            )
            return
        for step in made.steps:
            say(*step)
        tasks = {task.part: task for task in self._pending.pop(future)}
        yield from (replace(done, task=tasks[done.task.part]) for done in made.ended)

    def _write_files(self, files: Mapping[str, bytes]) -> None:
        for name, content in files.items():
            path = self._run.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    def close(self) -> None:
        """Drop what is left, here and there, and let the workers forget the project."""
        if self._here:
            self._here.close()
        if self._client.status == "running":
            # A worker or the scheduler may be gone; then so is what it had.
            with suppress(CancelledError, OSError, TimeoutError, ValueError):
                self._client.cancel(list(self._pending))
                self._client.unregister_worker_plugin(self._name)
        self._client.close()


def _connect(address: str) -> Client:
    try:
        return Client(address, timeout=CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        found = f"no answer from {address}"
        action = "start one (dask scheduler), or correct the address"
        raise DeclarationError(Problem("--scheduler", found, "a Dask scheduler there", action)) from error


def _forget_lost_callers(client: Client) -> None:
    """Let the workers forget what a run left there that was killed."""
    # A lambda is sent by its text: the scheduler need not have this package.
    plugins, callers = client.run_on_scheduler(
        lambda dask_scheduler: (list(dask_scheduler.worker_plugins), list(dask_scheduler.clients))
    )
    for name in plugins:
        if name.startswith(PREFIX) and name.removeprefix(PREFIX) not in callers:
            client.unregister_worker_plugin(name)


def _check_workers(client: Client, expected: Mapping[str, str]) -> None:
    """Raise IntegrityError if the package, or what it needs, is missing or another at any worker."""
    problems: list[Problem] = []
    for worker, found in client.run(describe_setup, on_error="return").items():
        if isinstance(found, Exception):
            action = "install sendneeds and requirements.lock there"
            problems.append(Problem(f"worker {worker}", f"{type(found).__name__}: {found}", "this package", action))
        else:
            problems += check_setup(worker, found, expected)
    if problems:
        raise IntegrityError(problems)


def _describe_loss(task: Task, found: str, error: Exception) -> Done:
    """Return how a task ended that no worker has made."""
    problem = Problem(
        f"{task.owner}: {task.part}", found, "a worker that makes it", "see to the workers, then run again"
    )
    return Done(task, 0.0, problems=(problem,), evidence={"error.txt": "".join(traceback.format_exception(error))})
