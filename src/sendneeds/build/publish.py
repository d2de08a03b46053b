"""Put the files of one publication into place: all of them or none, and never over a good report with a broken one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from sendneeds.build.exchange import EARLIER, exchange_folder, recover_folder
from sendneeds.errors import Problem, SendneedsError

STAGING = ".making"
FAILED = "failed"
LOGS = "logs"
PARTIAL = ".partial"
# A notebook as far as it ran: evidence of a failure, beside an earlier report.
FAILED_NOTEBOOK = "failed.ipynb"


def make_staging(edition_folder: Path, name: str) -> Path:
    """Return an empty folder for the files of `name`, on the same disk as where they will go."""
    folder = edition_folder / STAGING / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def clear_staging(edition_folder: Path) -> None:
    """Remove what this run, or an earlier one that was killed, has not published.

    What a killed run had taken away and not yet replaced is put back first.
    """
    staging = edition_folder / STAGING
    for path in staging.glob(f"*{EARLIER}"):
        name = path.name.removesuffix(EARLIER)
        recover_folder(staging / name, edition_folder / name)
    shutil.rmtree(staging, ignore_errors=True)


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 with LF line ends on every system."""
    path.write_text(text, encoding="utf-8", newline="\n")


def replace_file(path: Path, text: str) -> None:
    """Write a text file in one step: what was there before stays until all of the new text is on disk."""
    partial = path.with_name(f"{path.name}{PARTIAL}")
    try:
        write_text(partial, text)
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise


def list_files(staging: Path, names: Iterable[str]) -> list[str]:
    """Return the files `names`, and those in the folders among them, below `staging`, as paths with `/`."""
    return [file for name in names for file in list_below(staging, name) or [name]]


def list_below(staging: Path, name: str) -> list[str]:
    """Return the files in the folder `name` as paths below `staging`, none if it is no folder."""
    paths = sorted(path for path in (staging / name).rglob("*") if path.is_file())
    return [path.relative_to(staging).as_posix() for path in paths]


def describe_unwritable(where: str, error: OSError) -> Problem:
    """Return the problem of a file or folder that could not be written."""
    found = error.strerror or type(error).__name__
    return Problem(where, found, "a folder that can be written", "check its rights and the space left, then run again")


def check_complete(staging: Path, names: Iterable[str]) -> list[Problem]:
    """Return a problem for each of the files `names`, or in folders among them, that is missing or empty."""
    files = list_files(staging, names)
    sizes = {name: (staging / name).stat().st_size if (staging / name).is_file() else None for name in files}
    return [
        Problem(f"{staging.name}/{name}", "no file" if size is None else "an empty file", "a report", "run again")
        for name, size in sizes.items()
        if not size
    ]


def publish_files(
    staging: Path, names: Iterable[str], target: Path, is_replaced: Callable[[str], bool] = lambda _: False
) -> None:
    """Put the folder `staging`, which holds the files and folders `names`, in the place of `target` in one step.

    Other files of `target` go with it, except those of a folder among `names` and those that `is_replaced` says an
    earlier version of what was made left there. Raises SendneedsError if a file is missing or empty, or `target` cannot
    be replaced: then it stays as it is.
    """
    names = tuple(names)
    problems = check_complete(staging, names)
    if problems:
        raise SendneedsError(problems)
    folders = {name for name in names if (staging / name).is_dir()}
    for name in _list_all(target):
        if name.partition("/")[0] not in folders and not is_replaced(name) and not (staging / name).exists():
            _take_along(target / name, staging / name)
    exchange_folder(staging, target)


def keep_failure(edition_folder: Path, name: str, files: Mapping[str, str]) -> Path:
    """Write what is known about a failure and return its folder. The published report is not touched."""
    folder = edition_folder / FAILED / name
    shutil.rmtree(folder, ignore_errors=True)
    for file, text in files.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        write_text(folder / file, text)
    return folder


def forget_failure(edition_folder: Path, name: str) -> None:
    """Remove the evidence of an earlier failure: what is published is up to date now."""
    shutil.rmtree(edition_folder / FAILED / name, ignore_errors=True)
    with suppress(OSError):
        (edition_folder / name / FAILED_NOTEBOOK).unlink(missing_ok=True)
        (edition_folder / FAILED).rmdir()


def has_failure(edition_folder: Path, name: str) -> bool:
    """Say whether there is evidence of an earlier failure."""
    return (edition_folder / FAILED / name).is_dir()


def _list_all(folder: Path) -> list[str]:
    """Return every file in a folder, as paths below it; none if it is not there."""
    return [name for path in sorted(folder.glob("*")) for name in list_files(folder, [path.name])]


def _take_along(path: Path, target: Path) -> None:
    """Give a file a second name, or a copy where the disk has no second names."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path, target)
    except OSError:
        shutil.copy2(path, target)
