"""Notebooks of a few cells, run for real, and a project of its own for each test that changes one."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from sendneeds.project import Project

PER_AREA = 'area = "sutton"\nedition = "2025"'
ACROSS_AREAS = 'areas = ["sutton", "leeds"]\nedition = "2025"'


def write_small(path: Path, parameters: str, *sources: str, audience: str | None = None) -> Path:
    """Write a notebook with a title, the cell `parameters`, and one cell, `cell-1` and so on, for each of `sources`.

    Its metadata say whom it is for if `audience` does.
    """
    tags = {"tags": ["parameters"]}
    cells = [
        new_markdown_cell(f"# The {path.stem}", id="title"),  # type: ignore[no-untyped-call]
        new_code_cell(parameters, id="parameters", metadata=tags),  # type: ignore[no-untyped-call]
        *(new_code_cell(source, id=f"cell-{number}") for number, source in enumerate(sources, 1)),  # type: ignore[no-untyped-call]
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    metadata = {"sendneeds": {"audience": audience}} if audience else {}
    nbformat.write(new_notebook(cells=cells, metadata=metadata), path)  # type: ignore[no-untyped-call]
    return path


def copy_project(project: Project, folder: Path) -> Project:
    """Return a copy of the project, without notebooks and outputs, in `folder`."""
    for name in ("params", "data"):
        shutil.copytree(project.root / name, folder / name)
    return Project(folder)
