"""Reading a lock: each package with its version, where it is installed, its hashes and who wants it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
LOCK = ROOT / "requirements.lock"
AUDIT_LOCK = ROOT / "requirements-audit.lock"

_HEAD = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>[^\s;]+)(?: ; (?P<marker>[^\\\n]+?))? \\\n")
_HASH = re.compile(r"^ {4}--hash=sha256:([0-9a-f]{64})(?: \\)?$", re.MULTILINE)
_WANTED_BY = re.compile(r"^ {4}#(?: via|  ) +([a-z0-9-]+)", re.MULTILINE)


@dataclass(frozen=True)
class Pinned:
    """A package of a lock. `marker` says on which systems it is installed; it is empty where on all."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]
    wanted_by: frozenset[str]


def read_lock(path: Path) -> dict[str, Pinned]:
    """Return the packages of a lock by name. Raises ValueError at a requirement that is not pinned with hashes."""
    blocks = re.split(r"^(?=[^\s#])", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    packages = [_read_block(block) for block in blocks]
    names = [package.name for package in packages]
    if len(set(names)) != len(names):
        raise ValueError(f"{path.name} holds two versions of a package: an audit can ask for one")
    return {package.name: package for package in packages}


def read_pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def name_package(requirement: str) -> str:
    """Return the normalised name of the package that a requirement asks for: `ruamel-yaml` of `ruamel.yaml>=0.18`."""
    return re.sub(r"[._-]+", "-", re.split(r"[^A-Za-z0-9._-]", requirement)[0]).lower()


def _read_block(block: str) -> Pinned:
    head = _HEAD.match(block)
    hashes = tuple(_HASH.findall(block))
    if head is None or not hashes:
        raise ValueError(f"no package with version and sha256: {block.splitlines()[0]}")
    wanted_by = frozenset(_WANTED_BY.findall(block))
    return Pinned(head["name"], head["version"], head["marker"] or "", hashes, wanted_by)
