"""The list of priorities: themes in tiers, tiers in order, and the lists that stand beside it.

Evidence for a decision that a board makes: no score enters here. A theme has one line, in the highest tier that any of
its core measures reaches. Inside a tier lines are ordered by children affected (the lower end of the interval, or the
number of late cases), then by |t|; lines without counts come last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sendneeds.analysis.discovery import Discovery
from sendneeds.analysis.duties import DutyRecord
from sendneeds.analysis.finding import Finding
from sendneeds.analysis.opportunity import Opportunity
from sendneeds.analysis.trend import Trend
from sendneeds.analysis.unusual import Label, Unusual
from sendneeds.declare.edition import Edition
from sendneeds.declare.indicator import Direction


class Tier(StrEnum):
    """The tiers in their order."""

    A = "A"
    B1 = "B1"
    B2 = "B2"
    V = "V"
    C = "C"


TITLES = {
    Tier.A: "Legal duty not met in every case",
    Tier.B1: "Clearly different from similar areas",
    Tier.B2: "Different from similar areas, worth a closer look",
    Tier.V: "Raised by families, young people or inspectors",
    Tier.C: "Keep under review",
}
CONFIDENCE = {
    Tier.A: "counted, not estimated",
    Tier.B1: "outside the range of similar areas, and unlikely to be there by chance among all measures tested",
    Tier.B2: "outside the range of similar areas; among all measures tested, chance alone can put one there",
    Tier.V: "reported, not measured",
    Tier.C: "not outside the range of similar areas",
}
WOULD_CHANGE = {
    Tier.A: "every case within the time limit",
    Tier.B1: "a value inside the range of similar areas",
    Tier.B2: "a value inside the range of similar areas",
    Tier.V: "what families, young people or inspectors say next",
    Tier.C: "another year of figures, in either direction",
}
UNCOUNTED = "number of children not published"


@dataclass(frozen=True)
class Measure:
    """All that is known of an indicator's latest finding. `q` is None outside the family of tests of the report."""

    finding: Finding
    unusual: Unusual
    q: float | None = None
    trend: Trend | None = None
    opportunity: Opportunity | None = None

    @property
    def id(self) -> str:
        return self.finding.entry.id

    @property
    def distance(self) -> float:
        """|t|, or 0 without a test."""
        return abs(self.unusual.t) if self.unusual.t is not None else 0.0

    @property
    def fewest_children(self) -> float | None:
        """The lower end of the number of children that the gap amounts to, at least 0; None without counts."""
        return max(self.opportunity.interval[0], 0.0) if self.opportunity else None

    @property
    def is_in_family(self) -> bool:
        """Whether it is one of the tests that are counted together: core, scored and tested."""
        return self.finding.entry.indicator.core and self.unusual.scored and self.unusual.t is not None


@dataclass(frozen=True)
class Raised:
    """Something that families, young people or inspectors raised, with document and date. No figure removes it."""

    text: str
    by: str
    source: str
    date: str


@dataclass(frozen=True)
class Priority:
    """One line: a theme and what puts it in its tier.

    `measures` are the core measures that reach a tier, first the one that leads; `duties` those of the theme that are
    not met in every case, first the one with most late cases. `children` is the lower end of the leading gap, in tier A
    the number of late cases; None where it is not published. `turning_point` is the leading measure's value at which it
    would lie at the end of the range of similar areas. `order` counts from 1 over all tiers.
    """

    theme: str
    tier: Tier
    responsible: tuple[str, ...]
    children: float | None
    measures: tuple[Measure, ...]
    duties: tuple[DutyRecord, ...]
    reasons: tuple[str, ...]
    order: int = 0
    raised: Raised | None = None

    @property
    def confidence(self) -> str:
        return CONFIDENCE[self.tier]

    @property
    def would_change(self) -> str:
        return WOULD_CHANGE[self.tier]

    @property
    def turning_point(self) -> float | None:
        return self.measures[0].unusual.turning_point if self.measures else None

    @property
    def note(self) -> str:
        return UNCOUNTED if self.children is None and self.raised is None else ""


@dataclass(frozen=True)
class Untested:
    """A theme with scored core measures none of which could be set beside similar areas, and why."""

    theme: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Ranking:
    """The lists of a report: priorities in order, duties met and not, themes not set apart, and themes not tested."""

    lines: tuple[Priority, ...]
    duties: tuple[DutyRecord, ...]
    not_set_apart: tuple[str, ...]
    untested: tuple[Untested, ...]
    questions: tuple[Measure, ...]
    discovery: Discovery


def rank_priorities(
    measures: Mapping[str, Measure],
    duties: Sequence[DutyRecord],
    raised: Sequence[Raised],
    discovery: Discovery,
    edition: Edition,
) -> Ranking:
    """Return the lists of a report from all its measures (by indicator), duties, and what people raised."""
    by_theme = group_by_theme(measures.values())
    for record in duties:  # a duty can rest on a measure that is not a core one
        by_theme.setdefault(record.finding.entry.theme, [])
    lines = [line for theme, members in by_theme.items() if (line := _build_line(theme, members, duties, edition))]
    lines += [Priority(item.text, Tier.V, (), None, (), (), (f"raised by {item.by}",), raised=item) for item in raised]
    tiers = list(Tier)
    ordered = sorted(lines, key=lambda line: (tiers.index(line.tier), *_rank_line(line)))
    listed = {line.theme for line in ordered}
    tested = {theme for theme, members in by_theme.items() if any(item.is_in_family for item in members)}
    return Ranking(
        lines=tuple(replace(line, order=place) for place, line in enumerate(ordered, start=1)),
        duties=tuple(duties),
        not_set_apart=tuple(theme for theme in by_theme if theme in tested and theme not in listed),
        untested=tuple(
            _explain_untested(theme, members)
            for theme, members in by_theme.items()
            if theme not in tested and theme not in listed and any(item.unusual.scored for item in members)
        ),
        questions=list_questions(measures.values()),
        discovery=discovery,
    )


def group_by_theme(measures: Iterable[Measure]) -> dict[str, list[Measure]]:
    """Return the core measures of each theme."""
    found: dict[str, list[Measure]] = {}
    for measure in measures:
        if measure.finding.entry.indicator.core:
            found.setdefault(measure.finding.entry.theme, []).append(measure)
    return found


def list_questions(measures: Iterable[Measure]) -> tuple[Measure, ...]:
    """Return the core contested measures that were tested, the furthest from similar areas first."""
    contested = [
        item
        for item in measures
        if item.finding.entry.indicator.direction is Direction.CONTESTED
        and item.finding.entry.indicator.core
        and item.unusual.t is not None
    ]
    return tuple(sorted(contested, key=lambda item: (not item.unusual.is_beyond, -item.distance)))


def place_measure(measure: Measure, edition: Edition) -> Tier | None:
    """Return the tier that a scored core measure reaches, or None."""
    test = measure.unusual
    if not measure.is_in_family:
        return None
    if test.is_unfavourable and test.is_beyond:
        clear = measure.q is not None and measure.q < edition.thresholds.discovery
        return Tier.B1 if clear else Tier.B2
    worsening = measure.trend is not None and measure.trend.is_worsening
    return Tier.C if worsening or (test.is_unfavourable and test.label is Label.EDGE) else None


def _build_line(
    theme: str, members: Iterable[Measure], duties: Iterable[DutyRecord], edition: Edition
) -> Priority | None:
    tiers = list(Tier)
    placed = [(tier, item) for item in members if (tier := place_measure(item, edition))]
    placed.sort(key=lambda pair: (tiers.index(pair[0]), *_rank_measure(pair[1])))
    missed = [item for item in duties if item.finding.entry.theme == theme and not item.is_met]
    missed.sort(key=lambda item: (item.late is None, -(item.late or 0.0)))
    if not placed and not missed:
        return None
    tier = Tier.A if missed else placed[0][0]
    leading = [item for reached, item in placed if missed or reached is tier]
    bodies = [item.responsible for item in missed] or [item.finding.entry.indicator.responsible for item in leading]
    return Priority(
        theme=theme,
        tier=tier,
        responsible=tuple(dict.fromkeys(bodies)),
        children=missed[0].late if missed else leading[0].fewest_children,
        measures=tuple(item for _, item in placed),
        duties=tuple(missed),
        reasons=tuple(dict.fromkeys(_list_reasons(missed, [item for _, item in placed]))),
    )


def _list_reasons(missed: Iterable[DutyRecord], measures: Iterable[Measure]) -> Iterable[str]:
    yield from (f"not in every case: {item.name}" for item in missed)
    for item in measures:
        if item.unusual.is_unfavourable and item.unusual.label in {Label.OUTSIDE, Label.EDGE}:
            yield f"{item.finding.entry.indicator.short}: {item.unusual.label}"
        if item.trend is not None and item.trend.is_worsening:
            yield f"{item.finding.entry.indicator.short}: {item.trend.pace}"


def _rank_line(line: Priority) -> tuple[bool, float, float]:
    distance = line.measures[0].distance if line.measures else 0.0
    return line.children is None, -(line.children or 0.0), -distance


def _rank_measure(measure: Measure) -> tuple[bool, float, float]:
    fewest = measure.fewest_children
    return fewest is None, -(fewest or 0.0), -measure.distance


def _explain_untested(theme: str, members: Iterable[Measure]) -> Untested:
    reasons = [item.unusual.reason for item in members if item.unusual.scored and item.unusual.reason]
    return Untested(theme, tuple(dict.fromkeys(reasons)))
