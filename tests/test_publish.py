"""All files of an area or none, one run at a time, and a record of what was done."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from small_notebooks import ACROSS_AREAS, PER_AREA, copy_project, write_small

from sendneeds.build.exchange import recover_folder
from sendneeds.build.lock import lock_run
from sendneeds.build.manifest import list_packages
from sendneeds.build.plan import plan_reports
from sendneeds.build.publish import clear_staging, list_files, make_staging, publish_files
from sendneeds.build.rebuild import ProjectInputs
from sendneeds.build.reports import Outcome, build_reports
from sendneeds.errors import DeclarationError, SendneedsError
from sendneeds.project import Project

FORMS = ("ipynb", "html", "pdf", "docx")
REPORTS = {f"{name}.{form}" for name in ("needs", "plans") for form in FORMS} | {"check.html", "findings.json"}
FILES = REPORTS | {"run.json"}
RUN = "from sendneeds.cli import main; main()"
HOLD = "import sys, time; from pathlib import Path; from sendneeds.build.lock import lock_run\n"
HOLD += "with lock_run(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"


@pytest.fixture
def copy(project: Project, tmp_path: Path) -> Project:
    """Return a copy of the project with small notebooks: three for each area, one for its author, one across areas."""
    copy = copy_project(project, tmp_path)
    _write(copy, needs="x = 1", plans="x = 2", compare="x = 3", check="x = 4")
    return copy


def _write(project: Project, **sources: str) -> None:
    """Write notebooks by name, each with one cell; `compare` is across areas and `check` for the author."""
    for name, source in sources.items():
        parameters = ACROSS_AREAS if name == "compare" else PER_AREA
        audience = "author" if name == "check" else None
        write_small(project.notebooks / f"{name}.ipynb", parameters, source, audience=audience)


def _build(project: Project, *areas: str, notebooks: tuple[str, ...] = (), force: bool = False) -> dict[str, Outcome]:
    planned = plan_reports(project, areas, notebooks)
    outcomes = build_reports(project, "2025", planned, 2, lambda _name, _step: None, force=force)
    return {outcome.name: outcome for outcome in outcomes}


def _read_folder(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def _publish(folder: Path, names: list[str], **texts: str) -> None:
    staging = make_staging(folder, "leeds")
    for name, text in texts.items():
        (staging / name).write_text(text, encoding="utf-8")
    publish_files(staging, names, folder / "leeds")


def test_files_replace_earlier_ones_and_leave_others_alone(tmp_path: Path) -> None:
    _publish(tmp_path, ["a", "b"], a="1", b="1")
    (tmp_path / "leeds" / "notes.txt").write_text("mine", encoding="utf-8")
    _publish(tmp_path, ["a", "b"], a="2", b="2")
    assert _read_folder(tmp_path / "leeds") == {"a": b"2", "b": b"2", "notes.txt": b"mine"}


@pytest.mark.parametrize("texts", [{"a": "2"}, {"a": "2", "b": ""}], ids=["missing", "empty"])
def test_incomplete_report_leaves_the_earlier_one(tmp_path: Path, texts: dict[str, str]) -> None:
    _publish(tmp_path, ["a", "b"], a="1", b="1")
    with pytest.raises(SendneedsError, match="leeds/b: found"):
        _publish(tmp_path, ["a", "b"], **texts)
    assert _read_folder(tmp_path / "leeds") == {"a": b"1", "b": b"1"}


def test_folder_takes_the_place_of_the_earlier_one(tmp_path: Path) -> None:
    for number, file in enumerate(("old/x.csv", "new/y.csv")):
        staging = make_staging(tmp_path, "leeds")
        (staging / "data" / file).parent.mkdir(parents=True)
        (staging / "data" / file).write_text(str(number), encoding="utf-8")
        assert list_files(staging, ["data"]) == [f"data/{file}"]
        publish_files(staging, ["data"], tmp_path / "leeds")
    assert [path.name for path in (tmp_path / "leeds" / "data").rglob("*.csv")] == ["y.csv"]


@pytest.mark.parametrize("text", [None, ""], ids=["nothing in it", "an empty file in it"])
def test_incomplete_folder_leaves_the_earlier_one(tmp_path: Path, text: str | None) -> None:
    _publish(tmp_path, ["a"], a="1")
    staging = make_staging(tmp_path, "leeds")
    (staging / "a").mkdir()
    if text is not None:
        (staging / "a" / "x.csv").write_text(text, encoding="utf-8")
    with pytest.raises(SendneedsError, match="leeds/a"):
        publish_files(staging, ["a"], tmp_path / "leeds")
    assert _read_folder(tmp_path / "leeds") == {"a": b"1"}


@pytest.mark.parametrize("refused", ["leeds", "leeds-earlier"], ids=["new", "earlier"])
def test_folder_that_cannot_be_replaced_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: str) -> None:
    _publish(tmp_path, ["a", "b"], a="1", b="1")
    monkeypatch.setattr("sendneeds.build.exchange._exchange", lambda _one, _other: False)
    monkeypatch.setattr(Path, "rename", _refuse_to_rename(refused, Path.rename))
    with pytest.raises(SendneedsError, match=r"leeds: found open elsewhere; .*close the files"):
        _publish(tmp_path, ["a", "b"], a="2", b="2")
    assert _read_folder(tmp_path / "leeds") == {"a": b"1", "b": b"1"}


def _refuse_to_rename(refused: str, rename: Callable[[Path, Path], Path]) -> Callable[[Path, Path], Path]:
    """Return `Path.rename` as it is on Windows while another program has a file of the folder open."""

    def refuse(self: Path, target: Path) -> Path:
        if (self.parent.name == ".making" and self.name == "leeds" == refused) or target.name == refused != "leeds":
            raise PermissionError(13, "open elsewhere", str(self))
        return rename(self, target)

    return refuse


def test_without_an_exchange_there_are_two_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sendneeds.build.exchange._exchange", lambda _one, _other: False)
    _publish(tmp_path, ["a"], a="1")
    _publish(tmp_path, ["a"], a="2")
    assert _read_folder(tmp_path / "leeds") == {"a": b"2"}
    assert list((tmp_path / ".making").iterdir()) == []


def test_run_killed_between_the_two_steps_is_taken_back(tmp_path: Path) -> None:
    _publish(tmp_path, ["a"], a="1")
    staging = make_staging(tmp_path, "leeds")
    (tmp_path / "leeds").rename(staging.with_name("leeds-earlier"))
    clear_staging(tmp_path)
    assert _read_folder(tmp_path / "leeds") == {"a": b"1"}
    recover_folder(staging, tmp_path / "leeds")
    assert _read_folder(tmp_path / "leeds") == {"a": b"1"}


def test_second_run_is_told_who_holds_the_first(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        with pytest.raises(DeclarationError, match=f"a run by process {first.pid} on"), lock_run(tmp_path):
            pass
        first.kill()
    with lock_run(tmp_path):
        pass


def test_inputs_and_packages_are_recorded(project: Project) -> None:
    inputs = ProjectInputs(project).files
    assert "notebooks/needs_assessment.ipynb" in inputs
    assert "data/areas.csv" in inputs
    assert any(name.startswith("params/indicators/") for name in inputs)
    assert {"pandas", "papermill", "typst"} <= list_packages().keys()


def test_every_notebook_is_published_where_it_belongs(copy: Project) -> None:
    outcomes = _build(copy, "sutton", "city-of-london")
    folder = copy.outputs / "2025"
    assert {name: outcome.problems for name, outcome in outcomes.items()} == dict.fromkeys(outcomes, ())
    assert set(_read_folder(folder)) == {".lock", "index.html", "run.json"}
    assert {path.name for path in folder.iterdir() if path.is_dir()} == {
        *("sutton", "city-of-london", "compare", "data", "logs")
    }
    assert set(_read_folder(folder / "sutton")) == set(_read_folder(folder / "city-of-london")) == FILES
    assert set(_read_folder(folder / "compare")) == {f"compare.{form}" for form in FORMS} | {"run.json"}
    run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert run["parameters"] == {
        "areas": ["sutton", "city-of-london"],
        "compared": {"compare": ["city-of-london", "sutton"]},
        "edition": "2025",
        "notebooks": ["check", "compare", "needs", "plans"],
        "renderer": "embedded",
    }
    data = {path.relative_to(folder).as_posix() for path in (folder / "sutton" / "data").rglob("*") if path.is_file()}
    assert "sutton/data/sutton-send-data-2025.xlsx" in data
    assert set(run["reports"]["sutton"]["files"]) == REPORTS | {name.removeprefix("sutton/") for name in data}
    assert "data/send-data-2025.xlsx" in run["reports"]["edition"]["files"]


def test_page_for_the_author_says_so_and_no_page_leads_to_it(copy: Project) -> None:
    _build(copy, "sutton", notebooks=("check", "needs"))
    folder = copy.outputs / "2025"
    page = (folder / "sutton" / "check.html").read_text(encoding="utf-8")
    head, _, body = page.partition("<body>")
    assert '<meta name="robots" content="noindex, nofollow">' in head
    banner, _, rest = body.partition("<h1")
    assert '<p class="draft"><strong>For the author.</strong> Not for publication.</p>' in banner
    assert "For the author. Not for publication." in rest.partition("<footer>")[2]
    assert "Draft" not in body
    for path in (folder / "index.html", folder / "sutton" / "needs.html"):
        published = path.read_text(encoding="utf-8")
        assert "check" not in published.partition("<body>")[2]
        assert "noindex" not in published
    assert "sutton/needs.html" in (folder / "index.html").read_text(encoding="utf-8")


def test_failing_page_for_the_author_fails_its_area(copy: Project) -> None:
    _write(copy, check="1 / 0")
    outcome = _build(copy, "sutton")["sutton"]
    assert "notebooks/check.ipynb, cell cell-1: found ZeroDivisionError" in str(outcome.problems[0])
    assert not (copy.outputs / "2025" / "sutton").exists()
    assert set(_read_folder(copy.outputs / "2025" / "failed" / "sutton")) == {"check.ipynb", "error.txt"}


def test_chosen_notebooks_leave_other_files_alone(copy: Project) -> None:
    _build(copy, "sutton")
    folder = copy.outputs / "2025" / "sutton"
    before = _read_folder(folder)
    _write(copy, needs="x = 5", plans="x = 6", compare="raise ValueError")
    outcomes = _build(copy, "sutton", notebooks=("plans",))
    assert set(outcomes) == {"sutton", "edition", "index.html"}
    changed = {name for name, content in _read_folder(folder).items() if content != before[name]}
    assert changed == {"plans.ipynb", "run.json"}


def test_one_failing_area_does_not_stop_or_harm_the_others(copy: Project) -> None:
    folder = copy.outputs / "2025"
    earlier = folder / "sutton"
    earlier.mkdir(parents=True)
    (earlier / "needs.html").write_text("published before", encoding="utf-8")
    _write(copy, plans='assert area != "sutton", "sutton fails"')
    outcomes = _build(copy, "sutton", "city-of-london")
    assert not outcomes["sutton"].is_published
    assert "plans.ipynb, cell cell-1: found AssertionError: sutton fails" in str(outcomes["sutton"].problems[0])
    failed = (folder / "failed" / "sutton" / "plans.ipynb").read_bytes()
    assert _read_folder(earlier) == {"needs.html": b"published before", "failed.ipynb": failed}
    assert set(_read_folder(folder / "failed" / "sutton")) == {"plans.ipynb", "error.txt"}
    assert set(_read_folder(folder / "city-of-london")) == FILES
    assert not (folder / ".making").exists()
    reports = json.loads((folder / "run.json").read_text(encoding="utf-8"))["reports"]
    assert {name: report["status"] for name, report in reports.items()} == {
        "city-of-london": "published",
        "compare": "published",
        "edition": "published",
        "index.html": "published",
        "sutton": "failed",
    }


def test_failure_beside_an_earlier_report_is_linked_nowhere_and_goes_when_it_is_mended(copy: Project) -> None:
    _build(copy, "york")
    folder = copy.outputs / "2025"
    _write(copy, check="1 / 0")
    assert not _build(copy, "york")["york"].is_published
    assert (folder / "york" / "failed.ipynb").is_file()
    assert "failed" not in (folder / "index.html").read_text(encoding="utf-8").lower()
    _write(copy, check="x = 4")
    outcomes = _build(copy, "york")
    assert outcomes["york"].status == "unchanged"
    assert not (folder / "york" / "failed.ipynb").exists()
    assert not (folder / "failed").exists()
    reports = json.loads((folder / "run.json").read_text(encoding="utf-8"))["reports"]
    assert reports["york"]["status"] == "unchanged"


def test_every_failing_notebook_of_an_area_is_named(copy: Project) -> None:
    _write(copy, needs="1 / 0", plans="{}['plan']")
    problems = [str(problem) for problem in _build(copy, "sutton")["sutton"].problems]
    assert ["ZeroDivisionError" in problems[0], "KeyError" in problems[1]] == [True, True]
    failed = _read_folder(copy.outputs / "2025" / "failed" / "sutton")
    assert set(failed) == {"needs.ipynb", "plans.ipynb", "error.txt"}
    assert b"ZeroDivisionError" in failed["error.txt"]
    assert b"KeyError" in failed["error.txt"]


def test_report_that_cannot_be_shown_names_its_notebook(copy: Project) -> None:
    _write(copy, plans="print('debugging')")
    (problem,) = _build(copy, "sutton")["sutton"].problems
    assert problem.where == "sutton: notebooks/plans.ipynb, cell cell-1"
    assert "printed text" in problem.found


def test_failing_report_across_areas_does_not_stop_the_areas(copy: Project) -> None:
    _write(copy, compare="raise ValueError(len(areas))")
    outcomes = _build(copy, "sutton", "city-of-london")
    assert [name for name, outcome in outcomes.items() if not outcome.is_published] == ["compare"]
    problem = "notebooks/compare.ipynb, cell cell-1: found ValueError: 2;"
    assert str(outcomes["compare"].problems[0]).startswith(problem)
    assert not (copy.outputs / "2025" / "compare").exists()
    assert _build(copy, "sutton", notebooks=("needs",))["sutton"].is_published
    assert (copy.outputs / "2025" / "failed" / "compare").is_dir()
    _write(copy, compare="x = areas")
    assert _build(copy, "sutton", notebooks=("compare",))["compare"].is_published
    assert not (copy.outputs / "2025" / "failed").exists()


def test_report_across_areas_says_which_and_is_a_draft_with_any_of_them(copy: Project) -> None:
    _build(copy, "york", "city-of-london", notebooks=("compare",))
    page = (copy.outputs / "2025" / "compare" / "compare.html").read_text(encoding="utf-8")
    assert "<dd>City of London and York</dd>" in page
    assert 'class="draft"' in page


def test_rerun_gives_the_same_bytes(copy: Project) -> None:
    folder = copy.outputs / "2025"
    first = _build(copy, "somerset")
    before = _read_folder(folder / "somerset") | {"index.html": (folder / "index.html").read_bytes()}
    second = _build(copy, "somerset", force=True)
    assert _read_folder(folder / "somerset") | {"index.html": (folder / "index.html").read_bytes()} == before
    assert [first[name].files for name in first] == [second[name].files for name in first]
    assert {outcome.is_made for outcome in second.values()} == {True}


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
def test_interrupt_leaves_no_half_files_and_no_kernel(copy: Project) -> None:
    _write(copy, plans="import os, time\nopen('kernel', 'w').write(str(os.getpid()))\ntime.sleep(300)")
    command = [sys.executable, "-c", RUN, "reports", "--area", "sutton"]
    with subprocess.Popen(command, cwd=copy.root, stderr=subprocess.PIPE, text=True) as run:
        _wait_for(copy.root / "kernel", run)
        run.send_signal(signal.SIGINT)
        _, errors = run.communicate(timeout=60)
    assert run.returncode == 130, errors
    assert sorted(path.name for path in (copy.outputs / "2025").iterdir()) == [".lock", "logs"]
    kernel = (copy.root / "kernel").read_text(encoding="utf-8")
    assert not Path(f"/proc/{kernel}").exists()


def _wait_for(path: Path, run: subprocess.Popen[str]) -> None:
    for _ in range(600):
        if path.exists() and path.read_text(encoding="utf-8"):
            return
        assert run.poll() is None, "the run ended by itself"
        time.sleep(0.1)
    pytest.fail(f"{path} did not appear")
