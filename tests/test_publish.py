"""All files of an area or none, one run at a time, and a record of what was done."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from sendneeds.build.execute import load_notebook
from sendneeds.build.lock import lock_run
from sendneeds.build.manifest import hash_inputs, list_packages
from sendneeds.build.publish import make_staging, publish_files
from sendneeds.build.reports import FINDINGS, NOTEBOOK, Outcome, build_reports
from sendneeds.errors import DeclarationError, SendneedsError
from sendneeds.project import Project

FILES = {f"{NOTEBOOK}.ipynb", f"{NOTEBOOK}.html", f"{NOTEBOOK}.pdf", FINDINGS}
RUN = "from sendneeds.cli import main; main()"
HOLD = "import sys, time; from pathlib import Path; from sendneeds.build.lock import lock_run\n"
HOLD += "with lock_run(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"


@pytest.fixture
def copy(project: Project, tmp_path: Path) -> Project:
    """Return a copy of the project whose notebook and outputs a test may change."""
    for name in ("params", "data", "notebooks"):
        shutil.copytree(project.root / name, tmp_path / name)
    return Project(tmp_path)


def _add_cell(project: Project, source: str) -> None:
    """Add a cell after the parameters of the project's notebook."""
    path = project.notebooks / f"{NOTEBOOK}.ipynb"
    notebook = load_notebook(path)
    notebook.cells.insert(1, new_code_cell(source, id="added"))  # type: ignore[no-untyped-call]
    nbformat.write(notebook, path)  # type: ignore[no-untyped-call]


def _build(project: Project, *areas: str) -> dict[str, Outcome]:
    outcomes = build_reports(project, "2025", areas, 2, lambda _area, _stage: None)
    return {outcome.area: outcome for outcome in outcomes}


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


def test_file_that_cannot_be_replaced_puts_the_others_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _publish(tmp_path, ["a", "b"], a="1", b="1")
    monkeypatch.setattr(Path, "replace", _refuse_to_replace(tmp_path / "leeds" / "b", Path.replace))
    with pytest.raises(SendneedsError, match=r"leeds/b: found open elsewhere; .*close the file"):
        _publish(tmp_path, ["a", "b"], a="2", b="2")
    assert _read_folder(tmp_path / "leeds") == {"a": b"1", "b": b"1"}


def _refuse_to_replace(locked: Path, replace: Callable[[Path, Path], Path]) -> Callable[[Path, Path], Path]:
    """Return `Path.replace` as it is on Windows while another program has `locked` open."""

    def refuse(self: Path, target: Path) -> Path:
        if self == locked:
            raise PermissionError(13, "open elsewhere", str(self))
        return replace(self, target)

    return refuse


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
    inputs = hash_inputs(project)
    assert f"notebooks/{NOTEBOOK}.ipynb" in inputs
    assert "data/areas.csv" in inputs
    assert any(name.startswith("params/indicators/") for name in inputs)
    assert {"pandas", "papermill", "typst"} <= list_packages().keys()


def test_one_failing_area_does_not_stop_or_harm_the_others(copy: Project) -> None:
    folder = copy.outputs / "2025"
    earlier = folder / "sutton"
    earlier.mkdir(parents=True)
    (earlier / f"{NOTEBOOK}.html").write_text("published before", encoding="utf-8")
    _add_cell(copy, 'assert area != "sutton", "sutton fails"')
    outcomes = _build(copy, "sutton", "city-of-london")
    assert not outcomes["sutton"].is_published
    assert "cell added: found AssertionError: sutton fails" in str(outcomes["sutton"].problems[0])
    assert _read_folder(earlier) == {f"{NOTEBOOK}.html": b"published before"}
    assert set(_read_folder(folder / "failed" / "sutton")) == {f"{NOTEBOOK}.ipynb", "error.txt"}
    assert outcomes["city-of-london"].is_published
    assert set(_read_folder(folder / "city-of-london")) == FILES
    assert not (folder / ".making").exists()
    reports = json.loads((folder / "run.json").read_text(encoding="utf-8"))["reports"]
    assert {area: report["status"] for area, report in reports.items()} == {
        "city-of-london": "published",
        "sutton": "failed",
    }


def test_rerun_gives_the_same_bytes(copy: Project) -> None:
    folder = copy.outputs / "2025" / "somerset"
    first = _build(copy, "somerset")["somerset"]
    before = _read_folder(folder)
    second = _build(copy, "somerset")["somerset"]
    assert first.problems == ()
    assert set(before) == FILES
    assert _read_folder(folder) == before
    assert first.files == second.files


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
def test_interrupt_leaves_no_half_files_and_no_kernel(copy: Project) -> None:
    _add_cell(copy, "import os, time\nopen('kernel', 'w').write(str(os.getpid()))\ntime.sleep(300)")
    command = [sys.executable, "-c", RUN, "reports", "--area", "sutton"]
    with subprocess.Popen(command, cwd=copy.root, stderr=subprocess.PIPE, text=True) as run:
        _wait_for(copy.root / "kernel", run)
        run.send_signal(signal.SIGINT)
        _, errors = run.communicate(timeout=60)
    assert run.returncode == 130, errors
    assert sorted(path.name for path in (copy.outputs / "2025").iterdir()) == [".lock"]
    kernel = (copy.root / "kernel").read_text(encoding="utf-8")
    assert not Path(f"/proc/{kernel}").exists()


def _wait_for(path: Path, run: subprocess.Popen[str]) -> None:
    for _ in range(600):
        if path.exists() and path.read_text(encoding="utf-8"):
            return
        assert run.poll() is None, "the run ended by itself"
        time.sleep(0.1)
    pytest.fail(f"{path} did not appear")
