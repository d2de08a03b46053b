"""How much of the machine one of several notebooks may take, and how a process has ended that took too much."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress

# The jobs share so much of the machine's memory, but none has less than this, in bytes.
MEMORY_SHARE = 0.8
LEAST_MEMORY = 1 << 30


def limit_memory(jobs: int, pid: int = 0) -> None:
    """Let an allocation of a process, of this one if none is named, fail beyond the share of one of `jobs`.

    It is inherited by what the process starts. Only Linux can do so.
    """
    if sys.platform == "linux":
        import resource  # noqa: PLC0415 - does not exist on Windows

        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        most = max(LEAST_MEMORY, int(total * MEMORY_SHARE / jobs))
        with suppress(OSError, ValueError):
            resource.prlimit(pid, resource.RLIMIT_DATA, (most, most))


def describe_status(code: int) -> str:
    """Return in words how a process ended; below 0 it is a signal's number."""
    if code < 0:
        return f"a process ended by signal {signal.Signals(-code).name}"
    return f"a process ended with code {code}"
