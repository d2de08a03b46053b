"""Reports are made without the network: nobody asks for it, and nobody misses it."""

from __future__ import annotations

import ast
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT
from guarded_python import COMMAND, GuardedPython, make_guarded_python
from small_notebooks import ACROSS_AREAS, PER_AREA, copy_project, write_small

from sendneeds.project import Project

SOURCE = ROOT / "src" / "sendneeds"
# A module that opens connections, and where it may be imported: nowhere yet.
CONNECTING = {
    "aiohttp", "asyncio.streams", "ftplib", "http", "httpcore", "httpx", "imaplib", "poplib", "requests", "smtplib",
    "socket", "socketserver", "ssl", "telnetlib", "urllib.request", "urllib3", "webbrowser", "websocket", "xmlrpc",
}  # fmt: skip
ALLOWED: dict[str, set[str]] = {}
REACHING = "import socket; socket.socket().connect(('192.0.2.1', 80))"
NO_NETWORK = ("unshare", "--map-root-user", "--net")


@pytest.fixture
def guarded(tmp_path: Path) -> GuardedPython:
    return make_guarded_python(tmp_path)


@pytest.fixture
def copy(project: Project, tmp_path: Path) -> Project:
    """Return a project without notebooks."""
    return copy_project(project, tmp_path / "project")


def _list_imports(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def _connects(name: str) -> bool:
    return any(name == module or name.startswith(f"{module}.") for module in CONNECTING)


def test_no_module_imports_what_connects() -> None:
    found = {
        str(path.relative_to(SOURCE)): set(filter(_connects, _list_imports(path))) for path in SOURCE.rglob("*.py")
    }
    assert {name: modules for name, modules in found.items() if modules - ALLOWED.get(name, set())} == {}
    assert set(ALLOWED) <= set(found)


@pytest.mark.parametrize("name", ["urllib.request", "urllib.request.urlopen", "http.client", "socket", "requests.get"])
def test_import_of_what_connects_is_found(name: str) -> None:
    assert _connects(name)
    assert not _connects("urllib.parse")


def test_guard_writes_down_and_refuses(guarded: GuardedPython, tmp_path: Path) -> None:
    for attempt in (
        REACHING,
        "import socket; socket.getaddrinfo('example.org', 443)",
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))",
        "import asyncio; asyncio.run(asyncio.open_connection('127.0.0.1', 9))",
        "import urllib.request; urllib.request.urlopen('http://192.0.2.1/', timeout=1)",
    ):
        before = len(guarded.list_attempts())
        done = guarded.run("-E", "-c", attempt, cwd=tmp_path)
        assert done.returncode == 1
        assert "no network here" in done.stderr
        assert len(guarded.list_attempts()) == before + 1


@pytest.mark.parametrize("engine", ["sendneeds", "papermill"])
def test_only_a_notebook_that_reaches_for_the_network_is_found(
    guarded: GuardedPython, copy: Project, engine: str
) -> None:
    write_small(copy.notebooks / "page.ipynb", PER_AREA, "assert area")
    write_small(copy.notebooks / "beside.ipynb", ACROSS_AREAS, "assert areas")
    write_small(copy.notebooks / "reaching.ipynb", PER_AREA, REACHING)
    done = guarded.run("-c", COMMAND, "reports", "--area", "sutton", f"--engine={engine}", cwd=copy.root)
    assert done.returncode != 0
    assert "no network here" in done.stderr
    attempts = guarded.list_attempts()
    assert len(attempts) == 1
    assert "socket.connect ('192.0.2.1', 80)" in attempts[0]
    assert guarded.count_started() >= 2


def test_real_report_reaches_for_no_network(guarded: GuardedPython, copy: Project) -> None:
    copy.notebooks.mkdir()
    shutil.copy(ROOT / "notebooks" / "needs_assessment.ipynb", copy.notebooks)
    done = guarded.run("-c", COMMAND, "reports", "--area", "sutton", cwd=copy.root)
    assert done.returncode == 0, done.stderr
    assert guarded.list_attempts() == []
    for suffix in ("html", "pdf", "docx"):
        assert (copy.outputs / "2025" / "sutton" / f"needs_assessment.{suffix}").is_file()


def test_reports_need_no_network(guarded: GuardedPython, copy: Project) -> None:
    if (
        not shutil.which("unshare")
        or subprocess.run([*NO_NETWORK, "true"], check=False, capture_output=True).returncode
    ):
        pytest.skip("this system lets nobody run a program without a network (`unshare --net`)")
    write_small(copy.notebooks / "page.ipynb", PER_AREA, "from sendneeds import report", "assert area")
    done = guarded.run("-c", COMMAND, "reports", "--area", "sutton", cwd=copy.root, before=NO_NETWORK)
    assert done.returncode == 0, done.stderr
    assert (copy.outputs / "2025" / "sutton" / "page.html").is_file()
