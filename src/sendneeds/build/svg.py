"""A chart's SVG made fit to stand inside a page: no metadata, no outside references, ids of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from xml.etree.ElementTree import Element, ParseError, fromstring, tostring

from sendneeds.errors import Problem, SendneedsError

_SVG = "http://www.w3.org/2000/svg"
_DROPPED = frozenset({"metadata", "title", "desc"})
_REFUSED = frozenset({"script", "foreignObject", "iframe", "a", "animate", "set"})
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*>")
_LOCAL_URL = re.compile(r"url\(\s*['\"]?#([^)'\"]+)['\"]?\s*\)")
# matplotlib's only style rule. Inside a page it would apply to everything, so it moves to the drawing.
_GLOBAL_RULE = re.compile(r"\s*\*\s*\{([^{}]*)\}\s*")
_DECLARATION = re.compile(r"([a-z-]+)\s*:\s*([^;]+?)\s*(?:;|$)")


@dataclass(frozen=True)
class Drawing:
    """A cleaned SVG element, width and height in its own units."""

    root: Element
    width: float
    height: float

    def to_svg(self) -> str:
        """Return the SVG as text, for a file or another program."""
        return tostring(self.root, encoding="unicode")

    def to_frame(self) -> str:
        """Return an empty SVG of the same size, as text."""
        return tostring(Element(self.root.tag, self.root.attrib), encoding="unicode")

    def to_html(self, prefix: str, alt: str) -> str:
        """Return the SVG for a page: named by `alt`, sized by the page, each id starting with `prefix`."""
        page = deepcopy(self.root)
        _prefix_ids(page, prefix)
        for size in ("width", "height"):
            page.attrib.pop(size, None)
        name = Element("title", {"id": f"{prefix}alt"})
        name.text = alt
        page.insert(0, name)
        page.set("role", "img")
        page.set("aria-labelledby", f"{prefix}alt")
        return tostring(page, encoding="unicode")


@lru_cache(maxsize=32)
def read_drawing(svg: str, where: str) -> Drawing:
    """Return the drawing of an SVG text, for all pages of a report the same: whoever changes it must copy it first.

    Raises SendneedsError if it is not XML, has no viewBox, runs a script, refers to anything outside itself or
    styles more than itself. `where` names the figure.
    """
    text = _DOCTYPE.sub("", svg)
    if "<!ENTITY" in text or "<!DOCTYPE" in text:
        raise _refuse(where, "entities in the SVG", "text without entities of its own")
    try:
        root = fromstring(text)  # noqa: S314 (no entity can be declared at this point)
    except ParseError as error:
        raise _refuse(where, f"an SVG that cannot be read ({error})", "well-formed SVG") from error
    _strip_namespaces(root)
    _drop_unseen(root)
    _move_style(root, where)
    for element in root.iter():
        _check_element(element, where)
    box = root.get("viewBox", "").replace(",", " ").split()
    if root.tag != "svg" or len(box) != 4 or min(float(box[2]), float(box[3])) <= 0:  # noqa: PLR2004 (x, y, width, height)
        raise _refuse(where, f"viewBox {' '.join(box)!r}", "an svg element with a viewBox of some size")
    root.set("xmlns", _SVG)
    return Drawing(root, float(box[2]), float(box[3]))


def _strip_namespaces(root: Element) -> None:
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        for name in list(element.attrib):
            if name.startswith("{"):
                element.attrib[name.rpartition("}")[2]] = element.attrib.pop(name)


def _drop_unseen(root: Element) -> None:
    for parent in list(root.iter()):
        for child in [child for child in parent if child.tag in _DROPPED]:
            parent.remove(child)


def _move_style(root: Element, where: str) -> None:
    for parent in list(root.iter()):
        for child in [child for child in parent if child.tag == "style"]:
            rule = _GLOBAL_RULE.fullmatch(child.text or "")
            if not rule:
                raise _refuse(where, "a style sheet in the SVG", "attributes on the shapes")
            for name, value in _DECLARATION.findall(rule[1]):
                root.set(name, root.get(name, value))
            parent.remove(child)


def _check_element(element: Element, where: str) -> None:
    if element.tag in _REFUSED:
        raise _refuse(where, f"<{element.tag}> in the SVG", "shapes and text only")
    for name, value in element.attrib.items():
        outside = name == "href" and not value.startswith(("#", "data:image/png;base64,"))
        if outside or name.startswith("on") or "url(" in _LOCAL_URL.sub("", value):
            raise _refuse(where, f"{name}={value[:60]!r} in the SVG", "nothing from outside the SVG")


def _prefix_ids(root: Element, prefix: str) -> None:
    for element in root.iter():
        for name, value in _find_references(element):
            element.set(name, value.replace("\0", prefix))


def _find_references(element: Element) -> Iterator[tuple[str, str]]:
    """Yield each attribute that holds or names an id, with a NUL where the prefix goes."""
    for name, value in list(element.attrib.items()):
        if name == "id":
            yield name, f"\0{value}"
        elif name == "href" and value.startswith("#"):
            yield name, f"#\0{value[1:]}"
        elif "url(" in value:
            yield name, _LOCAL_URL.sub("url(#\0\\1)", value)


def _refuse(where: str, found: str, expected: str) -> SendneedsError:
    return SendneedsError(Problem(where, found, expected, "fix the chart that draws it"))
