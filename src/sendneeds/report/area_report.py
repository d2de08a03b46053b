"""The report of one area, as a notebook talks to it: one section after the other."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path

from sendneeds.present.display import Prose
from sendneeds.project import find_project
from sendneeds.report import back, children, front, plans, schooling, services
from sendneeds.report.area_evidence import AreaEvidence, gather_evidence
from sendneeds.report.author import AuthorCheck
from sendneeds.report.cycle import Cycle
from sendneeds.report.findings import list_findings_json
from sendneeds.report.plain import Plain
from sendneeds.report.priorities import Priorities
from sendneeds.report.section import Section


def open_area(area: str, edition: str, root: Path | None = None) -> AreaReport:
    """Return the report of `area` (slug, name or alias) in `edition`.

    Raises DeclarationError if either is unknown or a declaration is wrong, DataError if the observations are.
    """
    return AreaReport(gather_evidence(area, edition, find_project(root)))


class AreaReport:
    """The sections of a needs assessment, and the list of priorities.

    Each section has `say`, and `plot` and `tabulate` where a chart or table is given.
    """

    def __init__(self, evidence: AreaEvidence) -> None:
        self.evidence = evidence

    def title(self) -> Prose:
        """Return the title, the status and who stands behind the report."""
        return front.say_title(self.evidence)

    def to_findings_json(self) -> str:
        """Return everything that the reports print, as JSON with sorted keys."""
        return json.dumps(list_findings_json(self.evidence), indent=2, sort_keys=True, ensure_ascii=False) + "\n"

    @cached_property
    def priorities(self) -> Priorities:
        """The list of commissioning priorities, a report of its own."""
        return Priorities(self.evidence)

    @cached_property
    def cycle(self) -> Cycle:
        """The commissioning cycle, the area's own strategy beside the evidence: a report of its own."""
        return Cycle(self.evidence)

    @cached_property
    def plain(self) -> Plain:
        """The page for families, in plain English."""
        return Plain(self.evidence)

    @cached_property
    def author(self) -> AuthorCheck:
        """The check of the area's own documents, for their author alone."""
        return AuthorCheck(self.evidence)

    @cached_property
    def one_page(self) -> Section:
        """What matters most, on one page."""
        return Section(self.evidence, front.say_one_page, table=front.tabulate_duties)

    @cached_property
    def points(self) -> Section:
        """Differences, pressures, what families said, and what is not known."""
        return Section(self.evidence, front.say_points)

    @cached_property
    def similar_areas(self) -> Section:
        """What the area is set beside."""
        return Section(self.evidence, front.say_similar)

    @cached_property
    def children(self) -> Section:
        """Population, prevalence and SEN support."""
        return Section(self.evidence, children.say_population, children.plot_population, children.tabulate_population)

    @cached_property
    def missing_out(self) -> Section:
        """Sex, age, ethnicity, children in care and in need."""
        return Section(self.evidence, children.say_groups, children.plot_groups, children.tabulate_groups)

    @cached_property
    def needs(self) -> Section:
        """Primary need of children with plans."""
        return Section(self.evidence, children.say_needs, children.plot_needs, children.tabulate_needs)

    @cached_property
    def demand(self) -> Section:
        """Plans, requests and growth."""
        return Section(self.evidence, plans.say_demand, plans.plot_demand, plans.tabulate_demand)

    @cached_property
    def timeliness(self) -> Section:
        """Twenty weeks, decisions on requests, annual reviews."""
        return Section(self.evidence, plans.say_timeliness, plans.plot_timeliness, plans.tabulate_timeliness)

    @cached_property
    def placements(self) -> Section:
        """Where children with plans learn."""
        return Section(
            self.evidence, schooling.say_placements, schooling.plot_placements, schooling.tabulate_placements
        )

    @cached_property
    def attendance(self) -> Section:
        """Suspension, exclusion and absence."""
        return Section(
            self.evidence, schooling.say_attendance, schooling.plot_attendance, schooling.tabulate_attendance
        )

    @cached_property
    def attainment(self) -> Section:
        """Early years, key stages and age nineteen."""
        return Section(
            self.evidence, schooling.say_attainment, schooling.plot_attainment, schooling.tabulate_attainment
        )

    @cached_property
    def adulthood(self) -> Section:
        """Preparing for adulthood."""
        return Section(self.evidence, services.say_adulthood, services.plot_adulthood, services.tabulate_adulthood)

    @cached_property
    def health(self) -> Section:
        """Therapy waits and designated roles."""
        return Section(self.evidence, services.say_health, services.plot_health, services.tabulate_health)

    @cached_property
    def redress(self) -> Section:
        """Appeals, mediation and personal budgets."""
        return Section(self.evidence, services.say_redress, services.plot_redress, services.tabulate_redress)

    @cached_property
    def money(self) -> Section:
        """High needs block, unit cost and balance."""
        return Section(self.evidence, services.say_money, services.plot_money, services.tabulate_money)

    @cached_property
    def ahead(self) -> Section:
        """Age structure and the flow of plans."""
        return Section(self.evidence, services.say_ahead, table=services.tabulate_ahead)

    @cached_property
    def inspection(self) -> Section:
        """Inspections and strengths."""
        return Section(self.evidence, services.say_inspection, table=services.tabulate_inspections)

    @cached_property
    def unknown(self) -> Section:
        """Footnotes, data problems and gaps."""
        return Section(self.evidence, back.say_unknown, table=back.tabulate_quality)

    @cached_property
    def commentary(self) -> Section:
        """Local commentary, marked as such."""
        return Section(self.evidence, back.say_commentary)

    @cached_property
    def about(self) -> Section:
        """Where a reader turns."""
        return Section(self.evidence, back.say_about)

    @cached_property
    def methods(self) -> Section:
        """Choice of periods, and every release used."""
        return Section(self.evidence, back.say_methods, table=back.tabulate_sources)
