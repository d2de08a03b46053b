"""One run at a time for an edition: the second is told who holds the first. The lock ends with its process."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path

from sendneeds.errors import DeclarationError, Problem

LOCK = ".lock"
LOCKED_BYTE = 1 << 30  # far behind the owner's name, which others must be able to read


@contextmanager
def lock_run(folder: Path) -> Iterator[None]:
    """Hold `folder` for this process. Raises DeclarationError naming the owner if another process holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("a+", encoding="utf-8") as file:
        try:
            _lock(file)
        except (BlockingIOError, PermissionError) as error:
            file.seek(0)
            owner = file.read().strip() or "another process"
            problem = Problem(str(folder), f"a run by {owner}", "no other run", "wait until it ends, then run again")
            raise DeclarationError(problem) from error
        file.truncate(0)
        file.write(f"process {os.getpid()} on {platform.node()}\n")
        file.flush()
        yield


def forget_lock(folder: Path) -> None:
    """Remove a folder that holds nothing but the lock of this process, and one above it that holds nothing else."""
    if [path.name for path in folder.iterdir()] == [LOCK]:
        with suppress(OSError):  # Windows keeps what is open
            (folder / LOCK).unlink()
            folder.rmdir()
            folder.parent.rmdir()


def _lock(file: TextIOWrapper) -> None:
    """Lock an open file without waiting."""
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - exists on Windows only

        file.seek(LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        file.seek(0)
    else:
        import fcntl  # noqa: PLC0415 - does not exist on Windows

        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
