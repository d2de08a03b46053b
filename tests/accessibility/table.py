"""The one table of the checks: a row for each file, a count of faults for each check, and the faults in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from accessibility.faults import Faults

PAGE_CHECKS = (
    "axe light",
    "axe dark",
    "axe 320 px",
    "W3C",
    "html- validate",
    "overflow",
    "links",
    "requests",
    "no script",
    "print",
    "alt text",
)
PDF_CHECKS = ("UA-1", "A-2a", "headings", "figures", "tables", "bookmarks", "language", "title", "alt text")
NOT_RUN = "?"
_MOST_SHOWN = 3


def write_table(files: Sequence[Path], folder: Path, columns: Mapping[str, Faults]) -> str:
    """Return the table: pages, then PDFs, each with a total. A check that did not run shows NOT_RUN."""
    bands = ((".html", "Pages", PAGE_CHECKS), (".pdf", "PDFs", PDF_CHECKS))
    rows: list[tuple[str, ...]] = []
    for suffix, label, checks in bands:
        band = [path for path in files if path.suffix == suffix]
        if band:
            rows += [
                *_split_header(label, checks),
                *_write_band(band, folder, [columns.get(name, {}) for name in checks]),
            ]
    shape = max(map(len, rows))
    filled = [row + ("",) * (shape - len(row)) for row in rows]
    widths = [max(len(row[place]) for row in filled) for place in range(shape)]
    return "".join(_join(row, widths) + "\n" for row in filled)


def write_faults(folder: Path, columns: Mapping[str, Faults]) -> str:
    """Return the faults in words, the first few of each file and check."""
    lines = []
    for name, faults in columns.items():
        for path, found in faults.items():
            lines += [f"{_name(path, folder)}: {name}: {' '.join(fault.split())}" for fault in found[:_MOST_SHOWN]]
            if len(found) > _MOST_SHOWN:
                lines.append(f"{_name(path, folder)}: {name}: and {len(found) - _MOST_SHOWN} more")
    return "".join(f"{line}\n" for line in lines)


def _split_header(label: str, checks: Sequence[str]) -> Iterator[tuple[str, ...]]:
    words = [name.split(" ", 1) for name in checks]
    yield ("", *(parts[0] if len(parts) > 1 else "" for parts in words))
    yield (label, *(parts[-1] for parts in words))


def _write_band(band: Sequence[Path], folder: Path, columns: Sequence[Faults]) -> Iterator[tuple[str, ...]]:
    counts = [[len(faults[path]) if path in faults else None for faults in columns] for path in band]
    totals = [_add(column) for column in zip(*counts, strict=True)]
    for name, row in zip([*(_name(path, folder) for path in band), "all"], [*counts, totals], strict=True):
        yield (name, *(NOT_RUN if count is None else str(count) for count in row))


def _add(counts: Sequence[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _join(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (
        cell.ljust(width) if not place else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join([first, *others]).rstrip()
