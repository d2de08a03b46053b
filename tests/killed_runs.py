"""Runs that are killed at a moment of chance, and what they leave: for each area the old files or the new ones."""

from __future__ import annotations

import json
import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from faults.small_runs import (
    AREAS,
    PROCESSES,
    MarkedRun,
    Tree,
    check_record,
    make,
    read_areas,
    start,
    write_small_project,
)
from small_notebooks import PER_AREA, write_small

from sendneeds.build.publish import FAILED_NOTEBOOK, STAGING
from sendneeds.build.record import RECORD
from sendneeds.project import Project

FINISH_SECONDS = 300
POLL_SECONDS = 0.002
# From the first word of publishing, the kill comes within so many seconds.
PUBLISHING_SECONDS = 1.5
# From a record in a staging folder to the exchange of the folder, and to the removal of the old one.
EXCHANGE_SECONDS = 0.01
NOTEBOOKS = ("needs", "plans")


class Victim(StrEnum):
    """What is killed: one process of a run, or all of them at once."""

    CALLER = "calling process"
    PARENT = "warm parent"
    CHILD = "forked child"
    ALL = "every process"


class Moment(StrEnum):
    """When: at any moment of a run, while it publishes, or while it exchanges a folder."""

    ANY = "any"
    PUBLISHING = "publishing"
    EXCHANGE = "exchange"


@dataclass(frozen=True)
class Killed:
    """What a kill left: how many areas old and how many new, and everything that is not as it must be."""

    victim: Victim
    moment: Moment
    old: int
    new: int
    faults: tuple[str, ...]

    @property
    def outcome(self) -> str:
        return "old and new" if self.old and self.new else "old" if self.old else "new"


class KillGround:
    """A small project whose reports change from generation to generation; of each there is a run killed and one not."""

    def __init__(self, folder: Path, seed: int) -> None:
        """Write the project in `folder` and publish its first generation."""
        self._project = write_small_project(folder)
        self._chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
        self._generation = 0
        self._write_generation()
        self._seconds = 0.0
        self._faults: list[str] = []
        self._finish()
        assert not self._faults, self._faults

    def kill_runs(self, number: int) -> Iterator[Killed]:
        """Yield what each of so many kills has left. A run that ends before it is killed does not count."""
        plan = [(victim, moment) for victim in Victim for moment in (Moment.ANY, Moment.PUBLISHING, Moment.EXCHANGE)]
        order: list[tuple[Victim, Moment]] = []
        while number:
            order = order or self._chance.sample(plan, len(plan))
            killed = self._kill_run(*order[-1])
            if killed:
                number -= 1
                order.pop()
                yield killed

    def _kill_run(self, victim: Victim, moment: Moment) -> Killed | None:
        """Start a run, kill, look, and let another run finish. Returns None if the run ended first."""
        self._faults = []
        old = read_areas(self._project)
        self._generation += 1
        self._write_generation()
        run = start(self._project, "reports", "--jobs", "2", *(item for area in AREAS for item in ("--area", area)))
        lines = _Lines(run)
        was_killed = self._wait(run, lines, moment) and _kill(run, victim)
        run.process.wait(FINISH_SECONDS)
        if left := run.wait_until_gone():
            self._faults.append(f"processes left: {left}")
            _kill_all(left)
        lines.join()
        after = read_areas(self._project)
        index = self._folder / "index.html"
        if not index.read_text(encoding="utf-8").rstrip().endswith("</html>"):
            self._faults.append("index.html is not whole")
        self._finish()
        new = read_areas(self._project)
        olds, news = self._compare(old, after, new)
        return Killed(victim, moment, olds, news, tuple(self._faults)) if was_killed else None

    def _compare(self, old: dict[str, Tree], after: dict[str, Tree], new: dict[str, Tree]) -> tuple[int, int]:
        """Return how many areas were as before and how many as they became, and note any that was neither."""
        olds = news = 0
        for area in AREAS:
            tree = {name: content for name, content in after[area].items() if name != FAILED_NOTEBOOK}
            olds += tree == old[area]
            news += tree == new[area]
            if tree not in (old[area], new[area]):
                changed = [name for name in tree.keys() | old[area].keys() if tree.get(name) != old[area].get(name)]
                self._faults.append(f"{area} is neither old nor new: {sorted(changed)}")
            if names := check_record(tree):
                self._faults.append(f"{area}: run.json does not agree with {names}")
        return olds, news

    def _finish(self) -> None:
        """Run to the end, and note what is not of this generation."""
        begun = time.monotonic()
        ended = make(self._project)
        self._seconds = max(time.monotonic() - begun, self._seconds / 2)
        if ended.code or ended.left:
            self._faults.append(f"the next run ended with {ended.code}, {ended.left} left: {ended.err[-500:]}")
        for area, tree in read_areas(self._project).items():
            pages = [tree.get(f"{name}.html", b"") for name in NOTEBOOKS]
            if not all(f"of generation {self._generation}<".encode() in page for page in pages):
                self._faults.append(f"{area} is not of generation {self._generation} after the next run")
            if FAILED_NOTEBOOK in tree or check_record(tree):
                self._faults.append(f"{area} is not whole after the next run: {check_record(tree)}")
        run = json.loads((self._folder / "run.json").read_text(encoding="utf-8"))
        if failed := {name for name, report in run["reports"].items() if report["status"] == "failed"}:
            self._faults.append(f"failed in the next run: {sorted(failed)}")
        beside = {path.name for path in self._folder.iterdir()}
        if beside != {*AREAS, ".lock", "data", "index.html", "logs", "run.json"}:
            self._faults.append(f"the edition holds {sorted(beside)} after the next run")

    @property
    def _folder(self) -> Path:
        return self._project.outputs / "2025"

    def _write_generation(self) -> None:
        """Change both notebooks, and what is declared of each area, on which its figures depend too."""
        write_generation(self._project, self._generation)

    def _wait(self, run: MarkedRun, lines: _Lines, moment: Moment) -> bool:
        """Wait for the moment of the kill. Returns whether the run still runs."""
        if moment is Moment.ANY:
            return _wait_while(run, time.monotonic() + self._chance.uniform(0, self._seconds))
        if moment is Moment.PUBLISHING:
            while run.process.poll() is None and not lines.is_publishing:
                time.sleep(POLL_SECONDS)
            return _wait_while(run, time.monotonic() + self._chance.uniform(0, PUBLISHING_SECONDS))
        records = [self._folder / STAGING / area / RECORD for area in self._chance.sample(AREAS, 3)]
        while run.process.poll() is None and not any(path.exists() for path in records):
            time.sleep(POLL_SECONDS)
        return _wait_while(run, time.monotonic() + self._chance.uniform(0, EXCHANGE_SECONDS))


def write_generation(project: Project, generation: int) -> None:
    for name in NOTEBOOKS:
        path = write_small(project.notebooks / f"{name}.ipynb", PER_AREA, f"x = {generation}")
        text = path.read_text(encoding="utf-8").replace(f"# The {name}", f"# The {name} of generation {generation}")
        path.write_text(text, encoding="utf-8")
    for area in AREAS:
        (project.areas / f"{area}.yml").write_text(f"council: Council {generation}\n", encoding="utf-8")


class _Lines(threading.Thread):
    """Reads what a run says, so that it need not wait, and notices that it publishes."""

    def __init__(self, run: MarkedRun) -> None:
        super().__init__(daemon=True)
        self._run = run
        self.is_publishing = False
        self.start()

    def run(self) -> None:
        for line in self._run.process.stderr or ():
            self.is_publishing |= line.rstrip().endswith(": published")


def _wait_while(run: MarkedRun, until: float) -> bool:
    while run.process.poll() is None:
        left = until - time.monotonic()
        if left <= 0:
            return True
        time.sleep(min(left, 0.05))
    return False


def _kill(run: MarkedRun, victim: Victim) -> bool:
    """Kill as soon as the victim is there. Returns False if the run ends before."""
    while run.process.poll() is None:
        if victims := _find_victims(run, victim):
            _kill_all(victims)
            return True
        time.sleep(POLL_SECONDS)
    return False


def _find_victims(run: MarkedRun, victim: Victim) -> list[int]:
    if victim is Victim.ALL:
        return run.list_processes()
    if victim is Victim.CALLER:
        return [run.process.pid]
    parents = _list_children(run, run.process.pid, "sendneeds.build.lean")
    if victim is Victim.PARENT:
        return parents
    return [child for parent in parents for child in _list_children(run, parent)][:1]


def _list_children(run: MarkedRun, pid: int, module: str = "") -> list[int]:
    """Return the processes that a process of a run has started, those that run `module` if it is named."""
    found: list[int] = []
    for child in run.list_processes():
        with suppress(OSError):
            stat = (PROCESSES / str(child) / "stat").read_text(encoding="utf-8")
            command = (PROCESSES / str(child) / "cmdline").read_bytes()
            if int(stat.rpartition(")")[2].split()[1]) == pid and module.encode() in command:
                found.append(child)
    return found


def _kill_all(pids: list[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
