"""Quarto as an optional renderer: what is started, what is published, and what happens when it fails or is missing."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import threading
import time
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from sample_report import execute_sample
from small_notebooks import ACROSS_AREAS, PER_AREA, copy_project, write_small
from stand_in_quarto import StandIn, put_stand_in

from sendneeds.build import quarto
from sendneeds.build.execute import load_notebook
from sendneeds.build.kernel import KernelWatch
from sendneeds.build.quarto import QuartoRenderer, find_quarto
from sendneeds.cli import main
from sendneeds.errors import SendneedsError
from sendneeds.project import ROOT_VARIABLE, Project

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a POSIX script")

SHOW = """
from sendneeds.present.display import Cell, Column, Table
Table("t", "What is counted", (Column("Area"), Column("2024")), ((Cell(area), Cell("1")),), "DfE")
""".strip()
PAGES = {".html": b"quarto made .html", ".pdf": b"quarto made .pdf"}


@pytest.fixture
def copy(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return a copy of the project with small notebooks, in which the commands of a test run."""
    copy = copy_project(project, tmp_path / "project")
    write_small(copy.notebooks / "needs.ipynb", PER_AREA, SHOW)
    write_small(copy.notebooks / "check.ipynb", PER_AREA, "x = 4", audience="author")
    write_small(copy.notebooks / "compare.ipynb", ACROSS_AREAS, "x = 3")
    monkeypatch.delenv(ROOT_VARIABLE, raising=False)
    monkeypatch.chdir(copy.root)
    return copy


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """Put the stand-in before every other program."""
    monkeypatch.setenv("PATH", f"{tmp_path / 'programs'}{os.pathsep}{os.environ['PATH']}")
    return put_stand_in(tmp_path / "programs")


def _run(*arguments: str) -> int:
    try:
        main(arguments)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1
    return 0


def _read_folder(folder: Path) -> dict[str, bytes]:
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def _make_reports() -> int:
    options = [option for name in ("needs", "check") for option in ("--notebook", name)]
    return _run("reports", "--renderer", "quarto", "--area", "sutton", *options)


def test_reports_are_rendered_from_publishing_copies(copy: Project, stand_in: StandIn) -> None:
    assert _make_reports() == 0
    (run,) = stand_in.list_runs()
    assert run["arguments"] == ["render", "needs.ipynb", "--to", "html,typst", "--no-execute"]
    # 31 December 2025: the date of the edition's data.
    assert run["environment"] == {"SOURCE_DATE_EPOCH": "1767139200", "TZ": "UTC", "NO_COLOR": "1"}
    assert {name for name in run["files"] if not name.startswith("fonts")} == {"needs.ipynb"}
    given = json.loads(run["files"]["needs.ipynb"])
    assert {cell["cell_type"] for cell in given["cells"]} == {"raw", "markdown"}
    assert "What is counted {#tbl-t}" in run["files"]["needs.ipynb"]
    assert not Path(run["folder"]).exists()
    folder = copy.outputs / "2025" / "sutton"
    assert {suffix: (folder / f"needs{suffix}").read_bytes() for suffix in PAGES} == PAGES
    # What is published beside the pages is the executed notebook itself.
    assert any(cell.cell_type == "code" and cell.outputs for cell in load_notebook(folder / "needs.ipynb").cells)
    assert "Not for publication." in (folder / "check.html").read_text(encoding="utf-8")
    record = json.loads((copy.outputs / "2025" / "run.json").read_text(encoding="utf-8"))
    assert record["parameters"]["renderer"] == "quarto 1.10.18"


def test_failing_quarto_leaves_the_earlier_report(
    copy: Project, stand_in: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    _make_reports()
    before = _read_folder(copy.outputs / "2025" / "sutton")
    write_small(copy.notebooks / "needs.ipynb", PER_AREA, SHOW.replace("counted", "new"))
    for mode, message in (
        ("fail", r"found exit code 1: ERROR: pandoc says no;"),
        ("nothing", r"found no needs\.html;"),
    ):
        stand_in.set_mode(mode)
        capsys.readouterr()
        assert _make_reports() == 1
        errors = capsys.readouterr().err
        assert re.search(rf"sutton: notebooks/needs\.ipynb, quarto.*: {message}", errors)
        assert _read_folder(copy.outputs / "2025" / "sutton") == before
    assert not (copy.outputs / "2025" / ".making").exists()


def _is_alive(pid: str) -> bool:
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"


def _wait_for(path: Path) -> str:
    for _ in range(300):
        if path.exists() and path.read_text(encoding="utf-8"):
            return path.read_text(encoding="utf-8")
        time.sleep(0.1)
    pytest.fail(f"{path} did not appear")


def _check_ended(pid: str) -> None:
    for _ in range(50):
        if not _is_alive(pid):
            return
        time.sleep(0.1)
    pytest.fail(f"process {pid} is still there")


def test_hanging_quarto_is_ended_with_all_that_it_started(
    stand_in: StandIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stand_in.set_mode("hang")
    monkeypatch.setattr(quarto, "TIMEOUT_SECONDS", 2.0)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    renderer = QuartoRenderer(find_quarto())
    with pytest.raises(SendneedsError, match=r"quarto render report\.ipynb .*no end after 2 seconds"):
        list(renderer.render(execute_sample(), "report", [".html", ".pdf"], KernelWatch()))
    _check_ended(_wait_for(stand_in.folder / "child"))
    assert list(tmp_path.glob("sendneeds-*")) == []


def test_interrupt_from_another_thread_ends_quarto(stand_in: StandIn) -> None:
    stand_in.set_mode("hang")
    watch = KernelWatch()
    ended: list[str] = []

    def render() -> None:
        try:
            list(QuartoRenderer(find_quarto()).render(execute_sample(), "report", [".pdf"], watch))
        except SendneedsError as error:
            ended.append(str(error))

    thread = threading.Thread(target=render)
    thread.start()
    child = _wait_for(stand_in.folder / "child")
    watch.stop("interrupted by the user")
    thread.join(timeout=30)
    assert ["interrupted by the user" in text for text in ended] == [True]
    assert stand_in.list_runs()[0]["arguments"][2:] == ["--to", "typst", "--no-execute"]
    _check_ended(child)


@pytest.mark.parametrize("command", [("reports", "--renderer", "quarto", "--area", "sutton"), ("book",)])
def test_missing_or_old_quarto_is_said_before_anything_runs(
    copy: Project,
    stand_in: StandIn,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: tuple[str, ...],
) -> None:
    stand_in.set_mode("old")
    assert _run(*command) == 2
    assert "found quarto of version 1.3.450; expected Quarto 1.9 or newer" in capsys.readouterr().err
    monkeypatch.setenv("PATH", str(copy.root))
    assert _run(*command) == 2
    error = capsys.readouterr().err
    assert "command line: found no quarto; expected Quarto 1.9 or newer" in error
    assert "install it from https://quarto.org" in error
    assert "Traceback" not in error
    assert not copy.outputs.exists()
    assert stand_in.list_runs() == []


def _make_published(project: Project) -> None:
    areas = [option for area in ("sutton", "leeds") for option in ("--area", area)]
    assert _run("reports", *areas) == 0
    assert (project.outputs / "2025" / "sutton" / "check.html").is_file()


def test_book_holds_every_published_report(
    copy: Project, stand_in: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    _make_published(copy)
    capsys.readouterr()
    assert _run("book") == 0
    assert capsys.readouterr().out == "outputs/2025/book/_book/index.html\n"
    (run,) = stand_in.list_runs()
    assert run["arguments"] == ["render", ".", "--no-execute"]
    assert run["environment"]["SOURCE_DATE_EPOCH"] == "1767139200"
    folder = copy.outputs / "2025" / "book"
    config = YAML(typ="safe").load((folder / "_quarto.yml").read_text(encoding="utf-8"))
    assert config["project"] == {"type": "book", "output-dir": "_book"}
    assert config["book"]["chapters"] == [
        "index.md",
        {"part": "Leeds", "chapters": ["leeds/needs.ipynb"]},
        {"part": "Sutton", "chapters": ["sutton/needs.ipynb"]},
        {"part": "Areas side by side", "chapters": ["compare/compare.ipynb"]},
    ]
    assert (config["lang"], config["execute"]) == ("en-GB", {"enabled": False})
    assert set(config["format"]) == {"html", "typst"}
    assert config["format"]["typst"]["papersize"] == "a4"
    chapters = [chapter for part in config["book"]["chapters"][1:] for chapter in part["chapters"]]
    made = {"_quarto.yml", "index.md", "_book/index.html", "_book/send-reports-2025.pdf", *chapters}
    assert {name for name in _read_folder(folder) if not name.startswith("fonts")} == made
    assert "Leeds" in (folder / "index.md").read_text(encoding="utf-8")
    assert not (folder / ".quarto").exists()
    ids = [re.findall(r"\{#(\S+?)\}", (folder / chapter).read_text(encoding="utf-8")) for chapter in chapters]
    assert ids[0]
    assert not set(ids[0]) & set(ids[1])


def test_book_is_the_same_again_and_stays_if_quarto_fails(
    copy: Project, stand_in: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    _make_published(copy)
    folder = copy.outputs / "2025"
    assert _run("book") == 0
    before = _read_folder(folder / "book")
    assert _run("book") == 0
    assert _read_folder(folder / "book") == before
    stand_in.set_mode("fail")
    assert _run("book") == 1
    assert "quarto render . --no-execute: found exit code 1: ERROR: pandoc says no" in capsys.readouterr().err
    assert _read_folder(folder / "book") == before
    assert not (folder / ".making").exists()


def test_book_without_reports_says_how_to_make_them(
    copy: Project, stand_in: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("book") == 2
    assert "outputs/2025: found no published report; expected at least one; make them first" in capsys.readouterr().err
    assert not copy.outputs.exists()
    assert stand_in.list_runs() == []


def test_real_quarto_makes_reports_and_a_book(copy: Project) -> None:
    """Quarto itself: no request to elsewhere, texts of charts in both forms, PDF/UA-1 as Typst checks it."""
    if shutil.which("quarto") is None:
        pytest.skip("quarto is not installed")
    pages = dict(QuartoRenderer(find_quarto()).render(execute_sample(), "report", [".html", ".pdf"], KernelWatch()))
    html = pages[".html"].decode("utf-8")
    assert re.findall(r'<(?:script|img|link)[^>]* (?:src|href)="(?:https?:)?//', html) == []
    assert html.count('alt="Line chart of plans issued on time.') == 2
    assert 'lang="en-GB"' in html
    assert pages[".pdf"].startswith(b"%PDF")
    _make_published(copy)
    assert _run("book") == 0
    assert len(list((copy.outputs / "2025" / "book" / "_book").glob("*.pdf"))) == 1
