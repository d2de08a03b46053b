"""A Python that reaches for no network: any attempt of any process it starts is written down and refused.

An environment of its own, so that the guard is there in whatever it starts, with whatever variables: an audit hook is
called by the interpreter for every use of a socket, by any module, and cannot be taken out again.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
from dataclasses import dataclass
from pathlib import Path

COMMAND = "from sendneeds.cli import main; main()"
_GUARD = """\
import os
import sys

_SENDS = {{"socket.connect", "socket.sendto", "socket.sendmsg"}}
_NAMES = {{"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"}}


def _write(path, line):
    with open(path, "a", encoding="utf-8") as file:
        file.write(line + "\\n")


def _refuse(event, arguments):
    if event in _NAMES or (event in _SENDS and arguments[0].family.name != "AF_UNIX"):
        _write({attempts!r}, f"{{event}} {{arguments[event in _SENDS]!r}} by {{' '.join(sys.orig_argv)[:200]}}")
        raise PermissionError(f"no network here: {{event}}")


sys.addaudithook(_refuse)
_write({started!r}, str(os.getpid()))
"""


@dataclass(frozen=True)
class GuardedPython:
    """An interpreter with the packages of this one, and what it and whatever it started have written down."""

    executable: Path
    attempts_file: Path
    started_file: Path

    def run(self, *arguments: str, cwd: Path, before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        command = [*before, str(self.executable), *arguments]
        return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=600)

    def list_attempts(self) -> list[str]:
        return self.attempts_file.read_text(encoding="utf-8").splitlines() if self.attempts_file.exists() else []

    def count_started(self) -> int:
        """Return how many interpreters have been started, forks not counted."""
        return len(self.started_file.read_text(encoding="utf-8").splitlines())


def make_guarded_python(folder: Path) -> GuardedPython:
    """Return a guarded Python in `folder` that imports what this one imports."""
    environment = folder / "guarded"
    venv.create(environment, with_pip=False, symlinks=sys.platform != "win32")
    scripts = environment / ("Scripts" if sys.platform == "win32" else "bin")
    site = next(environment.rglob("site-packages"))
    attempts, started = folder / "attempts.txt", folder / "started.txt"
    guard = _GUARD.format(attempts=str(attempts), started=str(started))
    (site / "network_guard.py").write_text(guard, encoding="utf-8")
    added = [*(line for line in sys.path if line.endswith("src")), sysconfig.get_path("purelib")]
    lines = ["import network_guard", *(f"import site; site.addsitedir({path!r})" for path in added)]
    (site / "guard.pth").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return GuardedPython(scripts / "python", attempts, started)
