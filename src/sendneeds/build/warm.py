"""The warm parent: a process of one thread that has everything loaded, and forks a child for each task.

It serves the connection on a file descriptor (see `workers`, and `lean`, which starts it). A child leads a process
group of its own, has a limit of time and of memory, and ends with all that it started; nothing that happens in it
reaches the parent or another child.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path
from time import monotonic

from sendneeds.build.child import CELL, live
from sendneeds.build.declarations import load_declarations
from sendneeds.build.failures import describe_death
from sendneeds.build.limits import describe_status
from sendneeds.build.renderers import check_fonts, warm_renderers
from sendneeds.build.task import Done, Run, Task
from sendneeds.build.workers import Message
from sendneeds.errors import SendneedsError
from sendneeds.present.figures import warm_figures
from sendneeds.report.warm import warm_area, warm_national

THREADS = Path("/proc/self/task")


@dataclass
class Child:
    """A forked process: what it makes, since when, and which cell it has begun. `descriptor` is ready at its end."""

    task: Task
    pid: int
    connection: Connection
    descriptor: int
    begun: float
    cell: str = ""


class WarmParent:
    """Forks children for tasks that come by `control`, `jobs` at a time, until the other side closes it."""

    def __init__(self, control: Connection, run: Run, jobs: int) -> None:
        self._control = control
        self._run = run
        self._jobs = jobs
        self._waiting: deque[Task] = deque()
        self._children: dict[int, Child] = {}
        self._warm_area = ""

    def serve(self) -> None:
        """Work until the control connection is closed; then end what still runs."""
        try:
            while True:
                while self._waiting and len(self._children) < self._jobs:
                    self._start(self._waiting.popleft())
                self._attend()
        except (EOFError, OSError):
            for child in self._children.values():
                _kill_group(child.pid)
                os.waitpid(child.pid, 0)

    def _attend(self) -> None:
        """Wait for a task, for a word or the end of a child, or for the time of one to be up."""
        children = list(self._children.values())
        until = min((self._find_deadline(child) for child in children), default=None)
        lines = [line for child in children for line in (child.connection, child.descriptor)]
        ready = wait([self._control, *lines], None if until is None else max(0.0, until - monotonic()))
        if self._control in ready:
            self._waiting.append(self._control.recv())
        for child in children:
            if child.connection in ready or child.descriptor in ready:
                self._hear(child)
            if child.descriptor in ready:
                self._bury(child)
            elif monotonic() >= self._find_deadline(child):
                self._bury(child, f"no end after {self._run.timeout:g} seconds")

    def _find_deadline(self, child: Child) -> float:
        return child.begun + self._run.timeout

    def _start(self, task: Task) -> None:
        self._warm(task)
        ours, theirs = Pipe(duplex=False)
        pid = os.fork()
        if pid == 0:
            live(self._run, self._jobs, task, theirs)
        theirs.close()
        self._children[pid] = Child(task, pid, ours, os.pidfd_open(pid), monotonic())

    def _warm(self, task: Task) -> None:
        """Gather what the tasks of an area share, once, for its children to inherit.

        What is wrong with it is for the children to say.
        """
        area = task.publication.name if task.publication and not task.publication.is_across else ""
        if area and area != self._warm_area:
            self._warm_area = area
            with suppress(Exception):
                warm_area(area, self._run.edition, self._run.project)

    def _hear(self, child: Child) -> None:
        """Pass on what a child has said."""
        while child.pid in self._children and child.connection.poll():
            try:
                kind, content = child.connection.recv()
            except (EOFError, OSError):  # it ended, perhaps in the middle of a word
                return
            if kind == CELL:
                child.cell = content
            elif kind == Message.STEP:
                self._control.send((Message.STEP, (child.task.owner, content)))
            else:
                self._end(child, content)

    def _bury(self, child: Child, reason: str = "") -> None:
        """End a child that has not said how it ended, if this is one, and say so for it."""
        if child.pid in self._children:
            if reason:
                _kill_group(child.pid)
            _, status = os.waitpid(child.pid, 0)
            found = reason or describe_status(os.waitstatus_to_exitcode(status))
            seconds = round(monotonic() - child.begun, 2)
            self._forget(child)
            self._control.send((Message.DONE, describe_death(self._run, child.task, child.cell, found, seconds)))

    def _end(self, child: Child, done: Done) -> None:
        """Take leave of a child that has said how it ended."""
        _kill_group(child.pid)
        os.waitpid(child.pid, 0)
        self._forget(child)
        self._control.send((Message.DONE, done))

    def _forget(self, child: Child) -> None:
        """Close the lines to a child that is gone, and end what it may have started."""
        del self._children[child.pid]
        _kill_group(child.pid)
        child.connection.close()
        os.close(child.descriptor)


def main() -> None:
    """Serve the connection that the command line names, until its other side is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, OSError):
        _serve(Connection(int(sys.argv[1])))


def _serve(control: Connection) -> None:
    run, jobs = control.recv()
    try:
        warm_up(run)
    except SendneedsError as error:
        control.send((Message.REFUSED, (type(error), error.problems)))
        return
    threads = count_threads()
    if threads != 1:
        control.send((Message.UNSAFE, f"the parent has {threads} threads"))
        return
    control.send((Message.READY, None))
    WarmParent(control, run, jobs).serve()


def warm_up(run: Run) -> None:
    """Check the project and load what all children need, so that they share it.

    Raises the SendneedsError of what is wrong.
    """
    check_fonts()
    registry, _ = load_declarations(run.project)
    registry.find_edition(run.edition)
    warm_national(run.project, run.edition)
    warm_renderers()
    warm_figures()
    gc.collect()
    gc.freeze()


def count_threads() -> int:
    """Return the number of threads of this process."""
    return len(list(THREADS.iterdir()))


def _kill_group(pid: int) -> None:
    """Kill a child and what it started, if anything of it is left. A child that has no group yet is killed alone."""
    for kill in (os.killpg, os.kill):
        with suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)
            return
