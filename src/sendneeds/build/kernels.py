"""Tasks in this process, each notebook in a stock kernel: the reference, and the way where forking is not safe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from pathlib import Path

from sendneeds.build.declarations import load_declarations
from sendneeds.build.execute import execute_notebook
from sendneeds.build.kernel import KernelWatch
from sendneeds.build.make import make
from sendneeds.build.publish import LOGS, write_text
from sendneeds.build.renderers import check_fonts
from sendneeds.build.task import Done, Run, Task
from sendneeds.build.workers import Say
from sendneeds.report.area_evidence import load_national

INTERRUPTED = "interrupted by the user"
POLL_SECONDS = 0.5


class KernelRunner:
    """Runs tasks in threads that wait for kernels."""

    def __init__(self, run: Run, jobs: int) -> None:
        """Check the project and load its figures. Raises the SendneedsError of what is wrong."""
        check_fonts()
        load_declarations(run.project)
        load_national(run.project)
        self._run = run
        self._jobs = jobs
        self._pool = ThreadPoolExecutor(jobs)
        self._watches: dict[Task, KernelWatch] = {}

    def perform(self, tasks: Sequence[Task], say: Say) -> Iterator[Done]:
        """Yield how each task ended."""
        self._watches = {task: KernelWatch(self._jobs) for task in tasks}
        pending: set[Future[Done]] = {self._pool.submit(self._make, task, say) for task in tasks}
        while pending:
            # On Windows a wait without end cannot be interrupted.
            ended, pending = wait(pending, POLL_SECONDS, FIRST_COMPLETED)
            yield from (future.result() for future in ended)

    def _make(self, task: Task, say: Say) -> Done:
        watch, run, steps = self._watches[task], self._run, list[str]()

        def tell(step: str) -> None:
            steps.append(step)
            say(task.owner, step)

        done = make(
            run,
            task,
            lambda path, parameters: execute_notebook(run.project, path, parameters, watch, run.timeout),
            tell,
            watch,
        )
        with suppress(OSError):  # a full disk is no reason to fail
            _write_log(run.folder / LOGS / task.owner / f"{task.part}.log", steps, done)
        return done

    def close(self) -> None:
        """End every kernel that still runs, and wait for the threads."""
        _stop(self._watches)
        self._pool.shutdown(cancel_futures=True)


def _write_log(path: Path, steps: Sequence[str], done: Done) -> None:
    """Write which steps a task came to, and how it ended."""
    path.parent.mkdir(parents=True, exist_ok=True)
    said = [*map(str, done.problems), done.evidence.get("error.txt", "")]
    write_text(path, "\n".join((*steps, *filter(None, said), f"ended after {done.seconds:.2f} s\n")))


def _stop(watches: Mapping[Task, KernelWatch]) -> None:
    for watch in watches.values():
        watch.stop(INTERRUPTED)
