"""Completeness of actions: whether each has a lead, a date, a measure, a baseline and a target."""

from __future__ import annotations

from collections.abc import Sequence

from sendneeds.declare.strategy import Action, Document, Strategy
from sendneeds.present.display import Cell, Column, Table
from sendneeds.present.sentences import add_article
from sendneeds.present.words import say_noun, say_number
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.author_words import count_things, list_lines, name_author, say_no_file
from sendneeds.report.section import join_paragraphs

PARTS = ("Lead", "Date", "Measure", "Baseline", "Target")
TIMES = {"ongoing": "ongoing", "unstated": "no", "dated": "yes"}


def list_parts(strategy: Strategy, action: Action) -> dict[str, bool]:
    """Return for each part of a complete action whether the documents state it.

    A target belongs to an action that it names. A direction without a number is a measure, and no target.
    """
    targets = [item for item in strategy.targets if item.action == action.id and item.document == action.document]
    found = (
        bool(action.leads),
        bool(action.due or action.starts),
        bool(action.measures or action.indicators or targets),
        any(item.baseline for item in targets),
        any(item.has_number for item in targets),
    )
    return dict(zip(PARTS, found, strict=True))


def list_by_document(strategy: Strategy) -> list[tuple[Document, list[Action]]]:
    """Return each document that has actions, with them."""
    pairs = [(item, [one for one in strategy.actions if one.document == item.id]) for item in strategy.documents]
    return [(document, actions) for document, actions in pairs if actions]


def say_actions(evidence: AreaEvidence) -> str:
    """Return for each document how many actions are complete, and which part most lack."""
    strategy = evidence.strategy
    if strategy is None:
        return say_no_file(evidence)
    lines = [_say_document(evidence, strategy, *pair) for pair in list_by_document(strategy)]
    if not lines:
        return f"The documents supplied for {add_article(evidence.area.name)} hold no actions."
    return join_paragraphs(
        list_lines(lines),
        "A document may state dates or targets elsewhere than beside its actions; only what stands with an action, or "
        "names it, counts here.",
    )


def _say_document(evidence: AreaEvidence, strategy: Strategy, document: Document, actions: Sequence[Action]) -> str:
    parts = [list_parts(strategy, item) for item in actions]
    whole = sum(all(found.values()) for found in parts)
    missing = [part.lower() for part in PARTS if not any(found[part] for found in parts)]
    total = count_things(evidence, len(actions), f"actions-{document.id}")
    complete = count_things(evidence, whole, f"complete-{document.id}")
    listed = " or ".join(part for part in (", ".join(missing[:-1]), *missing[-1:]) if part)
    none = f" None states a {listed}." if missing else ""
    nouns = say_noun(len(actions), ("action", "actions"))
    return f"{document.title}: {total} {nouns}, of which {complete} {'have' if whole > 1 else 'has'} all five.{none}"


def tabulate_actions(evidence: AreaEvidence) -> tuple[Table, ...]:
    """Return counts by document, and for each document its actions with what each has."""
    strategy = evidence.strategy
    pairs = list_by_document(strategy) if strategy else []
    if strategy is None or not pairs:
        return ()
    return _tabulate_counts(evidence, strategy, pairs), *(_tabulate_document(strategy, *pair) for pair in pairs)


def _tabulate_counts(
    evidence: AreaEvidence, strategy: Strategy, pairs: Sequence[tuple[Document, list[Action]]]
) -> Table:
    rows = []
    for document, actions in pairs:
        parts = [list_parts(strategy, item) for item in actions]
        counts = [len(actions), *(sum(found[part] for found in parts) for part in PARTS)]
        counts.append(sum(all(found.values()) for found in parts))
        names = ["actions", *(part.lower() for part in PARTS), "complete"]
        cells = [
            Cell(say_number(count), name_author(evidence, f"{name}-{document.id}"))
            for count, name in zip(counts, names, strict=True)
        ]
        rows.append((Cell(document.title), *cells))
    heads = ("Actions", *(f"With a {part.lower()}" for part in PARTS), "With all five")
    return Table(
        id="completeness",
        caption=f"Completeness of actions by document, {add_article(evidence.area.name)}",
        columns=(Column("Document", numeric=False), *(Column(head) for head in heads)),
        rows=tuple(rows),
        source="Source: the area's own documents.",
        notes=("A baseline or target counts where the documents link a number to the action.",),
    )


def _tabulate_document(strategy: Strategy, document: Document, actions: Sequence[Action]) -> Table:
    return Table(
        id=f"actions-{document.id}",
        caption=f"What each action states: {document.title}",
        columns=tuple(Column(head, numeric=False) for head in ("Action", *PARTS)),
        rows=tuple(_write_action(strategy, item) for item in actions),
        source="Source: the area's own documents.",
    )


def _write_action(strategy: Strategy, action: Action) -> tuple[Cell, ...]:
    found = list_parts(strategy, action)
    cells = [Cell("yes" if has else "no") for has in found.values()]
    if not found["Date"]:
        cells[PARTS.index("Date")] = Cell(TIMES[action.timescale])
    return (Cell(f"{action.id} {action.title}"), *cells)
