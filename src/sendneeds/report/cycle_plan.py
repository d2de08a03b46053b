"""Plan: the action plan by objective, and which objectives, actions and indicators are linked."""

from __future__ import annotations

from collections.abc import Sequence

from sendneeds.declare.partial_date import read_last_day, say_partial_date
from sendneeds.declare.strategy import Action, Document, Objective, Strategy
from sendneeds.present.display import Cell, Table
from sendneeds.present.words import say_noun
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.back import NOT_SUPPLIED
from sendneeds.report.cycle_thread import list_actions, list_objectives, name_action
from sendneeds.report.cycle_words import (
    BLANK,
    count_noun,
    drop_empty,
    is_history,
    list_begun,
    list_lines,
    make_columns,
    mark_count,
    name_count,
    say_absent,
    say_documents,
    say_history,
    start_sentence,
    write_words,
)
from sendneeds.report.section import join_paragraph, join_paragraphs
from sendneeds.report.standing import Standing, find_standing, list_shown

CLOSED = {"done", "stopped"}
NOT_KNOWN = start_sentence(NOT_SUPPLIED)
OVERDUE = "Overdue"
LETTERS = "The letter before a number tells the actions of one document from those of another."
UNTOLD = "Date passed, no status supplied"
LATE_NOTE = "Overdue: past its date and not recorded as done or stopped."
NEET = "NEET means not in education, employment or training."
NO_OBJECTIVE = "No objective named"


def is_overdue(evidence: AreaEvidence, action: Action) -> bool:
    """Say whether an action of a document in force is past its date and not recorded as done or stopped."""
    if evidence.strategy is None or action.due is None or action.status in CLOSED:
        return False
    document = evidence.strategy.find_document(action.document)
    in_force = find_standing(evidence, document) is Standing.IN_FORCE
    return in_force and read_last_day(action.due) < evidence.edition.as_at


def say_actions(evidence: AreaEvidence) -> str:
    """Return how many actions there are, how many have a date, and how many are past it."""
    actions = list_actions(evidence)
    if not actions:
        return say_absent(evidence, "actions")
    dated = [item for item in actions if item.timescale == "dated"]
    ongoing = [item for item in actions if item.timescale == "ongoing"]
    rest = len(actions) - len(dated) - len(ongoing)
    all_actions = start_sentence(count_noun(evidence, len(actions), ("action", "actions"), "actions"))
    kinds = ((len(dated), "with a date"), (len(ongoing), "ongoing"), (rest, "without a date"))
    said = ", ".join(
        f"{'all' if n == len(actions) else mark_count(evidence, n, f'actions {word}'.replace(' ', '-'))} {word}"
        for n, word in kinds
        if n
    )
    return join_paragraph(
        f"{all_actions} {say_noun(len(actions), ('stands', 'stand'))} in the documents: {said}.",
        say_history(evidence),
        _say_overdue(evidence, actions),
    )


def _say_overdue(evidence: AreaEvidence, actions: Sequence[Action]) -> str:
    if is_history(evidence):
        return ""
    late = [item for item in actions if is_overdue(evidence, item)]
    known = any(item.status for item in actions)
    number = start_sentence(count_noun(evidence, len(late), ("action", "actions"), "overdue"))
    verb = say_noun(len(late), ("is", "are"))
    status = "" if known else " No status of any action has been supplied, so this goes by dates alone."
    return f"{number} {verb} past the date set and not recorded as done or stopped.{status}"


def tabulate_actions(evidence: AreaEvidence) -> tuple[Table, ...]:
    """Return two tables a document: its actions by objective or heading, and their steps and signs of success."""
    documents = list_begun(evidence)
    tables = (write(evidence, item) for item in documents for write in (_tabulate_document, _tabulate_steps))
    return tuple(table for table in tables if table)


def _tabulate_document(evidence: AreaEvidence, document: Document) -> Table | None:
    strategy = evidence.strategy
    actions = [item for item in strategy.actions if item.document == document.id] if strategy else []
    if not actions or strategy is None:
        return None
    in_force = find_standing(evidence, document) is Standing.IN_FORCE
    table = Table(
        id=f"actions-{document.id}".replace(".", "-"),
        caption=f"{document.title}: actions{'' if in_force else ' (history: this document has ended)'}",
        columns=make_columns("Action", "Objective or heading", "Leads", "When", "Status"),
        rows=tuple(_write_action(evidence, strategy, item) for item in actions),
        source=say_documents(evidence, actions),
        notes=(
            *((LETTERS,) if actions[0].id[0].isalpha() else ()),
            *((LATE_NOTE,) if any(item.status and is_overdue(evidence, item) for item in actions) else ()),
        ),
    )
    return drop_empty(table, quiet=("status",))


def _tabulate_steps(evidence: AreaEvidence, document: Document) -> Table | None:
    """Return the steps of each action and the signs of success stated for it, None where no action has either."""
    actions = [
        item for item in list_actions(evidence) if item.document == document.id and (item.parts or item.measures)
    ]
    if not actions:
        return None
    in_force = find_standing(evidence, document) is Standing.IN_FORCE
    table = Table(
        id=f"steps-{document.id}".replace(".", "-"),
        caption=f"{document.title}: steps and signs of success of actions{'' if in_force else ' (history)'}",
        columns=make_columns("Action", "Steps that it consists of", "Signs of success"),
        rows=tuple(
            (Cell(item.id), write_words([part.title for part in item.parts]), write_words(item.measures))
            for item in actions
        ),
        source=say_documents(evidence, actions),
        notes=("Only actions for which the document states either are listed.",),
    )
    return drop_empty(table)


def _write_action(evidence: AreaEvidence, strategy: Strategy, action: Action) -> tuple[Cell, ...]:
    return (
        Cell(name_action(action)),
        Cell(name_heading(strategy, action)),
        write_words(action.leads),
        Cell(say_when(action)),
        Cell(say_status(evidence, action)),
    )


def name_heading(strategy: Strategy, action: Action) -> str:
    """Return the objective of an action, or the heading it stands under."""
    titles = {item.id: item.title for item in strategy.objectives}
    return titles.get(action.objective or "") or action.group or NO_OBJECTIVE


def say_when(action: Action) -> str:
    """Return when an action starts and is due, `Ongoing`, or that nothing is stated."""
    starts = f"From {say_partial_date(action.starts)}" if action.starts else ""
    due = f"by {say_partial_date(action.due)}" if action.due else ""
    dated = ", ".join(part for part in (starts, due) if part)
    if action.timescale == "ongoing":
        return f"Ongoing, {dated[:1].lower()}{dated[1:]}" if dated else "Ongoing"
    return start_sentence(dated) or BLANK


def say_status(evidence: AreaEvidence, action: Action) -> str:
    """Return the status supplied, and whether the action is overdue."""
    late = OVERDUE if is_overdue(evidence, action) else ""
    if late and not action.status:
        late = UNTOLD
    supplied = "; ".join(part for part in (action.status, action.evidence) if part)
    return start_sentence("; ".join(part for part in (late, supplied) if part)) or NOT_KNOWN


def list_indicators(evidence: AreaEvidence, objective: str | None, actions: Sequence[Action]) -> list[str]:
    """Return the indicators that targets and actions link to an objective, by id, each once."""
    targets = list_shown(evidence, evidence.strategy.targets) if evidence.strategy else []
    names = {item.id for item in actions}
    linked = [
        item.indicator
        for item in targets
        if item.indicator and (item.action in names or (objective is not None and item.objective == objective))
    ]
    return list(dict.fromkeys([*linked, *(name for item in actions for name in item.indicators)]))


def say_matrix(evidence: AreaEvidence) -> str:
    """Return which objectives, actions and indicators have no link."""
    objectives, actions = list_objectives(evidence), list_actions(evidence)
    if not objectives and not actions:
        return say_absent(evidence, "objectives or actions to link with indicators")
    bare = [item for item in objectives if not _find_actions(actions, item.id)]
    dark = [item for item in objectives if not list_indicators(evidence, item.id, _find_actions(actions, item.id))]
    loose = [item for item in actions if item.objective is None]
    return join_paragraphs(
        join_paragraph(
            "An objective is linked to an indicator where its actions or targets name a measure of this report.",
            say_history(evidence),
        ),
        _name_unlinked(evidence, bare, "without an action"),
        _name_unlinked(evidence, dark, "without an indicator"),
        f"{start_sentence(count_noun(evidence, len(loose), ('action stands', 'actions stand'), 'no-objective'))} under "
        "no objective; the last row has them."
        if loose
        else "",
    )


def _find_actions(actions: Sequence[Action], objective: str | None) -> list[Action]:
    return [item for item in actions if item.objective == objective]


def _name_unlinked(evidence: AreaEvidence, found: Sequence[Objective], what: str) -> str:
    if not found:
        return f"No objective is {what}."
    number = start_sentence(count_noun(evidence, len(found), ("objective", "objectives"), what.replace(" ", "-")))
    return join_paragraphs(f"{number} {what}:", list_lines(item.title for item in found))


def tabulate_matrix(evidence: AreaEvidence) -> tuple[Table, ...]:
    """Return objectives by their actions and indicators, the unlinked ones in the last row."""
    objectives, actions = list_objectives(evidence), list_actions(evidence)
    rows = [_write_objective(evidence, item.title, item.id, _find_actions(actions, item.id)) for item in objectives]
    loose = _find_actions(actions, None)
    if loose:
        rows.append(_write_objective(evidence, NO_OBJECTIVE, None, loose))
    table = Table(
        id="matrix",
        caption="Objectives, the actions under them, and the indicators linked to either",
        columns=make_columns("Objective", "Actions", "How many actions", "Indicators", "Actions without an indicator"),
        rows=tuple(rows),
        source=say_documents(evidence, [*objectives, *actions]),
        notes=(NEET,) if any("NEET" in row[3].text for row in rows) else (),
    )
    return (table,) if rows else ()


def _write_objective(
    evidence: AreaEvidence, title: str, objective: str | None, actions: Sequence[Action]
) -> tuple[Cell, ...]:
    names = list_indicators(evidence, objective, actions)
    bare = [item.id for item in actions if not list_indicators(evidence, None, [item])]
    return (
        Cell(title),
        write_words([item.id for item in actions], "None"),
        Cell(str(len(actions)), name_count(evidence, f"actions-of-{objective or 'none'}")),
        write_words([evidence.registry.indicators[name].indicator.short for name in names], "None"),
        write_words(bare, "None"),
    )
