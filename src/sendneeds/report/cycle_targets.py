"""Targets monitored: those in force beside their figures, and those of documents that have ended as history.

A target is followed only while its document is in force. One whose own date has come by then is met or not met by its
date. What a course starts from, and how dates are read, is in `cycle_progress`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sendneeds.analysis.finding import Finding
from sendneeds.analysis.trajectory import Status
from sendneeds.declare.partial_date import say_partial_date
from sendneeds.declare.period import say_date
from sendneeds.evidence.local import LocalValue
from sendneeds.present.display import Cell, Column, Figure, Table, strip_marks
from sendneeds.present.figures import Caption, show_trajectory
from sendneeds.present.sentences import add_article, join_words
from sendneeds.present.trajectory_chart import Trajectory, TrajectoryFigure, TrajectoryStep
from sendneeds.present.words import say_noun, say_unit
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.cycle_aims import (
    say_aim,
    say_figure,
    say_target,
    write_aim,
    write_baseline,
    write_figure,
    write_progress,
    write_start,
    write_status,
)
from sendneeds.report.cycle_figures import WAITS, DatedFigure, read_start
from sendneeds.report.cycle_progress import NOT_SUPPLIED, Monitored, list_monitored
from sendneeds.report.cycle_words import (
    count_noun,
    drop_empty,
    list_begun,
    list_lines,
    make_columns,
    mark_count,
    say_absent,
    say_documents,
    start_sentence,
)
from sendneeds.report.section import explain_symbols, join_paragraph, join_paragraphs, say_source
from sendneeds.report.standing import Standing, list_documents

NOUN = ("target", "targets")
COURSE = (
    "A course is a straight line from the stated baseline, or without one from the last figure known when the document "
    "began, to each step and the target. Chance variation is that of the published counts. A probability is given "
    "where the target lies one to three whole years after the latest figure and the measure can be projected."
)
OWN = "Values of the area's own are not traced to a published release."
HEADS = ("Set out from", "Latest figure")
ENDED = {
    Status.MET: "met by their date",
    Status.NOT_MET: "not met by their date",
    Status.UNCHECKED: "that cannot be checked",
}
NO_DATE = "A target without a date of its own is taken at the end of its document."
START_COLUMNS = (*make_columns("Target"), Column("Stated baseline"), *make_columns("Aim", "By"))
PACES = ("Course at that date", "Needed a year", "Probability")


def say_targets(evidence: AreaEvidence) -> str:
    """Return how each target in force stands, and which wait for local values."""
    if not list_begun(evidence):
        return say_absent(evidence, "targets")
    day = say_date(evidence.edition.as_at)
    if not list_documents(evidence, Standing.IN_FORCE):
        place = add_article(evidence.area.name)
        return (
            f"No document supplied for {place} is in force on {day}, so no target is followed here. Those of documents "
            "that have ended stand below, as history."
        )
    found = list_monitored(evidence, Standing.IN_FORCE)
    if not found:
        return "The documents in force set no targets."
    known = [item for item in found if item.figures]
    number = start_sentence(count_noun(evidence, len(found), NOUN, "targets"))
    some = f"{mark_count(evidence, len(known), 'targets.known')} {say_noun(len(known), ('has', 'have'))}"
    beside = f"{some if known else 'none has'} a figure to go by"
    return join_paragraphs(
        f"{number} {say_noun(len(found), ('is', 'are'))} in force on {day}; {beside}.",
        list_lines(say_target(evidence, item) for item in known),
        _say_waiting(evidence, found),
    )


def _say_waiting(evidence: AreaEvidence, found: Iterable[Monitored]) -> str:
    """Return how many targets wait for local values, and why others have no figures."""
    bare = [item for item in found if not item.figures]
    others = [f"**{item.target.title}**: {item.reason}." for item in bare if not item.target.local]
    waiting = sum(bool(item.target.local) for item in bare)
    number = start_sentence(count_noun(evidence, waiting, NOUN, "targets.waiting"))
    verb = say_noun(waiting, ("waits", "wait"))
    folder = f"data/local/{evidence.area.slug}"
    ask = f"{number} {verb} for local values in the folder {folder}; data/local/README.md says how to add them."
    return join_paragraphs(list_lines(others), ask if waiting else "")


def tabulate_targets(evidence: AreaEvidence) -> tuple[Table, ...]:
    """Return the targets in force that have figures, and those that have none."""
    found = list_monitored(evidence, Standing.IN_FORCE)
    known, bare = [item for item in found if item.figures], [item for item in found if not item.figures]
    rows = tuple(
        (
            Cell(item.target.title),
            *write_aim(evidence, item.target),
            write_start(evidence, item),
            *write_figure(item),
            write_status(item),
            *write_progress(evidence, item),
        )
        for item in known
    )
    followed = Table(
        id="targets",
        caption=f"Targets in force in {add_article(evidence.area.name)} beside their figures",
        columns=(
            *make_columns("Target", "Aim", "By"),
            *(Column(head) for head in HEADS),
            *make_columns("Period", "Status"),
            *(Column(head) for head in PACES),
        ),
        rows=rows,
        source=_say_sources(evidence, known),
        notes=(COURSE, *_say_own(known), *explain_symbols(rows)),
    )
    return (*((followed,) if known else ()), *((_tabulate_bare(evidence, bare),) if bare else ()))


def _tabulate_bare(evidence: AreaEvidence, bare: Sequence[Monitored]) -> Table:
    rows = tuple(
        (
            Cell(item.target.title),
            *write_aim(evidence, item.target),
            write_start(evidence, item),
            Cell(_say_awaited(item)),
        )
        for item in bare
    )
    return Table(
        id="targets-waiting",
        caption="Targets in force without a figure to set beside them",
        columns=(
            *make_columns("Target", "Aim", "By"),
            Column("Baseline"),
            *make_columns("Local value awaited (file: measure)"),
        ),
        rows=rows,
        source=say_documents(evidence, [item.target for item in bare]),
        notes=explain_symbols(rows),
    )


def _say_awaited(item: Monitored) -> str:
    """Return which local value is awaited, `file: measure`, or why there is no figure."""
    if not item.target.local or not item.reason.startswith(WAITS):
        return start_sentence(item.reason)
    return item.target.local.replace(".", ".csv: ")


def _say_sources(evidence: AreaEvidence, shown: Iterable[Monitored]) -> str:
    """Return the source line of targets: their documents, and the releases of the figures beside them."""
    items = list(shown)
    findings = [
        figure.source
        for item in items
        for figure in (item.start, item.counted)
        if figure is not None and isinstance(figure.source, Finding)
    ]
    published = say_source(evidence, findings).removeprefix("Source: ") if findings else ""
    return join_paragraph(
        say_documents(evidence, [item.target for item in items]), f"Figures: {published}" if published else ""
    )


def _say_own(shown: Iterable[Monitored]) -> tuple[str, ...]:
    """Return a note that names the records behind values of the area's own, nothing without any."""
    used = [item.counted.source for item in shown if item.counted is not None]
    names = list(dict.fromkeys(value.source for value in used if isinstance(value, LocalValue)))
    return (f"{OWN} They come from: {'; '.join(names)}.",) if names else ()


def plot_targets(evidence: AreaEvidence) -> tuple[Figure, ...]:
    """Return a trajectory of each target in force that has a number, a date ahead and figures; the same one once."""
    followed = [item for item in list_monitored(evidence, Standing.IN_FORCE) if item.progress]
    distinct = {(item.target.indicator or item.target.local, item.steps): item for item in reversed(followed)}
    return tuple(_plot_target(evidence, item) for item in reversed(distinct.values()))


def _plot_target(evidence: AreaEvidence, item: Monitored) -> Figure:
    target, latest = item.target, item.figures[-1]
    source = latest.source
    unit, measure = target.unit.value, target.title
    if isinstance(source, Finding):
        unit, measure = say_unit(source.entry.indicator), source.entry.indicator.label
    unit = "%" if unit == "percent" else unit
    caption = Caption(
        f"trajectory-{target.id.replace('.', '-')}",
        f"{target.title}: {say_figure(latest, target.unit)} in {latest.label}, aim "
        f"{strip_marks(say_aim(evidence, target))}",
        f"{measure}, {unit}",
        _say_sources(evidence, [item]),
    )
    figures = tuple(_draw_figure(figure) for figure in item.figures)
    chart = Trajectory(
        evidence.area.name, unit, figures, _list_steps(evidence, item), read_start(evidence.edition.as_at)
    )
    return show_trajectory(chart, caption)


def _draw_figure(figure: DatedFigure) -> TrajectoryFigure:
    low, high = figure.interval or (None, None)
    return TrajectoryFigure(figure.date, figure.label, figure.value, low, high, figure.id)


def _list_steps(evidence: AreaEvidence, item: Monitored) -> tuple[TrajectoryStep, ...]:
    """Return the points of a course with their labels, the target last."""
    target, (first, *ahead) = item.target, item.steps
    ref = f"{evidence.area.slug}.strategy.targets.{target.id}"
    if item.start:
        start = TrajectoryStep(first.date, f"set out from, {item.start.label}", first.value, item.start.id)
    else:
        dated = say_partial_date(target.baseline.date) if target.baseline else ""
        start = TrajectoryStep(first.date, f"baseline, {dated}", first.value, f"{ref}.baseline")
    stated = target.milestones[-len(ahead) :]
    steps = [
        TrajectoryStep(
            point.date,
            f"{'target' if step is stated[-1] else 'milestone'}, {say_partial_date(step.date)}",
            point.value,
            f"{ref}.{step.date}",
        )
        for point, step in zip(ahead, stated, strict=True)
    ]
    return (start, *steps)


def say_past_targets(evidence: AreaEvidence) -> str:
    """Return how many targets of documents that have ended were met, not met by their date, or cannot be checked."""
    if not list_documents(evidence, Standing.PAST):
        return (
            "No document supplied has ended by this edition's date."
            if list_begun(evidence)
            else say_absent(evidence, "targets")
        )
    found = list_monitored(evidence, Standing.PAST)
    if not found:
        return "The documents that have ended set no targets."
    counts = {words: sum(item.status is status for item in found) for status, words in ENDED.items()}
    parts = [
        f"{mark_count(evidence, count, f'targets.past.{words.split()[0]}')} {words}"
        for words, count in counts.items()
        if count
    ]
    number = start_sentence(count_noun(evidence, len(found), NOUN, "targets.past"))
    stood = f"{number} stood in documents that have ended"
    if counts[ENDED[Status.UNCHECKED]] == len(found):
        return f"{stood}; {'it cannot' if len(found) == 1 else 'none of them can'} be checked."
    return (
        f"{stood}: {join_words(parts)}. This is history: what the last figure up to the target's date was, if it was "
        "no more than a year old."
    )


def tabulate_past_targets(evidence: AreaEvidence) -> tuple[Table, ...]:
    """Return the targets of documents that have ended, with what became of each by its date."""
    found = list_monitored(evidence, Standing.PAST)
    bare = [item for item in found if item.reason == NOT_SUPPLIED]
    known = [item for item in found if item not in bare]
    place = add_article(evidence.area.name)
    rows = tuple((*_write_target(evidence, item), *write_figure(item), write_status(item)) for item in known)
    judged = Table(
        id="past-targets",
        caption=f"History: targets of ended documents in {place}",
        columns=(*START_COLUMNS, Column("Figure by then"), *make_columns("Period", "Result")),
        rows=rows,
        source=_say_sources(evidence, known),
        notes=(NO_DATE, *_say_own(known), *explain_symbols(rows)),
    )
    bare_rows = tuple(_write_target(evidence, item) for item in bare)
    unjudged = Table(
        id="past-targets-unchecked",
        caption=f"History: targets of ended documents in {place} that cannot be checked, as {NOT_SUPPLIED}",
        columns=START_COLUMNS,
        rows=bare_rows,
        source=say_documents(evidence, [item.target for item in bare]),
        notes=explain_symbols(bare_rows),
    )
    return tuple(drop_empty(table, quiet=("stated baseline",)) for table in (judged, unjudged) if table.rows)


def _write_target(evidence: AreaEvidence, item: Monitored) -> tuple[Cell, ...]:
    return (Cell(item.target.title), write_baseline(evidence, item.target), *write_aim(evidence, item.target))
