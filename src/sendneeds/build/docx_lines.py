"""Lines of a Word document: the inline pieces of a report as runs, links and marks of notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from sendneeds.build.blocks import Code, Emphasis, Inline, LineBreak, Link, NoteMark, Number, Strong, Text
from sendneeds.build.docx_xml import PLAIN, Element, Look, bookmark, build, build_run, link_inside, wrap_run

_LINK = "Hyperlink"


class LineWriter:
    """Writes inline pieces. `ids` numbers bookmarks; `relate` returns the id of a relation to a web address."""

    def __init__(self, ids: Iterator[int], relate: Callable[[str], str]) -> None:
        self._ids = ids
        self._relate = relate

    def write(self, children: Iterable[Inline], look: Look = PLAIN) -> Iterator[Element]:
        """Yield the elements of inline pieces; `look` is that of the text around them."""
        for child in children:
            match child:
                case Text() | Number():
                    yield build_run(child.text, look)
                case Code():
                    yield build_run(child.text, replace(look, style=look.style or "InlineCode"))
                case LineBreak():
                    yield wrap_run(build("w:br"))
                case Strong():
                    yield from self.write(child.children, replace(look, bold=True))
                case Emphasis():
                    yield from self.write(child.children, replace(look, italic=True))
                case Link():
                    yield from self._write_link(child, look)
                case NoteMark():
                    yield from self._write_mark(child, look)

    def _write_link(self, link: Link, look: Look) -> Iterator[Element]:
        """Yield a link; one to another report of the same folder is words alone, since a document travels."""
        if link.target.startswith("#"):
            yield link_inside(link.target[1:], self.write(link.children, replace(look, style=_LINK)))
        elif ":" in link.target:
            words = self.write(link.children, replace(look, style=_LINK))
            yield build("w:hyperlink", {"r:id": self._relate(link.target), "w:history": "1"}, *words)
        else:
            yield from self.write(link.children, look)

    def _write_mark(self, mark: NoteMark, look: Look) -> Iterator[Element]:
        """Yield the mark of a note, a link to it; inside another link it is the mark alone."""
        run = build_run(str(mark.number), Look("NoteMark"))
        words = run if look.style == _LINK else link_inside(f"note-{mark.number}", [run], f"Note {mark.number}")
        yield from bookmark(f"note-{mark.number}-mark-{mark.occurrence}", next(self._ids), [words])
