"""Local commentary: what an area's own people add to a section, in `params/commentary/<area>/<section>.md`.

A file begins with the lines `author:` and `date:`, then an empty line, then the text in Markdown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sendneeds.declare.period import say_date
from sendneeds.declare.yaml_file import read_text
from sendneeds.errors import DeclarationError, Problem

KEYS = ("author", "date")


@dataclass(frozen=True)
class Commentary:
    """One comment on one section. `author` is a role or team, `text` is Markdown."""

    section: str
    author: str
    date: date
    text: str

    def say_heading(self) -> str:
        """Return who wrote on what, and when."""
        return f"{self.section.replace('_', ' ').capitalize()}, {self.author}, {say_date(self.date)}"


def load_commentary(folder: Path) -> tuple[Commentary, ...]:
    """Return the comments in one area's folder, by section; none where there is no folder.

    Raises DeclarationError naming the file if a header line is missing or the date does not exist.
    """
    return tuple(_read_comment(path) for path in sorted(folder.glob("*.md")))


def _read_comment(path: Path) -> Commentary:
    where = f"commentary/{path.parent.name}/{path.name}"
    head, _, text = read_text(path, where).replace("\r\n", "\n").partition("\n\n")
    header = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in head.splitlines())}
    missing = [key for key in KEYS if not header.get(key)]
    if missing or not text.strip():
        raise DeclarationError(
            Problem(where, f"no {' or '.join(missing) or 'text'}", "author:, date:, an empty line, text", "add it")
        )
    try:
        written = date.fromisoformat(header["date"])
    except ValueError:
        raise DeclarationError(
            Problem(where, f"the date '{header['date']}'", "a date such as 2026-01-31", "correct it")
        ) from None
    return Commentary(path.stem, header["author"], written, text.strip())
