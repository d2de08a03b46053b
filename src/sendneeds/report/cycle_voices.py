"""Understand, in people's words: what families and young people said, and what inspectors found."""

from __future__ import annotations

from collections.abc import Sequence

from sendneeds.declare.strategy import InspectionFinding, Voice
from sendneeds.present.display import Cell, Table
from sendneeds.present.sentences import add_article
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.cycle_words import (
    BLANK,
    count_noun,
    drop_empty,
    list_lines,
    make_columns,
    mark_count,
    say_absent,
    say_documents,
    write_words,
)
from sendneeds.report.section import join_paragraph, join_paragraphs
from sendneeds.report.services import say_last_inspection
from sendneeds.report.standing import list_shown

KINDS = {"said": "Said", "wish": "Wish", "expectation": "Expectation"}


def list_voices(evidence: AreaEvidence) -> list[Voice]:
    """Return what families and young people said, wish and expect, in documents that have begun."""
    found = list_shown(evidence, evidence.strategy.voices) if evidence.strategy else []
    return sorted(found, key=lambda item: list(KINDS).index(item.kind))


def say_voices(evidence: AreaEvidence) -> str:
    """Return how many points there are and how many the documents answer."""
    found = list_voices(evidence)
    if not found:
        return say_absent(evidence, "points from families or young people")
    answered = sum(item.answer is not None for item in found)
    points = count_noun(evidence, len(found), ("point", "points"), "voices")
    some = "all" if answered == len(found) else mark_count(evidence, answered, "answered-voices")
    answers = f" and answer {some} of them" if answered else ""
    return join_paragraph(
        f"The documents report {points} from families and young people{answers}.",
        "They are summed up in this report's own words; people's own words stand in the documents.",
    )


def tabulate_voices(evidence: AreaEvidence) -> tuple[Table, ...]:
    """Return what was said, wished and expected, and the answers."""
    found = list_voices(evidence)
    table = Table(
        id="voices",
        caption=f"You said, we did: families and young people in {add_article(evidence.area.name)}",
        columns=make_columns("What they said, wish or expect", "Kind", "Answer in the document"),
        rows=tuple((Cell(item.text), Cell(KINDS[item.kind]), Cell(item.answer or BLANK)) for item in found),
        source=say_documents(evidence, found),
    )
    return (drop_empty(table),) if found else ()


def list_inspections(evidence: AreaEvidence) -> list[InspectionFinding]:
    """Return what inspectors found as the documents report it."""
    return list_shown(evidence, evidence.strategy.inspections) if evidence.strategy else []


def say_inspections(evidence: AreaEvidence) -> str:
    """Return how many strengths and weaknesses the documents name, and the last published inspection."""
    found = list_inspections(evidence)
    if not found:
        return join_paragraphs(say_absent(evidence, "findings of inspectors"), say_last_inspection(evidence))
    strengths = [item.text for item in found if item.kind == "strength"]
    weak = len(found) - len(strengths)
    return join_paragraphs(
        join_paragraph(
            f"The documents name {count_noun(evidence, len(strengths), ('strength', 'strengths'), 'strengths')} and "
            f"{count_noun(evidence, weak, ('weakness', 'weaknesses'), 'weaknesses')} that inspectors found.",
            say_last_inspection(evidence),
        ),
        "**Strengths**" if strengths else "",
        list_lines(strengths),
    )


def tabulate_inspections(evidence: AreaEvidence) -> tuple[Table, ...]:
    """Return the weaknesses, with what the area committed itself to."""
    found = [item for item in list_inspections(evidence) if item.kind == "weakness"]
    table = Table(
        id="inspection-findings",
        caption=f"Weaknesses that inspectors found in {add_article(evidence.area.name)}, and the commitments made",
        columns=make_columns("Weakness", "Commitments"),
        rows=tuple((Cell(item.text), write_words(_group_answers(item.answers))) for item in found),
        source=say_documents(evidence, found),
    )
    return (drop_empty(table),) if found else ()


def _group_answers(answers: Sequence[str]) -> list[str]:
    """Return answers in order; a heading before a colon that several in a row share is named with the first alone."""
    shown, last = [], ""
    for answer in answers:
        heading, colon, text = answer.partition(": ")
        shown.append(text if colon and heading == last else answer)
        last = heading if colon else ""
    return shown
