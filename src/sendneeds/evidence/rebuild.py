"""Rebuilding `data/` from the official releases: verify, read, check, and only then write."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sendneeds.declare.registry import Registry, load_registry
from sendneeds.errors import DataError, IntegrityError, Problem
from sendneeds.evidence.area_table import read_areas
from sendneeds.evidence.assembly import Assembly, explain_shape, gather_rows
from sendneeds.evidence.boards import read_boards
from sendneeds.evidence.crosswalk import Crosswalk
from sendneeds.evidence.geography import load_areas, tabulate_areas
from sendneeds.evidence.inspections import read_inspections
from sendneeds.evidence.neighbours import read_neighbours
from sendneeds.evidence.notices import list_new_differences, list_unread
from sendneeds.evidence.observations import write_observations, write_rows
from sendneeds.evidence.quality import find_problems, tabulate_problems
from sendneeds.evidence.reading import QualityProblem
from sendneeds.evidence.release import MissingReleaseError, Releases
from sendneeds.project import Project

VINTAGES = ("2021", "2025")


@dataclass(frozen=True)
class Summary:
    """What a rebuild wrote."""

    indicators: int
    observations: int
    problems: int

    def __str__(self) -> str:
        return (
            f"{self.observations:,} observations of {self.indicators} indicators written, "
            f"{self.problems:,} problems of the releases noted"
        )


def rebuild(project: Project, folder: Path, say: Callable[[str], None] = lambda _: None) -> Summary:
    """Rebuild every table under `data/` from the releases in `folder`; the same bytes for the same releases.

    Raises IntegrityError if a file is not the locked one and DataError if one cannot be read, or a core one is
    missing: then nothing is written. If another is missing, what comes from it stays as committed, the rest is
    written, and DataError names the file. `say` is called with the name of each stage as it begins, and with warnings.
    """
    registry = load_registry(project)
    releases = Releases(folder, registry.releases)
    say(f"checking {len(registry.releases)} files of releases")
    missing = _verify(releases)
    with tempfile.TemporaryDirectory(prefix=".rebuild-", dir=project.data) as scratch:
        staged = Project(Path(scratch))
        staged.data.mkdir()
        summary = _write_all(project, staged, (registry, releases), say)
        _move_all(staged.data, project.data)
    _remove_undeclared(project, registry)
    if missing:
        raise DataError(missing)
    return summary


def _verify(releases: Releases) -> list[Problem]:
    """Check every file against the lock; return a problem for each that is not core and not there."""
    missing: list[Problem] = []
    wrong: list[Problem] = []
    lost: list[Problem] = []
    for release_id, release in sorted(releases.lock.items()):
        try:
            releases.read_bytes(release_id)
        except IntegrityError as error:
            wrong += error.problems
        except MissingReleaseError as error:
            (lost if release.core else missing).extend(error.problems)
    if wrong:
        raise IntegrityError([*wrong, *lost])
    if lost:
        raise DataError([*lost, *missing])
    return missing


def _write_all(
    project: Project, staged: Project, given: tuple[Registry, Releases], say: Callable[[str], None]
) -> Summary:
    registry, releases = given
    say("reading areas, neighbours, boards and inspections")
    problems: list[QualityProblem] = []
    try:
        with explain_shape("areas", releases.name("ehc_plans_2025")):
            areas = read_areas(releases)
    except MissingReleaseError:
        areas = load_areas(project)
    write_rows(tabulate_areas(areas), staged.area_table)
    crosswalk = Crosswalk(areas)
    _write_geography(staged, releases, crosswalk, problems)
    assembly = Assembly(project, registry.indicators, releases, crosswalk)
    say(f"reading {len(registry.indicators)} indicators")
    assembly.build_all()
    for key, observed in assembly.observed.items():
        write_observations(observed.by_area_period, staged.observations / f"{key}.csv")
    say("looking for problems of the releases")
    problems += [*assembly.problems, *find_problems(assembly)]
    by_problem = tabulate_problems(problems, project, releases)
    write_rows(by_problem, staged.quality_table)
    for notice in (*list_unread(assembly), *list_new_differences(by_problem, project)):
        say(f"warning: {notice}")
    return Summary(len(assembly.observed), len(gather_rows(assembly.observed)), len(by_problem))


def _write_geography(staged: Project, releases: Releases, crosswalk: Crosswalk, problems: list[QualityProblem]) -> None:
    """Write neighbours, boards and inspections, as far as their releases are there."""

    def write_neighbours(vintage: str) -> Callable[[], None]:
        def write() -> None:
            by_pair, found = read_neighbours(vintage, releases, crosswalk)
            write_rows(by_pair, staged.neighbours / f"{vintage}.csv")
            problems.extend(found)

        return write

    def write_boards() -> None:
        write_rows(read_boards(releases, crosswalk), staged.board_table)

    def write_inspections() -> None:
        by_inspection, found = read_inspections(releases, crosswalk)
        write_rows(by_inspection, staged.inspection_table)
        problems.extend(found)

    neighbours = {f"neighbours_{vintage}": write_neighbours(vintage) for vintage in VINTAGES}
    writers = {**neighbours, "board_lookup": write_boards, "ofsted_2023_2026": write_inspections}
    for release, write in writers.items():
        try:
            with explain_shape(release, releases.name(release)):
                write()
        except MissingReleaseError:
            continue


def _move_all(source: Path, target: Path) -> None:
    """Put each written file in its place in one step, so that no reader ever finds half a file."""
    for path in sorted(source.rglob("*.csv")):
        place = target / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        path.replace(place)


def _remove_undeclared(project: Project, registry: Registry) -> None:
    for path in project.observations.glob("*.csv"):
        if path.stem not in registry.indicators:
            path.unlink()
