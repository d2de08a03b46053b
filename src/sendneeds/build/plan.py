"""Which notebooks run, for which areas, and which of their files are published together.

Planned from the notebooks' own text and the list of areas, with nothing loaded that takes long.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from sendneeds.build.audience import AUDIENCES, METADATA_KEY, Audience, is_on_request, read_audience
from sendneeds.build.parameters import PARAMETERS_CELL, Parameters, list_parameters, read_notebook
from sendneeds.build.publish import FAILED, LOGS
from sendneeds.errors import DeclarationError, Problem
from sendneeds.evidence.authorities import list_authorities
from sendneeds.project import Project

PER_AREA = frozenset({"area", "edition"})
ACROSS_AREAS = frozenset({"areas", "edition"})
FINDINGS = "findings.json"
INDEX = "index.html"
BOOK = "book"
# The folder of figures as files, of an area and of an edition, and what the edition's own files are called in a run.
DATA = "data"
EDITION = "edition"
SUFFIXES = (".ipynb", ".html", ".pdf", ".docx")
RUN_STEP = "notebook"
PUBLISHED = "published"
NAME = re.compile(r"[a-z][a-z0-9_]*")
# Names below an edition's folder that are neither an area's nor a report's.
RESERVED = frozenset({BOOK, DATA, EDITION, FAILED, LOGS})


@dataclass(frozen=True)
class SourceNotebook:
    """One of the project's notebooks, the names of its parameters, and whom it is for.

    One that is `on_request` runs only where it is named.
    """

    path: Path
    parameters: frozenset[str]
    audience: str = Audience.EVERYONE
    on_request: bool = False

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Return the forms in which it is published."""
        return choose_suffixes(self.audience)

    @property
    def stages(self) -> tuple[str, ...]:
        """Return what is made of it: first it runs, then each page is rendered."""
        return (RUN_STEP, *(suffix[1:] for suffix in self.suffixes if suffix != ".ipynb"))


@dataclass(frozen=True)
class Publication:
    """What is published together in the folder `name`: all reports of an area, or one report across `areas` (slugs)."""

    name: str
    notebooks: tuple[SourceNotebook, ...]
    areas: tuple[str, ...]
    is_across: bool

    @property
    def files(self) -> tuple[str, ...]:
        """Return the names of its reports' files, and of the findings of an area."""
        reports = [f"{notebook.name}{suffix}" for notebook in self.notebooks for suffix in notebook.suffixes]
        return (*reports, *([] if self.is_across else [FINDINGS]))

    @property
    def steps(self) -> tuple[str, ...]:
        """Return what is said, in this order for each notebook, as its files are made."""
        steps = [self.name_step(notebook, stage) for notebook in self.notebooks for stage in notebook.stages]
        return (*steps, *([] if self.is_across else [Path(FINDINGS).stem, DATA]), PUBLISHED)

    def name_step(self, notebook: SourceNotebook, stage: str) -> str:
        """Return what is said when a stage of one notebook ends."""
        return f"{notebook.name} {stage}"

    def choose_parameters(self, edition: str) -> Parameters:
        """Return the parameters of each of its notebooks."""
        areas: Parameters = {"areas": list(self.areas)} if self.is_across else {"area": self.name}
        return {**areas, "edition": edition}


def choose_suffixes(audience: str) -> tuple[str, ...]:
    """Return the forms of a report: a page alone for its author, who is not to pass it on."""
    return (".html",) if audience == Audience.AUTHOR else SUFFIXES


def plan_reports(
    project: Project, areas: Sequence[str], names: Sequence[str] = (), compared: Sequence[str] = ()
) -> tuple[Publication, ...]:
    """Return what to make of the notebooks called `names`, or of all but those on request, for `areas` (slugs).

    Reports across areas are of `compared`, or of `areas` if there are none; a single area has none unless its notebook
    is named. Raises DeclarationError, naming every
    notebook that is unknown, damaged or has other parameters than one of the two sets.
    """
    found = _load_notebooks(_choose_paths(project, names), {area.slug for area in list_authorities(project)})
    notebooks = [notebook for notebook in found if names or not notebook.on_request]
    per_area = tuple(notebook for notebook in notebooks if notebook.parameters == PER_AREA)
    across = [notebook for notebook in notebooks if notebook.parameters == ACROSS_AREAS]
    if compared and not across:
        given = "areas to compare and no notebook that compares areas"
        raise DeclarationError(Problem("command line", given, "both", "leave out --areas-from, or choose the notebook"))
    publications = [Publication(area, per_area, (area,), is_across=False) for area in areas if per_area]
    beside = tuple(sorted(compared or areas))
    several = across if len(beside) > 1 or names else []
    return (*publications, *(Publication(item.name, (item,), beside, is_across=True) for item in several))


def _choose_paths(project: Project, names: Sequence[str]) -> list[Path]:
    paths = {path.stem: path for path in sorted(project.notebooks.glob("*.ipynb"))}
    if not paths:
        raise DeclarationError(Problem("notebooks", "no notebook", "at least one", "restore the folder"))
    wanted = list(dict.fromkeys(name.removesuffix(".ipynb") for name in names))
    problems = [
        Problem("command line", f"the notebook '{name}'", _suggest(name, list(paths)), "choose one of these")
        for name in wanted
        if name not in paths
    ]
    if problems:
        raise DeclarationError(problems)
    return [path for name, path in paths.items() if name in wanted or not wanted]


def _suggest(name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name, known, n=1)
    return f"one of {', '.join(known)}" + (f" (nearest: {near[0]})" if near else "")


def _load_notebooks(paths: Sequence[Path], slugs: set[str]) -> list[SourceNotebook]:
    problems: list[Problem] = []
    notebooks = []
    for path in paths:
        try:
            notebook = _load_notebook(path)
        except DeclarationError as error:
            problems += error.problems
            continue
        problems += _check_notebook(notebook, slugs)
        notebooks.append(notebook)
    if problems:
        raise DeclarationError(problems)
    return notebooks


def _load_notebook(path: Path) -> SourceNotebook:
    notebook = read_notebook(path)
    parameters = list_parameters(notebook, f"notebooks/{path.name}, {PARAMETERS_CELL}")
    return SourceNotebook(path, frozenset(parameters), read_audience(notebook), is_on_request(notebook))


def _check_notebook(notebook: SourceNotebook, slugs: set[str]) -> list[Problem]:
    """Return a problem for unfit parameters, an unknown audience, and a name that cannot name files or a folder."""
    where = f"notebooks/{notebook.path.name}"
    problems = []
    if notebook.audience not in set(Audience):
        action = f"correct the notebook's metadata {METADATA_KEY}.audience, or remove it"
        problems.append(Problem(where, f"the audience '{notebook.audience}'", AUDIENCES, action))
    if notebook.parameters not in (PER_AREA, ACROSS_AREAS):
        found = f"the parameters {', '.join(sorted(notebook.parameters)) or 'none'}"
        action = "correct the cell tagged parameters, or choose other notebooks with --notebook"
        problems.append(Problem(where, found, "exactly area and edition, or areas and edition", action))
    if not NAME.fullmatch(notebook.name) or notebook.name in slugs | RESERVED:
        expected = f"small letters, digits and _, and not the name of an area nor {', '.join(sorted(RESERVED))}"
        problems.append(Problem(where, f"the name '{notebook.name}'", expected, "rename it"))
    return problems
