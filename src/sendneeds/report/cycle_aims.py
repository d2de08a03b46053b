"""Targets in words and cells: what is aimed at, the figure that counts, how it stands, what it would take."""

from __future__ import annotations

from sendneeds.analysis.finding import Finding
from sendneeds.analysis.trajectory import Status
from sendneeds.declare.partial_date import say_partial_date
from sendneeds.declare.stated import Milestone as Stated
from sendneeds.declare.stated import StatedUnit, Target
from sendneeds.present.display import Cell, mark_number
from sendneeds.present.words import say_number, say_reading, say_value
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.cycle_figures import DatedFigure
from sendneeds.report.cycle_progress import Monitored
from sendneeds.report.cycle_words import BLANK, name_count
from sendneeds.report.section import join_paragraph
from sendneeds.report.standing import mark_stated
from sendneeds.report.stated_words import say_stated

CHANCE = ", by more than chance variation may explain"
SMALLEST, LARGEST = 0.005, 0.995
ALL = 100
WORDS = {
    Status.ACHIEVED: "its value is reached: {status}",
    Status.ON_TRACK: "the figure is level with or ahead of the course: {status}",
    Status.AT_RISK: "the figure is behind the course, by no more than chance variation may explain: {status}",
    Status.OFF_TRACK: "the figure is behind the course" + CHANCE + ": {status}",
}


def name_target(evidence: AreaEvidence, target: Target, name: str) -> str:
    """Return the id of something worked out for a target: `expected`, `change`, `needed`, `probability`."""
    return name_count(evidence, f"targets.{target.id}.{name}")


def say_step(step: Stated, unit: StatedUnit) -> str:
    """Return a stated value in its unit, with the decimals that it is stated with."""
    return say_stated(step.value, len(str(step.value).partition(".")[2]), unit)


def say_worked(value: float, unit: StatedUnit) -> str:
    """Return a value that is worked out in the unit of a target, to one decimal; whole ones of counts and places."""
    return say_stated(value, 0 if unit in {StatedUnit.COUNT, StatedUnit.PLACES} else 1, unit)


def say_figure(item: DatedFigure, unit: StatedUnit) -> str:
    """Return the value of a figure as it is published, or as the area wrote it."""
    if isinstance(item.source, Finding):
        return say_value(item.value, item.source.entry.indicator)
    text = str(item.value).removesuffix(".0")
    return say_stated(item.value, len(text.partition(".")[2]), unit)


def say_aim(evidence: AreaEvidence, target: Target) -> str:
    """Return what is aimed at: `at least 80% by April 2019`, or `a fall by 2019`."""
    if not target.milestones:
        due = f" by {say_partial_date(target.due)}" if target.due else ", without a date"
        return f"a {target.direction}{due}"
    steps = [
        f"{mark_stated(evidence, say_step(step, target.unit), f'targets.{target.id}.{step.date}')} "
        f"by {say_partial_date(step.date)}"
        for step in target.milestones
    ]
    return f"{_say_bound(target)}{', then '.join(steps)}"


def _say_bound(target: Target) -> str:
    """Return `at least `, nothing where the aim is all of them."""
    is_all = target.unit is StatedUnit.PERCENT and target.milestones[-1].value == ALL
    return "" if is_all and target.direction == "at least" else f"{target.direction} "


def write_aim(evidence: AreaEvidence, target: Target) -> tuple[Cell, Cell]:
    """Return the cells of the value aimed at and of its date."""
    due = Cell(say_partial_date(target.last_date) if target.last_date else BLANK)
    if not target.milestones:
        return Cell(f"A {target.direction}"), due
    *earlier, last = target.milestones
    steps = [f"{say_step(step, target.unit)} by {say_partial_date(step.date)}" for step in earlier]
    text = f"{_say_bound(target).capitalize()}{', then '.join([*steps, say_step(last, target.unit)])}"
    return Cell(text, f"{evidence.area.slug}.strategy.targets.{target.id}.{last.date}"), due


def write_baseline(evidence: AreaEvidence, target: Target) -> Cell:
    """Return the cell of the stated baseline, blank where none is stated."""
    if target.baseline is None:
        return Cell(BLANK)
    ref = f"{evidence.area.slug}.strategy.targets.{target.id}.baseline"
    return Cell(say_step(target.baseline, target.unit), ref)


def write_start(evidence: AreaEvidence, item: Monitored) -> Cell:
    """Return the cell of the stated baseline, or of the figure that a target sets out from."""
    target = item.target
    if target.baseline:
        return write_baseline(evidence, target)
    return Cell(say_figure(item.start, target.unit), item.start.id) if item.start else Cell("[z]")


def write_figure(item: Monitored) -> tuple[Cell, Cell]:
    """Return the cells of the figure that counts and of its period."""
    figure = item.counted
    if figure is None:
        return Cell("[x]"), Cell("[z]")
    return Cell(say_figure(figure, item.target.unit), figure.id), Cell(figure.label)


def write_status(item: Monitored) -> Cell:
    """Return the cell of the status, with the reason where it cannot be told."""
    words = item.status or "cannot be told yet"
    return Cell(f"{words.capitalize()}{f': {item.reason}' if item.reason else ''}")


def write_progress(evidence: AreaEvidence, item: Monitored) -> tuple[Cell, Cell, Cell]:
    """Return the cells of the course at the date of the figure, the needed yearly change, and the probability."""
    progress, target = item.progress, item.target
    none = Cell("[z]")
    if progress is None:
        return none, none, none
    expected, needed, chance = none, none, none
    if item.status in WORDS and item.status is not Status.ACHIEVED:
        expected = Cell(say_worked(progress.expected, target.unit), name_target(evidence, target, "expected"))
    if progress.needed is not None and item.status is not Status.ACHIEVED:
        text = f"{'+' if progress.needed > 0 else ''}{say_number(progress.needed, 1)}"
        needed = Cell(text, name_target(evidence, target, "needed"))
    if progress.probability is not None:
        chance = Cell(say_probability(progress.probability), name_target(evidence, target, "probability"))
    return expected, needed, chance


def say_probability(value: float) -> str:
    """Return a probability in whole percent."""
    if value < SMALLEST:
        return "under 1%"
    return "over 99%" if value > LARGEST else f"{say_number(100 * value)}%"


def say_target(evidence: AreaEvidence, item: Monitored) -> str:
    """Return everything that is said of one target in force that has figures."""
    target = item.target
    return join_paragraph(
        f"**{target.title}.** Aim: {say_aim(evidence, target)}.",
        _say_latest(item),
        _say_status(evidence, item),
        _say_needed(evidence, item),
        _say_chance(evidence, item),
        target.note or "",
    )


def _say_latest(item: Monitored) -> str:
    figure = item.counted or item.figures[-1]
    if isinstance(figure.source, Finding):
        return say_reading(figure.source)
    value = mark_number(say_figure(figure, item.target.unit), figure.id)
    return f"By the area's own count ({figure.source.source}), {value} in {figure.label}."


def _say_status(evidence: AreaEvidence, item: Monitored) -> str:
    if item.status is None:
        return f"How it stands cannot be told yet: {item.reason}."
    said = f"**{item.status}**"
    if item.status in {Status.MET, Status.NOT_MET}:
        return f"The target's own date has come: {said}."
    if item.status is Status.UNCHECKED:
        return f"The target's own date has come, and it {said}: {item.reason}."
    if item.progress is None:
        return f"Against {_say_start(evidence, item)} it is {said}.".replace(
            f"is **{Status.UNMOVED}", f"**{Status.UNMOVED}"
        )
    words = WORDS[item.status].format(status=said)
    if item.counted is None or item.counted.interval is None:
        words = words.replace(CHANCE, "")
    if item.status is Status.ACHIEVED:
        return f"{words[:1].upper()}{words[1:]}."
    expected = say_worked(item.progress.expected, item.target.unit)
    passed = mark_number(expected, name_target(evidence, item.target, "expected"))
    return f"The straight course from {_say_start(evidence, item)} passes {passed} at that date, and {words}."


def _say_start(evidence: AreaEvidence, item: Monitored) -> str:
    baseline, target = item.target.baseline, item.target
    if item.start is not None:
        return f"{mark_number(say_figure(item.start, target.unit), item.start.id)} in {item.start.label}"
    if baseline is None:
        return ""
    stated = mark_stated(evidence, say_step(baseline, target.unit), f"targets.{target.id}.baseline")
    return f"the stated baseline of {stated} ({say_partial_date(baseline.date)})"


def _say_needed(evidence: AreaEvidence, item: Monitored) -> str:
    progress, target = item.progress, item.target
    change = item.change_needed
    if progress is None or progress.needed is None or change is None or item.status is Status.ACHIEVED:
        return ""
    unit = StatedUnit.POINTS if target.unit is StatedUnit.PERCENT else target.unit
    size = mark_number(say_worked(abs(change), unit), name_target(evidence, target, "change"))
    pace = mark_number(say_worked(abs(progress.needed), unit), name_target(evidence, target, "needed"))
    verb = "rise" if change > 0 else "fall"
    when = say_partial_date(target.milestones[-1].date)
    return f"To reach it, the figure would have to {verb} by {size} by {when}, a pace of {pace} a year."


def _say_chance(evidence: AreaEvidence, item: Monitored) -> str:
    if item.progress is None or item.progress.probability is None:
        return ""
    text = mark_number(say_probability(item.progress.probability), name_target(evidence, item.target, "probability"))
    return f"If the measure goes on as projected, the probability of reaching it by its date is {text}."
