"""What a forked child does: set its limits, make what its task asks for, say how that ended, and end."""

from __future__ import annotations

import ctypes
import gc
import logging
import os
import random
import signal
import sys
import traceback
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NoReturn

import numpy as np

from sendneeds.build.execute import execute_here
from sendneeds.build.limits import limit_memory
from sendneeds.build.make import make
from sendneeds.build.publish import LOGS
from sendneeds.build.task import Done, Run, Task
from sendneeds.build.workers import Message

# How ready the kernel should be, of 1000, to end a child before any other process if memory runs out.
FIRST_TO_GO = "1000"
# More objects than by Python's own choice, before it looks for garbage.
COLLECT_AFTER = 100_000
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl
# What a child says when it begins a cell.
CELL = "cell"


def live(run: Run, jobs: int, task: Task, parent: Connection) -> NoReturn:
    """Make what `task` asks for, tell `parent` each step and the end, and leave the process."""
    code = 1
    try:
        _settle(run, jobs, task)
        done = make(
            run,
            task,
            lambda path, parameters: execute_here(
                run.project, path, parameters, lambda cell: parent.send((CELL, cell))
            ),
            lambda step: _say(parent, step),
        )
        _print_end(done)
        parent.send((Message.DONE, done))
        code = 0
    except BaseException:  # noqa: BLE001 - nothing of the parent may run in the child
        traceback.print_exc()
    finally:
        os._exit(code)


def _say(parent: Connection, step: str) -> None:
    """Tell the parent a step, and the log when it ended: seconds of processor time since the task began."""
    _print(f"{step} ({_measure():.2f} s)")
    parent.send((Message.STEP, step))


def _print_end(done: Done) -> None:
    for problem in done.problems:
        _print(str(problem))
    _print(done.evidence.get("error.txt", ""))
    _print(f"ended after {done.seconds:.2f} s, {_measure():.2f} s of processor time")


def _print(text: str) -> None:
    """Write a line to standard output, which is the log. A full disk is no reason to fail."""
    with suppress(OSError):
        print(text, flush=True)  # noqa: T201


def _measure() -> float:
    """Return the processor time of this process and of what it started, in seconds."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _settle(run: Run, jobs: int, task: Task) -> None:
    """Leave what belongs to the parent, and take limits."""
    parent = os.getppid()
    os.setsid()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _write_log(run.folder / LOGS / task.owner / f"{task.part}.log")
    limit_memory(jobs)
    _go_first()
    # What the parent made stays; looking for garbage in it would copy it, and this process ends soon.
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)
    # The same numbers for the same notebook, whichever child runs it.
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002 - the state that a fork hands down


def _write_log(path: Path) -> None:
    """Let everything that is printed go to the log of the task, nowhere if that cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    except OSError:
        log = os.open(os.devnull, os.O_WRONLY)
    os.dup2(log, sys.stdout.fileno())
    os.dup2(log, sys.stderr.fileno())
    os.close(log)
    logging.getLogger().setLevel(logging.WARNING)


def _go_first() -> None:
    """Let this process be the first to go if the machine's memory runs out."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(FIRST_TO_GO, encoding="ascii")
