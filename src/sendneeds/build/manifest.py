"""`run.json`: what a run was made from, with which versions, and how each report ended."""

from __future__ import annotations

import hashlib
import json
import platform
import re
import subprocess
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path

from sendneeds import __version__
from sendneeds.build.publish import write_text
from sendneeds.project import Project

MANIFEST = "run.json"
INPUT_SUFFIXES = {".csv", ".ipynb", ".lock", ".md", ".yml"}

Report = Mapping[str, object]


def write_manifest(
    project: Project, edition_folder: Path, parameters: Mapping[str, object], reports: Mapping[str, Report]
) -> Path:
    """Write `run.json` of a run with `parameters`. `reports` holds status, seconds and files by area."""
    path = edition_folder / MANIFEST
    content = {
        "git_revision": find_revision(project.root),
        "inputs": hash_inputs(project),
        "packages": list_packages(),
        "parameters": dict(parameters),
        "python": platform.python_version(),
        "reports": dict(reports),
        "sendneeds": __version__,
    }
    partial = path.with_suffix(".json.partial")
    write_text(partial, json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n")
    partial.replace(path)
    return path


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hash_inputs(project: Project) -> dict[str, str]:
    """Return the SHA-256 of every file that a report may depend on, by path below the project."""
    folders = (project.root / "params", project.area_table.parent, project.notebooks)
    return {path.relative_to(project.root).as_posix(): hash_file(path) for path in _list_files(folders)}


def list_packages() -> dict[str, str]:
    """Return the installed version of each package that sendneeds requires for its reports."""
    try:
        requirements = metadata.requires("sendneeds") or []
    except metadata.PackageNotFoundError:
        return {}
    names = [re.split(r"[^A-Za-z0-9._-]", line)[0] for line in requirements if "extra ==" not in line]
    return {name: metadata.version(name) for name in sorted(names)}


def find_revision(root: Path) -> str | None:
    """Return the git revision of `root`, ending in `-dirty` if files were changed since, or None without git."""
    command = ["git", "-C", str(root), "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    try:
        run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None
    return run.stdout.strip() or None


def _list_files(folders: Iterable[Path]) -> list[Path]:
    """Return the input files below `folders`. Releases (data/raw) are not inputs here."""
    return sorted(
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix in INPUT_SUFFIXES and path.is_file() and "raw" not in path.relative_to(folder).parts
    )
