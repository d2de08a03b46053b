"""The list of commissioning priorities of one area, as a notebook talks to it: one passage after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from sendneeds.present.display import Figure, Prose, Table
from sendneeds.report import (
    cycle_sufficiency,
    priorities_annex,
    priorities_charts,
    priorities_demand,
    priorities_duties,
    priorities_lines,
)
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.front import say_opening


@dataclass(frozen=True)
class Passage:
    """One part of the report: its text, and as many charts and tables as the area's figures call for."""

    evidence: AreaEvidence
    sentences: Callable[[AreaEvidence], str]
    charts: Callable[[AreaEvidence], tuple[Figure, ...]] | None = None
    tables: Callable[[AreaEvidence], tuple[Table, ...]] | None = None

    def say(self) -> Prose:
        """Return the text."""
        return Prose(self.sentences(self.evidence))

    def plot(self) -> tuple[Figure, ...]:
        """Return the charts, none where there is nothing to draw."""
        return self.charts(self.evidence) if self.charts else ()

    def tabulate(self) -> tuple[Table, ...]:
        """Return the tables, none where they would be empty."""
        return self.tables(self.evidence) if self.tables else ()


class Priorities:
    """The passages of the report, in its order."""

    def __init__(self, evidence: AreaEvidence) -> None:
        self.evidence = evidence

    def title(self) -> Prose:
        """Return the title, the status and who stands behind the report."""
        return say_opening(self.evidence, "commissioning priorities, evidence for decision: the board decides")

    @cached_property
    def one_page(self) -> Passage:
        """At most seven lines, on one page."""
        return Passage(self.evidence, priorities_lines.say_one_page, tables=priorities_lines.tabulate_one_page)

    @cached_property
    def duties(self) -> Passage:
        """Legal duties, met and not met in every case."""
        return Passage(
            self.evidence,
            priorities_duties.say_duties,
            priorities_duties.plot_duties,
            priorities_duties.tabulate_duties,
        )

    @cached_property
    def clear(self) -> Passage:
        """Themes clearly different from similar areas."""
        return Passage(self.evidence, priorities_lines.say_clear, priorities_charts.plot_clear)

    @cached_property
    def closer(self) -> Passage:
        """Themes different from similar areas that are worth a closer look."""
        return Passage(self.evidence, priorities_lines.say_closer, priorities_charts.plot_closer)

    @cached_property
    def raised(self) -> Passage:
        """What families, young people and inspectors raised."""
        return Passage(self.evidence, priorities_lines.say_raised)

    @cached_property
    def review(self) -> Passage:
        """Themes to keep under review."""
        return Passage(self.evidence, priorities_lines.say_review)

    @cached_property
    def demand(self) -> Passage:
        """Rising demand and its projections."""
        return Passage(
            self.evidence,
            cycle_sufficiency.say_demand_and_places,
            priorities_charts.plot_demand,
            priorities_demand.tabulate_demand,
        )

    @cached_property
    def questions(self) -> Passage:
        """Contested measures, as questions."""
        return Passage(self.evidence, priorities_demand.say_questions, tables=priorities_demand.tabulate_questions)

    @cached_property
    def not_set_apart(self) -> Passage:
        """Themes in which the area is like similar areas, and what was not tested."""
        return Passage(self.evidence, priorities_lines.say_not_set_apart, priorities_charts.plot_not_set_apart)

    @cached_property
    def answers(self) -> Passage:
        """Objectives and actions in hand."""
        return Passage(self.evidence, priorities_annex.say_answers)

    @cached_property
    def record(self) -> Passage:
        """The board's decisions, to fill in."""
        return Passage(self.evidence, priorities_annex.say_record, tables=priorities_annex.tabulate_record)

    @cached_property
    def sure(self) -> Passage:
        """How much each list can bear."""
        return Passage(self.evidence, priorities_annex.say_sure)

    @cached_property
    def annex(self) -> Passage:
        """Sensitivity: the score, the order under other choices, the weights used."""
        return Passage(self.evidence, priorities_annex.say_annex, tables=priorities_annex.tabulate_annex)
