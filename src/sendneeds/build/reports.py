"""The reports of many areas: each is executed, rendered, checked and published on its own, some at a time."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbconvert.exporters import get_exporter
from nbformat import NotebookNode

from sendneeds.build.document import METADATA_KEY
from sendneeds.build.execute import NotebookExecutionError, check_parameters, execute_notebook, load_notebook
from sendneeds.build.kernel import KernelWatch
from sendneeds.build.lock import lock_run
from sendneeds.build.manifest import hash_file, write_manifest
from sendneeds.build.publish import (
    clear_staging,
    forget_failure,
    keep_failure,
    make_staging,
    publish_files,
    write_text,
)
from sendneeds.errors import DeclarationError, Problem, SendneedsError
from sendneeds.project import Project
from sendneeds.report import AreaReport, open_area
from sendneeds.report.area_evidence import load_national

NOTEBOOK = "needs_assessment"
FINDINGS = "findings.json"
EXPORTERS = {".html": "sendneeds-html", ".pdf": "sendneeds-pdf"}
STAGES = ("notebook", "html", "pdf", "findings", "published")
FAILED_STAGE = "failed"
INTERRUPTED = "interrupted by the user"
POLL_SECONDS = 0.5

Say = Callable[[str, str], None]


@dataclass(frozen=True)
class Outcome:
    """How the report of one area ended: published with `files` (name to SHA-256), or not, with `problems`."""

    area: str
    seconds: float
    problems: tuple[Problem, ...] = ()
    files: dict[str, str] = field(default_factory=dict)

    @property
    def is_published(self) -> bool:
        return not self.problems

    def to_json(self) -> dict[str, object]:
        status = "published" if self.is_published else FAILED_STAGE
        problems = [str(problem) for problem in self.problems]
        return {"status": status, "seconds": self.seconds, "files": self.files, "problems": problems}


@dataclass(frozen=True)
class Run:
    """One run: the reports of `edition` for some areas. `say` hears (area, stage) as stages end, from any thread."""

    project: Project
    edition: str
    say: Say
    watches: dict[str, KernelWatch]

    @property
    def folder(self) -> Path:
        return self.project.outputs / self.edition

    @property
    def notebook(self) -> Path:
        return self.project.notebooks / f"{NOTEBOOK}.ipynb"


def build_reports(project: Project, edition: str, areas: Sequence[str], jobs: int, say: Say) -> list[Outcome]:
    """Build and publish the report of each area (by slug), `jobs` at a time, and write `run.json`.

    An area that fails is in the list with its problems, and does not stop the others. Raises DeclarationError,
    before anything runs, if the notebook is not fit or another run is at work, DataError if the project's figures are
    not sound, and KeyboardInterrupt if the user interrupts: then kernels are ended, and nothing half-made is left.
    """
    run = Run(project, edition, say, {area: KernelWatch() for area in areas})
    problems = check_parameters(load_notebook(run.notebook), {"area": "", "edition": edition})
    if problems:
        raise DeclarationError(problems)
    load_national(project)
    with lock_run(run.folder):
        clear_staging(run.folder)
        try:
            outcomes = _run_all(run, jobs)
        finally:
            clear_staging(run.folder)
        parameters = {"areas": list(areas), "edition": edition}
        write_manifest(project, run.folder, parameters, {outcome.area: outcome.to_json() for outcome in outcomes})
    return outcomes


def render_notebook(notebook: NotebookNode, suffix: str) -> bytes:
    """Return an executed notebook as HTML (`.html`) or PDF (`.pdf`)."""
    exporter = get_exporter(EXPORTERS[suffix])()  # type: ignore[no-untyped-call]
    body, _ = exporter.from_notebook_node(notebook, resources={"metadata": {"name": NOTEBOOK}})
    return body if isinstance(body, bytes) else str(body).encode("utf-8")


def _run_all(run: Run, jobs: int) -> list[Outcome]:
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        futures = [pool.submit(_build_area, run, area) for area in run.watches]
        try:
            _wait(futures)
        except KeyboardInterrupt:
            for watch in run.watches.values():
                watch.stop(INTERRUPTED)
            pool.shutdown(cancel_futures=True)
            raise
    return [future.result() for future in futures]


def _wait(futures: Sequence[Future[Outcome]]) -> None:
    """Wait for all, waking now and then: on Windows a wait without end cannot be interrupted."""
    pending = set(futures)
    while pending:
        _, pending = wait(pending, timeout=POLL_SECONDS)


def _build_area(run: Run, area: str) -> Outcome:
    """Build one report. Whatever goes wrong is the outcome of this area alone."""
    begun = time.monotonic()
    try:
        files = _make_report(run, area)
    except Exception as error:  # noqa: BLE001 - one area must not stop the others
        problems = error.problems if isinstance(error, SendneedsError) else (_describe(area, error),)
        if run.watches[area].reason != INTERRUPTED:
            _keep_evidence(run, area, error)
            run.say(area, FAILED_STAGE)
        return Outcome(area, round(time.monotonic() - begun, 2), problems)
    run.say(area, STAGES[-1])
    return Outcome(area, round(time.monotonic() - begun, 2), files=files)


def _make_report(run: Run, area: str) -> dict[str, str]:
    """Make the files of one area and publish them. Returns their checksums by name."""
    staging = make_staging(run.folder, area)
    report = open_area(area, run.edition, run.project.root)
    parameters = {"area": area, "edition": run.edition}
    notebook = execute_notebook(run.project, run.notebook, parameters, run.watches[area])
    notebook.metadata[METADATA_KEY] = _describe_report(report)
    write_text(staging / f"{NOTEBOOK}.ipynb", write_notebook(notebook))
    run.say(area, "notebook")
    for suffix in EXPORTERS:
        (staging / f"{NOTEBOOK}{suffix}").write_bytes(render_notebook(notebook, suffix))
        run.say(area, suffix[1:])
    write_text(staging / FINDINGS, report.to_findings_json())
    run.say(area, "findings")
    names = [f"{NOTEBOOK}.ipynb", *(f"{NOTEBOOK}{suffix}" for suffix in EXPORTERS), FINDINGS]
    files = {name: hash_file(staging / name) for name in names if (staging / name).is_file()}
    publish_files(staging, names, run.folder / area)
    forget_failure(run.folder, area)
    return files


def write_notebook(notebook: NotebookNode) -> str:
    """Return a notebook as text, ending in one line end."""
    text: str = nbformat.writes(notebook)  # type: ignore[no-untyped-call]
    return text.rstrip("\n") + "\n"


def _describe_report(report: AreaReport) -> dict[str, str | bool]:
    """Return what the pages say about the report, beside what the notebook displays."""
    evidence = report.evidence
    as_at = evidence.edition.as_at
    return {
        "area": evidence.area.name,
        "data_as_at": f"{as_at.day} {as_at:%B %Y}",
        "draft": evidence.local.is_draft,
        "edition": evidence.edition_name,
    }


def _keep_evidence(run: Run, area: str, error: Exception) -> None:
    files = {"error.txt": "".join(traceback.format_exception(error))}
    if isinstance(error, NotebookExecutionError):
        files[f"{NOTEBOOK}.ipynb"] = write_notebook(error.notebook)
    try:
        keep_failure(run.folder, area, files)
    except OSError:  # a full disk is the failure; there is no room for its evidence
        return


def _describe(area: str, error: Exception) -> Problem:
    found = " ".join(f"{type(error).__name__}: {error}".split())
    return Problem(area, found, "a report", f"read failed/{area}/error.txt, fix the cause, then run again")
