"""What each document chose beside what the figures show for the time it begins, as they are known now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sendneeds.analysis.finding import Finding
from sendneeds.analysis.priorities import TITLES, Tier
from sendneeds.declare.partial_date import read_first_day
from sendneeds.declare.period import count_years, say_date
from sendneeds.declare.strategy import Document
from sendneeds.present.display import Cell, Column, Table
from sendneeds.present.sentences import add_article, join_words
from sendneeds.present.words import say_noun, say_small
from sendneeds.report.area_evidence import AreaEvidence, gather_evidence
from sendneeds.report.assessment import assess
from sendneeds.report.author_words import count_things, list_lines, mark_worked, say_no_file
from sendneeds.report.front import say_small_area
from sendneeds.report.priorities_demand import list_projected
from sendneeds.report.section import join_paragraph, join_paragraphs, say_source

MOST_YEARS = 2
RISING = "Rising demand"
QUESTION = "Outside the range of similar areas in a measure without an agreed good direction"
NOT_APART = "Tested; not set apart from similar areas"
UNTESTED = "Not tested: {reasons}"
ASKED = "Within the range of similar areas in measures without an agreed good direction"
NO_FIGURES = "No figure that can be tested"
BOTH = "Chosen, and shown by figures"
CHOSEN = "Chosen, without figures that set the area apart"
SHOWN = "Shown by figures, not chosen"
READINGS = (BOTH, CHOSEN, SHOWN)


@dataclass(frozen=True)
class Choice:
    """One theme: what of the document bears on it, what the figures of the time show, and the two together."""

    theme: str
    objectives: tuple[str, ...]
    actions: tuple[str, ...]
    shown: tuple[str, ...]
    standing: str

    @property
    def reading(self) -> str:
        if not (self.objectives or self.actions):
            return SHOWN
        return BOTH if self.shown else CHOSEN


@dataclass(frozen=True)
class Comparison:
    """A document and the themes of its time, in the order of the themes. `evidence` is that of the nearest edition."""

    document: Document
    evidence: AreaEvidence
    choices: tuple[Choice, ...]

    def list_read(self, reading: str) -> list[Choice]:
        return [item for item in self.choices if item.reading == reading]


@lru_cache(maxsize=4)
def list_comparisons(evidence: AreaEvidence) -> tuple[Comparison, ...]:
    """Return a comparison for each document with objectives or actions that an edition is near enough to."""
    strategy = evidence.strategy
    if strategy is None:
        return ()
    found = [_compare(evidence, item, name) for item in strategy.documents if (name := find_edition(evidence, item))]
    return tuple(item for item in found if item.choices)


def _compare(evidence: AreaEvidence, document: Document, edition: str) -> Comparison:
    then = gather_evidence(evidence.area.slug, edition, evidence.national.project)
    return Comparison(document, then, _list_choices(then, document))


def find_edition(evidence: AreaEvidence, document: Document) -> str | None:
    """Return the edition whose date is nearest to the beginning of a document, None if it is over two years away."""
    begins = read_first_day(document.begins)
    gaps = {name: abs(count_years(begins, item.as_at)) for name, item in evidence.registry.editions.items()}
    nearest = min(gaps, key=lambda name: (gaps[name], name))
    return nearest if gaps[nearest] <= MOST_YEARS else None


def _list_choices(then: AreaEvidence, document: Document) -> tuple[Choice, ...]:
    """Return the themes that are chosen or shown; nothing for a document that links nothing to a theme."""
    strategy = then.strategy
    objectives = [item for item in strategy.objectives if item.document == document.id] if strategy else []
    actions = [item for item in strategy.actions if item.document == document.id] if strategy else []
    shown = list_shown_themes(then)
    found = [
        Choice(
            theme,
            tuple(item.title for item in objectives if theme in item.themes),
            tuple(item.id for item in actions if theme in item.all_themes),
            tuple(shown.get(theme, ())),
            "; ".join(shown.get(theme, ())) or _say_not_shown(then, theme),
        )
        for theme in then.registry.themes
    ]
    kept = tuple(item for item in found if item.objectives or item.actions or item.shown)
    return kept if objectives or actions else ()


def list_shown_themes(then: AreaEvidence) -> dict[str, list[str]]:
    """Return what the figures of an edition show: lines of the list of priorities, rising demand, and questions."""
    found: dict[str, list[str]] = {}
    for line in assess(then).ranking.lines:
        if line.tier is not Tier.V:
            found.setdefault(line.theme, []).append(TITLES[line.tier])
    rising = [item.finding.entry.theme for item in list_projected(then) if (item.growth or 0) > 0]
    asked = [item.finding.entry.theme for item in assess(then).ranking.questions if item.unusual.is_beyond]
    for themes, standing in ((rising, RISING), (() if say_small_area(then) else asked, QUESTION)):
        for theme in dict.fromkeys(themes):
            found.setdefault(theme, []).append(standing)
    return found


def _say_not_shown(then: AreaEvidence, theme: str) -> str:
    ranking = assess(then).ranking
    if theme in ranking.not_set_apart:
        return NOT_APART
    reasons = next((item.reasons for item in ranking.untested if item.theme == theme), ())
    if reasons:
        return UNTESTED.format(reasons=join_words(reasons))
    asked = [item for item in ranking.questions if item.finding.entry.theme == theme]
    return ASKED if asked else NO_FIGURES


def say_choices(evidence: AreaEvidence) -> str:
    """Return for each document how its choices stand to the figures, and which documents no edition is near to."""
    strategy = evidence.strategy
    if strategy is None:
        return say_no_file(evidence)
    found = list_comparisons(evidence)
    compared = {item.document.id for item in found}
    left = [f"- {_say_left(evidence, item)}" for item in strategy.documents if item.id not in compared]
    opening = (
        "The figures are those known now for that time; the people who wrote the document had fewer of them. A choice "
        "without figures is no mistake: families, inspectors and services know what no figure holds, and what is shown "
        "may have been in hand elsewhere."
    )
    return join_paragraphs(
        opening if found else "", *(_say_comparison(evidence, item) for item in found), "\n".join(left)
    )


def _say_left(evidence: AreaEvidence, document: Document) -> str:
    if find_edition(evidence, document) is None:
        return f"{document.title}: no edition is dated within {say_small(MOST_YEARS)} years of its beginning."
    return f"{document.title}: it holds no objectives or actions to compare."


def _say_comparison(evidence: AreaEvidence, item: Comparison) -> str:
    day = mark_worked(evidence, say_date(item.evidence.edition.as_at), f"edition-{item.document.id}")
    lines = [_say_reading(evidence, item, reading) for reading in READINGS]
    return join_paragraphs(
        f"### {item.document.title}",
        f"Set beside the list of priorities of the edition dated {day}.",
        list_lines(lines),
    )


def _say_reading(evidence: AreaEvidence, item: Comparison, reading: str) -> str:
    found = item.list_read(reading)
    number = count_things(evidence, len(found), f"choices-{item.document.id}")
    labels = [evidence.registry.themes[choice.theme].label for choice in found]
    named = f": {'; '.join(labels)}" if labels else ""
    return f"**{reading}:** {number} {say_noun(len(found), ('theme', 'themes'))}{named}."


def tabulate_choices(evidence: AreaEvidence) -> tuple[Table, ...]:
    """Return a table for each document: its themes, what bears on them, and what the figures of the time show."""
    return tuple(_tabulate(evidence, item) for item in list_comparisons(evidence))


def _tabulate(evidence: AreaEvidence, item: Comparison) -> Table:
    return Table(
        id=f"choices-{item.document.id}",
        caption=f"What the document chose beside what figures show: {item.document.title}",
        columns=tuple(
            Column(head, numeric=False)
            for head in ("Theme", "Reading", "Objectives", "Actions", "What the figures of that time show")
        ),
        rows=tuple(_write_choice(evidence, choice) for reading in READINGS for choice in item.list_read(reading)),
        source=say_source(item.evidence, _list_behind(item.evidence)),
        notes=(
            join_paragraph(
                "Objectives and actions are linked to themes in the strategy file, by whoever wrote it.",
                f"Themes that are neither chosen nor shown for {add_article(evidence.area.name)} are left out.",
            ),
        ),
        wide=True,
    )


def _list_behind(then: AreaEvidence) -> list[Finding]:
    """Return the findings behind what the figures show."""
    ranking = assess(then).ranking
    found = [measure.finding for line in ranking.lines for measure in line.measures]
    found += [record.finding for record in ranking.duties]
    found += [pressure.finding for pressure in list_projected(then)]
    return found + [measure.finding for measure in ranking.questions if measure.unusual.is_beyond]


def _write_choice(evidence: AreaEvidence, choice: Choice) -> tuple[Cell, ...]:
    return (
        Cell(evidence.registry.themes[choice.theme].label),
        Cell(choice.reading),
        Cell("; ".join(choice.objectives) or "None"),
        Cell(_say_ids(choice.actions)),
        Cell(choice.standing),
    )


def _say_ids(ids: Sequence[str]) -> str:
    return ", ".join(ids) or "None"
