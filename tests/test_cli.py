"""What a user types and is told: one line per problem, an exit code, and no traceback unless asked for."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from small_notebooks import ACROSS_AREAS, PER_AREA, write_small

from sendneeds import __version__
from sendneeds.build.execute import load_notebook
from sendneeds.cli import main
from sendneeds.project import ROOT_VARIABLE, Project


@pytest.fixture
def copy(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return a copy of the project, in which the commands of a test run."""
    for name in ("params", "data", "notebooks"):
        shutil.copytree(project.root / name, tmp_path / name)
    monkeypatch.delenv(ROOT_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    return Project(tmp_path)


def _run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    code = ended.value.code
    assert isinstance(code, int)
    return code


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("--version") == 0
    assert capsys.readouterr().out == f"sendneeds {__version__}\n"
    assert _run("--help") == 0
    assert {"check", "reports", "render", "data", "area"} <= set(capsys.readouterr().out.split())


@pytest.mark.parametrize("arguments", [["nonsense"], ["reports", "--jobs", "0"], ["reports", "--arae", "leeds"], []])
def test_wrong_usage_exits_2_without_traceback(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(*arguments) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_check_finds_the_project_sound(copy: Project, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("check") == 0
    assert "no problem found" in capsys.readouterr().out
    assert not copy.outputs.exists()


def test_check_names_file_line_key_and_nearest_key(copy: Project, capsys: pytest.CaptureFixture[str]) -> None:
    path = min(copy.indicators.glob("*.yml"))
    lines = path.read_text(encoding="utf-8").splitlines()
    number = next(number for number, line in enumerate(lines) if re.match(r" +label:", line))
    lines[number] = lines[number].replace("label:", "lable:")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    for command in ("check", "reports"):
        assert _run(command) == 2
        errors = capsys.readouterr().err
        line = next(line for line in errors.splitlines() if "lable" in line)
        assert path.name in line
        assert re.search(rf"\b{number + 1}\b", line)
        assert "'label'" in line
        assert "Traceback" not in errors
    assert not copy.outputs.exists()


def test_unknown_areas_are_all_named_with_near_matches(copy: Project, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("reports", "--area", "sommerset", "--area", "atlantis", "--area", "sutton") == 2
    first, second = capsys.readouterr().err.splitlines()
    assert "'sommerset'" in first
    assert "somerset" in first.replace("sommerset", "")
    assert "'atlantis'" in second
    assert not copy.outputs.exists()


@pytest.mark.parametrize("name", ["../../etc", "/etc", "a" * 300, "", "CON"])
def test_hostile_area_names_are_unknown_areas(copy: Project, capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert _run("reports", "--area", name) == 2
    assert "current authority" in capsys.readouterr().err
    assert not copy.outputs.exists()


def test_unknown_edition_exits_2(copy: Project, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("reports", "--area", "leeds", "--edition", "1999") == 2
    assert "'1999'" in capsys.readouterr().err
    assert not copy.outputs.exists()


def test_debug_shows_the_traceback(copy: Project, capsys: pytest.CaptureFixture[str]) -> None:
    assert copy.root.is_dir()
    assert _run("reports", "--area", "atlantis", "--debug") == 2
    assert "Traceback" in capsys.readouterr().err


def test_folder_without_a_project_exits_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(ROOT_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    assert _run("check") == 2
    assert "no params/ and data/" in capsys.readouterr().err


def test_missing_table_exits_4(copy: Project, capsys: pytest.CaptureFixture[str]) -> None:
    copy.area_table.unlink()
    assert _run("reports", "--area", "leeds") == 4
    assert "areas.csv: found no such file" in capsys.readouterr().err


def test_area_file_is_written_once_for_any_current_authority(copy: Project, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("area", "Isles of Scilly", "cumberland") == 0
    assert (copy.areas / "isles-of-scilly.yml").is_file()
    assert _run("check") == 0
    capsys.readouterr()
    assert _run("area", "cumberland") == 2
    assert "cumberland.yml" in capsys.readouterr().err


def test_reports_and_render_from_the_command_line(copy: Project, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("reports", "--area", "Sunderland", "--jobs", "1", "--notebook", "needs_assessment") == 0
    said = capsys.readouterr()
    assert "1 of 1 reports published in outputs/2025" in said.out
    stages = [
        *(f"needs_assessment {stage}" for stage in ("notebook", "html", "pdf", "docx")),
        "findings",
        "data",
        "published",
    ]
    assert said.err.splitlines() == [f"sunderland: {stage}" for stage in stages]
    folder = copy.outputs / "2025" / "sunderland"
    published = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    for suffix in (".html", ".pdf", ".docx"):
        (folder / f"needs_assessment{suffix}").unlink()
    assert _run("render", str(folder / "needs_assessment.ipynb")) == 0
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == published


def test_render_of_a_page_for_the_author_makes_no_pdf(copy: Project, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_small(copy.root / "check.ipynb", PER_AREA, audience="author")
    assert _run("render", str(path)) == 0
    assert capsys.readouterr().out.splitlines() == [str(path.with_suffix(".html"))]
    assert "Not for publication." in path.with_suffix(".html").read_text(encoding="utf-8")
    assert not path.with_suffix(".pdf").exists()


def test_failed_area_exits_1_and_says_where(copy: Project, capsys: pytest.CaptureFixture[str]) -> None:
    write_small(copy.notebooks / "small.ipynb", PER_AREA, "1 / 0")
    write_small(copy.notebooks / "compare.ipynb", ACROSS_AREAS)
    assert _run("reports", "--area", "sutton", "--notebook", "small", "--notebook", "compare") == 1
    said = capsys.readouterr()
    assert "1 of 2 reports published" in said.out
    assert "sutton: failed" in said.err.splitlines()
    assert "sutton: notebooks/small.ipynb, cell cell-1: found ZeroDivisionError: division by zero;" in said.err
    assert "compare: published" in said.err.splitlines()
    assert "Traceback" not in said.err


def test_own_comparators_are_compared(copy: Project, capsys: pytest.CaptureFixture[str]) -> None:
    write_small(copy.notebooks / "compare.ipynb", ACROSS_AREAS)
    options = ("reports", "--notebook", "compare", "--areas-from", "york")
    assert _run(*options) == 2
    assert "params/areas/york.yml: found no comparators" in capsys.readouterr().err
    (copy.areas / "york.yml").write_text("comparators: [wigan, leeds]\n", encoding="utf-8")
    assert _run(*options) == 0
    executed = load_notebook(copy.outputs / "2025" / "compare" / "compare.ipynb")
    assert executed.metadata.papermill.parameters.areas == ["leeds", "wigan", "york"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--notebook", "needs_assesment"), "found the notebook 'needs_assesment'; expected one of .*needs_assessment"),
        (("--notebook", "odd"), r"notebooks/odd\.ipynb: found the parameters area, edition, year; expected exactly"),
        (("--area", "leeds", "--all"), "found --all and --area"),
    ],
)
def test_unfit_choices_exit_2_before_anything_runs(
    copy: Project, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], message: str
) -> None:
    write_small(copy.notebooks / "odd.ipynb", f"{PER_AREA}\nyear = 1", "open('ran', 'w')")
    assert _run("reports", *options) == 2
    assert re.search(message, capsys.readouterr().err)
    assert not copy.outputs.exists()
    assert not (copy.root / "ran").exists()
