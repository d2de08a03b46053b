"""A notebook opened and run by hand, as JupyterLab runs it, shows what its published report shows."""

from __future__ import annotations

import os
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from executed_reports import execute_report
from nbclient import NotebookClient
from nbformat import NotebookNode

from sendneeds.build.environment import FIXED_ENVIRONMENT
from sendneeds.build.execute import load_notebook
from sendneeds.present.display import FIGURE_MIME, TABLE_MIME
from sendneeds.project import ROOT_VARIABLE, Project

NAME = "needs_assessment"


def _run_by_hand(notebook: NotebookNode, folder: Path) -> NotebookNode:
    """Run every cell in a plain kernel that starts in `folder`, as JupyterLab starts it."""
    resources = {"metadata": {"path": str(folder)}}
    return NotebookClient(notebook, timeout=600, kernel_name="python3", resources=resources).execute()


def _list_shown(notebook: NotebookNode, mime: str) -> Sequence[object]:
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [output.data[mime] for output in outputs if mime in output.get("data", {})]


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> NotebookNode:
    """Return the notebook of a published report, and take away what its run had set."""
    notebook = execute_report(NAME)
    for name in {*FIXED_ENVIRONMENT, ROOT_VARIABLE} & os.environ.keys():
        monkeypatch.delenv(name)
    return notebook


def _compare(by_hand: NotebookNode, published: NotebookNode) -> None:
    for mime in ("image/svg+xml", FIGURE_MIME, TABLE_MIME):
        shown = _list_shown(by_hand, mime)
        assert shown
        assert shown == _list_shown(published, mime)


def test_source_notebook_run_by_hand_shows_the_same(project: Project, published: NotebookNode) -> None:
    opened = load_notebook(project.notebooks / f"{NAME}.ipynb")
    _compare(_run_by_hand(opened, project.notebooks), published)


def test_published_notebook_run_again_by_hand_shows_the_same(project: Project, published: NotebookNode) -> None:
    opened = deepcopy(published)
    for cell in opened.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    with TemporaryDirectory(dir=project.outputs, prefix=".lab-") as folder:
        _compare(_run_by_hand(opened, Path(folder)), published)
