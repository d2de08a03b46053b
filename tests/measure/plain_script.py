"""Make what the reports of some areas hold in one plain process: the limit that the pipeline is measured against.

    python tests/measure/plain_script.py OUTPUT EDITION AREA...

The code of each notebook runs as a script would, one area after the other, with everything loaded once; pages, charts,
findings and data files are written by the same functions. There is no Papermill, IPython, kernel, other process,
executed notebook or record of what was made.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_notebook, new_output

from sendneeds.build.attachments import attach_to_area
from sendneeds.build.audience import METADATA_KEY
from sendneeds.build.charts import write_charts
from sendneeds.build.environment import FIXED_ENVIRONMENT
from sendneeds.build.execute import load_notebook
from sendneeds.build.kernel import KernelWatch
from sendneeds.build.plan import FINDINGS, Publication, SourceNotebook, plan_reports
from sendneeds.build.publish import write_text
from sendneeds.build.renderers import EMBEDDED, list_pages
from sendneeds.project import Project, find_project
from sendneeds.report import open_area


def main(output: str, edition: str, *areas: str) -> None:
    """Write the files of each area, and of what compares them, into folders below `output`."""
    project = find_project()
    os.chdir(project.root)
    for publication in plan_reports(project, areas):
        folder = Path(output) / publication.name
        folder.mkdir(parents=True, exist_ok=True)
        for notebook in publication.notebooks:
            _make_report(folder, publication, notebook, edition)
        if not publication.is_across:
            _make_figures(project, folder, publication.name, edition)


def _make_report(folder: Path, publication: Publication, source: SourceNotebook, edition: str) -> None:
    made = _run(source, dict(publication.choose_parameters(edition)))
    made.metadata[METADATA_KEY] = {"area": publication.name, "edition": edition, "audience": source.audience}
    for suffix, page in EMBEDDED.render(made, source.name, list_pages(source.suffixes), KernelWatch()):
        (folder / f"{source.name}{suffix}").write_bytes(page)
    if ".ipynb" in source.suffixes:
        write_charts(folder, source.name, made)


def _make_figures(project: Project, folder: Path, area: str, edition: str) -> None:
    report = open_area(area, edition, project.root)
    write_text(folder / FINDINGS, report.to_findings_json())
    attach_to_area(folder, report.evidence, lambda _step: None)


def _run(source: SourceNotebook, parameters: dict[str, Any]) -> NotebookNode:
    """Return a notebook of the Markdown of `source` and of what its code shows with `parameters`."""
    notebook = load_notebook(source.path)
    shown: list[Any] = []
    names: dict[str, Any] = {"display": lambda *things: shown.extend(things)}
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        shown.clear()
        *body, last = cell.source.splitlines()
        exec("\n".join(body), names)  # noqa: S102 - the project's own notebooks
        if "parameters" in cell.metadata.get("tags", []):
            names |= parameters
        elif last.startswith("report."):
            shown.append(eval(last, names))  # noqa: S307
        else:
            exec(last, names)  # noqa: S102
        cell.outputs = [_show(thing) for thing in shown]
    return new_notebook(cells=notebook.cells, metadata=notebook.metadata)  # type: ignore[no-untyped-call, no-any-return]


def _show(thing: Any) -> NotebookNode:  # noqa: ANN401
    return new_output("display_data", data=thing._repr_mimebundle_())  # type: ignore[no-untyped-call, no-any-return]


if __name__ == "__main__":
    if any(os.environ.get(name) != value for name, value in FIXED_ENVIRONMENT.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | FIXED_ENVIRONMENT)  # noqa: S606
    main(*sys.argv[1:])
