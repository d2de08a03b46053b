"""axe-core in a real browser, for tests: installed by `npm ci` from tests/node into a cache folder, once."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import REQUIRED

NODE = Path(__file__).parent / "node"
VIEWS = ("desktop", "dark", "narrow")


def run_axe(page: Path, chromium: str, views: tuple[str, ...] = VIEWS) -> dict[str, dict[str, Any]]:
    """Return, by view, what axe finds in a page, what the page requests, how far it overflows and its fonts."""
    command = ["node", str(NODE / "axe.mjs"), chromium, str(page), str(_install_modules()), *views]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)
    assert done.returncode == 0, done.stderr
    found: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return found


def check_found(found: dict[str, dict[str, Any]]) -> None:
    """Assert that a page has no violation, requests nothing and is as wide as the window in every view."""
    for name, expected in (("violations", []), ("requests", []), ("overflow", 0)):
        assert {view: result[name] for view, result in found.items()} == dict.fromkeys(found, expected)
    assert min(result["font"] for result in found.values()) >= 2


@cache
def _install_modules() -> Path:
    """Return the folder that holds node_modules, filled by npm the first time."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        _miss("node and npm are not installed")
    lock = hashlib.sha256((NODE / "package-lock.json").read_bytes()).hexdigest()[:12]
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = caches / "sendneeds-tests" / lock
    if not (folder / "node_modules" / "axe-core" / "axe.min.js").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(NODE / name, folder / name)
        options = ["--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=0", "--prefer-offline"]
        done = subprocess.run([str(npm), "ci", *options], cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            shutil.rmtree(folder)
            _miss(f"npm cannot install axe-core: {done.stderr.strip()[-200:]}")
    return folder


def _miss(reason: str) -> None:
    if "chromium" in REQUIRED:
        pytest.fail(f"{reason}, and SENDNEEDS_REQUIRE names chromium")
    pytest.skip(reason)
