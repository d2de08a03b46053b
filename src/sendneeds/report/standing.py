"""How an area's documents stand at the date of an edition: in force, past, or not begun; and how figures cite them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import TypeVar

from sendneeds.declare.stated import Cited
from sendneeds.declare.strategy import Document, Strategy
from sendneeds.present.display import mark_number
from sendneeds.report.area_evidence import AreaEvidence


class Standing(StrEnum):
    """Whether a document holds at a date. What a past one set out is history; one not begun does not show."""

    IN_FORCE = "in force"
    PAST = "past"
    LATER = "not begun"


T = TypeVar("T", bound=Cited)


def find_standing(evidence: AreaEvidence, document: Document) -> Standing:
    """Return how a document stands at the edition's date."""
    if document.is_in_force(evidence.edition.as_at):
        return Standing.IN_FORCE
    return Standing.PAST if document.is_past(evidence.edition.as_at) else Standing.LATER


def list_documents(evidence: AreaEvidence, *standings: Standing) -> list[Document]:
    """Return the area's documents that stand in one of these ways, none without a strategy file."""
    documents: Iterable[Document] = evidence.strategy.documents if evidence.strategy else ()
    return [item for item in documents if find_standing(evidence, item) in standings]


def list_shown(evidence: AreaEvidence, items: Sequence[T], *standings: Standing) -> list[T]:
    """Return what stands in documents of these standings; without any named, in those that have begun."""
    wanted = standings or (Standing.IN_FORCE, Standing.PAST)
    names = {document.id for document in list_documents(evidence, *wanted)}
    return [item for item in items if item.document in names]


def mark_stated(evidence: AreaEvidence, text: str, ref: str) -> str:
    """Return a number of the area's documents, marked with its reference (`claims.x`, `targets.x.baseline`)."""
    return mark_number(text, f"{evidence.area.slug}.strategy.{ref}")


def say_place(strategy: Strategy, item: Cited) -> str:
    """Return where something stands: the title of its document, and the section."""
    return f"{strategy.find_document(item.document).title}, section {item.section}"
