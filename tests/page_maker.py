# ruff: noqa: PLC0415 - what asks for the time is imported after the clock is moved
"""A program that makes all pages and data files of one area from an executed notebook, under a clock of its own.

Called with the notebook, the folder to write into, seconds to move the clock by, and `warm` for a forked process.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import time
from pathlib import Path

import pandas as pd  # noqa: F401 - see shift_clock


def shift_clock(seconds: float) -> None:
    """Move the clock of this process, before anything else is imported that may ask for it.

    Compiled parts of pandas need the true classes, and are imported before.
    """
    true_time, true_local, true_utc = time.time, time.localtime, time.gmtime
    true_datetime, true_date = dt.datetime, dt.date
    difference = dt.timedelta(seconds=seconds)

    class ShiftedDatetime(true_datetime):  # type: ignore[valid-type, misc] # a class made for one run
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:
            moved: dt.datetime = super().now(tz) + difference
            return moved

    class ShiftedDate(true_date):  # type: ignore[valid-type, misc] # a class made for one run
        @classmethod
        def today(cls) -> dt.date:
            moved: dt.date = super().today() + difference
            return moved

    time.time = lambda: true_time() + seconds
    time.localtime = lambda at=None: true_local(time.time() if at is None else at)
    time.gmtime = lambda at=None: true_utc(time.time() if at is None else at)
    dt.datetime, dt.date = ShiftedDatetime, ShiftedDate  # type: ignore[misc] # as above


def describe_surroundings() -> str:
    """Return what the surroundings of this process say, so that a test can see that two differ."""
    now = dt.datetime.now()  # noqa: DTZ005 - the clock of the place
    locale = os.environ["LC_ALL"]
    return json.dumps([hash("any text"), now.year, time.localtime().tm_year, time.tzname, locale, sys.flags.utf8_mode])


def make_pages(path: Path, folder: Path) -> None:
    """Write into `folder` what belongs to the report of `path`, and the data files of Sutton."""
    import nbformat

    from sendneeds.build.charts import write_charts
    from sendneeds.build.data_files import write_area_data
    from sendneeds.build.renderers import MAKERS, render_notebook
    from sendneeds.report import open_area

    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    for suffix in MAKERS:
        (folder / f"{path.stem}{suffix}").write_bytes(render_notebook(notebook, suffix))
    write_charts(folder, path.stem, notebook)
    write_area_data(folder, open_area("sutton", "2025", Path(__file__).parent.parent).evidence)


def fork_warm() -> None:
    """Load what pages need, then go on in a forked process; this one ends as that one does."""
    from sendneeds.build.renderers import warm_renderers

    warm_renderers()
    if child := os.fork():
        os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


if __name__ == "__main__":
    shift_clock(float(sys.argv[3]))
    if sys.argv[4:] == ["warm"]:
        fork_warm()
    (Path(sys.argv[2]) / "surroundings.json").write_text(describe_surroundings(), encoding="utf-8")
    make_pages(Path(sys.argv[1]), Path(sys.argv[2]))
