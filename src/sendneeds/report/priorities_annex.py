"""The end of a list of priorities: answers in hand, the record to fill in, how sure it is, and the annex."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple

from sendneeds.analysis.priorities import TITLES, Measure, Priority, Tier, group_by_theme, place_measure
from sendneeds.analysis.score import Sensitivity
from sendneeds.declare.edition import Weights
from sendneeds.present.display import Cell, Column, Table
from sendneeds.present.words import say_noun, say_number, say_small
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.assessment import assess
from sendneeds.report.cycle_thread import say_answers_in_hand
from sendneeds.report.front import say_similar, say_small_area
from sendneeds.report.priorities_demand import TOO_SMALL
from sendneeds.report.priorities_lines import list_first_lines
from sendneeds.report.priorities_words import mark_summary
from sendneeds.report.section import join_paragraph, join_paragraphs, say_footnotes

PARTS = ("Gap", "Evidence", "Trend", "Children", "Duty")
FIRST = 5
RECORD = {"Agreed": "yes, no, later", "Lead": "who", "Date": "when", "Money": "how much", "Measure": "shown by"}
SOURCE = "Source: calculated from the measures of this report; findings.json holds every part unrounded."


def say_answers(evidence: AreaEvidence) -> str:
    """Return what is known of objectives and actions that already answer the lines."""
    return say_answers_in_hand(evidence)


def say_record(evidence: AreaEvidence) -> str:
    """Return how to use the record."""
    del evidence
    return "The board may add a line, strike one or change the order. A reason in a few words helps the next reader."


def tabulate_record(evidence: AreaEvidence) -> tuple[Table, ...]:
    """Return one row for each line of the first page, with room for the decision."""
    rows = [
        (Cell(_name_short(evidence, line)), *(Cell(prompt) for prompt in RECORD.values()))
        for line in list_first_lines(evidence)
    ]
    table = Table(
        id="decisions",
        caption="The board's decisions, to fill in",
        columns=(Column("Line", numeric=False), *(Column(head, numeric=False) for head in RECORD)),
        rows=tuple(rows),
        source="Source: to be filled in by the board.",
    )
    return (table,) if rows else ()


def _name_short(evidence: AreaEvidence, line: Priority) -> str:
    return line.raised.text.rstrip(".") if line.raised else evidence.registry.themes[line.theme].label


def say_sure(evidence: AreaEvidence) -> str:
    """Return how much weight each list can bear, and what else is known of these figures."""
    limits = evidence.edition.thresholds
    share = mark_summary(evidence, f"{say_number(100 * (2 * limits.outside - 1))}%", "edition")
    false = mark_summary(evidence, f"{say_number(100 * limits.discovery)}%", "edition")
    standing = [f"- {TITLES[tier]}: {line.confidence}." for tier in Tier for line in _find_first(evidence, tier)]
    indicators = [item.id for line in assess(evidence).ranking.lines for item in line.measures]
    indicators += [item.finding.entry.id for item in assess(evidence).ranking.duties]
    return join_paragraphs(
        "\n".join(standing),
        TOO_SMALL
        if say_small_area(evidence)
        else join_paragraph(
            f"The range of similar areas is where {share} of figures would lie for areas like them. A theme is clearly "
            f"different only where less than {false} of such findings are expected to be false, all measures taken "
            "together.",
            _say_other_neighbours(evidence),
        ),
        say_footnotes(evidence, indicators),
        say_similar(evidence),
    )


def _find_first(evidence: AreaEvidence, tier: Tier) -> list[Priority]:
    return [line for line in assess(evidence).ranking.lines if line.tier is tier][:1]


def _say_other_neighbours(evidence: AreaEvidence) -> str:
    """Return which themes would stand in another list beside the edition's second list of neighbours."""
    found = assess(evidence)
    if not found.second:
        return ""
    first, second = (_place_themes(measures, evidence) for measures in (found.measures, found.second))
    moved = [theme for theme in first if first[theme] != second.get(theme)]
    vintage = mark_summary(evidence, evidence.edition.second_neighbours or "", "edition")
    opening = f"Beside the {vintage} list of neighbours,"
    if not moved:
        return f"{opening} every theme would stand in the same list."
    said = [
        f"{evidence.registry.themes[theme].label}: {_name_list(second.get(theme))} (here: {_name_list(first[theme])})"
        for theme in moved
    ]
    return f"{opening} these themes would stand in another list: {'; '.join(said)}."


def _name_list(tier: Tier | None) -> str:
    return f"\N{LEFT DOUBLE QUOTATION MARK}{TITLES[tier]}\N{RIGHT DOUBLE QUOTATION MARK}" if tier else "not set apart"


def _place_themes(measures: Mapping[str, Measure], evidence: AreaEvidence) -> dict[str, Tier | None]:
    """Return the tier of each tested theme by its measures alone, duties aside."""
    tiers = list(Tier)
    placed: dict[str, Tier | None] = {}
    for theme, members in group_by_theme(measures.values()).items():
        found = [tier for item in members if (tier := place_measure(item, evidence.edition))]
        if any(item.is_in_family for item in members):
            placed[theme] = min(found, key=tiers.index, default=None)
    return placed


def say_annex(evidence: AreaEvidence) -> str:
    """Return what the score is made of and how firm its order is."""
    found, edition = assess(evidence), evidence.edition
    scored = len(found.sensitivity.scores)
    draws = mark_summary(evidence, say_number(edition.draws), "edition")
    themes = say_noun(scored, ("theme has", "themes have"))
    few = f"Only {say_small(scored)} {themes} a score, so each is always among the first {say_small(FIRST)}."
    return join_paragraphs(
        "The score is a weighted mean of five parts, each from zero to one, with the edition's weights. "
        "Gap and evidence say the same thing twice, and most measures publish no counts of children, which is why the "
        "score orders nothing in the report itself.",
        join_paragraph(
            f"The last column is the share of {draws} seeded draws in which a theme stays among the first "
            f"{say_small(FIRST)} when chance in similar areas is let in.",
            few if scored <= FIRST else "",
        ),
    )


def tabulate_annex(evidence: AreaEvidence) -> tuple[Table, ...]:
    """Return the scores with their parts, the order under other choices, and the weights used."""
    if not assess(evidence).sensitivity.scores:
        return ()
    return _tabulate_scores(evidence), _tabulate_orders(evidence), _tabulate_weights(evidence)


def _tabulate_scores(evidence: AreaEvidence) -> Table:
    rows = []
    for item in assess(evidence).sensitivity.scores:
        place = f"{evidence.area.slug}.annex-{item.theme}"
        numbers = (item.score, *astuple(item.components))
        cells = [Cell(say_number(number, 2), place) for number in numbers]
        firm = Cell(f"{say_number(100 * item.p_top5)}%", place)
        rows.append((Cell(evidence.registry.themes[item.theme].label), *cells, firm))
    heads = ("Score", *PARTS, "Among the first five")
    return Table(
        id="scores",
        caption="Composite score and its parts, for sensitivity only",
        columns=(Column("Theme", numeric=False), *(Column(head) for head in heads)),
        rows=tuple(rows),
        source=SOURCE,
    )


def _tabulate_orders(evidence: AreaEvidence) -> Table:
    found = assess(evidence)
    orders: dict[str, Sequence[str]] = {"This edition": _order(found.sensitivity)}
    orders |= {name[:1].upper() + name[1:]: order for name, order in found.sensitivity.other_orders.items()}
    if found.second_sensitivity:
        orders[f"Neighbours of {evidence.edition.second_neighbours}"] = _order(found.second_sensitivity)
    rows = tuple(
        (
            Cell(evidence.registry.themes[theme].label),
            *(_write_place(order, theme, f"{evidence.area.slug}.annex-{theme}") for order in orders.values()),
        )
        for theme in orders["This edition"]
    )
    return Table(
        id="orders",
        caption="Place of each theme under other weights and the other list of neighbours",
        columns=(Column("Theme", numeric=False), *(Column(name) for name in orders)),
        rows=rows,
        source=SOURCE,
    )


def _order(sensitivity: Sensitivity) -> list[str]:
    return [item.theme for item in sensitivity.scores]


def _write_place(order: Sequence[str], theme: str, place: str) -> Cell:
    return Cell(say_number(order.index(theme) + 1), place) if theme in order else Cell("[z]")


def _tabulate_weights(evidence: AreaEvidence) -> Table:
    edition = evidence.edition
    weights: dict[str, Weights] = {"This edition": edition.weights}
    weights |= {name[:1].upper() + name[1:]: item for name, item in edition.other_weights.items()}
    place = f"{evidence.area.slug}.edition"
    rows = tuple(
        (
            Cell(name),
            *(
                Cell(say_number(number, 2), place)
                for number in (item.gap, item.evidence, item.trend, item.opportunity, item.duty)
            ),
        )
        for name, item in weights.items()
    )
    return Table(
        id="weights",
        caption=f"Weights used, from the file of edition {evidence.edition_name}; only their proportions matter",
        columns=(Column("Weights", numeric=False), *(Column(part) for part in PARTS)),
        rows=rows,
        source="Source: the file of the edition, which anyone may change to see what follows.",
    )
