"""What all parts of a commissioning cycle share: why a part is empty, counts, sources, short tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sendneeds.declare.partial_date import say_partial_date
from sendneeds.declare.stated import Cited
from sendneeds.declare.strategy import Document
from sendneeds.present.display import Cell, Column, Table, mark_number
from sendneeds.present.sentences import add_article, join_words
from sendneeds.present.words import say_noun, say_number, say_small
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.back import NOT_SUPPLIED
from sendneeds.report.standing import Standing, list_documents

GUIDE = "docs/how-to/add-a-strategy.md"
REPORT = "[report on the commissioning cycle](commissioning_cycle.html)"
BLANK = "Not stated"
SMALL = 10
MOST_SECTIONS = 6
EMPTY = {BLANK, NOT_SUPPLIED.capitalize(), ""}


def list_begun(evidence: AreaEvidence) -> list[Document]:
    """Return the documents that have begun by the edition's date."""
    return list_documents(evidence, Standing.IN_FORCE, Standing.PAST)


def is_history(evidence: AreaEvidence) -> bool:
    """Say whether every document that has begun has ended too."""
    return bool(list_begun(evidence)) and not list_documents(evidence, Standing.IN_FORCE)


def say_absent(evidence: AreaEvidence, what: str) -> str:
    """Return why `what` (a plural) is not shown: no file, no document that has begun, or nothing in the documents."""
    place = add_article(evidence.area.name)
    if evidence.strategy is None:
        return f"Missing: no strategy file of {place} has been supplied, so this report holds no {what}."
    if not list_begun(evidence):
        return f"The documents supplied for {place} begin after this edition's date, so no {what} are shown."
    return f"The documents supplied for {place} hold no {what}."


def say_history(evidence: AreaEvidence) -> str:
    """Return that all is history where every document has ended, otherwise nothing."""
    if not is_history(evidence):
        return ""
    which = "that has begun" if list_documents(evidence, Standing.LATER) else "supplied"
    return f"Every document {which} has ended by this edition's date: what follows is history, not work in hand."


def say_where_to_read(evidence: AreaEvidence) -> str:
    """Return, for other reports, where the area's own documents stand beside the evidence."""
    if not list_begun(evidence):
        return f"The {REPORT} says how to set the area's own strategy beside these figures."
    return f"The {REPORT} sets what the area's own documents say beside these figures."


def mark_count(evidence: AreaEvidence, number: int, name: str) -> str:
    """Return a count in words up to ten, and marked in figures above."""
    return say_small(number) if number <= SMALL else mark_number(say_number(number), name_count(evidence, name))


def name_count(evidence: AreaEvidence, name: str) -> str:
    """Return the id of something counted in the documents."""
    return f"{evidence.area.slug}.cycle.{name}"


def count_noun(evidence: AreaEvidence, number: int, noun: tuple[str, str], name: str) -> str:
    """Return `seven objectives`."""
    return f"{mark_count(evidence, number, name)} {say_noun(number, noun)}"


def say_how_many(evidence: AreaEvidence, number: int, name: str) -> str:
    """Return `none of them has`, `one has` or `two have`, to begin what so many of several things have."""
    return f"{mark_count(evidence, number, name)} {say_noun(number, ('has', 'have'))}" if number else "none of them has"


def start_sentence(text: str) -> str:
    """Return a text with a capital first letter."""
    return f"{text[:1].upper()}{text[1:]}"


def list_lines(lines: Iterable[str]) -> str:
    """Return lines as a list in Markdown."""
    return "\n".join(f"- {line}" for line in lines)


def say_period(document: Document) -> str:
    """Return the time a document is in force."""
    begins, ends = say_partial_date(document.begins), say_partial_date(document.ends)
    return begins if begins == ends else f"{begins} to {ends}"


def say_documents(evidence: AreaEvidence, items: Iterable[Cited]) -> str:
    """Return the source line of a table: the documents behind it, each with its sections in order of first use."""
    strategy = evidence.strategy
    sections: dict[str, dict[str, None]] = {}
    for item in items:
        sections.setdefault(item.document, {})[re.split("[,;]", item.section)[0]] = None
    if strategy is None or not sections:
        return "Source: no document."
    named = [f"{strategy.find_document(name).title}, {_say_sections(list(found))}" for name, found in sections.items()]
    return f"Source: {'; '.join(named)}."


def _say_sections(sections: Sequence[str]) -> str:
    numbered = [section for section in sections if section[:1].isdigit()]
    word = say_noun(len(numbered), ("section ", "sections ")) if numbered else ""
    ordered = [*numbered, *(section for section in sections if section not in numbered)]
    named = ordered if len(ordered) <= MOST_SECTIONS else [*ordered[: MOST_SECTIONS - 1], "others"]
    return f"{word}{join_words(named)}"


def write_words(words: Sequence[str], blank: str = BLANK) -> Cell:
    """Return a cell of one or several short texts."""
    return Cell("; ".join(words) or blank)


def drop_empty(table: Table, quiet: Sequence[str] = ()) -> Table:
    """Return a table without the columns in which nothing is stated, and a note that names them, `quiet` ones aside."""
    kept = [
        index
        for index in range(len(table.columns))
        if not index or any(row[index].text not in EMPTY for row in table.rows)
    ]
    left = [column.label.lower() for index, column in enumerate(table.columns) if index not in kept]
    said = [label for label in left if label not in quiet]
    return replace(
        table,
        columns=tuple(table.columns[index] for index in kept),
        rows=tuple(tuple(row[index] for index in kept) for row in table.rows),
        notes=(*table.notes, *((f"Nothing is stated on: {'; '.join(said)}.",) if said else ())),
    )


def make_columns(*labels: str) -> tuple[Column, ...]:
    """Return columns of words."""
    return tuple(Column(label, numeric=False) for label in labels)
