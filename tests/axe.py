"""Pages in a real browser, for pytest: skipped, or failed where SENDNEEDS_REQUIRE says so, if it cannot run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from accessibility.browser import open_pages
from accessibility.tools import MissingToolError, install_modules
from conftest import miss

VIEWS = ("desktop", "dark", "narrow")


def run_axe(page: Path, chromium: str, views: tuple[str, ...] = VIEWS) -> dict[str, dict[str, Any]]:
    """Return, by view, what axe finds in a page, what the page requests, how far it overflows and its fonts."""
    try:
        modules = install_modules()
    except MissingToolError as error:
        miss("chromium", str(error))
    return open_pages([page], chromium, modules, views).pages[page]


def check_found(found: dict[str, dict[str, Any]]) -> None:
    """Assert that a page has no violation, requests nothing and is as wide as the window in every view."""
    for name, expected in (("violations", []), ("requests", []), ("overflow", 0)):
        assert {view: result[name] for view, result in found.items()} == dict.fromkeys(found, expected)
    assert min(result["font"] for result in found.values()) >= 2
