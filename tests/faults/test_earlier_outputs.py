"""Damaged tables stop a run before anything is made, and what was published before stays as it was."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from local_projects import make_project
from small_notebooks import PER_AREA, write_small

from faults.small_world import read_tree
from sendneeds.cli import main
from sendneeds.project import ROOT_VARIABLE, Project

NAMES = ("observations", "neighbours", "areas.csv", "boards.csv")


@pytest.fixture
def published(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return a project with the data of this checkout, whose tables a test may damage, and the report of one area."""
    place = make_project(tmp_path, project)
    for name in NAMES:
        (place.data / name).unlink()
        source = project.data / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, place.data / name)
    write_small(place.notebooks / "small.ipynb", PER_AREA)
    monkeypatch.setenv(ROOT_VARIABLE, str(place.root))
    assert run("reports", "--area", "leeds") == 0
    return place


def run(*arguments: str) -> int:
    """Run a command and return its exit code."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert isinstance(ended.value.code, int)
    return ended.value.code


def damage(path: Path, change: Callable[[str], str]) -> None:
    """Change the text of a file."""
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8", newline="")


def test_damaged_tables_leave_earlier_outputs(published: Project, capsys: pytest.CaptureFixture[str]) -> None:
    before = read_tree(published.outputs)
    assert any(name.endswith("leeds/small.html") for name in before)
    for path, change, found in (
        (published.observations / "ehc_plans_total.csv", lambda text: text[:-40], "ehc_plans_total.csv, row "),
        (published.area_table, lambda text: text.replace("leeds,Leeds", "leeds,Le\0eds"), "areas.csv, row "),
        (published.neighbours / "2025.csv", lambda text: text.replace(",1,", ",0,", 1), "2025.csv, row 2"),
        (published.board_table, lambda _: "<html></html>", "boards.csv: found a web page"),
    ):
        sound = path.read_text(encoding="utf-8")
        damage(path, change)
        capsys.readouterr()
        assert run("reports", "--area", "leeds", "--area", "york") == 4, found
        said = capsys.readouterr().err
        assert found in said
        assert "Traceback" not in said
        assert {name: content for name, content in read_tree(published.outputs).items() if name in before} == before
        assert not (published.outputs / "2025" / "york").exists()
        path.write_text(sound, encoding="utf-8", newline="")
    assert run("reports", "--area", "leeds", "--area", "york") == 0
