"""How each target of an area's documents stands: its figures, the course it set out on, and what follows.

A step of a target is dated to the last day of its stated date, a stated baseline to the first day of its date. Without
one, a course starts at the last published figure that was known when the document began, not more than a year old by
then, or else at the first figure after.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from sendneeds.analysis.finding import Finding, Series
from sendneeds.analysis.projection import Projection
from sendneeds.analysis.trajectory import (
    OLDEST,
    Milestone,
    Progress,
    Status,
    estimate_probability,
    judge_direction,
    judge_past_target,
    judge_target,
    measure_error,
)
from sendneeds.declare.partial_date import read_first_day, read_last_day, say_partial_date
from sendneeds.declare.period import read_period
from sendneeds.declare.stated import StatedUnit, Target
from sendneeds.declare.strategy import Document, Strategy
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.cycle_figures import (
    WAITS,
    WITHIN_YEAR,
    DatedFigure,
    gather_figures,
    list_series,
    read_end,
    read_start,
)
from sendneeds.report.pressures import project_series
from sendneeds.report.standing import Standing, find_standing, list_shown

NOT_SUPPLIED = "no local value was supplied"
NO_FIGURES = "no figure is held from when the document began and one up to the target's date"
# A direction alone has no value to check against, so any change of counting hides it.
BREAKS = ("definition", "collection")
ENDED_MOVES = {Status.TOWARDS: Status.MET, Status.AWAY: Status.NOT_MET, Status.UNMOVED: Status.UNCHECKED}
NONE_SINCE = "there is no later figure yet than what it set out from"


@dataclass(frozen=True)
class Monitored:
    """One target as it stands at the edition's date.

    `status` is None where it cannot be told, and `reason` then says why. `start` is what the course or the direction
    sets out from: a figure, or None where the document states a baseline. `steps` is the course: start, milestones,
    target. `counted` is the figure that the status rests on.
    """

    target: Target
    document: Document
    standing: Standing
    figures: tuple[DatedFigure, ...] = ()
    status: Status | None = None
    reason: str = ""
    start: DatedFigure | None = None
    steps: tuple[Milestone, ...] = ()
    counted: DatedFigure | None = None
    progress: Progress | None = None

    @property
    def change_needed(self) -> float | None:
        """Return the change from the figure that counts to the target, None without a course."""
        return None if self.progress is None or self.counted is None else self.steps[-1].value - self.counted.value


@lru_cache(maxsize=8)
def list_monitored(evidence: AreaEvidence, *standings: Standing) -> tuple[Monitored, ...]:
    """Return the targets of documents that stand so. Those of documents that have not begun are never among them."""
    if evidence.strategy is None:
        return ()
    wanted = [item for item in standings if item is not Standing.LATER]
    shown = list_shown(evidence, evidence.strategy.targets, *wanted) if wanted else []
    return tuple(_monitor(evidence, evidence.strategy, target) for target in shown)


def _monitor(evidence: AreaEvidence, strategy: Strategy, target: Target) -> Monitored:
    document = strategy.find_document(target.document)
    standing = find_standing(evidence, document)
    figures, reason = gather_figures(evidence, target)
    unjudged = Monitored(target, document, standing, figures)
    due = _read_due(target)
    is_over = standing is Standing.PAST or (due is not None and due.date <= read_end(evidence.edition.as_at))
    if not figures:
        over = NOT_SUPPLIED if reason.startswith(WAITS) else reason
        return _leave(unjudged, Status.UNCHECKED, over) if is_over else _leave(unjudged, None, reason)
    if due is not None and is_over:
        return _judge_ended(evidence, unjudged, due)
    if is_over:
        return _judge_ended_direction(evidence, unjudged)
    return _judge_direction(evidence, unjudged) if due is None else _judge_course(evidence, unjudged)


def _leave(item: Monitored, status: Status | None, reason: str) -> Monitored:
    return replace(item, status=status, reason=reason)


def _read_due(target: Target) -> Milestone | None:
    """Return the target itself, None where it has no number."""
    if not target.milestones:
        return None
    last = target.milestones[-1]
    return Milestone(read_end(read_last_day(last.date)), float(last.value))


def _find_change(
    evidence: AreaEvidence, target: Target, since: float, latest: float, kinds: Sequence[str] = ("definition",)
) -> str:
    """Return why a figure cannot be set beside what stood at `since`: what is counted, or how, changed in between."""
    for name in list_series(evidence, target.indicator) if target.indicator else ():
        indicator = evidence.registry.indicators[name].indicator
        for item in indicator.breaks:
            period = read_period(item.before, indicator.period)
            if item.kind in kinds and since < read_end(period.end) <= latest:
                changed = "what is counted" if item.kind == "definition" else "the way of counting"
                return f"{changed} changed from {period.label} on"
    return ""


def _judge_ended(evidence: AreaEvidence, item: Monitored, due: Milestone) -> Monitored:
    """Return a target whose document or own date has passed: met, not met by its date, or cannot be checked."""
    known = [figure for figure in item.figures if due.date - OLDEST <= figure.date <= due.date]
    if not known:
        when = say_partial_date(item.target.milestones[-1].date)
        return _leave(item, Status.UNCHECKED, f"there is no figure for the year up to {when}")
    begun = read_start(read_first_day(item.document.begins))
    if changed := _find_change(evidence, item.target, begun, known[-1].date):
        return _leave(item, Status.UNCHECKED, changed)
    status = judge_past_target([figure.point for figure in item.figures], due, item.target.sign)
    return replace(item, status=status, counted=known[-1])


def _find_start(item: Monitored) -> tuple[Milestone, DatedFigure | None]:
    """Return where a target sets out from: the stated baseline, or a figure."""
    baseline = item.target.baseline
    if baseline is not None:
        return Milestone(read_start(read_first_day(baseline.date)), float(baseline.value)), None
    begun = read_start(read_first_day(item.document.begins))
    before = [figure for figure in item.figures if begun - OLDEST <= figure.date <= begun]
    after = [figure for figure in item.figures if figure.date > begun]
    start = (before[-1:] or after[:1] or [item.figures[-1]])[0]
    return start.point, start


def _is_before(item: Monitored, start: DatedFigure | None) -> bool:
    """Say whether the latest figure can tell nothing of the time since: it is the start itself, or no later."""
    latest = item.figures[-1]
    return latest is start or latest.date <= read_start(read_first_day(item.document.begins))


def _judge_course(evidence: AreaEvidence, item: Monitored) -> Monitored:
    """Return a target with a number and a date ahead: its course, status, needed change and probability."""
    target, latest = item.target, item.figures[-1]
    point, start = _find_start(item)
    if changed := _find_change(evidence, target, point.date, latest.date):
        return _leave(item, None, changed)
    ahead = [Milestone(read_end(read_last_day(step.date)), float(step.value)) for step in target.milestones]
    steps = (point, *(step for step in ahead if step.date > point.date))
    probability = _estimate(evidence, target, latest, steps[-1])
    progress = judge_target(latest.point, measure_error(latest.interval), steps, target.sign, probability)
    is_untold = _is_before(item, start) and progress.status is not Status.ACHIEVED
    return replace(
        item,
        status=None if is_untold else progress.status,
        reason=NONE_SINCE if is_untold else "",
        start=start,
        steps=steps,
        counted=latest,
        progress=progress,
    )


def _judge_direction(evidence: AreaEvidence, item: Monitored) -> Monitored:
    """Return a target without a number: which way its figure moved from the baseline, or from the document's begin."""
    latest = item.figures[-1]
    point, start = _find_start(item)
    if _is_before(item, start):
        return replace(item, reason=NONE_SINCE, counted=latest)
    if changed := _find_change(evidence, item.target, point.date, latest.date, BREAKS):
        return _leave(item, None, changed)
    errors = (measure_error(start.interval) if start else 0.0, measure_error(latest.interval))
    status = judge_direction(point.value, latest.value, errors, item.target.sign)
    return replace(item, status=status, start=start, steps=(point,), counted=latest)


def _judge_ended_direction(evidence: AreaEvidence, item: Monitored) -> Monitored:
    """Return a target of an ended document without a number: met where its figure moved that way by the target's date.

    Without a date of its own, the document's end counts.
    """
    by = read_end(read_last_day(item.target.due or item.document.ends))
    known = tuple(figure for figure in item.figures if figure.date <= by)
    judged = _judge_direction(evidence, replace(item, figures=known)) if known else item
    if judged.status is None or not known or by - known[-1].date > OLDEST:
        return _leave(item, Status.UNCHECKED, judged.reason or NO_FIGURES)
    reason = f"the change {judged.status}" if judged.status is Status.UNMOVED else ""
    return replace(judged, figures=item.figures, status=ENDED_MOVES.get(judged.status, judged.status), reason=reason)


def _estimate(evidence: AreaEvidence, target: Target, latest: DatedFigure, goal: Milestone) -> float | None:
    """Return the probability of reaching a goal; None where its year is not projected, or the figures are local."""
    projection = find_projection(evidence, target)
    if projection is None or not isinstance(latest.source, Finding):
        return None
    if projection.year != latest.source.period.end.year:
        return None
    return estimate_probability(projection, latest.date, goal, target.sign)


def find_projection(evidence: AreaEvidence, target: Target) -> Projection | None:
    """Return the projection of a target's indicator; none of terms, months and figures of care boards."""
    if target.indicator is None:
        return None
    series: Series = evidence.find_series(target.indicator)
    indicator = series.entry.indicator
    fits = indicator.unit.value in {StatedUnit.PERCENT, StatedUnit.COUNT} and not indicator.signed
    if indicator.period in WITHIN_YEAR or indicator.counted_by == "board" or not fits:
        return None
    return project_series(evidence, series)
