"""The tag tree, outline and properties of a PDF against what its report holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path

import pikepdf
from pikepdf import Array, Name, Object

from accessibility.faults import is_filler
from accessibility.model import Contents
from sendneeds.build.tags import list_children, walk_structure

_HEADINGS = ("H1", "H2", "H3", "H4", "H5", "H6")


def check_structure(path: Path, contents: Contents | None) -> dict[str, list[str]]:
    """Return the faults of each check. Without `contents` only what a PDF shows by itself is checked."""
    with pikepdf.open(path) as pdf:
        tags = list(walk_structure(pdf.Root.StructTreeRoot)) if "/StructTreeRoot" in pdf.Root else []
        alts = [str(tag.get("/Alt", "")) for tag in tags if tag["/S"] == Name.Figure]
        tables = [tag for tag in tags if tag["/S"] == Name.Table]
        sizes = [_measure(table) for table in tables]
        headings = [
            (int(str(tag["/S"])[2:]), str(tag.get("/T", ""))) for tag in tags if str(tag["/S"])[1:] in _HEADINGS
        ]
        bookmarks = list(_read_outline(pdf))
        expected = contents or Contents(_read_title(pdf), "en-GB", tuple(headings), tuple(alts), tuple(sizes))
        return {
            "headings": _compare("heading", headings, expected.headings),
            "figures": _compare("figure", alts, expected.alts),
            "tables": [
                *_compare("table of rows and columns", sizes, expected.tables),
                *(fault for number, table in enumerate(tables, 1) for fault in _check_headers(table, number)),
            ],
            "bookmarks": _compare("bookmark", bookmarks, [item for item in expected.headings if item[0] > 1]),
            "language": _check_language(pdf, tags, expected.lang),
            "title": _check_title(pdf, expected.title),
            "alt text": [f"figure without words of its own: {alt!r}" for alt in alts if is_filler(alt)],
        }


def _compare(thing: str, found: Sequence[object], expected: Sequence[object]) -> list[str]:
    """Return a fault for each item that is missing, added or out of order."""
    one, other = list(map(repr, found)), list(map(repr, expected))
    faults = []
    for kind, start, end, begin, stop in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind != "equal":
            faults += [f"{thing} missing: {item[:120]}" for item in other[begin:stop]]
            faults += [f"{thing} not in the report: {item[:120]}" for item in one[start:end]]
    return faults


def _list_rows(table: Object) -> list[list[Object]]:
    parts = [
        part for child in list_children(table) for part in ([child] if child["/S"] == Name.TR else list_children(child))
    ]
    return [list_children(row) for row in parts if row["/S"] == Name.TR]


def _measure(table: Object) -> tuple[int, int]:
    rows = _list_rows(table)
    return len(rows), len(rows[0]) if rows else 0


def _check_headers(table: Object, number: int) -> Iterator[str]:
    """Yield each row whose headers are not those of a table: columns above, one header at the start of each row."""
    header, *rows = _list_rows(table) or [[]]
    if not header or any(_read_scope(cell) != "/Column" for cell in header):
        yield f"table {number}: the first row is not all column headers"
    for place, (first, *others) in enumerate((row for row in rows if row), 1):
        if _read_scope(first) != "/Row":
            yield f"table {number}, row {place}: no row header"
        elif any(cell["/S"] != Name.TD or str(first.get("/ID")) not in _list_headers(cell) for cell in others):
            yield f"table {number}, row {place}: a cell does not name its row header"


def _read_scope(cell: Object) -> str:
    return str(_read_attribute(cell, "/Scope")) if cell["/S"] == Name.TH else ""


def _list_headers(cell: Object) -> list[str]:
    headers = _read_attribute(cell, "/Headers")
    return [str(name) for name in headers] if isinstance(headers, Array) else []


def _read_attribute(cell: Object, name: str) -> Object | None:
    owners = cell.get("/A", Array())
    return next((item[name] for item in (owners if isinstance(owners, Array) else [owners]) if name in item), None)


def _read_outline(pdf: pikepdf.Pdf) -> Iterator[tuple[int, str]]:
    def walk(items: Sequence[pikepdf.OutlineItem], level: int) -> Iterator[tuple[int, str]]:
        for item in items:
            yield level, item.title
            yield from walk(list(item.children), level + 1)

    with pdf.open_outline() as outline:
        yield from walk(list(outline.root), 2)


def _check_language(pdf: pikepdf.Pdf, tags: Sequence[Object], expected: str) -> list[str]:
    stated = str(pdf.Root.get("/Lang", ""))
    faults = [] if stated == expected else [f"language {stated!r} instead of {expected!r}"]
    others = {str(tag["/Lang"]) for tag in tags if "/Lang" in tag} - {expected, expected.partition("-")[0]}
    return faults + [f"a part in {lang!r}" for lang in sorted(others)]


def _read_title(pdf: pikepdf.Pdf) -> str:
    return str(pdf.docinfo.get("/Title", ""))


def _check_title(pdf: pikepdf.Pdf, expected: str) -> list[str]:
    # Without these two, pikepdf would write the one title over the other.
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        described = str(metadata.get("dc:title", ""))
    shown = pdf.Root.get("/ViewerPreferences", pikepdf.Dictionary()).get("/DisplayDocTitle", False)
    return [
        *([] if expected else ["no title"]),
        *(f"title {title!r} instead of {expected!r}" for title in (_read_title(pdf), described) if title != expected),
        *([] if shown else ["readers are told to show the file's name, not its title"]),
    ]
