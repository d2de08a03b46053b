"""The first pages of a benchmark: what it is, how its areas were chosen, the grid by theme, what areas share."""

from __future__ import annotations

from collections.abc import Iterator

from sendneeds.analysis.unusual import Label
from sendneeds.declare.period import say_date
from sendneeds.present.display import Cell, Column, Figure, Prose, Table, mark_number, strip_marks
from sendneeds.present.figures import Caption, show_heat
from sendneeds.present.heat_chart import Heat, HeatCell, HeatMap
from sendneeds.present.sentences import join_words
from sendneeds.present.words import say_finding, say_noun, say_number
from sendneeds.report.area_evidence import AreaEvidence, has_few_children
from sendneeds.report.benchmark_evidence import BenchmarkEvidence
from sendneeds.report.benchmark_words import SIMILAR, name_areas, say_areas, say_outside, say_share
from sendneeds.report.section import join_paragraph, join_paragraphs, say_source

Shown = Prose | Figure | Table
LIES = ("lies", "lie")


def say_title(evidence: BenchmarkEvidence) -> Prose:
    """Return the title, the areas and the status."""
    count = len(evidence.areas)
    names = "; ".join(item.area.name for item in evidence.areas)
    drafts = any(item.local.is_draft for item in evidence.areas)
    facts = {
        "Areas": f"{say_areas(count)}, named with their similar areas below" if evidence.is_many else names,
        "Edition": evidence.areas[0].edition_name,
        "Figures": f"published figures for periods that ended on or before {say_date(evidence.edition.as_at)}",
        "Status": "DRAFT, not signed off" if drafts else "signed off for every area",
    }
    title = f"# {'Local' if evidence.is_many else f'{say_areas(count).capitalize()} local'} areas side by side"
    title = f"{title}: special educational needs and disability"
    return Prose(join_paragraphs(title, "\n".join(f"- **{key}:** {value}" for key, value in facts.items())))


def show_summary(evidence: BenchmarkEvidence) -> Iterator[Shown]:
    """Yield how many comparisons lie outside the range of similar areas, and the grid of areas by theme."""
    tests = [
        test
        for area in evidence.areas
        for theme in evidence.measures
        for _, test in evidence.list_tests(area, theme)
    ]  # fmt: skip
    tested = sum(test.t is not None for test in tests)
    outside = sum(test.is_beyond for test in tests)
    untold = sum(test.label is Label.UNTOLD for test in tests)
    by_chance = 2 * (1 - evidence.edition.thresholds.outside) * tested
    yield Prose(
        join_paragraph(
            f"Of {_mark(tested, 'compared')} comparisons of an area's core measure with its own similar areas, "
            f"{_mark(outside, 'outside-range')} {say_noun(outside, LIES)} outside the range of similar areas; about "
            f"{_mark(by_chance, 'by-chance')} would by chance alone, if every area were like its similar areas.",
            f"For {_mark(untold, 'untold')} of them, similar areas differ too much to tell." if untold else "",
            SIMILAR,
            _say_small_areas(evidence),
        )
    )
    yield _tabulate_heat(evidence) if evidence.is_many else _plot_heat(evidence)


def _say_small_areas(evidence: BenchmarkEvidence) -> str:
    """Return which areas have so few plans that their comparisons say little."""
    few = [area for area in evidence.areas if has_few_children(evidence.national, area.area)]
    if not few:
        return ""
    plans = [
        f"{name} ({say_finding(area.latest('ehc_plans_total'))})"
        for area, name in zip(few, name_areas(few), strict=True)
    ]
    return f"So few EHC plans are held that one child can decide a share: {join_words(plans)}."


def _mark(number: float, name: str) -> str:
    return mark_number(say_number(number), f"benchmark.{name}")


def _plot_heat(evidence: BenchmarkEvidence) -> Figure:
    """Return the grid of themes (rows) by area (columns)."""
    rows = tuple(
        (evidence.registry.themes[theme].label, tuple(_build_cell(evidence, area, theme) for area in evidence.areas))
        for theme in evidence.measures
    )
    names = tuple(item.area.name for item in evidence.areas)
    chart = HeatMap("core measures outside the range of similar areas", "Theme", names, rows)
    return show_heat(chart, _caption_heat(evidence))


def _caption_heat(evidence: BenchmarkEvidence) -> Caption:
    found = [
        area
        for area in evidence.areas
        if any(test.is_beyond for theme in evidence.measures for _, test in evidence.list_tests(area, theme))
    ]
    share = strip_marks(say_share(len(found), len(evidence.areas)))
    share = f"{share[:1].upper()}{share[1:]}"
    title = f"{share} {say_noun(len(found), LIES)} outside the range of similar areas on at least one core measure"
    pairs = [
        pair for area in evidence.areas for theme in evidence.measures for pair in evidence.list_tests(area, theme)
    ]
    subtitle = "Core measures of each theme outside the range of the area's own similar areas, of those compared"
    return Caption("heat", title, subtitle, say_source(evidence.areas[0], [finding for finding, _ in pairs]))


def _build_cell(evidence: BenchmarkEvidence, area: AreaEvidence, theme: str) -> HeatCell:
    """Return the words of one area and theme. The shade follows the words: what comes first decides."""
    labels = [test.label for _, test in evidence.list_tests(area, theme)]
    count, place = len(labels), f"{area.area.slug}.outside-range.{theme}"
    if not labels:
        return HeatCell("not compared", "not compared", Heat.UNKNOWN)
    beyond = sum(label in {Label.OUTSIDE, Label.HIGHER, Label.LOWER} for label in labels)
    edge, untold = labels.count(Label.EDGE), labels.count(Label.UNTOLD)
    within, rest = count - beyond - edge - untold, f"; cannot be told: {untold}" if untold else ""
    if beyond:
        return HeatCell(
            f"outside the range: {beyond} of {count}{rest}", f"outside: {beyond} of {count}", Heat.OUTSIDE, place
        )
    if 2 * untold > count:
        text = f"cannot be told: {untold} of {count}"
        return HeatCell(text, text, Heat.UNKNOWN, place)
    if edge:
        return HeatCell(f"towards the edge: {edge} of {count}{rest}", f"edge: {edge} of {count}", Heat.EDGE, place)
    return HeatCell(f"within the range: {within} of {count}{rest}", f"within: {within} of {count}", Heat.WITHIN, place)


def _tabulate_heat(evidence: BenchmarkEvidence) -> Table:
    """Return the grid turned: one row an area, one column a theme that has a comparison."""
    grid = {theme: [_build_cell(evidence, area, theme) for area in evidence.areas] for theme in evidence.measures}
    shown = [theme for theme, cells in grid.items() if any(cell.finding for cell in cells)]
    labels = [Column(evidence.registry.themes[theme].label, numeric=False) for theme in shown]
    rows = tuple(
        (Cell(area.area.name), *(Cell(grid[theme][row].short, grid[theme][row].finding) for theme in shown))
        for row, area in enumerate(evidence.areas)
    )
    caption = _caption_heat(evidence)
    note = (
        "The words say how many core measures lie outside the range, towards its edge or within it, of those compared."
    )
    columns = (Column("Area", numeric=False), *labels)
    return Table("heat", caption.subtitle, columns, rows, caption.source, (note,), wide=True)


def show_shared(evidence: BenchmarkEvidence) -> Iterator[Shown]:
    """Yield the themes in which two or more areas lie outside the range of their similar areas."""
    found = {theme: _find_outside(evidence, theme) for theme in evidence.measures}
    shared = {theme: areas for theme, areas in found.items() if len(areas) > 1}
    if not shared:
        yield Prose("In no theme does more than one of the areas lie outside the range of its similar areas.")
    elif evidence.is_many:
        yield _tabulate_shared(evidence, found)
    else:
        lines = [_say_shared(evidence, theme, areas) for theme, areas in shared.items()]
        lead = "In these themes two or more areas lie outside the range of their own similar areas:"
        yield Prose(join_paragraphs(lead, "\n".join(lines), _say_same_side(evidence)))


def _find_outside(evidence: BenchmarkEvidence, theme: str) -> list[AreaEvidence]:
    return [area for area in evidence.areas if any(test.is_beyond for _, test in evidence.list_tests(area, theme))]


def _say_shared(evidence: BenchmarkEvidence, theme: str, areas: list[AreaEvidence]) -> str:
    said = [f"{area.area.name}: {join_words(say_outside(evidence, area, (theme,)))}" for area in areas]
    return f"- **{evidence.registry.themes[theme].label}.** {'; '.join(said)}."


def _say_same_side(evidence: BenchmarkEvidence) -> str:
    """Return the single measures on which several areas lie outside on the same side."""
    sides: dict[tuple[str, str], list[AreaEvidence]] = {}
    for area in evidence.areas:
        for theme in evidence.measures:
            for finding, test in evidence.list_tests(area, theme):
                if test.is_beyond:
                    high = test.high is not None and finding.value is not None and finding.value > test.high
                    key = (finding.entry.indicator.short, "above" if high else "below")
                    sides.setdefault(key, []).append(area)
    said = [
        f"{name}: {join_words(name_areas(areas))}, {side}" for (name, side), areas in sides.items() if len(areas) > 1
    ]
    return f"On one and the same measure, and the same side: {'; '.join(said)}." if said else ""


def _tabulate_shared(evidence: BenchmarkEvidence, found: dict[str, list[AreaEvidence]]) -> Table:
    """Return how many areas lie outside the range, one row a theme."""
    rows = tuple(
        (
            Cell(evidence.registry.themes[theme].label),
            Cell(
                say_number(sum(bool(evidence.list_tests(area, theme)) for area in evidence.areas)), f"benchmark.{theme}"
            ),
            Cell(say_number(len(areas)), f"benchmark.{theme}"),
        )
        for theme, areas in found.items()
    )
    heads = ("Areas with a comparison", "Areas outside the range on at least one measure")
    columns = (Column("Theme", numeric=False), *(Column(head) for head in heads))
    note = "With several measures in a theme, some areas lie outside by chance alone."
    return Table(
        "shared",
        "Areas outside the range of their similar areas, by theme",
        columns,
        rows,
        _caption_heat(evidence).source,
        (note,),
    )
