"""Put a folder in the place of another in one step, so that a reader, or a crash, meets the old one or the new one."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

from sendneeds.errors import Problem, SendneedsError

# renameat2 of Linux: paths as they are, and the two names change places.
_AT_WORKING_FOLDER = -100
_EXCHANGE = 2
# What a folder is called between the two steps that a system without an exchange needs.
EARLIER = "-earlier"


def exchange_folder(made: Path, target: Path) -> None:
    """Move the folder `made` to `target`, on the same disk; what was there is removed afterwards.

    Where the system cannot exchange two folders at once there are two steps, and `recover_folder` takes back the first.
    Raises SendneedsError if the earlier folder cannot be replaced; then it stays.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        if target.exists() and not _exchange(made, target):
            _replace_in_two_steps(made, target)
        elif not target.exists():
            made.rename(target)
    except OSError as error:
        found = error.strerror or type(error).__name__
        action = "close the files of it that a program has open, then run again"
        raise SendneedsError(Problem(str(target), found, "a folder that can be replaced", action)) from error
    shutil.rmtree(made, ignore_errors=True)
    shutil.rmtree(_name_earlier(made), ignore_errors=True)


def recover_folder(made: Path, target: Path) -> None:
    """Put the earlier folder back if a run was ended between the two steps."""
    earlier = _name_earlier(made)
    if earlier.is_dir() and not target.exists():
        earlier.rename(target)


def _name_earlier(made: Path) -> Path:
    return made.with_name(f"{made.name}{EARLIER}")


def _replace_in_two_steps(made: Path, target: Path) -> None:
    earlier = _name_earlier(made)
    shutil.rmtree(earlier, ignore_errors=True)
    target.rename(earlier)
    try:
        made.rename(target)
    except OSError:
        with suppress(OSError):
            earlier.rename(target)
        raise


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders and return True, or False where the system or the disk cannot."""
    if sys.platform != "linux":
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):  # an older C library
        return False
    paths = [os.fsencode(path) for path in (one, other)]
    return bool(rename(_AT_WORKING_FOLDER, paths[0], _AT_WORKING_FOLDER, paths[1], _EXCHANGE) == 0)
