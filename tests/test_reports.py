"""The reports of the areas under params/areas, made by the installed command, as a reader gets them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from accessibility.verapdf import list_failures
from axe import check_found, run_axe
from conftest import ROOT

from sendneeds.build.plan import plan_reports
from sendneeds.project import Project

COMMAND = Path(sys.executable).with_name("sendneeds")
AREAS = sorted(path.stem for path in (ROOT / "params" / "areas").glob("*.yml"))
# An authority without any file of its own.
UNDECLARED = "leeds"
AUTHOR = "author_check"
PLANNED = {item.name: item for item in plan_reports(Project(ROOT), AREAS)}
# Fewest and most pages of each report.
PAGES = {
    "needs_assessment": (12, 16),
    "commissioning_priorities": (5, 7),
    "commissioning_cycle": (5, 15),
    "benchmark": (12, 24),
}
FILES = {f"{folder}/{name}" for folder, item in PLANNED.items() for name in item.files}
PUBLISHED = sorted(name.removesuffix(".pdf") for name in FILES if name.endswith(".pdf"))
FOR_AUTHOR = [f"{area}/{AUTHOR}" for area in AREAS]
BANNER = '<p class="draft"><strong>For the author.</strong> Not for publication.</p>'


def _build(root: Path, *options: str, edition: str = "2025", **environment: str) -> Path:
    """Make reports in a copy of the project below `root` and return the folder of the edition."""
    for name in ("params", "data", "notebooks"):
        shutil.copytree(ROOT / name, root / name)
    command = [str(COMMAND), "reports", "--edition", edition, *options]
    settings = os.environ | environment
    done = subprocess.run(command, cwd=root, env=settings, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stderr
    return root / "outputs" / edition


@pytest.fixture(scope="session")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with the reports of all areas of the project."""
    return _build(tmp_path_factory.mktemp("reports"))


@pytest.fixture(scope="session")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an area whose strategy was in force, and of one without any, in the edition of that time."""
    options = [f"--notebook={name}" for name in ("commissioning_cycle", AUTHOR)]
    areas = [f"--area={name}" for name in ("sutton", UNDECLARED)]
    return _build(tmp_path_factory.mktemp("earlier"), *areas, *options, edition="2018")


@pytest.fixture(scope="session")
def again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a second run, elsewhere, of one area of the project and one that has no file."""
    elsewhere = {"TZ": "Asia/Kathmandu", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    areas = [f"--area={AREAS[0]}", f"--area={UNDECLARED}"]
    return _build(tmp_path_factory.mktemp("again"), *areas, "--jobs=1", **elsewhere)


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a run of the same areas whose notebooks ran in stock kernels."""
    areas = [f"--area={AREAS[0]}", f"--area={UNDECLARED}"]
    return _build(tmp_path_factory.mktemp("plain"), *areas, "--engine=papermill")


def _list_files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_every_file_is_published_and_recorded(edition: Path) -> None:
    reports = json.loads((edition / "run.json").read_text(encoding="utf-8"))["reports"]
    for folder, planned in PLANNED.items():
        assert _list_files(edition / folder) == {*reports[folder]["files"], "run.json"} >= set(planned.files)
    assert {f"{name}.html" for name in (*PUBLISHED, *FOR_AUTHOR)} == {name for name in FILES if name.endswith(".html")}


@pytest.mark.parametrize("report", [name for name in PUBLISHED if Path(name).name in PAGES])
def test_report_is_as_long_as_a_reader_expects(edition: Path, report: str) -> None:
    fewest, most = PAGES[Path(report).name]
    with pikepdf.open(edition / f"{report}.pdf") as pdf:
        assert fewest <= len(pdf.pages) <= most


def test_only_pages_for_the_author_say_so_and_nothing_leads_to_them(edition: Path) -> None:
    pages = {path.relative_to(edition).as_posix(): path.read_text(encoding="utf-8") for path in edition.rglob("*.html")}
    private = {f"{name}.html" for name in FOR_AUTHOR}
    assert {name for name, page in pages.items() if BANNER in page} == private
    assert {name for name, page in pages.items() if 'name="robots" content="noindex' in page} == private
    assert [name for name, page in pages.items() if AUTHOR in page] == []


def test_reports_of_an_earlier_edition_hold_too(earlier: Path, chromium: str, java: str) -> None:
    for area in ("sutton", UNDECLARED):
        for name in ("commissioning_cycle", AUTHOR):
            check_found(run_axe(earlier / area / f"{name}.html", chromium, ("desktop", "narrow")))
        path = earlier / area / "commissioning_cycle.pdf"
        assert [list_failures(path, profile, java) for profile in ("ua1", "2a")] == [{}, {}]
        with pikepdf.open(path) as pdf:
            assert len(pdf.pages) <= PAGES["commissioning_cycle"][1]


def test_same_bytes_with_other_jobs_elsewhere(edition: Path, again: Path) -> None:
    assert _find_differences(edition / AREAS[0], again / AREAS[0]) == []


def test_same_bytes_from_stock_kernels(again: Path, plain: Path) -> None:
    for name in (AREAS[0], UNDECLARED, "benchmark", "data"):
        assert _find_differences(again / name, plain / name) == []
    assert (again / "index.html").read_bytes() == (plain / "index.html").read_bytes()


def _find_differences(first: Path, second: Path) -> list[str]:
    """Return the names of files that are not the same in both folders, of which there are some."""
    names = _list_files(first)
    assert names == _list_files(second) != set()
    return [name for name in sorted(names) if (first / name).read_bytes() != (second / name).read_bytes()]


def test_area_without_any_file_has_every_report(again: Path) -> None:
    names = {name.replace(UNDECLARED, AREAS[0]) for name in _list_files(again / UNDECLARED)}
    assert _drop_charts(names) == _drop_charts(_list_files(again / AREAS[0]))


def _drop_charts(names: set[str]) -> set[str]:
    """Return the names of other files: without documents of its own an area has fewer charts."""
    return {name for name in names if not name.startswith("charts/")}
