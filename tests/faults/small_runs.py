"""Runs of the real command in a project so small that a run takes little more than its start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from faults.small_world import INDICATORS, read_tree, write_world
from sendneeds.evidence.rebuild import rebuild
from sendneeds.project import Project

COMMAND = "from sendneeds.cli import main; main()"
# Set in every process of a run, so that what a run leaves behind can be found.
MARK = "SENDNEEDS_MARKED_RUN"
AREAS = ("barnet", "bexley", "brent", "bromley", "sutton")
PROCESSES = Path("/proc")
# Under this name reports look for the number of plans.
PLANS = "ehc_plans_total"

Tree = dict[str, bytes]


def write_small_project(folder: Path) -> Project:
    """Write a project of two indicators and no notebook, with its figures."""
    project, releases = write_world(folder)
    text = INDICATORS.replace("plans:", f"{PLANS}:").replace("unit: percent", "unit: percent\n  of: pupils")
    (project.indicators / "all.yml").write_text(text, encoding="utf-8")
    rebuild(project, releases)
    for path in project.notebooks.iterdir():
        path.unlink()
    return project


@dataclass(frozen=True)
class MarkedRun:
    """A run of the command, and the mark by which every process of it is known."""

    process: subprocess.Popen[str]
    mark: str

    def list_processes(self) -> list[int]:
        """Return the processes of the run that still live. Those that wait to be buried are none."""
        found = []
        for path in PROCESSES.glob("[0-9]*"):
            try:
                marked = f"{MARK}={self.mark}".encode() in (path / "environ").read_bytes().split(b"\0")
            except OSError:
                continue
            if marked:
                found.append(int(path.name))
        return sorted(found)

    def wait_until_gone(self, seconds: float = 20) -> list[int]:
        """Return the processes of the run that still live after `seconds`, at once if there are none."""
        until = time.monotonic() + seconds
        while (left := self.list_processes()) and time.monotonic() < until:
            time.sleep(0.1)
        return left


def start(
    project: Project,
    *arguments: str,
    environment: Mapping[str, str] | None = None,
    before: Sequence[str] = (),
) -> MarkedRun:
    """Start `sendneeds` with these arguments in a project, as a process group of its own; `before` is put before it."""
    mark = uuid.uuid4().hex
    process = subprocess.Popen(
        [*before, sys.executable, "-c", COMMAND, *arguments],
        cwd=project.root,
        env={**os.environ, MARK: mark, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        process_group=0,
    )
    return MarkedRun(process, mark)


@dataclass(frozen=True)
class Ended:
    """How a run ended: its exit code, what it said, and the processes that it left behind."""

    code: int
    out: str
    err: str
    left: list[int]

    @property
    def problems(self) -> list[str]:
        """Return the lines of the form "where: found X; expected Y; do Z"."""
        return [line for line in self.err.splitlines() if ": found " in line]


def finish(run: MarkedRun, seconds: float = 300) -> Ended:
    """Wait for the end of a run."""
    out, err = run.process.communicate(timeout=seconds)
    return Ended(run.process.returncode, out, err, run.wait_until_gone())


def make(
    project: Project,
    *arguments: str,
    areas: Sequence[str] = AREAS,
    environment: Mapping[str, str] | None = None,
    before: Sequence[str] = (),
) -> Ended:
    """Run `sendneeds reports` for areas to its end."""
    named = [item for area in areas for item in ("--area", area)]
    return finish(start(project, "reports", "--jobs", "2", *named, *arguments, environment=environment, before=before))


def read_area(project: Project, area: str) -> Tree:
    """Return every published file of an area, none if there is no folder."""
    return read_tree(project.outputs / "2025" / area)


def read_areas(project: Project, areas: Sequence[str] = AREAS) -> dict[str, Tree]:
    return {area: read_area(project, area) for area in areas}


def check_record(tree: Tree) -> list[str]:
    """Return the names of files of an area that are not as its `run.json` says, or of which it says nothing."""
    parts = json.loads(tree["run.json"])["parts"]
    recorded = {name: checksum for part in parts.values() for name, checksum in part["files"].items()}
    files = {name: sha256(content).hexdigest() for name, content in tree.items() if name != "run.json"}
    return sorted(name for name in recorded.keys() | files.keys() if recorded.get(name) != files.get(name))
