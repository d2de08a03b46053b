"""The one table of `make accessibility`: which files it lists, what it counts, and what it says could not run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from accessibility.checks import Outcome, check_files
from accessibility.faults import Columns
from accessibility.table import PAGE_CHECKS, write_faults, write_table
from accessibility.tools import MissingToolError, check_node_version, install_modules
from check_accessibility import list_files, main
from sample_report import load_sample

from sendneeds.build.html import render_html


def test_table_counts_every_fault_and_says_what_did_not_run(tmp_path: Path) -> None:
    one, two, pdf = tmp_path / "index.html", tmp_path / "leeds" / "a.html", tmp_path / "leeds" / "a.pdf"
    columns: Columns = {"links": {one: ("x",), two: ("x",) * 4}, "title": {pdf: ()}}
    rows = [re.split(r"\s{2,}", line.strip()) for line in write_table([one, two, pdf], tmp_path, columns).splitlines()]
    named = {row[0]: row[1:] for row in rows}
    place = PAGE_CHECKS.index("links")
    assert [named[name][place] for name in ("index.html", "leeds/a.html")] == ["1", "4"]
    assert set(named["index.html"]) == {"?", "1"}
    assert set(named["leeds/a.pdf"]) == {"?", "0"}
    assert write_faults(tmp_path, columns).count("\n") == 1 + 3 + 1
    assert "leeds/a.html: links: and 1 more" in write_faults(tmp_path, columns)


def test_what_cannot_run_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(render_html(load_sample()), encoding="utf-8")
    monkeypatch.setenv("PATH", str(tmp_path))
    install_modules.cache_clear()
    outcome = check_files([page])
    assert len(outcome.missing) == 3
    assert "is not installed" in outcome.missing[0]
    assert (set(outcome.columns), outcome.exit_code) == ({"links"}, 2)
    assert Outcome(columns={"links": {page: ("x",)}}, missing=["x"]).exit_code == 1
    with pytest.raises(MissingToolError, match=r"v18\.1\.0"):
        check_node_version("v18.1.0")
    check_node_version("v20.19.1")


def test_only_published_files_are_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = ["index.html", "leeds/a.html", "leeds/a.pdf", "leeds/author_check.html"]
    for name in (*wanted, ".making/leeds/a.html", "failed/leeds/a.html", "book/index.html", "leeds/a.ipynb"):
        path = tmp_path / "2025" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    found = [path.relative_to(tmp_path / "2025").as_posix() for path in list_files(tmp_path / "2025")]
    assert found == wanted
    assert len(list_files(tmp_path / "2025", ["leeds"])) == 3
    assert main(["--edition", "1999", "--outputs", str(tmp_path)]) == 2
    assert "make reports EDITION=1999" in capsys.readouterr().err
