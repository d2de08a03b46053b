"""The first pages of a commissioning cycle: main points, documents, strategy on a page, and the four stages."""

from __future__ import annotations

from sendneeds.declare.partial_date import say_partial_date
from sendneeds.declare.strategy import Document, Statement
from sendneeds.present.cycle_chart import CycleChart, CycleStage
from sendneeds.present.display import Cell, Figure, Table
from sendneeds.present.figures import Caption, show_cycle
from sendneeds.present.sentences import add_article, join_words
from sendneeds.present.words import say_noun, say_small
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.cycle_progress import list_monitored
from sendneeds.report.cycle_targets import say_past_targets
from sendneeds.report.cycle_thread import list_actions, list_objectives, say_answered
from sendneeds.report.cycle_words import (
    BLANK,
    GUIDE,
    count_noun,
    drop_empty,
    is_history,
    list_begun,
    list_lines,
    make_columns,
    say_absent,
    say_history,
    say_period,
    start_sentence,
)
from sendneeds.report.section import join_paragraph, join_paragraphs
from sendneeds.report.standing import Standing, find_standing, list_documents, list_shown

STANDINGS = {
    Standing.IN_FORCE: "In force",
    Standing.PAST: "Ended",
    Standing.LATER: "Begins after this edition's date",
}
KINDS = {
    "vision": "Vision",
    "aim": "Aims",
    "principle": "Principles",
    "process": "Processes",
    "outcome": "Outcomes",
}
MOST_SHOWN = 10
HISTORY = "What follows is history, not work in hand."
NAMES = ("Understand", "Plan", "Deliver", "Review")
COUNTED = {
    "estimates": ("estimate of need", "estimates of need"),
    "voices": ("point from families and young people", "points from families and young people"),
    "objectives": ("objective", "objectives"),
    "actions": ("action", "actions"),
    "commissioned": ("line on who commissions", "lines on who commissions"),
    "services": ("service described", "services described"),
    "places": ("setting with stated places", "settings with stated places"),
    "targets": ("target", "targets"),
    "governance": ("body of the governance route", "bodies of the governance route"),
    "inspections": ("finding of inspectors", "findings of inspectors"),
}
STAGES = (
    ("estimates", "voices"),
    ("objectives", "actions"),
    ("commissioned", "services", "places"),
    ("targets", "governance", "inspections"),
)
HOW_TO_ADD = f"{GUIDE} in this project's folder takes you from your own document to a checked file."


def say_main_points(evidence: AreaEvidence) -> str:
    """Return what is in force, how much of the evidence it answers, what it sets out, and what is missing."""
    if evidence.strategy is None:
        return join_paragraphs(say_absent(evidence, "documents of the area's own"), HOW_TO_ADD)
    points = [_say_standing(evidence), _say_contents(evidence)]
    if list_documents(evidence, Standing.IN_FORCE):
        points.append(say_answered(evidence))
    if list_monitored(evidence, Standing.PAST):
        points.append(say_past_targets(evidence))
    return list_lines([*(point for point in points if point), _say_missing(evidence)])


def _say_standing(evidence: AreaEvidence) -> str:
    groups = [
        (list_documents(evidence, Standing.IN_FORCE), ("is", "are"), "in force at this edition's date"),
        (list_documents(evidence, Standing.PAST), ("has", "have"), "ended by this edition's date"),
        (list_documents(evidence, Standing.LATER), ("begins", "begin"), "after this edition's date"),
    ]
    said = [
        f"{_count_documents(documents)} {say_noun(len(documents), verb)} {rest}"
        for documents, verb, rest in groups
        if documents
    ]
    history = HISTORY if is_history(evidence) else ""
    return join_paragraph(f"{start_sentence(join_words(said))}.", history) if said else "The strategy file names none."


def _count_documents(documents: list[Document]) -> str:
    return f"{say_small(len(documents))} {say_noun(len(documents), ('document', 'documents'))}"


def _say_contents(evidence: AreaEvidence) -> str:
    counts = list_counts(evidence)
    said = [count_noun(evidence, number, noun, noun[1]) for noun, number in counts.items() if number]
    return f"The documents set out {join_words(said)}." if said else ""


def list_counts(evidence: AreaEvidence) -> dict[tuple[str, str], int]:
    """Return how many objectives, actions and targets the documents that have begun hold."""
    targets = list_shown(evidence, evidence.strategy.targets) if evidence.strategy else []
    return {
        ("objective", "objectives"): len(list_objectives(evidence)),
        ("action", "actions"): len(list_actions(evidence)),
        ("target", "targets"): len(targets),
    }


def _say_missing(evidence: AreaEvidence) -> str:
    if not list_begun(evidence):
        return "What a document holds is shown from its first day."
    lacking = evidence.strategy.missing if evidence.strategy else ()
    if not lacking:
        return "What the documents do not hold stands with each part below."
    things = start_sentence(count_noun(evidence, len(lacking), ("thing", "things"), "missing"))
    verb = say_noun(len(lacking), ("is", "are"))
    return f"{things} that a reader may look for {verb} not in the documents; the last part lists them."


def tabulate_documents(evidence: AreaEvidence) -> tuple[Table, ...]:
    """Return the documents with owners, time, version, status and how they stand at the edition's date."""
    if evidence.strategy is None or not evidence.strategy.documents:
        return ()
    rows = tuple(_write_document(evidence, item) for item in evidence.strategy.documents)
    table = Table(
        id="documents",
        caption=f"Documents of {add_article(evidence.area.name)} that this report reads",
        columns=make_columns("Document", "Owners", "Time", "Published", "Version", "Status", "At this edition's date"),
        rows=rows,
        source="Source: the documents themselves, as recorded in the area's strategy file.",
        notes=tuple(item.note for item in list_begun(evidence) if item.note),
    )
    return (drop_empty(table),)


def _write_document(evidence: AreaEvidence, item: Document) -> tuple[Cell, ...]:
    standing = find_standing(evidence, item)
    begun = standing is not Standing.LATER
    return (
        Cell(item.title),
        Cell("; ".join(item.owners)),
        Cell(say_period(item)),
        Cell(say_partial_date(item.published) if item.published and begun else BLANK),
        Cell(item.version if item.version and begun else BLANK),
        Cell(start_sentence(item.status) if begun else BLANK),
        Cell(STANDINGS[standing]),
    )


def say_strategy(evidence: AreaEvidence) -> str:
    """Return vision, aims, principles and objectives, in short and in this report's own words."""
    if evidence.strategy is None or not list_begun(evidence):
        return say_absent(evidence, "vision, principles or objectives")
    statements = list_shown(evidence, evidence.strategy.statements)
    objectives = ". ".join(item.title for item in list_objectives(evidence))
    parts = [_say_kind(statements, kind, heading) for kind, heading in KINDS.items()]
    return join_paragraphs(
        join_paragraph("What follows is in this report's own short words.", say_history(evidence)),
        *parts[:2],
        f"**Objectives.** {objectives}." if objectives else say_absent(evidence, "objectives"),
        *parts[2:],
    )


def _say_kind(statements: list[Statement], kind: str, heading: str) -> str:
    found = [item.text for item in statements if item.kind == kind]
    if not found:
        return ""
    more = " More stand in the area's strategy file." if len(found) > MOST_SHOWN else ""
    return f"**{heading}.** {'. '.join(found[:MOST_SHOWN])}.{more}"


def say_frame(evidence: AreaEvidence) -> str:
    """Return what the four stages are and how this report follows them."""
    del evidence
    return (
        "Commissioning runs in a circle: understand needs, plan what to do, deliver it, review what came of it, and "
        "begin again. The parts of this report follow the four stages."
    )


def plot_frame(evidence: AreaEvidence) -> tuple[Figure, ...]:
    """Return the four stages with what this area's documents and figures hold for each."""
    place = add_article(evidence.area.name)
    caption = Caption(
        "cycle",
        f"The commissioning cycle in {place}, and what this report holds for each stage",
        "Counts of what the documents and the published figures hold at this edition's date",
        "Source: the area's strategy file and the published figures of this edition.",
    )
    return (show_cycle(CycleChart(evidence.area.name, list_stages(evidence)), caption),)


def list_stages(evidence: AreaEvidence) -> tuple[CycleStage, ...]:
    """Return the four stages, each with what there is."""
    strategy = evidence.strategy
    measured = sum(item.latest.value is not None for item in evidence.series.values() if item.entry.indicator.core)
    figures = f"{measured} core measures with published figures"
    if strategy is None:
        empty = ("No strategy file supplied",)
        return (CycleStage("Understand", (figures,)), *(CycleStage(name, empty) for name in NAMES[1:]))
    shown = {name: len(list_shown(evidence, getattr(strategy, name))) for name in COUNTED}
    nothing = "The documents hold nothing here" if list_begun(evidence) else "No document has begun"
    said = [_say_counts(shown, names) for names in STAGES]
    return tuple(
        CycleStage(name, (*((figures,) if not place else ()), *lines) or (nothing,))
        for place, (name, lines) in enumerate(zip(NAMES, said, strict=True))
    )


def _say_counts(shown: dict[str, int], names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{shown[name]} {say_noun(shown[name], COUNTED[name])}" for name in names if shown[name])
