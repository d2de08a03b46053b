"""What a run has to make: the parts of publications whose inputs are no longer those of what is published.

Inputs are compared by content. Each area is set beside all others, so what a report reads of the figures is every
observation; of the declarations it reads all but the files of other areas.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

import sendneeds
from sendneeds.build.plan import Publication, SourceNotebook
from sendneeds.build.record import RECORD, Part, hash_file, is_intact, read_record
from sendneeds.build.task import Kind, Run, Task
from sendneeds.project import Project

PACKAGE = Path(sendneeds.__file__).parent
LOCK = "requirements.lock"
# What makes pages where nothing else is asked for.
EMBEDDED = "embedded"
INPUT_SUFFIXES = {".csv", ".ipynb", ".lock", ".md", ".yml"}
# Below params/ and data/, by whose files are of one area alone: the name of a file or folder is the area's.
OF_AN_AREA = ("params/areas/", "params/commentary/", "params/strategies/", "data/local/")


class ProjectInputs:
    """The checksums of everything that reports are made from, each file read once."""

    def __init__(self, project: Project) -> None:
        self._project = project

    @cached_property
    def files(self) -> Mapping[str, str]:
        """The SHA-256 of every file of params/, data/ and notebooks/ by its path below the project."""
        root = self._project.root
        folders = (root / "params", self._project.data, self._project.notebooks)
        paths = sorted(path for folder in folders for path in _list_inputs(folder))
        return {path.relative_to(root).as_posix(): hash_file(path) for path in paths}

    @cached_property
    def shared(self) -> Mapping[str, str]:
        """Checksums of what every report depends on: package, dependencies, Python, declarations and figures."""
        common = {name: checksum for name, checksum in self.files.items() if not name.startswith(OF_AN_AREA)}
        lock = self._project.root / LOCK
        return {
            "package": hash_package(),
            "dependencies": hash_file(lock) if lock.is_file() else "",
            "python": platform.python_version(),
            "params": _join(item for item in common.items() if item[0].startswith("params/")),
            "data": _join(item for item in common.items() if item[0].startswith("data/")),
        }

    def describe(self, run: Run, publication: Publication, notebook: SourceNotebook | None) -> dict[str, str]:
        """Return the checksums of what one part of a publication is made from, by kind of input."""
        own = [
            item
            for item in self.files.items()
            if item[0].startswith(OF_AN_AREA) and _name_area(item[0]) in publication.areas
        ]
        parameters = json.dumps(publication.choose_parameters(run.edition), sort_keys=True)
        renderer = run.renderer.name if run.renderer else EMBEDDED
        source = {"notebook": self.files[_name_notebook(self._project, notebook)]} if notebook else {}
        return {**self.shared, **source, "areas": _join(own), "parameters": parameters, "renderer": renderer}


def hash_package() -> str:
    """Return a checksum of every file of this package."""
    return _join((path.relative_to(PACKAGE).as_posix(), hash_file(path)) for path in _list_package())


def list_stale(
    run: Run, publication: Publication, inputs: ProjectInputs, *, force: bool = False
) -> dict[Task, dict[str, str]]:
    """Return what has to be made of a publication, with the inputs that it will have been made from."""
    parts = read_record(run.folder / publication.name)
    tasks = [Task(Kind.REPORT, publication, notebook) for notebook in publication.notebooks]
    described = {task: inputs.describe(run, publication, task.notebook) for task in tasks}
    figures = Task(Kind.FIGURES, publication)
    described[figures] = inputs.describe(run, publication, None)
    return {
        task: given
        for task, given in described.items()
        if force or not _is_fresh(run.folder / publication.name, parts.get(task.part), given)
    }


def hash_published(run: Run, inputs: ProjectInputs, names: Iterable[str]) -> str:
    """Return a checksum of everything that an edition's own files are made from: inputs, and what is published."""
    records = [(name, hash_file(path)) for name in names if (path := run.folder / name / RECORD).is_file()]
    return _join([*inputs.shared.items(), *records])


def _is_fresh(folder: Path, part: Part | None, inputs: Mapping[str, str]) -> bool:
    return part is not None and dict(part.inputs) == dict(inputs) and is_intact(folder, part)


def _join(items: Iterable[tuple[str, str]]) -> str:
    text = "".join(f"{name} {checksum}\n" for name, checksum in sorted(items))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _list_inputs(folder: Path) -> list[Path]:
    """Return the input files below a folder. Releases (data/raw) are not inputs here."""
    return [
        path
        for path in folder.rglob("*")
        if path.suffix in INPUT_SUFFIXES and path.is_file() and "raw" not in path.relative_to(folder).parts
    ]


def _list_package() -> list[Path]:
    return [path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts]


def _name_area(name: str) -> str:
    """Return the slug in `params/areas/leeds.yml` or `data/local/leeds/places.csv`."""
    return name.split("/")[2].removesuffix(".yml")


def _name_notebook(project: Project, notebook: SourceNotebook) -> str:
    return notebook.path.relative_to(project.root).as_posix()
