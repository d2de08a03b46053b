"""The last pages: what is not known, local commentary, methods, glossary and sources."""

from __future__ import annotations

from collections import Counter

from sendneeds.declare.area import Area
from sendneeds.declare.period import say_date
from sendneeds.present.display import Cell, Column, Table
from sendneeds.present.words import say_number
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.section import join_paragraphs

NOT_HELD = (
    "types of need of pupils at SEN support",
    "exclusions as numbers of children by special educational need",
    "population after the middle of 2020",
    "therapy waits below the level of integrated care boards",
    "what children and families say of their help",
    "disabled children without special educational needs",
)


def say_unknown(evidence: AreaEvidence) -> str:
    """Return what no release holds, what this area's figures lack, and the footnotes that concern it."""
    missing = sorted(series.entry.indicator.short for series in evidence.series.values() if series.latest.value is None)
    own = [note.text for note in evidence.footnotes if evidence.area.slug in note.areas]
    near = [note.text for note in evidence.footnotes if note.areas and evidence.area.slug not in note.areas]
    return join_paragraphs(
        "No release used in this report holds:",
        "\n".join(f"- {thing}" for thing in NOT_HELD),
        f"For {evidence.area.name} the latest figure is missing for: {'; '.join(missing)}." if missing else "",
        "**What the publishers say about this area's figures**" if own else "",
        "\n".join(f"- {text}" for text in own),
        "**What the publishers say about similar areas' figures**" if near else "",
        "\n".join(f"- {text}" for text in near),
    )


def tabulate_quality(evidence: AreaEvidence) -> Table:
    """Return the data problems found in the releases that concern this area or all areas."""
    rows = tuple(
        (Cell(_name_release(evidence, row.release)), Cell(_say_whom(evidence.area, row.area_code)), Cell(row.problem))
        for row in evidence.quality
    ) or ((Cell("None"), Cell(evidence.area.name), Cell("No problem was found in the figures used here.")),)
    return Table(
        id="quality",
        caption="Problems found in the published figures when they were read",
        columns=tuple(Column(head, numeric=False) for head in ("Release", "Concerns", "Problem")),
        rows=rows,
        source="Source: checks made on every release when its figures were read.",
    )


def _name_release(evidence: AreaEvidence, release: str) -> str:
    found = evidence.registry.releases.get(release)
    return f"{found.publication}, {found.release}" if found else release


def _say_whom(area: Area, code: str) -> str:
    return area.name if code == area.area_code else "all areas"


def say_commentary(evidence: AreaEvidence) -> str:
    """Return local commentary, marked as the area's own words whose numbers are not traced."""
    comments = evidence.registry.commentary.get(evidence.area.slug, ())
    boxes = [
        f"**{item.say_heading()}** (local commentary; its numbers are not traced)\n\n{item.text}" for item in comments
    ]
    quoted = ["> " + box.replace("\n", "\n> ") for box in boxes]
    return join_paragraphs(*quoted) or "No local commentary has been supplied for this edition."


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
    used = Counter(
        name
        for series in evidence.series.values()
        for finding in series.findings
        for name in finding.release.split("+")
        if name
    )
    rows = tuple(
        (
            Cell(f"{release.publication}, {release.release}"),
            Cell(release.publisher),
            Cell(say_number(used[name])),
            Cell(release.licence),
            Cell(release.sha256[:12]),
        )
        for name, release in sorted(evidence.registry.releases.items())
        if used[name]
    )
    heads = ("Release", "Publisher", "Figures used", "Licence", "Start of SHA-256")
    return Table(
        id="sources",
        caption="Releases used in this report",
        columns=tuple(Column(head, numeric=head == heads[2]) for head in heads),
        rows=rows,
        source="Source: the lock file of this edition, which names every file in full.",
        notes=("Contains public sector information licensed under the Open Government Licence v3.0.",),
        wide=True,
    )
