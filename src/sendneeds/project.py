"""Every folder and file name of a project, once.

A project is a folder that holds `params/` and `data/`. It is found from the environment variable
`SENDNEEDS_ROOT` or, without one, from the working folder upwards.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from sendneeds.errors import DeclarationError, Problem

ROOT_VARIABLE = "SENDNEEDS_ROOT"


@dataclass(frozen=True)
class Project:
    """The folders of one project, all below `root`."""

    root: Path

    @property
    def notebooks(self) -> Path:
        return self.root / "notebooks"

    @property
    def areas(self) -> Path:
        return self.root / "params" / "areas"

    @property
    def indicators(self) -> Path:
        return self.root / "params" / "indicators"

    @property
    def themes(self) -> Path:
        return self.root / "params" / "themes.yml"

    @property
    def rights(self) -> Path:
        return self.root / "params" / "rights.yml"

    @property
    def editions(self) -> Path:
        return self.root / "params" / "editions"

    @property
    def footnotes(self) -> Path:
        return self.root / "params" / "footnotes"

    @property
    def commentary(self) -> Path:
        return self.root / "params" / "commentary"

    @property
    def strategies(self) -> Path:
        return self.root / "params" / "strategies"

    @property
    def local_data(self) -> Path:
        return self.data / "local"

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def observations(self) -> Path:
        return self.data / "observations"

    @property
    def neighbours(self) -> Path:
        return self.data / "neighbours"

    @property
    def area_table(self) -> Path:
        return self.data / "areas.csv"

    @property
    def board_table(self) -> Path:
        return self.data / "boards.csv"

    @property
    def inspection_table(self) -> Path:
        return self.data / "inspections.csv"

    @property
    def quality_table(self) -> Path:
        return self.data / "quality.csv"

    @property
    def sources_lock(self) -> Path:
        return self.data / "sources.lock"

    @property
    def validation_table(self) -> Path:
        return self.root / "docs" / "validation.csv"

    @property
    def outputs(self) -> Path:
        return self.root / "outputs"


def find_project(start: Path | None = None) -> Project:
    """Return the project that `SENDNEEDS_ROOT` names, or the one that holds `start` (the working folder).

    Raises DeclarationError if there is none.
    """
    named = os.environ.get(ROOT_VARIABLE)
    first = Path(named) if named else (start or Path.cwd())
    first = first.resolve()
    for folder in (first,) if named else (first, *first.parents):
        if (folder / "params").is_dir() and (folder / "data").is_dir():
            return Project(folder)
    raise DeclarationError(
        Problem(str(first), "no params/ and data/ here or above", "a sendneeds project", "run this inside the project")
    )
