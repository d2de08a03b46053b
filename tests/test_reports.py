"""The reports of the areas under params/areas, made by the installed command, as a reader gets them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from axe import check_found, run_axe
from conftest import ROOT
from accessibility.verapdf import list_failures

COMMAND = Path(sys.executable).with_name("sendneeds")
AREAS = sorted(path.stem for path in (ROOT / "params" / "areas").glob("*.yml"))
NAMES = {"needs_assessment.ipynb", "needs_assessment.html", "needs_assessment.pdf", "findings.json"}


def _build(root: Path, *options: str) -> Path:
    """Make reports in a copy of the project below `root` and return the folder of the edition."""
    for name in ("params", "data", "notebooks"):
        shutil.copytree(ROOT / name, root / name)
    done = subprocess.run(
        [COMMAND, "reports", *options], cwd=root, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return root / "outputs" / "2025"


@pytest.fixture(scope="session")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with the reports of all areas of the project."""
    return _build(tmp_path_factory.mktemp("reports"))


@pytest.mark.parametrize("area", AREAS)
def test_needs_assessment_has_12_to_16_pages(edition: Path, area: str) -> None:
    assert {path.name for path in (edition / area).iterdir()} >= NAMES
    with pikepdf.open(edition / area / "needs_assessment.pdf") as pdf:
        assert 12 <= len(pdf.pages) <= 16


@pytest.mark.parametrize("area", AREAS)
def test_page_has_no_violation(edition: Path, area: str, chromium: str) -> None:
    found = run_axe(edition / area / "needs_assessment.html", chromium, ("desktop", "narrow"))
    assert set(found) == {"desktop", "narrow"}
    check_found(found)


@pytest.mark.parametrize("profile", ["ua1", "2a"])
@pytest.mark.parametrize("area", AREAS)
def test_verapdf_finds_nothing(edition: Path, area: str, profile: str, java: str) -> None:
    assert list_failures(edition / area / "needs_assessment.pdf", profile, java) == {}


def test_same_bytes_again(edition: Path, tmp_path: Path) -> None:
    area, other = AREAS[:2]  # two, for a report across areas needs as many
    again = _build(tmp_path, "--area", area, "--area", other) / area
    names = {path.name for path in again.iterdir()}
    assert names >= NAMES
    assert [name for name in sorted(names) if (again / name).read_bytes() != (edition / area / name).read_bytes()] == []
