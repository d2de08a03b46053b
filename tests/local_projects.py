"""Projects for tests that need strategies or own values of their own: this checkout's data, and files added to it."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

from sendneeds.project import Project


def make_project(root: Path, project: Project) -> Project:
    """Return a project in `root` with the declarations and data of this checkout, and an empty `data/local`."""
    shutil.copytree(project.root / "params", root / "params")
    (root / "data" / "local").mkdir(parents=True)
    for path in project.data.iterdir():
        if path.name != "local":
            (root / "data" / path.name).symlink_to(path, target_is_directory=path.is_dir())
    return Project(root)


def write_local(project: Project, area: str, slot: str, *rows: str) -> Path:
    """Write a file of an area's own values, with the header that its slot needs."""
    folder = project.local_data / area
    folder.mkdir(exist_ok=True)
    header = "date,setting,phase,places,status,source" if slot == "capacity" else "date,measure,value,unit,source"
    path = folder / f"{slot}.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def read_observations(project: Project, indicator: str, area_code: str) -> dict[str, dict[str, str]]:
    """Return the committed rows of an indicator for an area, by period."""
    with (project.observations / f"{indicator}.csv").open(encoding="utf-8", newline="") as file:
        return {row["period"]: row for row in csv.DictReader(file) if row["area_code"] == area_code}
