"""`run.json` of one publication: from what each of its parts was made, and the checksums of its files.

It lies in the folder that is exchanged in one step, so that it always belongs to the files beside it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sendneeds.build.publish import FAILED_NOTEBOOK, PARTIAL, write_text
from sendneeds.build.task import FIGURES

RECORD = "run.json"
# What belongs to the figures of a publication, beside files that carry a report's name.
FIGURE_NAMES = ("findings.json", "data/")
CHARTS = "charts/"

Inputs = Mapping[str, str]


@dataclass(frozen=True)
class Part:
    """What one part of a publication was made from (checksums by kind of input), and its files (checksums by name)."""

    inputs: Inputs = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)


Parts = Mapping[str, Part]


def read_record(folder: Path) -> dict[str, Part]:
    """Return the parts of what is published in `folder`; none without a sound record, so that all is made anew."""
    try:
        parts = json.loads((folder / RECORD).read_text(encoding="utf-8"))["parts"]
        return {name: Part(dict(part["inputs"]), dict(part["files"])) for name, part in parts.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def write_record(folder: Path, parts: Parts) -> None:
    """Write the record of what lies in `folder`."""
    content = {"parts": {name: {"files": part.files, "inputs": part.inputs} for name, part in parts.items()}}
    write_text(folder / RECORD, json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n")


def is_intact(folder: Path, part: Part) -> bool:
    """Say whether every file of a part is as it was published.

    A file that has not been written since the record was is taken to be; any other is read.
    """
    try:
        recorded = (folder / RECORD).stat().st_mtime_ns
        return all(
            (folder / name).stat().st_mtime_ns <= recorded or hash_file(folder / name) == checksum
            for name, checksum in part.files.items()
        )
    except OSError:
        return False


def belongs(name: str, part: str) -> bool:
    """Say whether a file of a publication is one that `part` makes, in this version or an earlier one."""
    if part == FIGURES:
        return name.startswith(FIGURE_NAMES)
    return name.startswith((f"{part}.", f"{CHARTS}{part}-"))


def is_superseded(name: str, parts: Iterable[str]) -> bool:
    """Say whether a published file gives way when `parts` are published anew."""
    return name in {RECORD, FAILED_NOTEBOOK, f"{FAILED_NOTEBOOK}{PARTIAL}"} or any(
        belongs(name, part) for part in parts
    )


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
