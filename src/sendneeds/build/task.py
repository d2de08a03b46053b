"""What is to be made in one process, and how that ended: plain values that pass from process to process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from sendneeds.build.plan import Publication, SourceNotebook
from sendneeds.build.publish import STAGING
from sendneeds.errors import Problem
from sendneeds.project import Project

if TYPE_CHECKING:
    from sendneeds.build.renderers import Renderer

TIMEOUT_SECONDS = 600.0
# What is made for a publication beside its reports.
FIGURES = "figures"


class Kind(StrEnum):
    """What a task makes: a report, the figures beside an area's reports, an edition's own files, or its first page."""

    REPORT = "report"
    FIGURES = FIGURES
    EDITION = "edition"
    LANDING = "landing"


@dataclass(frozen=True)
class Run:
    """What all tasks of a run share. Without a `renderer` the project's own makes the pages.

    `timeout` is in seconds of wall-clock time for one task; where stock kernels run notebooks, for each notebook.
    """

    project: Project
    edition: str
    renderer: Renderer | None = None
    timeout: float = TIMEOUT_SECONDS

    @property
    def folder(self) -> Path:
        return self.project.outputs / self.edition

    def find_staging(self, name: str) -> Path:
        """Return where the files of a publication are made."""
        return self.folder / STAGING / name


@dataclass(frozen=True)
class Task:
    """One thing to make: of `publication` if it belongs to one, from `notebook` if it is a report."""

    kind: Kind
    publication: Publication | None = None
    notebook: SourceNotebook | None = None

    @property
    def owner(self) -> str:
        """Return the name of its publication, or what it is if it has none."""
        return self.publication.name if self.publication else str(self.kind)

    @property
    def part(self) -> str:
        """Return the name of what it makes: a report's, or its kind."""
        return self.notebook.name if self.notebook else str(self.kind)


@dataclass(frozen=True)
class Done:
    """How a task ended: with `files` (names below the staging folder), or with `problems`.

    With both it made what it could. `evidence` holds texts by the name of a file.
    """

    task: Task
    seconds: float
    files: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    evidence: Mapping[str, str] = field(default_factory=dict)
