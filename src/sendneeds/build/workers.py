"""How tasks are run: in processes forked from a warm parent, or in kernels of their own.

This side of the warm parent loads nothing that takes long: it sends tasks, and hears steps and how they ended.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from multiprocessing.connection import Connection, Pipe
from typing import Protocol

from sendneeds.build.environment import FIXED_ENVIRONMENT
from sendneeds.build.task import Done, Run, Task
from sendneeds.errors import Problem, SendneedsError
from sendneeds.project import ROOT_VARIABLE

# Tasks that the warm parent has and has not ended.
MOST_SENT = 32
# How long the warm parent may take to end what it has forked.
CLOSE_SECONDS = 10.0

Say = Callable[[str, str], None]


class Engine(StrEnum):
    """What runs notebooks: Papermill with our engine in forked processes, or with stock kernels."""

    SENDNEEDS = "sendneeds"
    PAPERMILL = "papermill"


class Message(StrEnum):
    """What the warm parent says first in each message, then its content."""

    READY = "ready"
    REFUSED = "refused"
    UNSAFE = "unsafe"
    STEP = "step"
    DONE = "done"


class UnsafeForkError(Exception):
    """This process could not be made fit for forking; kernels are."""


class Runner(Protocol):
    """Runs tasks, some at a time. Declarations and figures are checked when it is opened."""

    def perform(self, tasks: Sequence[Task], say: Say) -> Iterator[Done]:
        """Yield how each task ended, in the order in which they end. `say` hears (publication, step)."""

    def close(self) -> None:
        """End everything that still runs."""


class WarmRunner:
    """Sends tasks to a warm parent process, started here with the fixed environment."""

    def __init__(self, run: Run, jobs: int) -> None:
        """Start the warm parent and wait until it is ready.

        Raises the SendneedsError of what is wrong with the project, and UnsafeForkError if the parent may not fork.
        """
        ours, theirs = Pipe()
        command = [sys.executable, "-m", "sendneeds.build.lean", str(theirs.fileno())]
        environment = os.environ | FIXED_ENVIRONMENT | {ROOT_VARIABLE: str(run.project.root)}
        # Apart from the terminal: an interrupt there is for this process, which then ends the other.
        self._process = subprocess.Popen(  # noqa: S603 (this interpreter, and no shell)
            command, env=environment, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, start_new_session=True
        )
        theirs.close()
        self._connection: Connection = ours
        try:
            self._connection.send((run, jobs))
            self._begin()
        except BaseException:
            self.close()
            raise

    def _begin(self) -> None:
        try:
            kind, content = self._connection.recv()
        except (EOFError, OSError) as error:
            raise SendneedsError(_describe_end()) from error
        if kind == Message.REFUSED:
            refusal, problems = content
            raise refusal(problems)
        if kind == Message.UNSAFE:
            raise UnsafeForkError(content)

    def perform(self, tasks: Sequence[Task], say: Say) -> Iterator[Done]:
        """Yield how each task ended. If the warm parent itself is killed, what is left ends with that problem."""
        pending = dict.fromkeys(tasks)
        try:
            waiting = deque(tasks)
            while pending:
                # Never so many at a time that both sides could wait for each other to read.
                while waiting and len(pending) - len(waiting) < MOST_SENT:
                    self._connection.send(waiting.popleft())
                kind, content = self._connection.recv()
                if kind == Message.STEP:
                    say(*content)
                    continue
                del pending[content.task]
                yield content
        except (EOFError, OSError):
            for task in pending:
                yield Done(task, 0.0, problems=(_describe_end(),))

    def kill(self) -> None:
        """Kill the warm parent, and its children with it, from any thread: what is left to perform ends so."""
        self._process.kill()

    def close(self) -> None:
        """Close the line, at which the warm parent ends its children and itself."""
        self._connection.close()
        try:
            self._process.wait(CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def open_runner(run: Run, jobs: int, engine: Engine, say: Say) -> Runner:
    """Return what runs tasks here: kernels where they are asked for, or where forking is not safe.

    Raises the SendneedsError of what is wrong with the project's declarations or figures.
    """
    if engine is Engine.SENDNEEDS and sys.platform == "linux":
        try:
            return WarmRunner(run, jobs)
        except UnsafeForkError as error:
            say("run", f"in kernels, since {error}")
    from sendneeds.build.kernels import KernelRunner  # noqa: PLC0415 - loads all that the warm parent loads

    return KernelRunner(run, jobs)


def _describe_end() -> Problem:
    return Problem("run", "the end of the process that runs notebooks", "its answer", "run again, with more memory")
