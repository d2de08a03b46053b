"""The golden thread: what the evidence points to, and the objectives and actions that answer it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sendneeds.analysis.priorities import TITLES, Tier
from sendneeds.declare.strategy import Action, Objective
from sendneeds.present.display import Cell, Table
from sendneeds.present.sentences import add_article, join_words
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.assessment import assess
from sendneeds.report.cycle_words import (
    REPORT,
    count_noun,
    is_history,
    list_lines,
    make_columns,
    mark_count,
    say_absent,
    say_documents,
    say_how_many,
    say_period,
    start_sentence,
)
from sendneeds.report.priorities_demand import list_projected
from sendneeds.report.section import join_paragraph, join_paragraphs
from sendneeds.report.standing import Standing, list_documents, list_shown

RISING = "Rising demand"
RAISED = (
    "What people raise carries no theme of the figures, so it is not linked here; the table of what families and young "
    "people say has the documents' answers."
)
NOUN = ("action", "actions")
MOST_NAMED = 4


@dataclass(frozen=True)
class Strand:
    """A theme that the evidence points to, its lists, and what answers it; `theme` is empty for what people raised."""

    theme: str
    label: str
    standing: str
    objectives: tuple[Objective, ...] = ()
    actions: tuple[Action, ...] = ()

    @property
    def is_answered(self) -> bool:
        return bool(self.objectives or self.actions)


def list_strands(evidence: AreaEvidence, *standings: Standing) -> tuple[Strand, ...]:
    """Return each line of the priorities, and each theme of rising demand, with what documents so standing hold."""
    ranking = assess(evidence).ranking
    themes = evidence.registry.themes
    named: dict[str, list[str]] = {}
    for line in ranking.lines:
        if line.tier is not Tier.V:
            named.setdefault(line.theme, []).append(TITLES[line.tier])
    for theme in list_rising(evidence):
        named.setdefault(theme, []).append(RISING)
    raised = [line.raised.text.rstrip(".") for line in ranking.lines if line.raised]
    linked = [_link(evidence, theme, themes[theme].label, tiers, standings) for theme, tiers in named.items()]
    return (*linked, *(Strand("", text, TITLES[Tier.V]) for text in raised))


def _link(
    evidence: AreaEvidence, theme: str, label: str, tiers: Sequence[str], standings: Sequence[Standing]
) -> Strand:
    objectives, actions = list_objectives(evidence, *standings), list_actions(evidence, *standings)
    return Strand(
        theme,
        label,
        "; ".join(tiers),
        tuple(item for item in objectives if theme in item.themes),
        tuple(item for item in actions if theme in item.all_themes),
    )


def list_objectives(evidence: AreaEvidence, *standings: Standing) -> list[Objective]:
    """Return the objectives of documents that stand so."""
    return list_shown(evidence, evidence.strategy.objectives, *standings) if evidence.strategy else []


def list_actions(evidence: AreaEvidence, *standings: Standing) -> list[Action]:
    """Return the actions of documents that stand so."""
    return list_shown(evidence, evidence.strategy.actions, *standings) if evidence.strategy else []


def list_rising(evidence: AreaEvidence) -> tuple[str, ...]:
    """Return the themes in which a count of demand is projected to grow."""
    rising = [item.finding.entry.theme for item in list_projected(evidence) if (item.growth or 0) > 0]
    return tuple(dict.fromkeys(rising))


def name_action(action: Action) -> str:
    """Return an action's number and title."""
    return f"{action.id} {action.title}"


def say_thread(evidence: AreaEvidence) -> str:
    """Return how many of the needs are answered in force, which are not, and which actions no theme bears on."""
    if not has_plans(evidence):
        return say_absent(evidence, "objectives or actions to set beside the priorities")
    if is_history(evidence):
        return _say_past_thread(evidence)
    strands = [item for item in list_strands(evidence, Standing.IN_FORCE) if item.theme]
    bare = [item.label for item in strands if not item.actions]
    return join_paragraphs(
        say_answered(evidence),
        "Needs with no action in force, as declared:" if bare else "",
        list_lines(bare),
        _say_loose(evidence, strands),
    )


def has_plans(evidence: AreaEvidence) -> bool:
    """Say whether any document that has begun holds objectives or actions."""
    return bool(list_objectives(evidence) or list_actions(evidence))


def say_answered(evidence: AreaEvidence) -> str:
    """Return how many themes that the evidence points to have an objective or action in force."""
    strands = [item for item in list_strands(evidence, Standing.IN_FORCE) if item.theme]
    answered = [item for item in strands if item.is_answered]
    acted = [item for item in strands if item.actions]
    points = count_noun(evidence, len(strands), ("theme", "themes"), "strands")
    return (
        f"The evidence points to {points}, by a line in the list of priorities or by rising demand. "
        f"{start_sentence(say_how_many(evidence, len(answered), 'answered'))} an objective or an action in force; "
        f"{say_how_many(evidence, len(acted), 'acted')} an action."
    )


def _say_loose(evidence: AreaEvidence, strands: Iterable[Strand]) -> str:
    """Return which actions in force bear on no theme of the figures, and which on themes without a line."""
    actions, wanted = list_actions(evidence, Standing.IN_FORCE), {item.theme for item in strands}
    without = [item for item in actions if not item.all_themes]
    elsewhere = [item for item in actions if item.all_themes and not wanted & set(item.all_themes)]
    return join_paragraph(
        _say_actions(evidence, without, "bear on no theme that these figures cover", "loose"),
        _say_actions(evidence, elsewhere, "bear only on themes without a line in this edition's list", "elsewhere"),
        "That says nothing of their worth: figures cover part of what help is. The action plan below names them."
        if without or elsewhere
        else "",
    )


def _say_actions(evidence: AreaEvidence, actions: Sequence[Action], what: str, name: str) -> str:
    if not actions:
        return ""
    number = start_sentence(count_noun(evidence, len(actions), NOUN, name))
    verb = what.replace("bear", "bears", 1) if len(actions) == 1 else what
    return f"{number} {verb}: {', '.join(item.id for item in actions)}."


def _say_past_thread(evidence: AreaEvidence) -> str:
    """Return when the last documents ended, and that what they held is no answer in hand."""
    ended = [f"{item.title} ({say_period(item)})" for item in list_documents(evidence, Standing.PAST)]
    strands = [item for item in list_strands(evidence) if item.theme]
    held = [item for item in strands if item.is_answered]
    points = count_noun(evidence, len(strands), ("theme", "themes"), "strands")
    return join_paragraphs(
        f"The last documents supplied for {add_article(evidence.area.name)} have ended: {'; '.join(ended)}. "
        "So this report knows of no objective or action in force that answers the list of priorities.",
        f"The evidence now points to {points}. As history: the ended documents held an objective or action on "
        f"{mark_count(evidence, len(held), 'held') if held else 'none'} of them.",
    )


def tabulate_thread(evidence: AreaEvidence) -> tuple[Table, ...]:
    """Return what the evidence points to, one row a theme, with the objectives and actions on it."""
    past = is_history(evidence)
    standing = Standing.PAST if past else Standing.IN_FORCE
    strands = list_strands(evidence, standing)
    if not strands or not has_plans(evidence):
        return ()
    when = "that ended documents held (history)" if past else "in force"
    table = Table(
        id="thread",
        caption=f"From evidence to action in {add_article(evidence.area.name)}",
        columns=make_columns("What the evidence points to", "List", f"Objectives {when}", f"Actions {when}"),
        rows=tuple(_write_strand(item, past=past) for item in strands),
        source=say_documents(evidence, [*list_objectives(evidence, standing), *list_actions(evidence, standing)]),
        notes=(
            "Objectives and actions are linked to themes in the area's strategy file, not by their documents.",
            *((RAISED,) if not all(item.theme for item in strands) else ()),
        ),
    )
    return (table,)


def _write_strand(strand: Strand, *, past: bool) -> tuple[Cell, ...]:
    none = "None" if past else "None in force"
    if not strand.theme:
        none = "Not linked"
    return (
        Cell(strand.label),
        Cell(strand.standing),
        Cell("; ".join(item.title for item in strand.objectives) or none),
        Cell("; ".join(name_action(item) for item in strand.actions) or none),
    )


def say_answers_in_hand(evidence: AreaEvidence) -> str:
    """Return, for the list of priorities, the objectives and actions in force on each line, and where to read on."""
    place = add_article(evidence.area.name)
    if evidence.strategy is None:
        return (
            f"No strategy or action plan of {place} has been supplied, so this report cannot say which objectives and "
            "actions answer these lines already. That is a gap in this report, and says nothing of the work in the "
            f"area. The {REPORT} says how to add one."
        )
    if not list_documents(evidence, Standing.IN_FORCE):
        return join_paragraph(_say_none_in_force(evidence), f"The {REPORT} shows what they held.")
    lines = [_say_strand(evidence, item) for item in list_strands(evidence, Standing.IN_FORCE) if item.theme]
    return join_paragraphs(list_lines(lines), f"The {REPORT} lists them all, with leads and dates.")


def _say_none_in_force(evidence: AreaEvidence) -> str:
    place = add_article(evidence.area.name)
    past = list_documents(evidence, Standing.PAST)
    if not past:
        return f"The documents supplied for {place} begin after this edition's date, so none answers these lines yet."
    ended = join_words([f"{item.title} ({say_period(item)})" for item in past])
    return (
        f"The documents supplied for {place} have ended: {ended}. No objective or action in force is known to this "
        "report. That is a gap in this report, and says nothing of the work in the area."
    )


def _say_strand(evidence: AreaEvidence, strand: Strand) -> str:
    objectives = "; ".join(item.title for item in strand.objectives) or "none"
    named = [name_action(item) for item in strand.actions[:MOST_NAMED]]
    more = len(strand.actions) - len(named)
    if more > 0:
        named.append(f"and {mark_count(evidence, more, f'more-{strand.theme}')} more")
    return f"**{strand.label}.** Objectives: {objectives}. Actions: {'; '.join(named) or 'none'}."
