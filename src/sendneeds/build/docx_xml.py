"""Elements of WordprocessingML. All text of a report enters a Word document here, as text of an element."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache

from docx.oxml.ns import NamespacePrefixedTag, qn
from docx.oxml.parser import oxml_parser
from docx.oxml.xmlchemy import BaseOxmlElement

# Word allows names of bookmarks of 40 characters.
_MOST_CHARACTERS = 40
_BOX_EDGE = {"w:val": "single", "w:sz": "24", "w:space": "8", "w:color": "12436D"}
_BOX_FILL = {"w:val": "clear", "w:color": "auto", "w:fill": "F3F5F7"}

Element = BaseOxmlElement


@dataclass(frozen=True)
class Look:
    """How the words of a run look: `style` is the id of a character style."""

    style: str = ""
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Layout:
    """How a paragraph stands: its style's id, and what differs from the style.

    `number` is a list's id, at `level` (from 0); `keep` holds the paragraph with the next one; `boxed` marks it as set
    apart; `indent` is in levels of a list.
    """

    style: str
    keep: bool = False
    number: int | None = None
    level: int = 0
    boxed: bool = False
    indent: int = 0
    right: bool = False


PLAIN = Look()
_INDENT = 397


def build(tag: str, attributes: Mapping[str, str] | None = None, *children: Element) -> Element:
    """Return an element; names of tag and attributes begin with their namespace, as in `w:p`."""
    name, prefixes = _find_name(tag)
    expanded = {_expand(name): value for name, value in attributes.items()} if attributes else None
    element: Element = oxml_parser.makeelement(name, attrib=expanded, nsmap=prefixes)
    element.extend(children)
    return element


def build_paragraph(layout: Layout, content: Iterable[Element]) -> Element:
    """Return a paragraph of runs, links and bookmarks."""
    paragraph = deepcopy(_build_empty(layout))
    paragraph.extend(content)
    return paragraph


def build_run(text: str, look: Look = PLAIN) -> Element:
    """Return a run of text as it is, its spaces kept."""
    run = deepcopy(_build_unspoken(look))
    run[-1].text = text
    return run


def wrap_run(content: Element, look: Look = PLAIN) -> Element:
    """Return a run that holds one element, such as a line break or a picture."""
    properties = [build("w:rStyle", {"w:val": look.style})] if look.style else []
    properties += [build("w:b")] if look.bold else []
    properties += [build("w:i")] if look.italic else []
    return build("w:r", None, *([build("w:rPr", None, *properties)] if properties else []), content)


def build_field(instruction: str, shown: str) -> Element:
    """Return a field that Word fills, such as PAGE, and what it shows until then."""
    return build("w:fldSimple", {"w:instr": instruction}, build_run(shown))


def name_bookmark(anchor: str) -> str:
    """Return the name of the bookmark for an anchor: letters, digits and _, the same for the same anchor."""
    name = anchor.replace("-", "_")
    if len(name) <= _MOST_CHARACTERS:
        return name
    digest = hashlib.sha256(anchor.encode("utf-8")).hexdigest()[:8]
    return f"{name[: _MOST_CHARACTERS - 9]}_{digest}"


def bookmark(anchor: str, number: int, content: Iterable[Element]) -> list[Element]:
    """Return content between the ends of the bookmark for an anchor; `number` is its own in a document."""
    start = build("w:bookmarkStart", {"w:id": str(number), "w:name": name_bookmark(anchor)})
    return [start, *content, build("w:bookmarkEnd", {"w:id": str(number)})]


def link_inside(anchor: str, content: Iterable[Element], tip: str = "") -> Element:
    """Return a link to the bookmark of an anchor. `tip` says where it leads, if its words do not."""
    tips = {"w:tooltip": tip} if tip else {}
    return build("w:hyperlink", {"w:anchor": name_bookmark(anchor), "w:history": "1"} | tips, *content)


def end_section(paragraph: Element, section: Element) -> None:
    """Let the section that has these properties end with a paragraph."""
    properties = paragraph.find(_expand("w:pPr"))
    assert properties is not None  # noqa: S101 (build_paragraph writes them)
    properties.append(section)


def _list_properties(layout: Layout) -> Iterable[Element]:
    """Yield the properties of a paragraph in the order of the schema."""
    yield build("w:pStyle", {"w:val": layout.style})
    if layout.keep:
        yield build("w:keepNext")
    if layout.number is not None:
        level, number = {"w:val": str(layout.level)}, {"w:val": str(layout.number)}
        yield build("w:numPr", None, build("w:ilvl", level), build("w:numId", number))
    if layout.boxed:
        yield build("w:pBdr", None, build("w:left", _BOX_EDGE))
        yield build("w:shd", _BOX_FILL)
    if layout.indent:
        yield build("w:ind", {"w:left": str(_INDENT * layout.indent)})
    if layout.right:
        yield build("w:jc", {"w:val": "right"})


# Paragraphs and runs are copied from one of their kind: that takes a third of the time of building them.
@cache
def _build_empty(layout: Layout) -> Element:
    return build("w:p", None, build("w:pPr", None, *_list_properties(layout)))


@cache
def _build_unspoken(look: Look) -> Element:
    return wrap_run(build("w:t", {"xml:space": "preserve"}), look)


@cache
def _find_name(tag: str) -> tuple[str, dict[str, str]]:
    """Return the name of a tag with its namespace in full, and its prefix."""
    known = NamespacePrefixedTag(tag)
    return known.clark_name, known.nsmap


@cache
def _expand(name: str) -> str:
    """Return a name with its namespace in full."""
    return f"{{http://www.w3.org/XML/1998/namespace}}{name[4:]}" if name.startswith("xml:") else qn(name)
