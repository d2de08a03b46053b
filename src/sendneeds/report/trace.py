"""Following a printed number home: what its id means, where it comes from, and the number worked out again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sendneeds.declare.area import Area
from sendneeds.errors import DeclarationError, Problem
from sendneeds.evidence.reread import Rereader
from sendneeds.project import Project
from sendneeds.report.appendices import open_appendices
from sendneeds.report.area_evidence import AreaEvidence, National, gather_evidence, load_national
from sendneeds.report.benchmark import open_benchmark
from sendneeds.report.printed import FACADES, Across, Printed, say_across, say_charts, say_texts
from sendneeds.report.printed_page import Spot
from sendneeds.report.trace_counted import describe_across, describe_counted
from sendneeds.report.trace_figures import name_number
from sendneeds.report.trace_finding import check_release, trace_absent, trace_finding
from sendneeds.report.trace_lines import Check, Fact, Figure, Trace
from sendneeds.report.trace_stated import trace_local, trace_stated
from sendneeds.report.trace_subject import Subject, find_subject, say_unknown

ACROSS = ("benchmark", "appendices")
# The reports of an area that print ids of each family; the needs assessment prints all others.
PRINTED_BY = (
    (r"(priorities|annex)-.*|edition", ("commissioning_priorities",)),
    (r"strategy\..*", ("commissioning_cycle", "author_check")),
    (r"(cycle|local)\..*", ("commissioning_cycle",)),
    (r"author\..*", ("author_check",)),
)
NUMBER = re.compile(r"[\d,]*\d(?:\.\d+)?")
MILLION = 1e6


@dataclass(frozen=True, eq=False)
class Tracer:
    """Traces the ids of one edition. `areas` are those that reports across areas were made of.

    Raises DeclarationError for an edition that does not exist.
    """

    project: Project
    edition: str
    areas: Sequence[str] = ()
    _said: dict[tuple[str, ...], tuple[Printed, ...]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.national.registry.find_edition(self.edition)

    @cached_property
    def national(self) -> National:
        """The declarations and observations."""
        return load_national(self.project)

    def trace(self, name: str, *, with_figures: bool = False) -> Trace:
        """Return what is known of an id, worked out again. `with_figures` adds every number printed with it.

        Raises DeclarationError with near matches for an id whose area, indicator, period or other part does not exist.
        """
        place, _, rest = name.partition(".")
        if place in ACROSS:
            return self._trace_counted(name, *self._describe_across(place, rest))
        area = self._find_area(name, place)
        family, _, ref = rest.partition(".")
        entry = self.national.registry.indicators.get(family)
        if entry and not ref and area.is_current and self._gather(area).latest(family).id == name:
            return trace_absent(self._gather(area), entry, name)
        if entry:
            return trace_finding(self.find_subject(name), self.edition, with_figures=with_figures)
        if not area.is_current:
            raise say_unknown(name, f"no indicator {family!r}", family, self.national.registry.indicators)
        evidence = self._gather(area)
        if family == "strategy":
            return trace_stated(evidence, name, ref)
        if family == "local":
            return trace_local(evidence, name, ref)
        counted = describe_counted(evidence, rest)
        if counted is None:
            known = [*self.national.registry.indicators, "outside-range", "missing", "edition", "strategy", "cycle"]
            raise say_unknown(name, f"no indicator {family!r}", family, known)
        stated = self._find_stated(evidence, name, rest)
        return self._trace_counted(name, stated or _list_facts(area, counted.what), counted.behind, counted.figures)

    def find_subject(self, name: str) -> Subject:
        """Return what the id of a published figure names. Raises DeclarationError as `trace` does."""
        place, indicator, period = (*name.split(".", 2), "", "")[:3]
        area = self._find_area(name, place)
        evidence = self._gather(area) if area.is_current and area.is_authority else None
        return find_subject(self.national, evidence, area, (name, indicator, period))

    def check_release(self, name: str, rereader: Rereader) -> Check:
        """Return a published figure read again from the original release, beside the committed one."""
        return check_release(self.find_subject(name), rereader)

    def say_again(self, name: str, report: str = "", text: str = "") -> list[str]:
        """Return what a report prints with an id; all reports of the area that can if it is not a known one.

        The data of charts are left out if texts and tables print it, in the words of `text` if there are any.
        """
        slug = name.partition(".")[0]
        if slug in ACROSS or report in ACROSS:
            chosen: Sequence[str] = (slug if slug in ACROSS else report,)
        elif report in FACADES:
            chosen = (report,)
        else:
            chosen = tuple(FACADES) if report else _choose_reports(name)
        texts = self._find_texts(name, chosen, self._say_texts)
        if texts and text in {"", *texts}:
            return texts
        return texts + self._find_texts(name, chosen, self._say_charts)

    def judge(self, spot: Spot, figures: Iterable[Figure], report: str) -> Check:
        """Return whether a printed text is what the number rounds to, or what the report says again."""
        names = _name_numbers(spot.text, figures)
        again = spot.text in self.say_again(spot.id, report, spot.text)
        what = names or ("as the report says it again" if again else "not what the report says")
        return Check(f"printed {spot.text!r} under {spot.place}: {what}", agrees=again or bool(names))

    def _find_texts(self, name: str, reports: Sequence[str], say: Callable[[str, str], Iterable[Printed]]) -> list[str]:
        slug = name.partition(".")[0]
        return [item.text for report in reports for item in say(slug, report) if item.id == name]

    def _trace_counted(
        self, name: str, facts: Sequence[Fact], behind: tuple[str, ...], figures: tuple[Figure, ...]
    ) -> Trace:
        again = list(dict.fromkeys(self.say_again(name)))
        if not again:
            problem = Problem(name, "an id that no report of this edition prints", "one of a report", "correct the id")
            raise DeclarationError(problem)
        wrong = [text for text in again if figures and not _name_numbers(text, figures)]
        check = Check(f"recomputed from the observations and declarations: {'; '.join(again)}", not wrong)
        return Trace(
            name, (*facts, *(Fact(item.name, f"{item.value:,.10g}") for item in figures)), figures, behind, (check,)
        )

    def _find_stated(self, evidence: AreaEvidence, name: str, rest: str) -> Sequence[Fact]:
        """Return where a rhythm or a capacity that a report on the cycle sets out is stated."""
        ref = rest.removeprefix("cycle.")
        is_stated = ref.startswith(("rhythms.", "places.")) and ref != "places.planned"
        return trace_stated(evidence, name, ref).facts if is_stated and ref != rest else ()

    def _describe_across(self, place: str, rest: str) -> tuple[Sequence[Fact], tuple[str, ...], tuple[Figure, ...]]:
        report = self._open_across(place)
        counted = describe_across(report.evidence, rest)
        areas = ", ".join(item.area.slug for item in report.evidence.areas)
        return (Fact("what", counted.what), Fact("areas", areas)), counted.behind, counted.figures

    def _open_across(self, place: str) -> Across:
        areas = list(self.areas) or sorted(self.national.registry.local_areas)
        if place == ACROSS[0]:
            return open_benchmark(areas, self.edition, self.project.root)
        return open_appendices(areas, self.edition, self.project.root)

    def _say_texts(self, slug: str, report: str) -> tuple[Printed, ...]:
        if report in ACROSS:
            return self._keep((report,), lambda: say_across(self._open_across(report)))
        return self._keep((slug, report), lambda: say_texts(self._gather(self._find_area(slug, slug)), report))

    def _say_charts(self, slug: str, report: str) -> tuple[Printed, ...]:
        if report in ACROSS:
            return ()
        return self._keep(
            (slug, report, "charts"), lambda: say_charts(self._gather(self._find_area(slug, slug)), report)
        )

    def _keep(self, key: tuple[str, ...], say: Callable[[], Iterable[Printed]]) -> tuple[Printed, ...]:
        if key not in self._said:
            self._said[key] = tuple(say())
        return self._said[key]

    def _gather(self, area: Area) -> AreaEvidence:
        return gather_evidence(area.slug, self.edition, self.project)

    def _find_area(self, name: str, slug: str) -> Area:
        areas = {area.slug: area for area in self.national.areas}
        if slug not in areas:
            raise say_unknown(name, f"no area {slug!r}", slug, [*areas, *ACROSS])
        return areas[slug]


def _list_facts(area: Area, what: str) -> Sequence[Fact]:
    return Fact("what", what), Fact("area", area.name)


def _choose_reports(name: str) -> tuple[str, ...]:
    rest = name.partition(".")[2]
    if rest.startswith("outside-range."):
        return ACROSS[:1]
    return next((reports for pattern, reports in PRINTED_BY if re.fullmatch(pattern, rest)), ("needs_assessment",))


def _name_numbers(text: str, figures: Iterable[Figure]) -> str:
    """Return what each number in a text is, rounded as it is printed; "" if one is none of the figures."""
    figures = tuple(figures)
    scale = MILLION if "million" in text else 1.0
    names = []
    for digits in NUMBER.findall(text):
        places = len(digits.partition(".")[2])
        number = float(digits.replace(",", "")) * scale
        names.append(name_number(number, (0.5 * 10**-places + 1e-9) * scale, figures))
    return "; ".join(names) if names and all(names) else ""
