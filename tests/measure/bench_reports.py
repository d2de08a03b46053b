"""Measure the pipeline against two other ways to make the same reports (`make bench`) and write docs/benchmark.csv.

The ways: (a) the commands `papermill` and `jupyter nbconvert`, two at a time under `make -j2`, HTML alone; (b) a plain
script in one warm process, with everything that the pipeline makes except executed notebooks. Ways are run in turn, and
what counts are the ratios of medians in one run: seconds depend on the machine and on what else it does.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from worker_memory import watch_children

from sendneeds.build.environment import FIXED_ENVIRONMENT
from sendneeds.build.plan import Publication, plan_reports
from sendneeds.evidence.authorities import list_authorities
from sendneeds.project import Project, find_project

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs" / "benchmark.csv"
BIN = Path(sys.executable).parent
SCRIPT = Path(__file__).with_name("plain_script.py")
EDITION = "2025"
FOUR = ("nottinghamshire", "somerset", "sunderland", "sutton")
EIGHT = (*FOUR, "leeds", "cumberland", "isles-of-scilly", "westminster")
JOBS = 2
COLUMNS = ("areas", "way", "runs", "median_seconds", "median_processor_seconds", "seconds_ratio", "processor_ratio")


@dataclass(frozen=True)
class Cost:
    """Seconds of wall-clock and of processor time."""

    wall: float
    processor: float


Ways = Mapping[str, Callable[[], Cost]]


def main() -> None:
    """Measure, print and write the table."""
    parser = argparse.ArgumentParser(description="Compare the pipeline with the usual commands and a plain script.")
    parser.add_argument("--runs", type=int, default=3, help="runs of each way for few areas")
    parser.add_argument("--all", action="store_true", help="measure all current authorities too, once")
    chosen = parser.parse_args()
    project = find_project()
    rows = _compare("4", _list_ways(project, FOUR), chosen.runs)
    rows += _compare("8", _list_ways(project, EIGHT, commands=False), chosen.runs)
    rows += _measure_rebuilds(project)
    _write(rows)
    with _copy(project) as copy:
        resident, private = watch_children(_name_command(*EIGHT), copy.root)
    print(
        f"most memory of a forked process over {len(EIGHT)} areas: {resident:.0f} MB resident, {private:.0f} MB private"
    )
    if chosen.all:
        every = tuple(area.slug for area in list_authorities(project) if area.is_current)
        rows += _compare(str(len(every)), _list_ways(project, every, commands=False), 1)
        _write(rows)


def _list_ways(project: Project, areas: Sequence[str], *, commands: bool = True) -> dict[str, Callable[[], Cost]]:
    """Return the ways to make the reports of `areas`, each in an empty folder; the pipeline is the last."""
    ways: dict[str, Callable[[], Cost]] = {}
    if commands:
        ways["papermill and nbconvert commands, make -j2, HTML only"] = lambda: _run_commands(project, areas)
    ways["plain script, one process"] = lambda: _run_script(project, areas)
    ways["sendneeds reports --jobs 2"] = lambda: _run_pipeline(project, areas)
    return ways


def _compare(areas: str, ways: Ways, runs: int) -> list[dict[str, str]]:
    """Return a row for each way, its ratio that of its median to the pipeline's; the ways take turns."""
    costs: dict[str, list[Cost]] = {way: [] for way in ways}
    for number in range(runs):
        for way, run in ways.items():
            costs[way].append(run())
            cost = costs[way][-1]
            print(
                f"{areas} areas, {way}, run {number + 1}: {cost.wall:.1f} s, processor {cost.processor:.1f} s",
                flush=True,
            )
    return _tabulate(areas, costs)


def _tabulate(areas: str, costs: Mapping[str, Sequence[Cost]]) -> list[dict[str, str]]:
    medians = {
        way: Cost(median(c.wall for c in given), median(c.processor for c in given)) for way, given in costs.items()
    }
    *_, ours = medians.values()
    return [
        {
            "areas": areas,
            "way": way,
            "runs": str(len(costs[way])),
            "median_seconds": f"{cost.wall:.2f}",
            "median_processor_seconds": f"{cost.processor:.2f}",
            "seconds_ratio": f"{cost.wall / ours.wall:.2f}",
            "processor_ratio": f"{cost.processor / ours.processor:.2f}",
        }
        for way, cost in medians.items()
    ]


def _measure_rebuilds(project: Project) -> list[dict[str, str]]:
    """Return what a run costs that has nothing to do, one area to make, and one of four areas to make again."""
    with _copy(project) as copy:
        alone = [_time(_name_command("sutton"), copy.root, clear=copy.outputs) for _ in range(3)]
        _time(_name_command(*FOUR), copy.root)
        nothing = [_time(_name_command(*FOUR), copy.root) for _ in range(5)]
        changed = []
        path = copy.areas / "sutton.yml"
        for number in range(3):
            path.write_text(f"{path.read_text(encoding='utf-8')}# {number}\n", encoding="utf-8")
            changed.append(_time(_name_command(*FOUR), copy.root))
    costs = {"nothing to do": nothing, "the file of one area changed": changed, "one area alone": alone}
    return _tabulate("4", {f"sendneeds reports: {what}": given for what, given in costs.items()})


def _run_pipeline(project: Project, areas: Sequence[str]) -> Cost:
    with _copy(project) as copy:
        return _time(_name_command(*areas), copy.root)


def _run_script(project: Project, areas: Sequence[str]) -> Cost:
    with _copy(project) as copy:
        command = [sys.executable, str(SCRIPT), str(copy.outputs), EDITION, *areas]
        return _time(command, copy.root, environment=FIXED_ENVIRONMENT)


def _run_commands(project: Project, areas: Sequence[str]) -> Cost:
    """Run one pair of commands for each report, as a Makefile would have them."""
    with _copy(project) as copy:
        rules = [
            _write_rule(item, number) for item in plan_reports(copy, areas) for number in range(len(item.notebooks))
        ]
        targets = " ".join(rule.partition(":")[0] for rule in rules)
        (copy.root / "Commands.mk").write_text(f"all: {targets}\n" + "".join(rules), encoding="utf-8")
        command = ["make", f"-j{JOBS}", "-s", "-f", "Commands.mk", "all"]
        return _time(command, copy.root, environment=FIXED_ENVIRONMENT)


def _write_rule(publication: Publication, number: int) -> str:
    notebook = publication.notebooks[number]
    folder = f"outputs/{publication.name}"
    made = f"{folder}/{notebook.name}.ipynb"
    parameters = "".join(
        f" -y '{json.dumps({name: value})}'" for name, value in publication.choose_parameters(EDITION).items()
    )
    run = f"{BIN}/papermill --no-progress-bar --log-level ERROR notebooks/{notebook.path.name} {made}{parameters}"
    page = f"{BIN}/jupyter-nbconvert --log-level ERROR --to sendneeds-html {made}"
    return f"{folder}/{notebook.name}.html:\n\t@mkdir -p {folder}\n\t@{run}\n\t@{page}\n"


def _name_command(*areas: str) -> list[str]:
    options = [f"--area={area}" for area in areas]
    return [str(BIN / "sendneeds"), "reports", "--edition", EDITION, "--jobs", str(JOBS), *options]


class _copy:  # noqa: N801 - read as a verb
    """A copy of the project's inputs in a temporary folder, as a context."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._folder = tempfile.TemporaryDirectory(prefix="sendneeds-")

    def __enter__(self) -> Project:
        root = Path(self._folder.name)
        for name in ("params", "data", "notebooks"):
            shutil.copytree(self._project.root / name, root / name)
        return Project(root)

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()


def _time(
    command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None, clear: Path | None = None
) -> Cost:
    """Run a command to its good end and return what it and all its children cost."""
    if clear is not None:
        shutil.rmtree(clear, ignore_errors=True)
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(
        command, cwd=folder, env=os.environ | dict(environment or {}), capture_output=True, text=True, check=False
    )
    wall, after = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with code {done.returncode}:\n{done.stdout}{done.stderr}")
    return Cost(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def _write(rows: Sequence[Mapping[str, str]]) -> None:
    """Write the table, with what the machine is as its last column."""
    machine = (
        f"{os.cpu_count()} processors, {platform.machine()}, {platform.system()}, Python {platform.python_version()}"
    )
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*COLUMNS, "machine"], lineterminator="\n")
        writer.writeheader()
        writer.writerows({**row, "machine": machine} for row in rows)
    print(TABLE.read_text(encoding="utf-8"), end="")


if __name__ == "__main__":
    main()
