"""The project's own notebooks for one area, each run once for all tests that read what it displays."""

from __future__ import annotations

from functools import cache

from conftest import ROOT
from nbformat import NotebookNode

from sendneeds.build.audience import METADATA_KEY
from sendneeds.build.execute import execute_notebook
from sendneeds.build.parameters import Parameters
from sendneeds.build.plan import plan_reports
from sendneeds.project import Project

AREA = "sutton"
EDITION = "2025"
PUBLICATIONS = plan_reports(Project(ROOT), (AREA, "leeds"))
REPORTS = sorted(
    {
        notebook.name
        for publication in PUBLICATIONS
        for notebook in publication.notebooks
        if ".ipynb" in notebook.suffixes
    }
)


@cache
def execute_report(name: str) -> NotebookNode:
    """Return a notebook of `notebooks/` after the run of a publication that it belongs to."""
    publication = next(item for item in PUBLICATIONS if name in [notebook.name for notebook in item.notebooks])
    parameters: Parameters = publication.choose_parameters(EDITION)
    project = Project(ROOT)
    notebook = execute_notebook(project, project.notebooks / f"{name}.ipynb", parameters)
    notebook.metadata[METADATA_KEY] = {"area": "Sutton", "edition": EDITION, "data_as_at": "31 December 2025"}
    return notebook
