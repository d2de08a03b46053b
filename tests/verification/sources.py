"""The table of releases of a report: how many of its figures come from each, and the start of each checksum."""

from __future__ import annotations

from collections import Counter

from verification.outcome import Outcome
from verification.pages import Page
from verification.rules import Rules
from verification.rules_benchmark import list_measures

SHOWN = 12


def check_sources(page: Page, rules: Rules, outcome: Outcome) -> None:
    """Count the figures of each release again, and compare the start of its checksum."""
    rows = [block.cells for block in page.blocks if block.table == "table-sources" and block.place[1] == 0]
    used = count_releases(rules)
    named = {f"{item['publication']}, {item['release']}": name for name, item in rules.tables.releases.items()}
    for cells in (row for row in rows if row):
        texts = [" ".join(cell.text.split()) for cell in cells]
        name = named.get(texts[0], "")
        outcome.count("sources", 2)
        if not name or texts[2] != f"{used[name]:,}":
            outcome.fail("table-sources", texts[0], f"{texts[2]} figures are printed, {used[name]:,} found")
        elif texts[3] != rules.tables.releases[name]["sha256"][:SHOWN]:
            outcome.fail("table-sources", texts[0], "another checksum is printed")


def count_releases(rules: Rules) -> Counter[str]:
    """Return how many figures of a report each release gives."""
    found: Counter[str] = Counter()
    if rules.report == "benchmark":
        themes = rules.tables.themes
        names = [name for theme in themes for name in list_measures(rules.areas, theme)]
        for area in rules.areas:
            points = [point for name in names if (point := area.latest(name))]
            found.update(part for point in points for part in point.figures.release.split("+") if part)
        return found
    for area in rules.areas:
        for name in area.list_indicators():
            points = area.list_points(name)
            if rules.report == "appendices" and not _is_held(rules, name):
                continue
            found.update(part for point in points for part in point.figures.release.split("+") if part)
        if rules.report != "appendices":
            found.update(_list_inspections(rules, area.code, area.as_at.isoformat()))
    return found


def _is_held(rules: Rules, name: str) -> bool:
    return any(point.value is not None for area in rules.areas for point in area.list_points(name))


def _list_inspections(rules: Rules, code: str, as_at: str) -> list[str]:
    rows = rules.tables.read_rows("data/inspections.csv")
    held = [row["release"] for row in rows if row["area_code"] == code and row["date"] <= as_at]
    return [part for release in held for part in release.split("+")]
