"""All reports of a run: each area's are executed, rendered, checked and published together, some at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from sendneeds.build.attachments import EDITION, attach_to_across, attach_to_area, attach_to_edition
from sendneeds.build.charts import CHARTS, keep_charts, write_charts
from sendneeds.build.document import METADATA_KEY
from sendneeds.build.execute import execute_notebook, write_notebook
from sendneeds.build.failures import keep_evidence, list_errors, list_problems, wrap_error
from sendneeds.build.kernel import KernelWatch
from sendneeds.build.landing import write_landing
from sendneeds.build.lock import lock_run
from sendneeds.build.manifest import hash_file, write_manifest
from sendneeds.build.plan import FINDINGS, INDEX, PUBLISHED, RUN_STEP, Publication, SourceNotebook
from sendneeds.build.publish import (
    FAILED,
    STAGING,
    clear_staging,
    forget_failure,
    list_files,
    make_staging,
    publish_files,
    write_text,
)
from sendneeds.build.renderers import EMBEDDED, Renderer, list_pages
from sendneeds.declare.area import LocalArea
from sendneeds.errors import Problem, SendneedsError
from sendneeds.present.sentences import join_words
from sendneeds.project import Project
from sendneeds.report import open_area
from sendneeds.report.area_evidence import load_national

INTERRUPTED = "interrupted by the user"
POLL_SECONDS = 0.5
# A page names so many areas, and counts more.
MOST_NAMED = 6

Say = Callable[[str, str], None]


@dataclass(frozen=True)
class Outcome:
    """How a publication of `reports` reports ended: with `files` (name to SHA-256) in its folder, or with `problems`.

    The landing page is one too, without reports.
    """

    name: str
    reports: int
    seconds: float
    problems: tuple[Problem, ...] = ()
    files: dict[str, str] = field(default_factory=dict)

    @property
    def is_published(self) -> bool:
        return not self.problems

    def to_json(self) -> dict[str, object]:
        status = PUBLISHED if self.is_published else FAILED
        problems = [str(problem) for problem in self.problems]
        return {"status": status, "seconds": self.seconds, "files": self.files, "problems": problems}


@dataclass(frozen=True)
class Run:
    """One run. `say` hears (publication, step) from any thread; `kernels` runs so many notebooks at a time.

    `watches` holds the watch of each notebook by publication and notebook.
    """

    project: Project
    edition: str
    say: Say
    renderer: Renderer
    kernels: ThreadPoolExecutor
    watches: Mapping[tuple[str, str], KernelWatch]

    @property
    def folder(self) -> Path:
        return self.project.outputs / self.edition

    @property
    def is_interrupted(self) -> bool:
        return any(watch.reason == INTERRUPTED for watch in self.watches.values())


def build_reports(
    project: Project,
    edition: str,
    publications: Sequence[Publication],
    jobs: int,
    say: Say,
    renderer: Renderer = EMBEDDED,
) -> list[Outcome]:
    """Build and publish what is planned, `jobs` notebooks at a time; then what the edition has as a whole.

    That is files made from all its areas, the landing page and `run.json`. What fails is in the list with its
    problems, and does not stop the rest; the landing page comes last. Raises
    DeclarationError, before anything runs, if another run is at work, DataError if the project's figures are not
    sound, and KeyboardInterrupt if the user interrupts: then kernels are ended, and nothing half-made is left.
    """
    load_national(project)
    folder = project.outputs / edition
    with lock_run(folder):
        clear_staging(folder)
        try:
            outcomes = _run_all(project, edition, publications, jobs, say, renderer)
            if not all(item.is_across for item in publications):
                outcomes.append(_attempt(folder, EDITION, lambda: _attach_to_edition(project, edition)))
        finally:
            clear_staging(folder)
        outcomes.append(_attempt(folder, INDEX, lambda: _write_landing(project, edition)))
        parameters = _describe_run(edition, publications) | {"renderer": renderer.name}
        write_manifest(project, folder, parameters, {outcome.name: outcome.to_json() for outcome in outcomes})
    return outcomes


def _run_all(
    project: Project, edition: str, publications: Sequence[Publication], jobs: int, say: Say, renderer: Renderer
) -> list[Outcome]:
    watches = {(item.name, notebook.name): KernelWatch() for item in publications for notebook in item.notebooks}
    # One pool runs notebooks; the threads of the other wait for those of one publication, and put it together.
    with ThreadPoolExecutor(jobs) as kernels, ThreadPoolExecutor(jobs) as pool:
        run = Run(project, edition, say, renderer, kernels, watches)
        futures = [pool.submit(_build, run, publication) for publication in publications]
        try:
            _wait(futures)
        except KeyboardInterrupt:
            for watch in watches.values():
                watch.stop(INTERRUPTED)
            pool.shutdown(wait=False, cancel_futures=True)
            kernels.shutdown(cancel_futures=True)
            raise
    return [future.result() for future in futures]


def _wait(futures: Sequence[Future[Outcome]]) -> None:
    """Wait for all, waking now and then: on Windows a wait without end cannot be interrupted."""
    pending = set(futures)
    while pending:
        _, pending = wait(pending, timeout=POLL_SECONDS)


def _build(run: Run, publication: Publication) -> Outcome:
    """Build one publication, and say how it ended unless the user interrupted."""
    outcome = _attempt(
        run.folder,
        publication.name,
        lambda: ((), _make_files(run, publication)),
        reports=len(publication.notebooks),
        keeps=lambda: not run.is_interrupted,
    )
    if outcome.is_published or not run.is_interrupted:
        run.say(publication.name, PUBLISHED if outcome.is_published else FAILED)
    return outcome


def _make_files(run: Run, publication: Publication) -> dict[str, str]:
    """Make the files of one publication and publish them. Returns their checksums by name."""
    staging = make_staging(run.folder, publication.name)
    about = _describe_report(run, publication)
    futures = [
        run.kernels.submit(_make_report, run, publication, notebook, about) for notebook in publication.notebooks
    ]
    errors = [wrap_error(error) for future in futures if (error := future.exception())]
    if errors:
        raise ExceptionGroup(publication.name, errors)
    names = publication.files + _make_beside(run, publication, staging)
    if keep_charts(run.folder / publication.name, staging, [notebook.name for notebook in publication.notebooks]):
        names += (CHARTS,)
    files = _hash_files(staging, names)
    publish_files(staging, names, run.folder / publication.name)
    return files


def _make_beside(run: Run, publication: Publication, staging: Path) -> tuple[str, ...]:
    if not publication.is_across:
        return _make_area_files(run, publication.name, staging)
    national = load_national(run.project)
    return attach_to_across(staging, national, run.edition, publication.name, publication.areas)


def _make_area_files(run: Run, area: str, staging: Path) -> tuple[str, ...]:
    """Write what an area has beside its reports. Returns the names of files and folders, except of its findings."""
    report = open_area(area, run.edition, run.project.root)
    write_text(staging / FINDINGS, report.to_findings_json())
    run.say(area, "findings")
    return attach_to_area(staging, report.evidence, lambda step: run.say(area, step))


def _make_report(run: Run, publication: Publication, source: SourceNotebook, about: dict[str, str | bool]) -> None:
    """Run one notebook and write it, in the forms that it is published in, into the staging folder."""
    stem = run.folder / STAGING / publication.name / source.name
    parameters = publication.choose_parameters(run.edition)
    watch = run.watches[publication.name, source.name]
    notebook = execute_notebook(run.project, source.path, parameters, watch)
    notebook.metadata[METADATA_KEY] = about | {"audience": source.audience}
    if ".ipynb" in source.suffixes:
        write_text(stem.with_suffix(".ipynb"), write_notebook(notebook))
    run.say(publication.name, publication.name_step(source, RUN_STEP))
    with _name_place(f"{publication.name}: {source.path.relative_to(run.project.root).as_posix()}"):
        for suffix, page in run.renderer.render(notebook, source.name, list_pages(source.suffixes), watch):
            stem.with_suffix(suffix).write_bytes(page)
            run.say(publication.name, publication.name_step(source, suffix[1:]))
        if ".ipynb" in source.suffixes:
            write_charts(stem.parent, source.name, notebook)


@contextmanager
def _name_place(place: str) -> Iterator[None]:
    """Put `place` before where the problems of an error are."""
    try:
        yield
    except SendneedsError as error:
        raise SendneedsError([replace(item, where=f"{place}, {item.where}") for item in error.problems]) from error


def _describe_report(run: Run, publication: Publication) -> dict[str, str | bool]:
    """Return what the pages say about a report, beside what the notebook displays.

    A report on several areas is a draft as long as that of any of them is.
    """
    national = load_national(run.project)
    names = sorted(area.name for area in national.areas if area.slug in publication.areas)
    local = [national.registry.local_areas.get(area, LocalArea()) for area in publication.areas]
    as_at = national.registry.find_edition(run.edition).as_at
    return {
        "area": join_words(names) if len(names) <= MOST_NAMED else f"{len(names)} local areas",
        "data_as_at": f"{as_at.day} {as_at:%B %Y}",
        "draft": any(area.is_draft for area in local),
        "edition": run.edition,
    }


Built = tuple[Sequence[Problem], dict[str, str]]


def _attempt(
    folder: Path, name: str, build: Callable[[], Built], reports: int = 0, keeps: Callable[[], bool] = lambda: True
) -> Outcome:
    """Return how `build` ended, which returns problems and checksums of what it made.

    The boundary between publications: whatever goes wrong in one is its outcome alone, with the traceback kept under
    `failed` if `keeps` says so, and never stops the others.
    """
    begun = time.monotonic()
    try:
        problems, files = build()
    except Exception as error:  # noqa: BLE001 - of any kind: it becomes problems, evidence and exit code 1
        errors = list_errors(error)
        if keeps():
            keep_evidence(folder, name, errors)
        return Outcome(name, reports, _measure(begun), list_problems(name, errors))
    forget_failure(folder, name)
    return Outcome(name, reports, _measure(begun), tuple(problems), files)


def _attach_to_edition(project: Project, edition: str) -> Built:
    folder = project.outputs / edition
    staging = make_staging(folder, EDITION)
    names = attach_to_edition(staging, load_national(project), edition, folder)
    files = _hash_files(staging, names)
    publish_files(staging, names, folder)
    return (), files


def _write_landing(project: Project, edition: str) -> Built:
    problems = write_landing(project, edition)
    return problems, {INDEX: hash_file(project.outputs / edition / INDEX)}


def _hash_files(staging: Path, names: Sequence[str]) -> dict[str, str]:
    return {name: hash_file(staging / name) for name in list_files(staging, names) if (staging / name).is_file()}


def _describe_run(edition: str, publications: Sequence[Publication]) -> dict[str, object]:
    across = {item.name: list(item.areas) for item in publications if item.is_across}
    notebooks = {notebook.name for item in publications for notebook in item.notebooks}
    areas = [item.name for item in publications if not item.is_across]
    return {"areas": areas, "compared": across, "edition": edition, "notebooks": sorted(notebooks)}


def _measure(begun: float) -> float:
    return round(time.monotonic() - begun, 2)
