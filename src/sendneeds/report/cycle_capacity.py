"""Places that documents state or plan, places beside projected demand, services and when their contracts end."""

from __future__ import annotations

from sendneeds.analysis.sufficiency import Sufficiency
from sendneeds.declare.partial_date import read_first_day, say_partial_date
from sendneeds.declare.provision import Capacity, Place
from sendneeds.evidence.local import CAPACITY, name_local_file
from sendneeds.evidence.local_rows import SETTINGS
from sendneeds.present.capacity_chart import CapacityChart, CapacityYear
from sendneeds.present.display import Cell, Column, Figure, Table, mark_number
from sendneeds.present.figures import Caption, show_capacity
from sendneeds.present.sentences import add_article, join_words
from sendneeds.present.words import say_noun, say_number
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.cycle_contracts import say_contracts, tabulate_contracts
from sendneeds.report.cycle_sufficiency import SettingPlaces, list_settings
from sendneeds.report.cycle_words import (
    count_noun,
    drop_empty,
    list_begun,
    list_lines,
    make_columns,
    mark_count,
    name_count,
    say_absent,
    say_documents,
    start_sentence,
    write_words,
)
from sendneeds.report.priorities_demand import LAW
from sendneeds.report.section import join_paragraph, join_paragraphs, say_source
from sendneeds.report.standing import Standing, find_standing, list_documents, list_shown

__all__ = ["plot_capacity", "say_capacity", "say_contracts", "tabulate_capacity", "tabulate_contracts"]

NOUN = ("school or unit", "schools or units")
BE = ("was", "were")
ENDED = "Where the document has ended, its plans are history: this report does not know whether the places opened."
HEADS = ("Projected demand", "80% band", "Places now", "Added by then", "Demand less places", "80% band of that")
HELD = (
    "Demand in a setting is the projected number of plans times the setting's share of plans, which is held as it was "
    "last counted; the band leaves the uncertainty of that share out. Demand by phase of education is not published."
)

Stated = tuple[Place, Capacity]


def say_capacity(evidence: AreaEvidence) -> str:
    """Return what places the documents state, and how places compare with projected demand."""
    return join_paragraphs(_say_places(evidence), _say_sufficiency(evidence))


def list_stated(evidence: AreaEvidence) -> list[Stated]:
    """Return each number of places that documents which have begun state, by setting, provider and date."""
    if evidence.strategy is None:
        return []
    return [
        (place, step)
        for place in evidence.strategy.places
        for step in sorted(list_shown(evidence, place.capacity), key=lambda item: read_first_day(item.date))
    ]


def _say_places(evidence: AreaEvidence) -> str:
    stated = list_stated(evidence)
    if not stated:
        return say_absent(evidence, "numbers of places")
    number = count_noun(evidence, len({place.id for place, _ in stated}), NOUN, "places")
    planned = sum(step.status != "open" for _, step in stated)
    past = any(find_standing(evidence, item) is Standing.PAST for item in list_begun(evidence))
    ahead = f"{start_sentence(mark_count(evidence, planned, 'places.planned'))} of the numbers {say_noun(planned, BE)}"
    return join_paragraph(
        f"The documents state numbers of places at {number}.",
        f"{ahead} planned or proposed when the document was written." if planned else "",
        ENDED if past and planned else "",
    )


def _say_sufficiency(evidence: AreaEvidence) -> str:
    settings = list_settings(evidence)
    path = name_local_file(evidence.area.slug, CAPACITY)
    told = [item for item in settings if item.years]
    if not settings:
        return (
            f"Capacity not supplied, so projected demand is not set against places. What is needed is {path}: for a "
            f"setting ({join_words(SETTINGS)}) the number of all its places now, dated no more than 24 months before "
            f"the edition, and dated planned places. data/local/README.md describes the file. {LAW}"
        )
    untold = [
        f"**{start_sentence(item.setting)}.** Capacity not supplied: {item.reason}." for item in settings if item.reason
    ]
    return join_paragraphs(
        list_lines([*(_say_setting(evidence, item) for item in told), *untold]),
        join_paragraph(HELD if told else "", LAW, f"Places are the area's own numbers ({path}), not published ones."),
    )


def _say_setting(evidence: AreaEvidence, item: SettingPlaces) -> str:
    """Return the demand and the places of the first and the last projected year."""
    current = item.current
    held = ""
    if current is not None:
        number = mark_number(
            say_number(current.places), f"{evidence.area.slug}.local.capacity.{item.slug}.{current.date}"
        )
        held = f"{number} places in {say_partial_date(current.date)} ({current.source})."
    ends = dict.fromkeys([0, len(item.years) - 1])
    return join_paragraph(
        f"**{start_sentence(item.setting)}.**", held, *(_say_year(evidence, item, index) for index in ends)
    )


def _say_year(evidence: AreaEvidence, item: SettingPlaces, index: int) -> str:
    year = item.years[index]

    def mark(value: float, name: str) -> str:
        return mark_number(say_number(value), f"{name_year_ref(evidence, item, year)}.{name}")

    low, high = year.band80
    added = f", with {mark(year.pipeline, 'pipeline')} places added by then" if year.pipeline else ""
    return (
        f"{item.labels[index]}: demand for {mark(year.demand, 'demand')} (80% band {mark(low, 'low')} to "
        f"{mark(high, 'high')}){added}: {mark(abs(year.gap), 'gap')} {'more' if year.gap > 0 else 'fewer'} plans than "
        f"places ({_say_reach(year, mark(abs(year.gap80[0]), 'gap_low'), mark(abs(year.gap80[1]), 'gap_high'))})."
    )


def _say_reach(year: Sufficiency, low: str, high: str) -> str:
    """Return the band of a gap in words."""
    least, most = year.gap80
    return f"80% band: {low} {'more' if least > 0 else 'fewer'} to {high} {'more' if most > 0 else 'fewer'}"


def name_year_ref(evidence: AreaEvidence, item: SettingPlaces, year: Sufficiency) -> str:
    """Return the beginning of the ids of one setting in one projected year."""
    return name_count(evidence, f"sufficiency.{item.slug}.{year.year}")


def tabulate_capacity(evidence: AreaEvidence) -> tuple[Table, ...]:
    """Return the places that documents state, and demand less places by setting and year."""
    told = [item for item in list_settings(evidence) if item.years]
    gaps = [_tabulate_gaps(evidence, told, "sufficiency", "Projected demand beside places, by setting")] if told else []
    return (*_tabulate_places(evidence), *gaps)


def _tabulate_places(evidence: AreaEvidence) -> tuple[Table, ...]:
    stated = list_stated(evidence)
    heads = ("Provision", "Setting", "Ages", "Date", "Places", "Counted as", "Status when written", "Document")
    table = Table(
        id="places",
        caption=f"Places that the documents of {add_article(evidence.area.name)} state",
        columns=tuple(
            Column(head) if head == "Places" else column
            for head, column in zip(heads, make_columns(*heads), strict=True)
        ),
        rows=tuple(_write_places(evidence, place, step) for place, step in stated),
        source=say_documents(evidence, [step for _, step in stated]),
        notes=(
            *(f"{place.name}, {say_number(step.places)} places: {step.note}." for place, step in stated if step.note),
            *((ENDED,) if list_documents(evidence, Standing.PAST) else ()),
        ),
        wide=True,
    )
    return (drop_empty(table),) if stated else ()


def _write_places(evidence: AreaEvidence, place: Place, step: Capacity) -> tuple[Cell, ...]:
    standing = find_standing(evidence, evidence.strategy.find_document(step.document)) if evidence.strategy else ""
    return (
        Cell(place.name),
        Cell(place.setting.capitalize()),
        write_words([place.ages] if place.ages else []),
        Cell(say_partial_date(step.date)),
        Cell(say_number(step.places), name_count(evidence, f"places.{place.id}.{step.date}")),
        Cell("Added" if step.is_added else "In all"),
        Cell(step.status.capitalize()),
        Cell(start_sentence(str(standing))),
    )


def _tabulate_gaps(evidence: AreaEvidence, told: list[SettingPlaces], name: str, caption: str) -> Table:
    sources = list(dict.fromkeys(row.source for item in told for row in (item.current, *item.planned) if row))
    published = say_source(evidence, [finding for item in told for finding in (item.plans, item.share)])
    return Table(
        id=name,
        caption=caption,
        columns=(Column("Setting and period", numeric=False), *(Column(head) for head in HEADS)),
        rows=tuple(
            _write_year(evidence, item, year, label)
            for item in told
            for year, label in zip(item.years, item.labels, strict=True)
        ),
        source=f"{published} Places: the area's own, from {'; '.join(sources)}.",
        notes=(HELD, LAW),
    )


def _write_year(evidence: AreaEvidence, item: SettingPlaces, year: Sufficiency, label: str) -> tuple[Cell, ...]:
    ref = name_year_ref(evidence, item, year)
    low, high = (say_number(end) for end in year.band80)
    least, most = (say_number(end) for end in year.gap80)
    return (
        Cell(f"{start_sentence(item.setting)}, {label}"),
        Cell(f"{say_number(year.demand)} [f]", f"{ref}.demand"),
        Cell(f"{low} to {high}", f"{ref}.band"),
        Cell(say_number(year.capacity), f"{ref}.capacity"),
        Cell(say_number(year.pipeline), f"{ref}.pipeline"),
        Cell(say_number(year.gap), f"{ref}.gap"),
        Cell(f"{least} to {most}", f"{ref}.gap-band"),
    )


def plot_capacity(evidence: AreaEvidence) -> tuple[Figure, ...]:
    """Return demand and places by year, one chart for each setting whose places are supplied."""
    return tuple(_plot_setting(evidence, item) for item in list_settings(evidence) if item.years)


def _plot_setting(evidence: AreaEvidence, item: SettingPlaces) -> Figure:
    first = item.years[0]
    size, more = say_number(abs(first.gap)), "more" if first.gap > 0 else "fewer"
    name = f"capacity-{item.slug}"
    subtitle = f"{start_sentence(item.setting)}: projected plans with their 80% band, places now and places added"
    data = _tabulate_gaps(evidence, [item], f"{name}-data", f"Data: {subtitle}")
    title = f"{start_sentence(item.setting)}, {item.labels[0]}: {size} {more} plans projected than places"
    chart = CapacityChart(
        evidence.area.name,
        "places",
        tuple(
            CapacityYear(label, year.demand, *year.band80, year.capacity, year.pipeline)
            for year, label in zip(item.years, item.labels, strict=True)
        ),
    )
    return show_capacity(chart, Caption(name, title, subtitle, data.source), data=data)
