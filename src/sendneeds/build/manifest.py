"""`run.json`: what a run was made from, with which versions, and how each report ended."""

from __future__ import annotations

import json
import platform
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from sendneeds import __version__
from sendneeds.build.publish import replace_file
from sendneeds.build.rebuild import ProjectInputs
from sendneeds.build.task import Run

MANIFEST = "run.json"

Report = Mapping[str, object]


def write_manifest(
    run: Run,
    inputs: ProjectInputs,
    parameters: Mapping[str, object],
    reports: Mapping[str, Report],
    key: str,
) -> Path:
    """Write `run.json` of a run with `parameters`. `reports` holds status, seconds and files by publication.

    `key` is the checksum of what the edition's own files were made from.
    """
    path = run.folder / MANIFEST
    content = {
        "edition_key": key,
        "git_revision": find_revision(run.project.root),
        "inputs": dict(inputs.files),
        "packages": list_packages(),
        "parameters": dict(parameters),
        "python": platform.python_version(),
        "reports": dict(reports),
        "sendneeds": __version__,
    }
    replace_file(path, json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n")
    return path


def read_edition_key(edition_folder: Path) -> str:
    """Return the checksum of what the edition's own files were made from, "" without a sound record."""
    try:
        return str(json.loads((edition_folder / MANIFEST).read_text(encoding="utf-8"))["edition_key"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def list_packages() -> dict[str, str]:
    """Return the installed version of each package that sendneeds requires for its reports."""
    from importlib import metadata  # noqa: PLC0415 - a run with nothing to do does without

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
