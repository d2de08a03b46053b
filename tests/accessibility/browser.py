"""Pages as a reader sees them in Chromium: wide, dark, narrow (axe-core runs in these), printed, without script."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from accessibility.faults import Columns, Faults, is_filler
from accessibility.tools import NODE

VIEWS = ("desktop", "dark", "narrow", "print", "plain")
_SECONDS_EACH = 120

Seen = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Opened:
    """What each view of each page shows, and the versions of Chromium and axe-core."""

    pages: dict[Path, dict[str, dict[str, Any]]]
    chromium: str
    axe: str


def open_pages(pages: Iterable[Path], chromium: str, modules: Path, views: Iterable[str] = VIEWS) -> Opened:
    """Open every page in one Chromium, in each of `views`. Raises RuntimeError if the browser fails."""
    paths = {str(page.resolve()): page for page in pages}
    given = {"chromium": chromium, "modules": str(modules), "pages": list(paths), "views": list(views)}
    done = subprocess.run(
        ["node", str(NODE / "browser.mjs")],  # noqa: S607 (found by `tools` before)
        input=json.dumps(given),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=_SECONDS_EACH * (1 + len(paths)),
    )
    if done.returncode:
        raise RuntimeError(done.stderr.strip())
    found = json.loads(done.stdout)
    return Opened({paths[name]: views for name, views in found["pages"].items()}, found["version"], found["axe"])


def list_faults(opened: Opened) -> Columns:
    """Return the faults of each check that needs a browser."""
    checks: dict[str, Callable[[Seen], list[str]]] = {
        "axe light": lambda seen: [*_list_violations(seen["desktop"]), *_list_faint(seen["desktop"])],
        "axe dark": lambda seen: [*_list_violations(seen["dark"]), *_list_faint(seen["dark"])],
        "axe 320 px": lambda seen: _list_violations(seen["narrow"]),
        "overflow": lambda seen: [
            *_list_overflows("desktop", seen["desktop"]),
            *_list_overflows("narrow", seen["narrow"]),
        ],
        "requests": lambda seen: sorted({url[:200] for shown in seen.values() for url in shown["requests"]}),
        "no script": _list_lost_lines,
        "print": lambda seen: _list_overflows("print", seen["print"]),
        "alt text": _list_wordless,
    }
    return {name: _apply(check, opened) for name, check in checks.items()}


def count_undecided(opened: Opened) -> Counter[str]:
    """Return how many elements axe could not decide on, by rule, over all pages and views.

    Contrast in the narrow view is left out: the colours are those of the wide one, where nothing covers them.
    """
    undecided: Counter[str] = Counter()
    for seen in opened.pages.values():
        for view, shown in seen.items():
            counts = dict(shown.get("undecided", ()))
            undecided.update(
                {rule: count for rule, count in counts.items() if (view, rule) != ("narrow", "color-contrast")}
            )
    return +undecided


def _apply(check: Callable[[Seen], list[str]], opened: Opened) -> Faults:
    return {page: tuple(check(seen)) for page, seen in opened.pages.items()}


def _list_violations(shown: Mapping[str, Any]) -> list[str]:
    return [f"{rule}: {node}" for rule, nodes in shown["violations"] for node in nodes]


def _list_faint(shown: Mapping[str, Any]) -> list[str]:
    return [f"lettering of a chart is too faint: {words}" for words in shown["faint"]]


def _list_wordless(seen: Seen) -> list[str]:
    names = seen["desktop"]["pictures"]
    return [f"picture without words of its own: {name!r}" for name in names if is_filler(name)]


def _list_overflows(view: str, shown: Mapping[str, Any]) -> list[str]:
    wider = [f"{view}: the page is {shown['overflow']} pixels too wide"] if shown["overflow"] > 0 else []
    return wider + [f"{view}: cut off or outside the page: {name}" for name in shown["cut"]]


def _list_lost_lines(seen: Seen) -> list[str]:
    """Return each line of text that only a script shows."""
    with_script, without = (_count_lines(seen[view]["text"]) for view in ("desktop", "plain"))
    return [f"not shown without script: {line[:100]}" for line in (with_script - without).elements()]


def _count_lines(text: str) -> Counter[str]:
    return Counter(" ".join(line.split()) for line in text.splitlines() if line.strip())
