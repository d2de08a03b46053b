"""The last pages: what is not known, local commentary, methods, glossary and sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sendneeds.analysis.finding import Finding
from sendneeds.declare.period import read_period, say_date
from sendneeds.declare.registry import Registry
from sendneeds.present.display import Cell, Column, Table, mark_number, name_entry
from sendneeds.present.sentences import add_article, join_words
from sendneeds.present.words import say_noun, say_number, say_small
from sendneeds.report.area_evidence import AreaEvidence, DataProblem, Inspection
from sendneeds.report.section import join_paragraphs

NOT_SUPPLIED = "not supplied"
MOST_NAMED = 8
NOT_HELD = (
    "types of need of pupils at SEN support",
    "exclusions as numbers of children by special educational need",
    "therapy waits below the level of integrated care boards",
    "what children and families say of their help",
    "disabled children without special educational needs",
)


def say_unknown(evidence: AreaEvidence) -> str:
    """Return what no release holds, what this area's figures lack, and the footnotes that concern it."""
    own = [note.text for note in evidence.footnotes if evidence.area.slug in note.areas]
    near = [note.text for note in evidence.footnotes if note.areas and evidence.area.slug not in note.areas]
    return join_paragraphs(
        "No release used in this report holds:",
        _list_lines([*NOT_HELD, _say_last_population(evidence)]),
        _say_missing(evidence),
        "### What the publishers say about this area's figures" if own else "",
        _list_lines(own),
        "### What the publishers say about similar areas' figures" if near else "",
        _list_lines(near),
    )


def _list_lines(lines: list[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _say_missing(evidence: AreaEvidence) -> str:
    """Return which core measures have no latest figure for the area; many are counted, few are named."""
    missing = [
        item.entry for item in evidence.series.values() if item.latest.value is None and item.entry.indicator.core
    ]
    place = add_article(evidence.area.name)
    if len(missing) > MOST_NAMED:
        count = mark_number(say_number(len(missing)), f"{evidence.area.slug}.missing")
        return f"For {place} the latest figure of {count} core measures is missing; the tables show which."
    names = "; ".join(sorted(entry.indicator.short for entry in missing))
    return f"For {place} the latest figure is missing for: {names}." if names else ""


def _say_last_population(evidence: AreaEvidence) -> str:
    last = evidence.latest("pop_0_25")
    return f"resident population after {last.period.label}" if last.period.code else "resident population"


def tabulate_quality(evidence: AreaEvidence) -> Table:
    """Return the problems found in the releases: those of this area one by one, those of many areas counted."""
    mine = [item for item in evidence.quality if item.area_code]
    shared = Counter(item.release for item in evidence.quality if not item.area_code)
    rows = (
        *((Cell(name_release(evidence, item.release)), Cell(say_problem(evidence, item))) for item in mine),
        *((Cell(name_release(evidence, name)), Cell(_say_shared(count))) for name, count in shared.items()),
    )
    return Table(
        id="quality",
        caption="Problems found in the published figures when they were read",
        columns=(Column("Release", numeric=False), Column("Problem", numeric=False)),
        rows=rows or ((Cell("All releases"), Cell("No problem was found.")),),
        source="Source: checks made on every release when its figures were read; data/quality.csv lists them all.",
    )


def say_problem(evidence: AreaEvidence, item: DataProblem) -> str:
    """Return a problem with the measure and period that it was found in."""
    entry = evidence.registry.indicators.get(item.indicator)
    if entry is None:
        return item.problem
    when = f", {read_period(item.period, entry.indicator.period).label}" if item.period else ""
    return f"{entry.indicator.short}{when}: {item.problem[:1].lower()}{item.problem[1:]}"


def _say_shared(count: int) -> str:
    noun = say_noun(count, ("problem that concerns", "problems that concern"))
    return f"{say_small(count).capitalize()} {noun} many areas, in the list that comes with the figures."


def name_release(evidence: AreaEvidence, release: str) -> str:
    """Return the publication and release that an id stands for."""
    found = evidence.registry.releases.get(release)
    return f"{found.publication}, {found.release}" if found else release


def say_commentary(evidence: AreaEvidence) -> str:
    """Return local commentary, marked as the area's own words whose numbers are not traced."""
    comments = evidence.registry.commentary.get(evidence.area.slug, ())
    boxes = [
        f"**{item.say_heading()}** (local commentary; its numbers are not traced)\n\n{item.text}" for item in comments
    ]
    quoted = ["> " + box.replace("\n", "\n> ") for box in boxes]
    return join_paragraphs(*quoted) or "No local commentary has been supplied for this edition."


def say_about(evidence: AreaEvidence) -> str:
    """Return where a reader turns: contact, formats, accessibility statement, local offer, advice."""
    local = evidence.local
    facts = {
        "Contact": local.contact,
        "Accessibility statement": local.accessibility_statement,
        "Other formats": local.alternative_formats,
        "Local offer": local.local_offer,
        "Information, advice and support service (SENDIASS)": local.sendiass,
    }
    return "\n".join(f"- **{name}:** {value or NOT_SUPPLIED}" for name, value in facts.items())


def say_methods(evidence: AreaEvidence) -> str:
    """Return how the figures were chosen and compared."""
    edition = evidence.edition
    stale = say_date(edition.as_at.replace(year=edition.as_at.year + 1))
    return join_paragraphs(
        f"This edition uses periods that ended on or before {say_date(edition.as_at)}, whenever they were published. "
        f"After {stale} it is more than a year old: look for a newer one.",
        *edition.notes,
    )


def tabulate_sources(evidence: AreaEvidence) -> Table:
    """Return every release behind this report, with its licence and the start of its checksum."""
    findings = [finding for series in evidence.series.values() for finding in series.findings]
    return tabulate_releases(evidence.registry, [*findings, *evidence.inspections])


def tabulate_releases(registry: Registry, figures: Iterable[Finding | Inspection]) -> Table:
    """Return the releases behind some findings and inspections, and how many of them come from each."""
    used = Counter(name for figure in figures for name in figure.release.split("+") if name)
    rows = tuple(
        (
            Cell(f"{release.publication}, {release.release}", anchor=name_entry(name)),
            Cell(release.publisher),
            Cell(say_number(used[name])),
            Cell(release.sha256[:12]),
        )
        for name, release in sorted(registry.releases.items())
        if used[name]
    )
    licences = dict.fromkeys(release.licence for release in registry.releases.values())
    heads = ("Release", "Publisher", "Figures used", "Start of SHA-256")
    return Table(
        id="sources",
        caption="Releases used in this report",
        columns=tuple(Column(head, numeric=head == heads[2]) for head in heads),
        rows=rows,
        source="Source: data/sources.lock, which names every file in full.",
        notes=(f"Contains public sector information licensed under the {join_words(list(licences))}.",),
    )
