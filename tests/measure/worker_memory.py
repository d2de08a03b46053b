"""The most memory that any forked child of a run holds, read from /proc while the run goes on. Linux only."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

SAMPLE_SECONDS = 0.1
PARENT = b"sendneeds.build.lean"
KILOBYTES = 1024


def watch_children(command: Sequence[str], folder: Path) -> tuple[float, float]:
    """Run a command and return the most resident and the most private memory of a child of its warm parent, in MB."""
    resident = private = 0.0
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            for parent in _list_children(process.pid):
                for child in _list_children(parent) if PARENT in _read(parent, "cmdline") else ():
                    held = _read_memory(child)
                    resident, private = max(resident, held[0]), max(private, held[1])
            time.sleep(SAMPLE_SECONDS)
        if process.returncode:
            sys.exit(f"{' '.join(command)} ended with code {process.returncode}")
    return resident, private


def _list_children(pid: int) -> list[int]:
    return [int(child) for child in _read(pid, f"task/{pid}/children").split()]


def _read_memory(pid: int) -> tuple[float, float]:
    """Return the resident and the private memory of a process in MB, zeros if it has ended."""
    lines = [line.split() for line in _read(pid, "smaps_rollup").splitlines() if line.endswith(b"kB")]
    held = {line[0]: int(line[1]) / KILOBYTES for line in lines}
    return held.get(b"Rss:", 0.0), held.get(b"Private_Clean:", 0.0) + held.get(b"Private_Dirty:", 0.0)


def _read(pid: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:  # it has ended
        return b""
