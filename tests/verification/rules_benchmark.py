"""What a benchmark of several areas counts, and the words of its grid."""

from __future__ import annotations

import statistics

from verification.area import Area
from verification.expected import Expected
from verification.measures import EDGE, UNTOLD, Measure, measure_all
from verification.pages import Block, Mark
from verification.rendering import Number, write_value
from verification.roles import find_context


def list_measures(areas: list[Area], theme: str) -> list[str]:
    """Return the core measures of a theme for which any area has a figure; where there is none, its other measures."""
    entries = areas[0].tables.indicators
    known = [
        name
        for name, entry in entries.items()
        if entry["theme"] == theme and any((found := area.latest(name)) and found.value is not None for area in areas)
    ]
    return [name for name in known if entries[name]["core"]] or known


def list_tests(areas: list[Area], area: Area, theme: str) -> list[Measure]:
    """Return the measures of a theme that are set against an area's similar areas."""
    measures = measure_all(area, area.edition["neighbours"])
    found = (measures.get(name) for name in list_measures(areas, theme))
    return [item for item in found if item is not None and item.label]


def expect_appendices(areas: list[Area], name: str) -> Expected | None:
    """Return how many areas and measures the appendices hold, or the fewest neighbours that make an average."""
    held = [name for name in areas[0].tables.indicators if any(area.latest(name) for area in areas)]
    counts = {"areas": len(areas), "measures": len(held), "fewest": areas[0].edition["fewest_neighbours"]}
    return Expected("appendices", [Number(counts[name])]) if name in counts else None


def expect_benchmark(areas: list[Area], name: str, block: Block, mark: Mark | None) -> Expected | None:
    """Return what stands under an id of the benchmark as a whole."""
    themes = areas[0].tables.themes
    tests = [item for area in areas for theme in themes for item in list_tests(areas, area, theme)]
    tested = [item for item in tests if item.t is not None]
    counts: dict[str, float] = {
        "compared": len(tested),
        "outside-range": sum(item.is_beyond for item in tests),
        "by-chance": 2 * (1 - areas[0].edition["thresholds"]["outside"]) * len(tested),
        "untold": sum(item.label == UNTOLD for item in tests),
        "areas": len(areas),
    }
    if name in counts:
        return Expected("benchmark", [Number(counts[name])])
    if name in areas[0].tables.themes and block.column:
        rows = [list_tests(areas, area, name) for area in areas]
        outside = "outside" in block.column
        found = sum(any(item.is_beyond for item in row) if outside else bool(row) for row in rows)
        return Expected("benchmark", [Number(found)])
    return _expect_middle(areas, name, block, mark)


def _expect_middle(areas: list[Area], name: str, block: Block, mark: Mark | None) -> Expected | None:
    """Return an end of the middle half of the report's areas on a measure, or how many have a figure."""
    indicator, _, period = name.partition(".")
    if indicator not in areas[0].tables.indicators or mark is None:
        return None
    found = (area.find(indicator, period).value for area in areas)
    values = [value for value in found if value is not None]
    context = find_context(block, mark)
    if context.after.startswith(" areas have a figure"):
        return Expected("benchmark", [Number(len(values))])
    lower, _, upper = statistics.quantiles(values, n=4, method="inclusive")
    end = lower if context.before.endswith("lies from ") else upper
    return Expected("benchmark", [write_value(end, areas[0].entry(indicator))])


def expect_heat(areas: list[Area], area: Area, theme: str) -> Expected:
    """Return the words of a cell of the grid, in short or in full."""
    tests = list_tests(areas, area, theme)
    count, beyond = len(tests), sum(item.is_beyond for item in tests)
    edge, untold = (sum(item.label == label for item in tests) for label in (EDGE, UNTOLD))
    within = count - beyond - edge - untold
    rest = f"; cannot be told: {untold}" if untold else ""
    if beyond:
        texts = [f"outside the range: {beyond} of {count}{rest}", f"outside: {beyond} of {count}"]
    elif 2 * untold > count:
        texts = [f"cannot be told: {untold} of {count}"]
    elif edge:
        texts = [f"towards the edge: {edge} of {count}{rest}", f"edge: {edge} of {count}"]
    else:
        texts = [f"within the range: {within} of {count}{rest}", f"within: {within} of {count}"]
    return Expected("benchmark: grid", texts=texts)
