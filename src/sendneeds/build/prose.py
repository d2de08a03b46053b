"""Markdown to blocks, with footnotes and tables. Raw HTML stays text, but for the mark of a traced number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from html import unescape

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.footnote import footnote_plugin

from sendneeds.build.blocks import (
    Block,
    Box,
    Code,
    CodeBlock,
    Emphasis,
    Grid,
    Heading,
    Inline,
    LineBreak,
    Link,
    Listing,
    Note,
    NoteMark,
    Number,
    Paragraph,
    Strong,
    Text,
    read_text,
)
from sendneeds.build.wording import CLOSE_NUMBER, OPEN_NUMBER, choose_anchor, clean_text

_EMPHASIS: dict[str, type[Strong | Emphasis]] = {"strong": Strong, "em": Emphasis}
# The last is another report of the same folder.
_SAFE_LINK = re.compile(r"https?://|mailto:|#|[a-z_]+\.html$", re.IGNORECASE)


@cache
def _load_parser() -> MarkdownIt:
    # HTML blocks and images are off: the first then arrive as inline HTML, which is shown as text, and
    # the second would be requests to another server.
    parser = MarkdownIt("commonmark").enable("table").disable(["html_block", "image", "hr"]).use(footnote_plugin)
    parser.validateLink = lambda url: bool(_SAFE_LINK.match(url))  # type: ignore[method-assign]
    return parser


def parse_markdown(source: str) -> SyntaxTreeNode:
    """Return the syntax tree of Markdown; each top node knows its lines."""
    return SyntaxTreeNode(_load_parser().parse(source))


class BlockReader:
    """Turns syntax nodes into blocks and remembers the anchors in use."""

    def __init__(self, taken: set[str]) -> None:
        self.taken = taken
        self._labels: Counter[str] = Counter()
        self._readers: dict[str, Callable[[SyntaxTreeNode], Block]] = {
            "heading": self._read_heading,
            "paragraph": lambda node: Paragraph(_read_inline(node)),
            "bullet_list": lambda node: Listing(self._read_items(node)),
            "ordered_list": lambda node: Listing(self._read_items(node), int(node.attrs.get("start", 1))),
            "blockquote": lambda node: Box(self._read_inner(node.children)),
            "fence": lambda node: CodeBlock(node.content.rstrip("\n")),
            "code_block": lambda node: CodeBlock(node.content.rstrip("\n")),
            "table": self._read_grid,
        }

    def read_block(self, node: SyntaxTreeNode) -> Block:
        """Return one block. Raises KeyError for a node that the parser is not set up to give."""
        return self._readers[node.type](node)

    def _read_inner(self, nodes: Sequence[SyntaxTreeNode]) -> tuple[Block, ...]:
        # A heading inside a list or box would break the order of levels: it becomes a bold paragraph.
        return tuple(
            Paragraph((Strong(_read_inline(node)),)) if node.type == "heading" else self.read_block(node)
            for node in nodes
        )

    def read_notes(self, node: SyntaxTreeNode, mentions: Counter[int]) -> tuple[Note, ...]:
        """Return the notes of a `footnote_block`, numbered in the order of their first mention."""
        notes = []
        for number, footnote in enumerate(node.children, start=1):
            inner = [child for child in footnote.children if child.type != "footnote_anchor"]
            notes.append(Note(number, mentions[number], self._read_inner(inner)))
        return tuple(notes)

    def _read_heading(self, node: SyntaxTreeNode) -> Block:
        children = _read_inline(node)
        heading = Heading(int(node.tag[1:]), "", children)
        return Heading(heading.level, choose_anchor(heading.text, self.taken), children)

    def _read_items(self, node: SyntaxTreeNode) -> tuple[tuple[Block, ...], ...]:
        return tuple(self._read_inner(item.children) for item in node.children)

    def _read_grid(self, node: SyntaxTreeNode) -> Grid:
        rows = [tuple(_read_inline(cell) for cell in row.children) for part in node.children for row in part.children]
        label = f"Table of {', '.join(read_text(cell) for cell in rows[0])}"
        self._labels[label] += 1
        repeat = self._labels[label]
        return Grid(f"{label} ({repeat})" if repeat > 1 else label, rows[0], tuple(rows[1:]))


def count_mentions(tree: SyntaxTreeNode) -> Counter[int]:
    """Count how often the text points to each note number."""
    return Counter(int(node.meta["id"]) + 1 for node in tree.walk() if node.type == "footnote_ref")


def _read_inline(node: SyntaxTreeNode) -> tuple[Inline, ...]:
    children = [child for inline in node.children if inline.type == "inline" for child in inline.children]
    return _read_pieces(children)


def _read_pieces(nodes: Sequence[SyntaxTreeNode]) -> tuple[Inline, ...]:
    pieces: list[Inline] = []
    position = 0
    while position < len(nodes):
        opened = OPEN_NUMBER.fullmatch(nodes[position].content) if nodes[position].type == "html_inline" else None
        marked = [node.content for node in nodes[position + 1 : position + 3]]
        if opened and len(marked) > 1 and marked[1] == CLOSE_NUMBER:
            pieces.append(Number(marked[0], unescape(opened[1])))
            position += 3
        else:
            pieces.append(_read_piece(nodes[position]))
            position += 1
    return tuple(piece for piece in pieces if piece != Text(""))


def _read_piece(node: SyntaxTreeNode) -> Inline:
    match node.type:
        case "strong" | "em":
            return _EMPHASIS[node.type](_read_pieces(node.children))
        case "link":
            return Link(str(node.attrs["href"]), _read_pieces(node.children))
        case "code_inline":
            return Code(node.content)
        case "hardbreak":
            return LineBreak()
        case "footnote_ref":
            return NoteMark(int(node.meta["id"]) + 1, int(node.meta["subId"]) + 1)
    # Decoded entities may bring unprintable characters back, hence the second cleaning.
    return Text(" " if node.type == "softbreak" else clean_text(node.content))
