"""The HTML report in a real browser, with axe-core: wide, in dark colours, and 320 px narrow.

axe-core and playwright-core are installed by `npm ci` from tests/node into a cache folder, once.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from conftest import REQUIRED
from sample_report import load_sample

from sendneeds.build.html import render_html

NODE = Path(__file__).parent / "node"
VIEWS = ("desktop", "dark", "narrow")
BAD_PAGE = '<!DOCTYPE html><html><title></title><img src="x.png"><p style="color:#ccc">Pale <a href="#x"></a></p>'


def _miss(reason: str) -> None:
    if "chromium" in REQUIRED:
        pytest.fail(f"{reason}, and SENDNEEDS_REQUIRE names chromium")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def modules() -> Path:
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


def _run_axe(page: str, chromium: str, modules: Path, folder: Path) -> dict[str, Any]:
    path = folder / "page.html"
    path.write_text(page, encoding="utf-8")
    command = ["node", str(NODE / "axe.mjs"), chromium, str(path), str(modules)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_report_has_no_violation(chromium: str, modules: Path, tmp_path: Path) -> None:
    found = _run_axe(render_html(load_sample()), chromium, modules, tmp_path)
    assert {view: result["violations"] for view, result in found.items()} == {view: [] for view in VIEWS}
    assert {view: result["requests"] for view, result in found.items()} == {view: [] for view in VIEWS}
    assert {view: result["overflow"] for view, result in found.items()} == dict.fromkeys(VIEWS, 0)
    assert min(result["font"] for result in found.values()) >= 2


def test_bad_page_is_found_out(chromium: str, modules: Path, tmp_path: Path) -> None:
    found = _run_axe(BAD_PAGE, chromium, modules, tmp_path)
    rules = {rule for rule, _ in found["desktop"]["violations"]}
    assert {"image-alt", "html-has-lang", "document-title", "color-contrast", "link-name"} <= rules
    assert found["desktop"]["requests"] != []
