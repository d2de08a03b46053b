"""Check every published page and PDF of an edition and print one table of faults (`make accessibility`).

Exit codes: 0 no fault, 1 a fault, 2 nothing to check, or no fault but a check could not run.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from accessibility.checks import check_files
from accessibility.table import NOT_RUN, write_faults, write_table

OUTPUTS = Path(__file__).resolve().parent.parent / "outputs"
# What a failed run leaves, and the book, whose pages and PDF are Quarto's.
UNPUBLISHED = {"failed", "book"}
BY_HAND = """\
Nobody has tried these files by hand: not with a screen reader, a magnifier, voice control or the keyboard alone, nor
has anyone judged whether the words for each chart are good enough. The counts are of faults that programs can see."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the files of an edition, print what is found and return the exit code."""
    parser = argparse.ArgumentParser(description="Check published pages and PDFs and print one table of faults.")
    parser.add_argument("--edition", required=True, help="the folder below outputs")
    parser.add_argument("--area", action="append", default=[], help="only this folder of the edition (repeatable)")
    parser.add_argument("--outputs", type=Path, default=OUTPUTS, help="where the editions are")
    chosen = parser.parse_args(arguments)
    folder = chosen.outputs / chosen.edition
    files = list_files(folder, chosen.area)
    if not files:
        _say(f"found no page and no PDF in {folder}: run `make reports EDITION={chosen.edition}` first", sys.stderr)
        return 2
    outcome = check_files(files, install=True)
    _say(write_table(files, folder, outcome.columns))
    _say(write_faults(folder, outcome.columns))
    if (folder / "book").is_dir():
        outcome.remarks.append("The book is not in the table: Quarto makes its pages and its PDF.")
    _say("\n".join((f"Tested with {'; '.join(outcome.versions)}.", *outcome.remarks, BY_HAND)))
    if outcome.missing:
        _say("\n".join(f"not run ({NOT_RUN}): {reason}" for reason in outcome.missing), sys.stderr)
    return outcome.exit_code


def list_files(folder: Path, areas: Sequence[str] = ()) -> list[Path]:
    """Return the pages and PDFs that are published below `folder`; if `areas` names folders, those in them."""
    found = []
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        is_published = parts[0] not in UNPUBLISHED and not any(part.startswith(".") for part in parts)
        if path.suffix in {".html", ".pdf"} and is_published and (not areas or parts[0] in areas):
            found.append(path)
    return found


def _say(text: str, stream: TextIO = sys.stdout) -> None:
    if text:
        print(text.rstrip("\n"), file=stream, flush=True)


if __name__ == "__main__":
    sys.exit(main())
