"""The bill of materials: what reports are made with, in CycloneDX 1.6, from the lock alone but for the licences."""

from __future__ import annotations

import json
import re
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from sendneeds import __version__
from supply.licences import find_licence
from supply.lock import LOCK, ROOT, Pinned, name_package, read_lock, read_pyproject

BILL = ROOT / "sbom.cdx.json"

Entry = dict[str, Any]


def write_bill(path: Path = BILL) -> Path:
    """Write the bill of materials: the same bytes from the same lock, without time, chance or address."""
    path.write_text(json.dumps(build_bill(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    return path


def build_bill() -> Entry:
    """Return the bill of materials of the runtime dependencies and the packages that they bring."""
    locked = read_lock(LOCK)
    direct = sorted(name_package(line) for line in read_pyproject()["project"]["dependencies"])
    wanted = list_wanted(locked)
    runtime = sorted(wanted)
    application = {"type": "application", "bom-ref": "sendneeds", "name": "sendneeds", "version": __version__}
    graph = [{"ref": "sendneeds", "dependsOn": [_name_reference(locked[name]) for name in direct]}]
    for name in runtime:
        below = [_name_reference(locked[other]) for other in sorted(wanted[name])]
        graph.append({"ref": _name_reference(locked[name]), "dependsOn": below})
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {**application, "licenses": [{"expression": "MIT"}]}},
        "components": [_describe(locked[name]) for name in runtime],
        "dependencies": graph,
    }


def list_wanted(locked: dict[str, Pinned]) -> dict[str, set[str]]:
    """Return which packages of the lock each runtime package wants on any system, itself wanted by a report."""
    wanted: dict[str, set[str]] = {}
    waiting = [Requirement(line) for line in read_pyproject()["project"]["dependencies"]]
    seen = set()
    while waiting:
        asked = waiting.pop()
        name, extras = name_package(asked.name), frozenset(asked.extras)
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        below = [item for item in _read_requirements(name, extras, locked) if name_package(item.name) in locked]
        wanted.setdefault(name, set()).update(name_package(item.name) for item in below)
        waiting += below
    return wanted


def _read_requirements(name: str, extras: frozenset[str], locked: dict[str, Pinned]) -> list[Requirement]:
    """Return what a package asks for with `extras`, on whatever system, as far as the lock says that it is wanted."""
    wanted = {other.name for other in locked.values() if name in other.wanted_by}
    try:
        lines = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        # On another system only: nobody asks for its extras, so all that the lock says is asked for.
        return [Requirement(other) for other in sorted(wanted)]
    asked = [Requirement(line) for line in lines]
    return [item for item in asked if name_package(item.name) in wanted and _is_asked(item, extras)]


def _is_asked(item: Requirement, extras: frozenset[str]) -> bool:
    """Return whether a requirement is of the package itself or of one of `extras`, whatever else its marker says."""
    named = set(re.findall(r"""extra\s*==\s*["']([^"']+)""", str(item.marker or "")))
    return not named or not named.isdisjoint(extras)


def _name_reference(package: Pinned) -> str:
    return f"pkg:pypi/{package.name}@{package.version}"


def _describe(package: Pinned) -> Entry:
    licence = find_licence(package.name)
    named = licence in {"BSD", "PSF"}  # no names of SPDX
    where = {"properties": [{"name": "sendneeds:marker", "value": package.marker}]} if package.marker else {}
    return {
        "type": "library",
        "bom-ref": _name_reference(package),
        "name": package.name,
        "version": package.version,
        "hashes": [{"alg": "SHA-256", "content": value} for value in package.hashes],
        "licenses": [{"license": {"name": licence}} if named else {"expression": licence}],
        "purl": _name_reference(package),
        **where,
    }


if __name__ == "__main__":
    write_bill()
