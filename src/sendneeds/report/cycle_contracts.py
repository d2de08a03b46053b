"""Services as documents map them, and when their contracts end."""

from __future__ import annotations

from collections.abc import Sequence

from sendneeds.declare.partial_date import read_last_day, say_partial_date
from sendneeds.declare.period import say_date
from sendneeds.declare.provision import Service
from sendneeds.present.display import Cell, Table
from sendneeds.present.sentences import add_article
from sendneeds.present.words import say_noun
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.cycle_sufficiency import is_within_years
from sendneeds.report.cycle_words import (
    count_noun,
    make_columns,
    mark_count,
    say_absent,
    say_documents,
    start_sentence,
    write_words,
)
from sendneeds.report.section import join_paragraph
from sendneeds.report.standing import Standing, find_standing, list_shown

NOUN = ("service", "services")
FIELDS = ("Support", "Access", "Accountable", "How commissioned", "Contract ends", "Measures", "Gaps")
SOON, OVER, AHEAD, HISTORY = (
    "Ends within 24 months",
    "Ended by this edition's date",
    "Ends later than 24 months ahead",
    "Stated in a document that has ended",
)


def list_services(evidence: AreaEvidence) -> list[Service]:
    """Return the services that documents which have begun describe."""
    return list_shown(evidence, evidence.strategy.services) if evidence.strategy else []


def list_contracts(evidence: AreaEvidence) -> list[tuple[str, Service]]:
    """Return (date, service) of each service whose contract has a stated end, the earliest first."""
    dated = [(item.contract_ends, item) for item in list_services(evidence) if item.contract_ends]
    return sorted(dated, key=lambda pair: read_last_day(pair[0]))


def find_ending(evidence: AreaEvidence, service: Service, ends: str) -> str:
    """Return how the end of a contract lies to the edition's date; that of a document that has ended is history."""
    document = evidence.strategy.find_document(service.document) if evidence.strategy else None
    if document is None or find_standing(evidence, document) is Standing.PAST:
        return HISTORY
    last, as_at = read_last_day(ends), evidence.edition.as_at
    if last <= as_at:
        return OVER
    return SOON if is_within_years(as_at, last) else AHEAD


def say_contracts(evidence: AreaEvidence) -> str:
    """Return how many services are described, and which contracts end within 24 months of the edition."""
    services, contracts = list_services(evidence), list_contracts(evidence)
    if not services:
        return say_absent(evidence, "descriptions of services")
    number = count_noun(evidence, len(services), NOUN, "services")
    if not contracts:
        return f"The documents describe {number}. They state no date on which a contract ends, so there is no calendar."
    soon = [item for ends, item in contracts if find_ending(evidence, item, ends) == SOON]
    stated = f"{mark_count(evidence, len(contracts), 'contracts')} of them"
    near = start_sentence(mark_count(evidence, len(soon), "contracts.soon"))
    return join_paragraph(
        f"The documents describe {number} and state for {stated} when the contract ends.",
        f"{near} {say_noun(len(soon), ('ends', 'end'))} within 24 months of {say_date(evidence.edition.as_at)}"
        f"{': ' + '; '.join(item.name for item in soon) if soon else ''}.",
    )


def tabulate_contracts(evidence: AreaEvidence) -> tuple[Table, ...]:
    """Return the calendar of contracts in order of their ends, and the services as the documents map them."""
    return (*_tabulate_calendar(evidence), *_tabulate_services(evidence))


def _tabulate_calendar(evidence: AreaEvidence) -> tuple[Table, ...]:
    contracts = list_contracts(evidence)
    table = Table(
        id="contracts",
        caption=f"When contracts end in {add_article(evidence.area.name)}",
        columns=make_columns("Service", "Contract ends", "At this edition's date", "How commissioned"),
        rows=tuple(
            (
                Cell(item.name),
                Cell(say_partial_date(ends)),
                Cell(find_ending(evidence, item, ends)),
                write_words([item.commissioned] if item.commissioned else []),
            )
            for ends, item in contracts
        ),
        source=say_documents(evidence, [item for _, item in contracts]),
    )
    return (table,) if contracts else ()


def _tabulate_services(evidence: AreaEvidence) -> tuple[Table, ...]:
    services = list_services(evidence)
    table = Table(
        id="services",
        caption=f"Services as the documents of {add_article(evidence.area.name)} describe them",
        columns=make_columns("Service", "What is stated"),
        rows=tuple((Cell(item.name), write_words(list_fields(item))) for item in services),
        source=say_documents(evidence, services),
        notes=(_say_unstated(services),),
    )
    return (table,) if services else ()


def list_fields(item: Service) -> list[str]:
    """Return each field of a service for which something is stated, `Access: Single point of access`."""
    ends = say_partial_date(item.contract_ends) if item.contract_ends else None
    several = (", ".join(item.measures), ", ".join(item.gaps))
    said = (item.support, item.access, item.accountable, item.commissioned, ends, *several)
    return [f"{name}: {text}" for name, text in zip(FIELDS, said, strict=True) if text]


def _say_unstated(services: Sequence[Service]) -> str:
    """Return which fields are stated for no service, and that what is not named is not stated."""
    stated = {line.partition(":")[0] for item in services for line in list_fields(item)}
    none = [name.lower() for name in FIELDS if name not in stated]
    nowhere = f" Nothing is stated for any service on: {'; '.join(none)}." if none else ""
    return f"Fields looked for: {'; '.join(name.lower() for name in FIELDS)}. What is not named is not stated.{nowhere}"
