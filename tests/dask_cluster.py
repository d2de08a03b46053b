"""A real Dask scheduler and real workers on the loopback address, each a process that a test may kill."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from distributed import Client

WAIT_SECONDS = 60.0
QUIET = {"DASK_LOGGING__DISTRIBUTED": "error"}


class DaskCluster:
    """Processes of one scheduler and of its workers, whose files are below `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "scheduler.json"
        self._scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", "0")
        while not (self._file.is_file() and self._file.read_text(encoding="utf-8").endswith("}")):
            assert self._scheduler.poll() is None
            time.sleep(0.1)
        self.address: str = json.loads(self._file.read_text(encoding="utf-8"))["address"]
        self.workers: dict[str, subprocess.Popen[bytes]] = {}

    def add_worker(self, name: str, **environment: str) -> None:
        """Start a worker of one thread, without a nanny that would start it again."""
        options = ("--name", name, "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny")
        self.workers[name] = self._start(
            "worker", *options, "--local-directory", str(self._folder / name), **environment
        )

    def wait_for_workers(self, number: int) -> None:
        """Wait until so many have joined."""
        with Client(self.address, set_as_default=False) as client:
            while len(client.nthreads()) < number:
                time.sleep(0.1)

    def remove_worker(self, name: str) -> None:
        """End a worker in order."""
        worker = self.workers.pop(name)
        worker.terminate()
        worker.wait(WAIT_SECONDS)

    def close(self) -> None:
        """End all that still runs."""
        for process in (*self.workers.values(), self._scheduler):
            process.kill()
            process.wait(WAIT_SECONDS)

    def _start(self, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        command = [
            sys.executable,
            "-m",
            "dask",
            *arguments,
            "--scheduler-file",
            str(self._file),
            "--dashboard-address",
            ":0",
        ]
        return subprocess.Popen(command, cwd=self._folder, env=_choose_environment(environment))


def _choose_environment(more: Mapping[str, str]) -> dict[str, str]:
    return os.environ | QUIET | dict(more)


@contextmanager
def open_cluster(folder: Path, workers: int) -> Iterator[DaskCluster]:
    """Yield a cluster whose workers, `worker-0` and so on, have all joined."""
    cluster = DaskCluster(folder)
    try:
        for number in range(workers):
            cluster.add_worker(f"worker-{number}")
        cluster.wait_for_workers(workers)
        yield cluster
    finally:
        cluster.close()
