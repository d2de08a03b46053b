"""The same executed notebook gives the same bytes of pages, charts and data files wherever and whenever."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from executed_reports import execute_report
from nbconvert.exporters import get_exporter

from sendneeds.build.execute import write_notebook
from sendneeds.build.renderers import render_notebook

REPORT = "needs_assessment"
MAKER = Path(__file__).parent / "page_maker.py"
DAYS = 24 * 60 * 60.0
# Of the first: no locale at all, so that a text file opened without naming its encoding is read as ASCII.
SURROUNDINGS = {
    "far": {
        "TZ": "Asia/Kathmandu",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "1",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
    },
    "warm": {"TZ": "America/St_Johns", "LC_ALL": "de_DE.UTF-8", "PYTHONHASHSEED": "2", "PYTHONUTF8": "1"},
}
MADE = {".html", ".pdf", ".docx", ".xlsx", ".csv", ".svg", ".png", ".json"}
THREADS = (
    "import os; from sendneeds.build.renderers import warm_renderers; warm_renderers(); "
    "print(len(os.listdir('/proc/self/task')))"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the folder that each of two processes has filled: one after 400 days, one forked from a warm parent."""
    notebook = tmp_path_factory.mktemp("executed") / f"{REPORT}.ipynb"
    notebook.write_text(write_notebook(execute_report(REPORT)), encoding="utf-8")
    folders = {name: tmp_path_factory.mktemp(name) for name in SURROUNDINGS}
    for (name, folder), arguments in zip(folders.items(), ([str(400 * DAYS)], ["0", "warm"]), strict=True):
        environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"} | SURROUNDINGS[name]
        command = [sys.executable, str(MAKER), str(notebook), str(folder), *arguments]
        subprocess.run(command, env=environment, check=True, timeout=300)
    return folders


def _hash_files(folder: Path) -> dict[str, str]:
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "surroundings.json"]
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_two_processes_make_the_same_bytes(made: dict[str, Path]) -> None:
    far, warm = (json.loads((made[name] / "surroundings.json").read_text(encoding="utf-8")) for name in ("far", "warm"))
    assert [one == other for one, other in zip(far, warm, strict=True)] == [False] * len(far)
    hashes = _hash_files(made["far"])
    assert hashes == _hash_files(made["warm"])
    assert {Path(name).suffix for name in hashes} == MADE


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
@pytest.mark.parametrize(
    ("suffix", "name"), [(".html", "sendneeds-html"), (".pdf", "sendneeds-pdf"), (".docx", "sendneeds-docx")]
)
def test_pages_are_those_of_the_exporters(made: dict[str, Path], suffix: str, name: str) -> None:
    exporter: Any = get_exporter(name)  # type: ignore[no-untyped-call]
    page, _ = exporter().from_notebook_node(execute_report(REPORT))
    content = page.encode("utf-8") if isinstance(page, str) else page
    assert content == render_notebook(execute_report(REPORT), suffix)
    assert content == (made["warm"] / f"{REPORT}{suffix}").read_bytes()


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="this system does not list threads")
def test_what_is_loaded_before_a_fork_starts_no_thread() -> None:
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    told = subprocess.run([sys.executable, "-c", THREADS], env=environment, check=True, capture_output=True, text=True)
    assert told.stdout.split() == ["1"]
