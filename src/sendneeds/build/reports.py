"""All reports of a run: what is out of date is made, checked and published, each area's files together.

This process plans and publishes; others run notebooks (see `workers`). It loads nothing that takes long, so that a run
with nothing to do ends at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sendneeds.build.exchange import exchange_folder
from sendneeds.build.lock import forget_lock, lock_run
from sendneeds.build.manifest import MANIFEST, read_edition_key, write_manifest
from sendneeds.build.plan import INDEX, PUBLISHED, Publication
from sendneeds.build.publish import (
    FAILED,
    FAILED_NOTEBOOK,
    clear_staging,
    describe_unwritable,
    forget_failure,
    has_failure,
    keep_failure,
    list_files,
    make_staging,
    publish_files,
    replace_file,
)
from sendneeds.build.rebuild import EMBEDDED, ProjectInputs, hash_published, list_stale
from sendneeds.build.record import RECORD, Part, hash_file, is_superseded, read_record, write_record
from sendneeds.build.task import TIMEOUT_SECONDS, Done, Kind, Run, Task
from sendneeds.build.workers import Engine, Runner, Say, open_runner
from sendneeds.errors import Problem, SendneedsError
from sendneeds.project import Project

if TYPE_CHECKING:
    from sendneeds.build.renderers import Renderer

UNCHANGED = "unchanged"
EDITION_TASKS = (Task(Kind.EDITION), Task(Kind.LANDING))

Inputs = Mapping[str, str]
Opens = Callable[[Run], Runner]


@dataclass(frozen=True)
class Outcome:
    """How a publication ended: with `files` (name to SHA-256) in its folder, or with `problems`; with both if in part.

    What an edition has as a whole, and its landing page, are outcomes too, without reports.
    """

    name: str
    reports: int
    seconds: float
    problems: tuple[Problem, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    is_made: bool = True

    @property
    def is_published(self) -> bool:
        return bool(self.files)

    @property
    def status(self) -> str:
        if not self.is_published:
            return FAILED
        return PUBLISHED if self.is_made else UNCHANGED

    def to_json(self) -> dict[str, object]:
        problems = [str(problem) for problem in self.problems]
        return {"status": self.status, "seconds": self.seconds, "files": dict(self.files), "problems": problems}


def build_reports(  # noqa: PLR0913 - each is one choice of the user
    project: Project,
    edition: str,
    publications: Sequence[Publication],
    jobs: int,
    say: Say,
    renderer: Renderer | None = None,
    *,
    opens: Opens | None = None,
    force: bool = False,
    timeout: float = TIMEOUT_SECONDS,
) -> list[Outcome]:
    """Make and publish what is out of date of what is planned, or all by `force`; then what the edition has as a whole.

    `opens` gives what runs the tasks; without it they run on this machine, `jobs` at a time. `timeout` is the seconds
    that one task may take. What fails is in the list with its problems, and does not stop the rest.

    Raises, before anything runs, DeclarationError if another run is at work, and the error of what is wrong with
    declarations or figures; and KeyboardInterrupt if the user interrupts: then everything is ended, and nothing
    half-made is left.
    """
    run = Run(project, edition, renderer, timeout)
    with lock_run(run.folder):
        clear_staging(run.folder)
        inputs = ProjectInputs(project)
        stale = {item: list_stale(run, item, inputs, force=force) for item in publications}
        mended = [item for item, tasks in stale.items() if not tasks and has_failure(run.folder, item.name)]
        if not any(stale.values()) and not mended and _is_edition_fresh(run, inputs):
            return [_describe_unchanged(run, item) for item in publications]
        try:
            runner = (opens or (lambda run: open_runner(run, jobs, Engine.SENDNEEDS, say)))(run)
        except (SendneedsError, KeyboardInterrupt):
            forget_lock(run.folder)
            raise
        try:
            outcomes = _publish_all(run, stale, runner, say)
            made_last = [_make_for_edition(run, runner, task, say) for task in EDITION_TASKS]
        finally:
            runner.close()
            clear_staging(run.folder)
        parameters = _describe_run(run, publications)
        # What was not made is made by the next run.
        failed = any(outcome.problems for outcome in made_last)
        key = "" if failed else hash_published(run, inputs, _list_published(run))
        outcomes += made_last
        try:
            write_manifest(run, inputs, parameters, {outcome.name: outcome.to_json() for outcome in outcomes}, key)
        except OSError as error:
            outcomes.append(Outcome(MANIFEST, 0, 0.0, (describe_unwritable(MANIFEST, error),)))
    return outcomes


def _publish_all(
    run: Run, stale: Mapping[Publication, Mapping[Task, Inputs]], runner: Runner, say: Say
) -> list[Outcome]:
    """Return the outcome of each publication, in the order of `stale`, each published as soon as all of it is made."""
    outcomes = {item: _describe_unchanged(run, item) for item, tasks in stale.items() if not tasks}
    for item in outcomes:
        forget_failure(run.folder, item.name)
        say(item.name, UNCHANGED)
    waiting = {item: dict.fromkeys(tasks) for item, tasks in stale.items() if tasks}
    for item in waiting:
        make_staging(run.folder, item.name)
    made: dict[Task, Done] = {}
    for done in runner.perform([task for tasks in waiting.values() for task in tasks], say):
        made[done.task] = done
        item = next(item for item, tasks in waiting.items() if done.task in tasks)
        if made.keys() >= waiting[item].keys():
            outcomes[item] = _publish(run, item, {task: made.pop(task) for task in waiting[item]}, stale[item])
            say(item.name, outcomes[item].status)
    return [outcomes[item] for item in stale]


def _publish(run: Run, publication: Publication, made: Mapping[Task, Done], inputs: Mapping[Task, Inputs]) -> Outcome:
    """Publish all that was made of a publication, or nothing of it."""
    problems = [problem for done in made.values() for problem in done.problems]
    seconds = round(sum(done.seconds for done in made.values()), 2)
    outcome = Outcome(publication.name, len(publication.notebooks), seconds, tuple(problems))
    if any(done.problems and not done.files for done in made.values()):
        _keep_evidence(run, publication.name, made.values())
        return outcome
    staging = run.find_staging(publication.name)
    try:
        files = _exchange(run, publication.name, made, inputs)
    except (SendneedsError, OSError) as error:
        problems += error.problems if isinstance(error, SendneedsError) else [describe_unwritable(staging.name, error)]
        return replace(outcome, problems=tuple(problems))
    forget_failure(run.folder, publication.name)
    return replace(outcome, files=files)


def _exchange(run: Run, name: str, made: Mapping[Task, Done], inputs: Mapping[Task, Inputs]) -> dict[str, str]:
    """Put the folder of a publication in place, with its record. Returns the checksums of its files."""
    staging, target = run.find_staging(name), run.folder / name
    parts = read_record(target)
    for task, done in made.items():
        files = {file: hash_file(staging / file) for file in list_files(staging, done.files)}
        # What was made in part is made again by the next run.
        parts[task.part] = Part({} if done.problems else inputs[task], files)
    write_record(staging, parts)
    names = (RECORD, *(file for done in made.values() for file in done.files))
    remade = [task.part for task in made]
    publish_files(staging, names, target, lambda file: is_superseded(file, remade))
    return _list_checksums(parts)


def _keep_evidence(run: Run, name: str, made: Iterable[Done]) -> None:
    """Keep tracebacks and notebooks below `failed/`, and the first notebook that failed beside an earlier report."""
    failed = [done for done in made if done.evidence]
    files = {"error.txt": "\n".join(done.evidence.get("error.txt", "") for done in failed)}
    notebooks = {done.task.part: done.evidence[FAILED_NOTEBOOK] for done in failed if FAILED_NOTEBOOK in done.evidence}
    files |= {f"{part}.ipynb": text for part, text in notebooks.items()}
    try:
        keep_failure(run.folder, name, files)
        if notebooks and (run.folder / name).is_dir():
            replace_file(run.folder / name / FAILED_NOTEBOOK, next(iter(notebooks.values())))
    except OSError:  # a full disk is the failure; there is no room for its evidence
        forget_failure(run.folder, name)


def _make_for_edition(run: Run, runner: Runner, task: Task, say: Say) -> Outcome:
    """Make what an edition has as a whole and put it in place."""
    name = INDEX if task.kind is Kind.LANDING else task.owner
    try:
        staging = make_staging(run.folder, task.owner)
        (done,) = runner.perform([task], say)
        if done.evidence:
            _keep_evidence(run, name, [done])
            return Outcome(name, 0, done.seconds, done.problems)
        files = {file: hash_file(staging / file) for file in list_files(staging, done.files)}
        for made in done.files:
            if (staging / made).is_dir():
                exchange_folder(staging / made, run.folder / made)
            else:
                (staging / made).replace(run.folder / made)
    except (SendneedsError, OSError) as error:
        problems = error.problems if isinstance(error, SendneedsError) else (describe_unwritable(name, error),)
        return Outcome(name, 0, 0.0, problems)
    forget_failure(run.folder, name)
    return Outcome(name, 0, done.seconds, done.problems, files)


def _is_edition_fresh(run: Run, inputs: ProjectInputs) -> bool:
    """Say whether what the edition has as a whole is of what is published now."""
    key = read_edition_key(run.folder)
    return (run.folder / INDEX).is_file() and key == hash_published(run, inputs, _list_published(run))


def _list_published(run: Run) -> list[str]:
    return sorted(path.parent.name for path in run.folder.glob(f"*/{RECORD}"))


def _describe_unchanged(run: Run, publication: Publication) -> Outcome:
    files = _list_checksums(read_record(run.folder / publication.name))
    return Outcome(publication.name, len(publication.notebooks), 0.0, files=files, is_made=False)


def _list_checksums(parts: Mapping[str, Part]) -> dict[str, str]:
    return {file: checksum for _, part in sorted(parts.items()) for file, checksum in part.files.items()}


def _describe_run(run: Run, publications: Sequence[Publication]) -> dict[str, object]:
    across = {item.name: list(item.areas) for item in publications if item.is_across}
    notebooks = {notebook.name for item in publications for notebook in item.notebooks}
    areas = [item.name for item in publications if not item.is_across]
    return {
        "areas": areas,
        "compared": across,
        "edition": run.edition,
        "notebooks": sorted(notebooks),
        "renderer": run.renderer.name if run.renderer else EMBEDDED,
    }
