"""The report model: an executed notebook read into one document that both renderers use."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from markdown_it.tree import SyntaxTreeNode
from nbformat import NotebookNode

from sendneeds.build.audience import AUDIENCES, METADATA_KEY, Audience
from sendneeds.build.blocks import Block, Box, FigureBlock, Grid, Heading, Inline, Link, Listing, Note, TableBlock
from sendneeds.build.entries import link_entries
from sendneeds.build.outputs import Piece, read_pieces
from sendneeds.build.prose import BlockReader, count_mentions, parse_markdown
from sendneeds.build.wording import BUNDLE_MARK, choose_anchor, clean_line
from sendneeds.errors import Problem, SendneedsError
from sendneeds.present.display import Figure, Table

SECTION = 2
# Ids that the page itself uses.
RESERVED_ANCHORS = frozenset({"main", "contents", "contents-title", "notes", "notes-title"})


@dataclass(frozen=True)
class Metadata:
    """What the notebook says about its report. `draft` holds until the notebook says otherwise.

    One that is `on_request` is made only where it is asked for by name.
    """

    title: str
    area: str = ""
    edition: str = ""
    lang: str = "en-GB"
    description: str = ""
    data_as_at: str = ""
    draft: bool = True
    audience: str = Audience.EVERYONE
    on_request: bool = False

    @property
    def is_for_author(self) -> bool:
        return self.audience == Audience.AUTHOR


@dataclass(frozen=True)
class Document:
    """One report. `opening` holds the blocks before the first section, `blocks` all that follow."""

    metadata: Metadata
    title: Heading
    opening: tuple[Block, ...]
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...]

    @property
    def status(self) -> tuple[tuple[str, str], ...]:
        """Name and value of what identifies the report."""
        lines = (
            ("Area", self.metadata.area),
            ("Edition", self.metadata.edition),
            ("Data as at", self.metadata.data_as_at),
        )
        return tuple(line for line in lines if line[1])

    @property
    def particulars(self) -> tuple[tuple[str, str], ...]:
        """The status lines to show under the title: none where the opening has a list of its own."""
        return () if any(isinstance(block, Listing) for block in self.opening) else self.status

    @property
    def headings(self) -> tuple[Heading, ...]:
        """All headings but the title."""
        return tuple(block for block in self.blocks if isinstance(block, Heading))

    @property
    def contents(self) -> tuple[Heading, ...]:
        """The headings of sections, for the list of contents: none where the report has no such list."""
        if self.metadata.audience == Audience.FAMILIES:
            return ()
        return tuple(heading for heading in self.headings if heading.level == SECTION)

    @property
    def figures(self) -> tuple[FigureBlock, ...]:
        return tuple(block for block in self.opening + self.blocks if isinstance(block, FigureBlock))

    @property
    def tables(self) -> tuple[TableBlock, ...]:
        return tuple(block for block in self.opening + self.blocks if isinstance(block, TableBlock))


def read_document(notebook: NotebookNode) -> Document:
    """Return the report of an executed notebook (nbformat 4.5).

    Raises SendneedsError, naming the cell, for an output that a report cannot show, a missing or second title, a
    skipped heading level, a figure or table shown twice and a link to an anchor that does not exist.
    """
    pieces = read_pieces(notebook)
    source, cells = _join_pieces(pieces)
    tree = parse_markdown(source)
    bundles = [piece for piece in pieces if not isinstance(piece.content, str)]
    reader = BlockReader(set(RESERVED_ANCHORS))
    placed = list(_place_blocks(tree, reader, bundles, cells))
    blocks = [block for _, block in placed]
    notes = _read_notes(tree, reader)
    problems = [*_check_headings(placed), *_check_bundles(blocks, bundles), *_check_links(blocks, notes, reader.taken)]
    if problems:
        raise SendneedsError(problems)
    title, *rest = blocks
    assert isinstance(title, Heading)  # noqa: S101 (checked above)
    first = next((place for place, block in enumerate(rest) if isinstance(block, Heading)), len(rest))
    metadata = _read_metadata(notebook, title.text)
    linked = link_entries(rest, has_area=bool(metadata.area))
    return Document(metadata, title, linked[:first], linked[first:], notes)


def _join_pieces(pieces: tuple[Piece, ...]) -> tuple[str, list[str]]:
    """Return all Markdown as one text, with a mark where each figure or table goes, and the cell of each line."""
    lines: list[str] = []
    cells: list[str] = []
    bundle = 0
    for piece in pieces:
        if isinstance(piece.content, str):
            added = piece.content.split("\n")
        else:
            added = [f"{BUNDLE_MARK}{bundle}{BUNDLE_MARK}"]
            bundle += 1
        lines += [*added, ""]
        cells += [piece.cell] * (len(added) + 1)
    return "\n".join(lines), cells


def _place_blocks(
    tree: SyntaxTreeNode, reader: BlockReader, bundles: list[Piece], cells: list[str]
) -> Iterator[tuple[str, Block]]:
    """Yield each block with the id of its cell."""
    numbers: Counter[type] = Counter()
    for node in tree.children:
        if node.type == "footnote_block":
            continue
        mark = re.fullmatch(f"{BUNDLE_MARK}([0-9]+){BUNDLE_MARK}", _read_source(node))
        if mark:
            piece = bundles[int(mark[1])]
            numbers[type(piece.content)] += 1
            yield piece.cell, _number_bundle(piece, numbers[type(piece.content)], reader.taken)
        else:
            yield (cells[node.map[0]] if node.map else ""), reader.read_block(node)


def _read_source(node: SyntaxTreeNode) -> str:
    return node.children[0].content if node.type == "paragraph" and node.children else ""


def _number_bundle(piece: Piece, number: int, taken: set[str]) -> Block:
    if isinstance(piece.content, Figure):
        return FigureBlock(number, choose_anchor(f"figure {piece.content.id}", taken), piece.content)
    assert isinstance(piece.content, Table)  # noqa: S101 (Markdown never gets here)
    return TableBlock(number, choose_anchor(f"table {piece.content.id}", taken), piece.content)


def _read_notes(tree: SyntaxTreeNode, reader: BlockReader) -> tuple[Note, ...]:
    found = [node for node in tree.children if node.type == "footnote_block"]
    notes = reader.read_notes(found[0], count_mentions(tree)) if found else ()
    for note in notes:
        reader.taken.add(f"note-{note.number}")
    return notes


def _read_metadata(notebook: NotebookNode, title: str) -> Metadata:
    given: dict[str, Any] = dict(notebook.metadata.get(METADATA_KEY, {}))
    known = {field.name: bool if field.name in {"draft", "on_request"} else str for field in fields(Metadata)}
    where = f"notebook metadata {METADATA_KEY}"
    problems = [
        Problem(f"{where}.{key}", repr(value), f"one of {', '.join(known)}, with text or true or false", f"fix {key}")
        for key, value in given.items()
        if not isinstance(value, known.get(key, ()))
    ]
    lang = given.get("lang", "en-GB")
    if isinstance(lang, str) and not re.fullmatch("[a-z]{2}-[A-Z]{2}", lang):
        problems.append(Problem(f"{where}.lang", repr(lang), "a language and region such as en-GB", "fix lang"))
    if given.get("audience", Audience.EVERYONE) not in set(Audience):
        problems.append(Problem(f"{where}.audience", repr(given["audience"]), AUDIENCES, "fix audience"))
    if problems:
        raise SendneedsError(problems)
    cleaned = {key: clean_line(value) if isinstance(value, str) else value for key, value in given.items()}
    return Metadata(**({"title": title} | cleaned))


def _check_headings(placed: list[tuple[str, Block]]) -> Iterator[Problem]:
    first = placed[0][1] if placed else None
    if not (isinstance(first, Heading) and first.level == 1):
        yield Problem("the notebook", "no title first", "one heading # at the start", "begin with # and the title")
    level = 0
    for place, (cell, block) in enumerate(placed):
        if not isinstance(block, Heading):
            continue
        where, found = f"cell {cell}", f"heading {block.text!r} of level {block.level}"
        if not block.text.strip():
            yield Problem(where, "an empty heading", "words", "write the heading")
        if block.level == 1 and place > 0:
            yield Problem(where, found, "one title in a report", "use ## for a section")
        elif block.level > level + 1 > 1:
            yield Problem(where, found, f"level {level + 1} or less", "remove the # too many")
        level = block.level


def _check_bundles(blocks: list[Block], bundles: list[Piece]) -> Iterator[Problem]:
    shown = sum(isinstance(block, FigureBlock | TableBlock) for block in blocks)
    if shown != len(bundles):
        found = f"{len(bundles) - shown} figures or tables inside other text"
        yield Problem("the notebook", found, "each between paragraphs", "close the code block or list before it")
    names: set[tuple[type, str]] = set()
    for piece in bundles:
        assert not isinstance(piece.content, str)  # noqa: S101 (bundles only)
        name = (type(piece.content), piece.content.id)
        if name in names:
            yield Problem(f"cell {piece.cell}", f"a second {piece.content.id}", "each id once", "display it once")
        names.add(name)


def _check_links(blocks: list[Block], notes: tuple[Note, ...], anchors: set[str]) -> Iterator[Problem]:
    everywhere = [*blocks, *(block for note in notes for block in note.blocks)]
    for link in _find_links(everywhere):
        if link.target.startswith("#") and link.target[1:] not in anchors:
            found = f"a link to {link.target}"
            yield Problem("the notebook", found, "the anchor of a heading, figure or table", "fix the link")


def _find_links(blocks: list[Block] | tuple[Block, ...]) -> Iterator[Link]:
    for block in blocks:
        match block:
            case Listing():
                for item in block.items:
                    yield from _find_links(item)
            case Box():
                yield from _find_links(block.blocks)
            case Grid():
                for cells in (block.header, *block.rows):
                    for cell in cells:
                        yield from _find_inline_links(cell)
            case _:
                yield from _find_inline_links(getattr(block, "children", ()))


def _find_inline_links(children: tuple[Inline, ...]) -> Iterator[Link]:
    for child in children:
        if isinstance(child, Link):
            yield child
        yield from _find_inline_links(getattr(child, "children", ()))
