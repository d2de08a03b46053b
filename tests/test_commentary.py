"""Local commentary: its header, its box, and that its numbers are marked as not traced."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sendneeds.declare.commentary import load_commentary
from sendneeds.errors import DeclarationError
from sendneeds.project import Project
from sendneeds.report import open_area
from sendneeds.report.back import say_commentary


def write_comment(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "timeliness.md").write_text(text, encoding="utf-8")
    return folder


def test_a_comment_stands_in_its_box(tmp_path: Path, project: Project) -> None:
    folder = write_comment(
        tmp_path / "leeds", "author: SEND team\ndate: 2026-01-31\n\nWe hired 3 officers.\n\nMore follow.\n"
    )
    evidence = open_area("leeds", "2025", project.root).evidence
    registry = replace(evidence.registry, commentary={"leeds": load_commentary(folder)})
    said = say_commentary(replace(evidence, registry=registry))
    assert all(line.startswith("> ") for line in said.splitlines())
    assert "Timeliness, SEND team, 31 January 2026" in said
    assert "its numbers are not traced" in said
    assert "We hired 3 officers." in said


def test_without_commentary_the_report_says_so(project: Project) -> None:
    assert "No local commentary" in open_area("leeds", "2025", project.root).commentary.say().markdown


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("date: 2026-01-31\n\nText.\n", "no author"),
        ("author: x\n\nText.\n", "no date"),
        ("author: x\ndate: 2026-02-30\n\nText.\n", "2026-02-30"),
        ("author: x\ndate: 2026-01-31\n", "no text"),
    ],
)
def test_a_faulty_comment_names_its_file(tmp_path: Path, text: str, found: str) -> None:
    folder = write_comment(tmp_path / "leeds", text)
    with pytest.raises(DeclarationError, match=found) as caught:
        load_commentary(folder)
    assert "commentary/leeds/timeliness.md" in str(caught.value)
