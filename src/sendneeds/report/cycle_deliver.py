"""Deliver: who commissions which service, and which body has which duty."""

from __future__ import annotations

from collections.abc import Sequence

from sendneeds.declare.provision import Body, Commissioned
from sendneeds.present.display import Cell, Table
from sendneeds.present.sentences import add_article
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.cycle_words import (
    count_noun,
    drop_empty,
    make_columns,
    mark_count,
    say_absent,
    say_documents,
    write_words,
)
from sendneeds.report.section import join_paragraph
from sendneeds.report.standing import list_shown

LISTED, NOT_LISTED = "Listed", "No"
SHARED = ("shared", "joint")
FLAG = "Shared, or listed under more than one heading"


def list_commissioned(evidence: AreaEvidence) -> list[Commissioned]:
    """Return the lines on who commissions what, of documents that have begun."""
    return list_shown(evidence, evidence.strategy.commissioned) if evidence.strategy else []


def group_services(lines: Sequence[Commissioned]) -> dict[str, list[str]]:
    """Return the headings of each service, in order; names that differ only in capitals are one service."""
    names: dict[str, str] = {}
    found: dict[str, list[str]] = {}
    for line in lines:
        name = names.setdefault(line.service.casefold().strip(), line.service)
        headings = found.setdefault(name, [])
        if line.under not in headings:
            headings.append(line.under)
    return found


def is_overlap(headings: Sequence[str]) -> bool:
    """Say whether a service stands under more than one heading, or under a shared one."""
    return len(headings) > 1 or any(word in heading.casefold() for heading in headings for word in SHARED)


def say_commissioners(evidence: AreaEvidence) -> str:
    """Return how many services are listed, and how many are shared or stand under several headings."""
    services = group_services(list_commissioned(evidence))
    if not services:
        return say_absent(evidence, "lists of services by commissioner")
    shared = sum(is_overlap(headings) for headings in services.values())
    return join_paragraph(
        f"The documents list {count_noun(evidence, len(services), ('service', 'services'), 'commissioned')} by who "
        f"commissions them; {count_noun(evidence, shared, ('is', 'are'), 'shared')} shared or listed under more than "
        "one heading, and stand first. That can be meant: it is where bodies agree who leads.",
        "The bodies are those of the document's time.",
    )


def tabulate_commissioners(evidence: AreaEvidence) -> tuple[Table, ...]:
    """Return the services that are shared or stand under several headings, then those of each commissioner alone."""
    lines = list_commissioned(evidence)
    heads = list(dict.fromkeys(line.under for line in lines))
    services = group_services(lines)
    overlaps = Table(
        id="commissioners-shared",
        caption=f"{FLAG}: services in {add_article(evidence.area.name)}",
        columns=make_columns("Service", *heads),
        rows=tuple(
            (Cell(name), *(Cell(LISTED if head in headings else NOT_LISTED) for head in heads))
            for name, headings in services.items()
            if is_overlap(headings)
        ),
        source=say_documents(evidence, lines),
    )
    alone = {
        head: [name for name, headings in services.items() if headings == [head] and not is_overlap(headings)]
        for head in heads
    }
    single = Table(
        id="commissioners-single",
        caption=f"Listed under one heading only: services in {add_article(evidence.area.name)}",
        columns=make_columns("Commissioner", "Services"),
        rows=tuple((Cell(head), write_words(names)) for head, names in alone.items() if names),
        source=say_documents(evidence, lines),
    )
    return tuple(table for table in (overlaps, single) if table.rows)


def list_bodies(evidence: AreaEvidence) -> list[Body]:
    """Return the bodies of documents that have begun."""
    return list_shown(evidence, evidence.strategy.bodies) if evidence.strategy else []


def say_bodies(evidence: AreaEvidence) -> str:
    """Return how many bodies have stated duties."""
    found = list_bodies(evidence)
    if not found:
        return say_absent(evidence, "bodies with their duties")
    bodies = count_noun(evidence, len(found), ("body", "bodies"), "bodies")
    answering = sum(bool(item.accountable_to) for item in found)
    who = "each" if answering == len(found) else f"{mark_count(evidence, answering, 'bodies.answering')} of them"
    verb = "answers" if answering in {1, len(found)} else "answer"
    return f"The documents state the duties of {bodies}{f', and whom {who} {verb} to' if answering else ''}."


def tabulate_bodies(evidence: AreaEvidence) -> tuple[Table, ...]:
    """Return bodies by duty and accountability."""
    found = list_bodies(evidence)
    table = Table(
        id="bodies",
        caption=f"Bodies, their duties and whom they answer to, {add_article(evidence.area.name)}",
        columns=make_columns("Body", "Duties", "Answers to"),
        rows=tuple((Cell(item.name), write_words(item.duties), write_words(item.accountable_to)) for item in found),
        source=say_documents(evidence, found),
    )
    return (drop_empty(table),) if found else ()
