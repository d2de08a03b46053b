"""Where the time of an area's reports goes (`make profile`): processor time by step, and the functions that cost most.

Each report is made in a process forked from a warm one, as in a run.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sendneeds.build.environment import FIXED_ENVIRONMENT
from sendneeds.build.lean import leave_out

BEGUN = time.process_time()
with leave_out():  # loading the code is the first thing measured
    from sendneeds.build.execute import execute_here
    from sendneeds.build.make import make
    from sendneeds.build.plan import plan_reports
    from sendneeds.build.task import Done, Kind, Run, Task
    from sendneeds.build.warm import warm_up
    from sendneeds.project import Project, find_project
    from sendneeds.report.warm import warm_area
LOADED = time.process_time()


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Say where the processor time of an area's reports goes.")
    parser.add_argument("--area", default="sutton")
    parser.add_argument("--edition", default="2025")
    parser.add_argument("--functions", type=int, default=25, help="how many of the dearest functions to list")
    chosen = parser.parse_args()
    project = find_project()
    _print("loading the code", LOADED - BEGUN)
    with tempfile.TemporaryDirectory(prefix="sendneeds-") as name:
        run = Run(_copy(project, Path(name)), chosen.edition)
        _time("warming up: declarations, figures, fonts", lambda: warm_up(run))
        _time(f"evidence of {chosen.area}", lambda: warm_area(chosen.area, chosen.edition, run.project))
        (publication,) = plan_reports(run.project, [chosen.area])
        tasks = [Task(Kind.REPORT, publication, notebook) for notebook in publication.notebooks]
        tasks.append(Task(Kind.FIGURES, publication))
        run.find_staging(publication.name).mkdir(parents=True)
        _fork([lambda task=task: _say_steps(run, task) for task in tasks])  # type: ignore[misc]
        stats = [Path(name) / f"{number}.stats" for number in range(len(tasks))]
        _fork([lambda task=task, path=path: _profile(run, task, path) for task, path in zip(tasks, stats, strict=True)])  # type: ignore[misc]
        print("\nthe dearest functions of all of these, in seconds, which the profiler itself prolongs")
        pstats.Stats(*map(str, stats)).sort_stats("tottime").print_stats(chosen.functions)


def _copy(project: Project, folder: Path) -> Project:
    """Return a project of the same inputs whose outputs go elsewhere."""
    for name in ("params", "data", "notebooks"):
        shutil.copytree(project.root / name, folder / name)
    return Project(folder)


def _say_steps(run: Run, task: Task) -> None:
    """Make a task and print the time of each of its steps."""
    before = time.process_time()

    def say(step: str) -> None:
        nonlocal before
        now = time.process_time()
        _print(f"{task.part}: {step.rsplit(maxsplit=1)[-1]}", now - before)
        before = now

    _check(_make(run, task, say))


def _profile(run: Run, task: Task, path: Path) -> None:
    profiler = cProfile.Profile()
    done = profiler.runcall(_make, run, task, lambda _step: None)
    profiler.dump_stats(path)
    _check(done)


def _make(run: Run, task: Task, say: Callable[[str], None]) -> Done:
    return make(run, task, lambda path, parameters: execute_here(run.project, path, parameters, lambda _: None), say)


def _check(done: Done) -> None:
    if done.problems:
        sys.exit("\n".join(map(str, done.problems)))


def _fork(steps: list[Callable[[], None]]) -> None:
    """Run each of `steps` in a forked process."""
    for step in steps:
        sys.stdout.flush()
        pid = os.fork()
        if pid == 0:
            step()
            sys.stdout.flush()
            os._exit(0)
        if os.waitpid(pid, 0)[1]:
            sys.exit(1)


def _time(what: str, step: Callable[[], None]) -> None:
    before = time.process_time()
    step()
    _print(what, time.process_time() - before)


def _print(what: str, seconds: float) -> None:
    print(f"{what:50}{seconds:8.3f} s")


if __name__ == "__main__":
    if any(os.environ.get(name) != value for name, value in FIXED_ENVIRONMENT.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | FIXED_ENVIRONMENT)  # noqa: S606
    main()
