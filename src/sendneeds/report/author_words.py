"""What all parts of the author's check share: stated numbers in their units, their marks, and where things stand."""

from __future__ import annotations

from collections.abc import Iterable

from sendneeds.analysis.consistency_slip import Shown, Spot
from sendneeds.declare.strategy import Document, Strategy
from sendneeds.present.display import mark_number
from sendneeds.present.sentences import add_article
from sendneeds.present.words import say_number, say_small
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.standing import mark_stated
from sendneeds.report.stated_words import say_stated

GUIDE = "docs/how-to/add-a-strategy.md"
SMALL = 10


def name_author(evidence: AreaEvidence, name: str) -> str:
    """Return the id of something counted or worked out in this check."""
    return f"{evidence.area.slug}.author.{name}"


def mark_worked(evidence: AreaEvidence, text: str, name: str) -> str:
    """Return a number that this check counts or works out, marked."""
    return mark_number(text, name_author(evidence, name))


def count_things(evidence: AreaEvidence, number: int, name: str, none: str = "none") -> str:
    """Return a count in words up to ten, and marked in figures above."""
    if not number:
        return none
    return say_small(number) if number <= SMALL else mark_worked(evidence, say_number(number), name)


def mark_shown(evidence: AreaEvidence, shown: Shown, name: str) -> str:
    """Return a number of a slip, marked with its reference, or with the slip where it is worked out.

    A published one is referred to as `<indicator>/<year>`.
    """
    text = say_stated(shown.value, shown.decimals, shown.unit)
    if shown.ref and "/" not in shown.ref:
        return mark_stated(evidence, text, shown.ref)
    return mark_worked(evidence, text, name)


def name_document(strategy: Strategy, document: Document) -> str:
    """Return what a document is called here: its kind where it is the only one of its kind, else its title."""
    alike = [item for item in strategy.documents if item.kind == document.kind]
    return document.kind if len(alike) == 1 else document.title


def say_spot(strategy: Strategy, spot: Spot) -> str:
    """Return where something stands: its document, and the section."""
    section = f"section {spot.section}" if spot.section[:1].isdigit() else spot.section
    return f"{name_document(strategy, strategy.find_document(spot.document))}, {section}"


def say_no_file(evidence: AreaEvidence) -> str:
    """Return that the area has no strategy file, and how to add one."""
    place = add_article(evidence.area.name)
    return f"No strategy file of {place} has been supplied, so there is nothing to check. {GUIDE} says how to add one."


def start_sentence(text: str) -> str:
    """Return a text with a capital first letter."""
    return f"{text[:1].upper()}{text[1:]}"


def list_lines(lines: Iterable[str]) -> str:
    """Return lines as a list in Markdown."""
    return "\n".join(f"- {line}" for line in lines)
