"""Plain text that enters a report: unprintable characters removed, marked numbers recognised."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from html import unescape

from sendneeds.build.blocks import Inline, Link, Number, Text

# A private-use character stands for a figure or table while the Markdown is parsed, so no text may hold one.
BUNDLE_MARK = "\ue000"
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\uf8ff\ufff9-\uffff]"
)
_MARKED_NUMBER = re.compile(r'<data value="([^"<>]*)">([^<>]*)</data>')
_MARKED_SOURCE = re.compile(r'<a href="((?:[a-z_]+\.html)?#source-[a-z0-9_]+)">([^<>]*)</a>')
OPEN_NUMBER = re.compile(r'<data value="([^"<>]*)">')
CLOSE_NUMBER = "</data>"


def clean_text(text: str) -> str:
    """Remove control, direction and private-use characters; keep line feeds and tabs."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def clean_line(text: str) -> str:
    """Return clean text on one line."""
    return " ".join(clean_text(text).split(" ")).replace("\n", " ").replace("\t", " ").strip()


def read_line(text: str) -> tuple[Inline, ...]:
    """Split a line such as a caption into text and marked numbers. Nothing else in it is markup."""
    pieces: list[Text | Number] = []
    end = 0
    for found in _MARKED_NUMBER.finditer(text):
        pieces.append(Text(text[end : found.start()]))
        pieces.append(Number(unescape(found[2]), unescape(found[1])))
        end = found.end()
    pieces.append(Text(text[end:]))
    return tuple(piece for piece in pieces if piece.text)


def read_source(text: str) -> tuple[Inline, ...]:
    """Split a source line into text and links to the entries of its releases."""
    pieces: list[Inline] = []
    end = 0
    for found in _MARKED_SOURCE.finditer(text):
        pieces += [*read_line(text[end : found.start()]), Link(found[1], (Text(unescape(found[2])),))]
        end = found.end()
    return (*pieces, *read_line(text[end:]))


def link_source(text: str, find: Callable[[str], str]) -> str:
    """Return a source line whose links lead where `find` says that an entry is; without a place, words remain."""

    def lead(found: re.Match[str]) -> str:
        place = find(found[1].removeprefix("#"))
        return f'<a href="{place}">{found[2]}</a>' if place else unescape(found[2])

    return _MARKED_SOURCE.sub(lead, text)


def name_anchor(text: str) -> str:
    """Return `text` in small ASCII letters, digits and hyphens, starting with a letter."""
    letters = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode("ascii")
    slug = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
    return slug if slug[:1].isalpha() else f"section-{slug}".strip("-")


def choose_anchor(text: str, taken: set[str]) -> str:
    """Return an anchor for `text` that is not taken, and take it."""
    slug = name_anchor(text)
    number = 1
    anchor = slug
    while anchor in taken:
        number += 1
        anchor = f"{slug}-{number}"
    taken.add(anchor)
    return anchor
