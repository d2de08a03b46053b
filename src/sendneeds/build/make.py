"""Make what one task asks for, in the staging folder of its publication. Whatever goes wrong is in what is returned."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from nbformat import NotebookNode

from sendneeds.build.attachments import attach_to_across, attach_to_area, attach_to_edition
from sendneeds.build.audience import METADATA_KEY
from sendneeds.build.charts import CHARTS, write_charts
from sendneeds.build.execute import write_notebook
from sendneeds.build.failures import describe_failure
from sendneeds.build.kernel import KernelWatch
from sendneeds.build.landing import write_landing
from sendneeds.build.parameters import Parameters
from sendneeds.build.pdf import MissingTypesetterError
from sendneeds.build.plan import FINDINGS, INDEX, RUN_STEP, Publication, SourceNotebook
from sendneeds.build.publish import list_below, write_text
from sendneeds.build.renderers import EMBEDDED, list_pages
from sendneeds.build.task import Done, Kind, Run, Task
from sendneeds.declare.area import LocalArea
from sendneeds.errors import Problem, SendneedsError
from sendneeds.present.sentences import join_words
from sendneeds.report import open_area
from sendneeds.report.area_evidence import load_national

# A page names so many areas, and counts more.
MOST_NAMED = 6

Hear = Callable[[str], None]
Execute = Callable[[Path, Parameters], NotebookNode]
Made = tuple[tuple[str, ...], tuple[Problem, ...]]


def make(run: Run, task: Task, execute: Execute, say: Hear, watch: KernelWatch | None = None) -> Done:
    """Make the files of a task; `execute` runs a notebook, `say` hears each step, `watch` can end a program.

    The boundary between tasks: an error of any kind in one is its outcome alone.
    """
    begun = time.monotonic()
    try:
        files, problems = _make(run, task, execute, say, watch or KernelWatch())
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        problems, evidence = describe_failure(task, error)
        return Done(task, _measure(begun), (), problems, evidence)
    return Done(task, _measure(begun), files, problems)


def _make(run: Run, task: Task, execute: Execute, say: Hear, watch: KernelWatch) -> Made:
    publication = task.publication
    if publication is not None and task.notebook is not None:
        return _make_report(run, publication, task.notebook, lambda: _execute(run, task, execute), say, watch)
    if publication is not None:
        return _make_figures(run, publication, say), ()
    if task.kind is Kind.EDITION:
        names = attach_to_edition(run.find_staging(task.owner), load_national(run.project), run.edition, run.folder)
        return names, ()
    return (INDEX,), tuple(write_landing(run.project, run.edition, run.find_staging(task.owner)))


def _execute(run: Run, task: Task, execute: Execute) -> NotebookNode:
    assert task.publication is not None  # noqa: S101 (a report has both)
    assert task.notebook is not None  # noqa: S101
    notebook = execute(task.notebook.path, task.publication.choose_parameters(run.edition))
    about = _describe_report(run, task.publication) | {"audience": task.notebook.audience}
    notebook.metadata[METADATA_KEY] = about
    return notebook


def _make_report(
    run: Run,
    publication: Publication,
    source: SourceNotebook,
    execute: Callable[[], NotebookNode],
    say: Hear,
    watch: KernelWatch,
) -> Made:
    """Run one notebook and write it in the forms that it is published in.

    Without a typesetter the other forms are made, and that is a problem.
    """
    staging = run.find_staging(publication.name)
    stem = staging / source.name
    notebook = execute()
    files: list[str] = []
    problems: list[Problem] = []
    if ".ipynb" in source.suffixes:
        write_text(stem.with_suffix(".ipynb"), write_notebook(notebook))
        files.append(f"{source.name}.ipynb")
    say(publication.name_step(source, RUN_STEP))
    with _name_place(f"{publication.name}: {source.path.relative_to(run.project.root).as_posix()}"):
        for suffix, page in _render(run, notebook, source, watch, problems):
            stem.with_suffix(suffix).write_bytes(page)
            files.append(f"{source.name}{suffix}")
            say(publication.name_step(source, suffix[1:]))
        if ".ipynb" in source.suffixes:
            write_charts(staging, source.name, notebook)
    charts = [name for name in list_below(staging, CHARTS) if name.startswith(f"{CHARTS}/{source.name}-")]
    return (*files, *charts), tuple(problems)


def _render(
    run: Run, notebook: NotebookNode, source: SourceNotebook, watch: KernelWatch, problems: list[Problem]
) -> Iterator[tuple[str, bytes]]:
    """Yield the pages of a report; without a typesetter those that need none, and add to `problems`."""
    suffixes = list_pages(source.suffixes)
    renderer = run.renderer or EMBEDDED
    yielded = set()
    try:
        for suffix, page in renderer.render(notebook, source.name, suffixes, watch):
            yielded.add(suffix)
            yield suffix, page
    except MissingTypesetterError as error:
        problems += error.problems
        others = [suffix for suffix in suffixes if suffix not in {*yielded, ".pdf"}]
        yield from renderer.render(notebook, source.name, others, watch)


def _make_figures(run: Run, publication: Publication, say: Hear) -> tuple[str, ...]:
    """Write what stands beside the reports of a publication. Returns the names of files and folders."""
    staging = run.find_staging(publication.name)
    if publication.is_across:
        national = load_national(run.project)
        return attach_to_across(staging, national, run.edition, publication.name, publication.areas)
    report = open_area(publication.name, run.edition, run.project.root)
    write_text(staging / FINDINGS, report.to_findings_json())
    say(Path(FINDINGS).stem)
    return (FINDINGS, *attach_to_area(staging, report.evidence, say))


@contextmanager
def _name_place(place: str) -> Iterator[None]:
    """Put `place` before where the problems of an error are."""
    try:
        yield
    except SendneedsError as error:
        problems = [replace(item, where=f"{place}, {item.where}") for item in error.problems]
        raise type(error)(problems) from error


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


def _measure(begun: float) -> float:
    return round(time.monotonic() - begun, 2)
