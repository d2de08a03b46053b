"""Links of pages: every file and every anchor that a page names must be there. No address on the web is asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup

from accessibility.faults import Faults

# Attributes that name elements of the same page by id.
_POINTERS = ("aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "headers", "for")
_PAGE_SUFFIXES = {".html", ".htm", ".xhtml"}


def check_links(pages: Iterable[Path]) -> Faults:
    """Return the links of each page that lead nowhere, within it or to other files beside it."""
    return {page: tuple(_list_broken(page.resolve())) for page in pages}


@cache
def _read_page(page: Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


@cache
def _count_anchors(page: Path) -> Mapping[str, int]:
    return Counter(str(tag["id"]) for tag in _read_page(page).find_all(id=True))


def _list_broken(page: Path) -> Iterator[str]:
    anchors = _count_anchors(page)
    yield from (f"the id {name!r} stands {count} times" for name, count in anchors.items() if count > 1)
    for tag in _read_page(page).find_all(["a", "area"], href=True):
        fault = _judge_target(page, str(tag["href"]).strip())
        if fault:
            yield f"{tag['href']!r} ({tag.get_text(' ', strip=True)[:60]}): {fault}"
    for pointer in _POINTERS:
        for tag in _read_page(page).select(f"[{pointer}]"):
            named = tag[pointer] if isinstance(tag[pointer], list) else str(tag[pointer]).split()
            yield from (f"{pointer} names {name!r}, which is not on the page" for name in named if name not in anchors)


def _judge_target(page: Path, target: str) -> str:
    """Return what is wrong with a link's target, "" if nothing is."""
    parts = urlsplit(target)
    if parts.scheme in {"http", "https"}:
        return "" if "." in parts.netloc else "an address without a host"
    if parts.scheme == "mailto":
        return "" if "@" in parts.path else "no mail address"
    if parts.scheme or parts.netloc or not target:
        return "neither a file beside the page, an anchor nor an address on the web"
    path = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    return _judge_anchor(path, unquote(parts.fragment)) if path.is_file() else "no such file"


def _judge_anchor(path: Path, anchor: str) -> str:
    is_page = path.suffix in _PAGE_SUFFIXES
    return "no such anchor" if anchor and is_page and anchor not in _count_anchors(path) else ""
