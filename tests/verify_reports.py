"""Recompute every number of the published reports of an edition by a second path and print one table (`make verify`).

Nothing is built: the files under `outputs` are read, and their numbers are worked out again from the committed tables
and declarations with other code than the package's. Exit codes: 0 no difference, 1 a difference, 2 nothing published.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from verification.published_files import ACROSS, check_folder, list_folders
from verification.table import write_differences, write_table
from verification.tables import Tables

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the reports of an edition, print what is found and return the exit code."""
    parser = argparse.ArgumentParser(description="Recompute every number of the published reports by a second path.")
    parser.add_argument("--edition", required=True, help="the folder below outputs")
    parser.add_argument("--area", action="append", default=[], help="only this folder of the edition (repeatable)")
    parser.add_argument("--outputs", type=Path, default=ROOT / "outputs", help="where the editions are")
    parser.add_argument("--project", type=Path, default=ROOT, help="the folder with data and params")
    chosen = parser.parse_args(arguments)
    folder = chosen.outputs / chosen.edition
    folders = list_folders(folder, chosen.area)
    if not folders:
        _say(f"found no report in {folder}: run `make reports EDITION={chosen.edition}` first", sys.stderr)
        return 2
    tables = Tables(chosen.project)
    together = [path.name for path in list_folders(folder) if path.name not in ACROSS]
    outcomes = [outcome for path in folders for outcome in check_folder(tables, path, together)]
    _say(write_table(outcomes))
    differences = sum(len(item.differences) for item in outcomes)
    if differences:
        _say(write_differences(outcomes), sys.stderr)
    _say(f"{sum(sum(item.checked.values()) for item in outcomes):,} numbers checked, {differences:,} differences")
    return 1 if differences else 0


def _say(text: str, stream: TextIO | None = None) -> None:
    print(text, file=stream or sys.stdout, flush=True)


if __name__ == "__main__":
    sys.exit(main())
