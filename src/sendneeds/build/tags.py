"""The tag tree of a PDF: the first cell of each table row becomes a header of its row.

Typst tags column headers only. PDF/UA-1 and PDF/A-2a are kept: only structure elements change.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, NameTree, Object, String


def tag_row_headers(content: bytes) -> bytes:
    """Return the PDF with `TH`, Scope Row, as first cell of each body row, and each row's cells pointing to it.

    The bytes depend on the content alone.
    """
    with pikepdf.open(io.BytesIO(content)) as pdf:
        root = pdf.Root.StructTreeRoot
        if "/IDTree" not in root:
            root.IDTree = pdf.make_indirect(Dictionary(Names=Array()))
        names = NameTree(root.IDTree)
        for number, table in enumerate(_find_tables(root)):
            _tag_table(table, number, names)
        target = io.BytesIO()
        pdf.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue()


def _find_tables(element: Object) -> Iterator[Object]:
    """Yield every table in reading order. No table holds another."""
    for child in list_children(element):
        if child["/S"] == Name.Table:
            yield child
        else:
            yield from _find_tables(child)


def walk_structure(element: Object) -> Iterator[Object]:
    """Yield every structure element below `element` in reading order."""
    for child in list_children(element):
        yield child
        yield from walk_structure(child)


def list_children(element: Object) -> list[Object]:
    """Return the structure elements directly below `element`, without marked content."""
    content = element.get("/K", Array())
    children = list(content) if isinstance(content, Array) else [content]
    return [child for child in children if isinstance(child, Dictionary) and "/S" in child]


def _tag_table(table: Object, number: int, names: NameTree) -> None:
    rows = [row for part in list_children(table) if part["/S"] == Name.TBody for row in list_children(part)]
    for place, row in enumerate(rows):
        first, *others = list_children(row)
        name = f"R{number}y{place}"
        first.S = Name.TH
        first.ID = String(name)
        names[name] = first
        _table_attributes(first).Scope = Name.Row
        for cell in others:
            _table_attributes(cell).Headers.append(String(name))


def _table_attributes(cell: Object) -> Object:
    """Return the attributes of a cell whose owner is Table; Typst writes them for every cell."""
    return next(attributes for attributes in cell.A if attributes["/O"] == Name.Table)
