"""An ordinary kernel of this very interpreter, with a fixed environment and someone who can end it."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any, ClassVar

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

from sendneeds.build.environment import FIXED_ENVIRONMENT
from sendneeds.build.limits import limit_memory
from sendneeds.project import ROOT_VARIABLE

KERNEL_NAMES = {"display_name": "Python 3", "language": "python", "name": "python3"}
LONGEST_SOCKET_PATH = 90  # systems allow 104 to 108, with a number at the end


class KernelWatch:
    """Ends a kernel and every process that it started, from any thread, and remembers why or how it ended.

    A kernel may take the memory of one of `jobs`.
    """

    def __init__(self, jobs: int = 1) -> None:
        self.reason: str | None = None
        self.status: int | None = None
        self._jobs = jobs
        self._pid: int | None = None
        self._lock = threading.Lock()

    def begin(self, pid: int) -> None:
        """Take charge of a kernel that has just started."""
        with self._lock:
            self._pid = pid
            limit_memory(self._jobs, pid)
            if self.reason is not None:
                _kill_group(pid)

    def stop(self, reason: str) -> None:
        """End the kernel, or the one about to start. The first reason is kept."""
        with self._lock:
            self.reason = self.reason or reason
            if self._pid is not None:
                _kill_group(self._pid)

    def release(self) -> None:
        """Forget the kernel: it has ended, and its process id may soon be another's."""
        with self._lock:
            self._pid = None


class StockKernelManager(AsyncKernelManager):
    """Starts ipykernel with this interpreter, whatever kernels and profiles the user has installed."""

    connection: ClassVar[dict[str, str]]
    environment: ClassVar[dict[str, str]]
    watch: ClassVar[KernelWatch]

    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        super().__init__(**options, **self.connection)

    @property
    def kernel_spec(self) -> KernelSpec:
        arguments = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--log-level=CRITICAL"]
        return KernelSpec(argv=arguments, env=self.environment, **KERNEL_NAMES)

    async def start_kernel(self, **options: Any) -> None:  # type: ignore[override]  # noqa: ANN401
        await self._async_start_kernel(**options)
        pid: int | None = getattr(self.provisioner, "pid", None)
        if pid is not None:
            self.watch.begin(pid)

    async def is_alive(self) -> bool:  # type: ignore[override]
        """Say whether the kernel lives; note how it ended if it does not."""
        status: int | None = await self.provisioner.poll() if self.provisioner else None
        self.watch.status = self.watch.status or status
        return bool(await self._async_is_alive())


def make_kernel_manager(root: Path, profile: Path, watch: KernelWatch) -> type[StockKernelManager]:
    """Return a kernel manager for the project at `root`. `profile` is an empty folder in place of the user's own."""
    members = {
        "connection": _choose_connection(profile),
        "environment": FIXED_ENVIRONMENT | {ROOT_VARIABLE: str(root), "IPYTHONDIR": str(profile)},
        "watch": watch,
    }
    return type("WatchedKernelManager", (StockKernelManager,), members)


def _choose_connection(folder: Path) -> dict[str, str]:
    """Return how to talk to a kernel: through sockets in `folder`, which need no network, where the system can."""
    connection = {"connection_file": str(folder / "kernel.json")}
    sockets = str(folder / "socket")
    if sys.platform == "win32" or len(sockets) > LONGEST_SOCKET_PATH:
        return connection
    return connection | {"transport": "ipc", "ip": sockets}


def _kill_group(pid: int) -> None:
    """Kill a kernel. It leads a process group of its own, save on Windows."""
    try:
        if sys.platform == "win32":
            os.kill(pid, signal.SIGTERM)
        else:
            os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
