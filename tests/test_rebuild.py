"""Rebuilding the tables from the official releases gives the committed bytes, or leaves everything as it was."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sendneeds.errors import DataError, IntegrityError
from sendneeds.evidence.rebuild import rebuild
from sendneeds.project import Project

SHORT = """
{name}:
  label: A share
  short: A share
  description: A share.
  why_it_matters: It matters.
  unit: percent
  noun: [pupil, pupils]
  direction: neutral
  period: {period}
  counted_by: school
  ages: "16 and 17"
  source:
    reader: table
    release: {release}
    value: {column}
    {more}
"""


def read_tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def copy_declarations(project: Project, folder: Path) -> Project:
    shutil.copytree(project.indicators, folder / "params" / "indicators")
    shutil.copy(project.themes, folder / "params")
    shutil.copy(project.rights, folder / "params")
    (folder / "data").mkdir()
    shutil.copy(project.sources_lock, folder / "data")
    return Project(folder)


@pytest.fixture
def small(project: Project, tmp_path: Path) -> Project:
    """Return a project with two indicators: one of a core release, one of another."""
    (tmp_path / "params" / "indicators").mkdir(parents=True)
    (tmp_path / "data").mkdir()
    shutil.copy(project.sources_lock, tmp_path / "data")
    more = "member: data/timeliness_20_week.csv\n    where: {breakdown_topic: All EHC plans issued}"
    core = SHORT.format(name="core", period="calendar_year", release="ehc_plans_2025",
                        column="PC_plans_issued_20_weeks_ex", more=more)  # fmt: skip
    other = SHORT.format(name="other", period="winter", release="neet_2025", column="NEET_NK_EHCP_percent", more="")
    (tmp_path / "params" / "indicators" / "all.yml").write_text(core + other, encoding="utf-8")
    theme = "all: {label: All, description: Everything., responsible: [council]}\n"
    (tmp_path / "params" / "themes.yml").write_text(theme, encoding="utf-8")
    shutil.copy(project.rights, tmp_path / "params")
    return Project(tmp_path)


@pytest.fixture
def copied(releases: Path, tmp_path: Path) -> Path:
    """Return a copy of the releases, from which a test may take one away."""
    folder = tmp_path / "releases"
    for path in releases.rglob("*"):
        if path.is_file():
            place = folder / path.relative_to(releases)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)
    return folder


def test_rebuilding_gives_the_committed_bytes(project: Project, releases: Path, tmp_path: Path) -> None:
    rebuilt = copy_declarations(project, tmp_path)
    rebuild(rebuilt, releases)
    committed, fresh = read_tree(project.data), read_tree(rebuilt.data)
    assert sorted(fresh) == sorted(name for name in committed if not name.startswith(("raw/", "local/")))
    assert [name for name in fresh if fresh[name] != committed[name]] == []


def test_a_changed_file_changes_nothing(small: Project, copied: Path) -> None:
    changed = copied / "neet" / "UD_NEETNK_LA_dashboard_final.csv"
    content = changed.read_bytes()
    changed.unlink()
    changed.write_bytes(content.replace(b"2025", b"2026", 1))
    before = read_tree(small.data)
    with pytest.raises(IntegrityError, match="UD_NEETNK_LA_dashboard_final"):
        rebuild(small, copied)
    assert read_tree(small.data) == before


def test_without_a_core_file_nothing_is_written(small: Project, copied: Path) -> None:
    (copied / "lait" / "bds_long_0.parquet").unlink()
    before = read_tree(small.data)
    with pytest.raises(DataError, match=r"bds_long_0\.parquet: found no such file"):
        rebuild(small, copied)
    assert read_tree(small.data) == before


def test_without_another_file_its_indicator_stays(small: Project, copied: Path) -> None:
    rebuild(small, copied)
    before = read_tree(small.data)
    (small.observations / "core.csv").unlink()
    (copied / "neet" / "UD_NEETNK_LA_dashboard_final.csv").unlink()
    (copied / "lait" / "sn_may_2025.xlsx").unlink()
    (copied / "lait" / "la_code_list.xlsx").unlink()
    with pytest.raises(DataError, match="UD_NEETNK_LA_dashboard_final") as caught:
        rebuild(small, copied)
    assert caught.value.exit_code == 4
    assert len(caught.value.problems) == 3
    assert read_tree(small.data) == before


def test_an_indicator_that_is_no_longer_declared_goes(small: Project, releases: Path) -> None:
    small.observations.mkdir()
    (small.observations / "gone.csv").write_text("area_code\n", encoding="utf-8")
    summary = rebuild(small, releases)
    assert sorted(path.name for path in small.observations.iterdir()) == ["core.csv", "other.csv"]
    assert str(summary).startswith(f"{summary.observations:,} observations of 2 indicators written")
