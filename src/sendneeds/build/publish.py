"""Put the files of one area into place: all of them or none, and never over a good report with a broken one."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from sendneeds.errors import Problem, SendneedsError

STAGING = ".making"
FAILED = "failed"


def make_staging(edition_folder: Path, area: str) -> Path:
    """Return an empty folder for the files of `area`, on the same disk as where they will go."""
    folder = edition_folder / STAGING / area
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def clear_staging(edition_folder: Path) -> None:
    """Remove what this run, or an earlier one that was killed, has not published."""
    shutil.rmtree(edition_folder / STAGING, ignore_errors=True)


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 with LF line ends on every system."""
    path.write_text(text, encoding="utf-8", newline="\n")


def list_files(staging: Path, names: Iterable[str]) -> list[str]:
    """Return the files `names`, and those in the folders among them, below `staging`, as paths with `/`."""
    return [file for name in names for file in _list_below(staging, name)]


def check_complete(staging: Path, names: Iterable[str]) -> list[Problem]:
    """Return a problem for each of the files `names`, or in folders among them, that is missing or empty."""
    files = list_files(staging, names)
    sizes = {name: (staging / name).stat().st_size if (staging / name).is_file() else None for name in files}
    return [
        Problem(f"{staging.name}/{name}", "no file" if size is None else "an empty file", "a report", "run again")
        for name, size in sizes.items()
        if not size
    ]


def publish_files(staging: Path, names: Iterable[str], target: Path) -> None:
    """Move the files and folders `names` from `staging` to `target`. If one cannot, the earlier ones are put back.

    A folder takes the place of the earlier one with all that was in it. Raises SendneedsError if a file is missing,
    empty or cannot be replaced. Other files of `target` are left alone.
    """
    names = tuple(names)
    problems = check_complete(staging, names)
    if problems:
        raise SendneedsError(problems)
    earlier = staging / "earlier"
    earlier.mkdir()
    target.mkdir(parents=True, exist_ok=True)
    moved: list[str] = []
    for name in names:
        try:
            if (target / name).exists():
                (target / name).replace(earlier / name)
            (staging / name).replace(target / name)
        except OSError as error:
            _restore(moved, earlier, target)
            found = error.strerror or type(error).__name__
            action = "close the file if a program has it open, then run again"
            raise SendneedsError(Problem(str(target / name), found, "a file that can be replaced", action)) from error
        moved.append(name)


def publish_folder(staging: Path, target: Path) -> None:
    """Put the folder `staging` in the place of `target`, which is put back if that fails.

    Raises SendneedsError if the earlier folder cannot be replaced. Both are on the same disk.
    """
    earlier = staging.with_name(f"{staging.name}-earlier")
    try:
        if target.exists():
            target.replace(earlier)
        staging.replace(target)
    except OSError as error:
        if earlier.exists() and not target.exists():
            earlier.replace(target)
        found = error.strerror or type(error).__name__
        action = "close the files of it that a program has open, then run again"
        raise SendneedsError(Problem(str(target), found, "a folder that can be replaced", action)) from error
    shutil.rmtree(earlier, ignore_errors=True)


def keep_failure(edition_folder: Path, area: str, files: dict[str, str]) -> Path:
    """Write what is known about a failure and return its folder. The published report is not touched."""
    folder = edition_folder / FAILED / area
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, text in files.items():
        write_text(folder / name, text)
    return folder


def forget_failure(edition_folder: Path, area: str) -> None:
    """Remove the evidence of an earlier failure of `area`: it is published now."""
    shutil.rmtree(edition_folder / FAILED / area, ignore_errors=True)
    with suppress(OSError):
        (edition_folder / FAILED).rmdir()


def _restore(moved: Iterable[str], earlier: Path, target: Path) -> None:
    """Take back the new files that were `moved`, then put every earlier file where it was."""
    for name in moved:
        _remove(target / name)
    for path in earlier.iterdir():
        path.replace(target / path.name)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def _list_below(staging: Path, name: str) -> list[str]:
    """Return the files in the folder `name`, or `name` itself if it is no folder or has none."""
    paths = sorted(path for path in (staging / name).rglob("*") if path.is_file())
    return [path.relative_to(staging).as_posix() for path in paths] or [name]
