"""The commissioning cycle of one area, as a notebook talks to it: its own strategy beside the evidence."""

from __future__ import annotations

from functools import cached_property

from sendneeds.present.display import Prose
from sendneeds.report import (
    cycle_capacity,
    cycle_contracts,
    cycle_deliver,
    cycle_page,
    cycle_plan,
    cycle_review,
    cycle_targets,
    cycle_thread,
    cycle_understand,
    cycle_voices,
)
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.front import say_opening
from sendneeds.report.priorities import Passage


class Cycle:
    """The passages of the report, in its order."""

    def __init__(self, evidence: AreaEvidence) -> None:
        self.evidence = evidence

    def title(self) -> Prose:
        """Return the title, the status and who stands behind the report."""
        return say_opening(self.evidence, "commissioning cycle, the area's own strategy beside the evidence")

    @cached_property
    def one_page(self) -> Passage:
        """Main points, and the documents."""
        return Passage(self.evidence, cycle_page.say_main_points, tables=cycle_page.tabulate_documents)

    @cached_property
    def strategy(self) -> Passage:
        """Vision, principles and objectives."""
        return Passage(self.evidence, cycle_page.say_strategy)

    @cached_property
    def frame(self) -> Passage:
        """The four stages, and what there is for each."""
        return Passage(self.evidence, cycle_page.say_frame, cycle_page.plot_frame)

    @cached_property
    def estimates(self) -> Passage:
        """Estimates of need by source."""
        return Passage(self.evidence, cycle_understand.say_estimates, cycle_understand.plot_estimates)

    @cached_property
    def projections(self) -> Passage:
        """Projections as stated, recomputed."""
        return Passage(self.evidence, cycle_understand.say_projections, tables=cycle_understand.tabulate_projections)

    @cached_property
    def voices(self) -> Passage:
        """Families and young people, and the answers."""
        return Passage(self.evidence, cycle_voices.say_voices, tables=cycle_voices.tabulate_voices)

    @cached_property
    def inspections(self) -> Passage:
        """What inspectors found, and the commitments."""
        return Passage(self.evidence, cycle_voices.say_inspections, tables=cycle_voices.tabulate_inspections)

    @cached_property
    def thread(self) -> Passage:
        """From evidence to objectives and actions."""
        return Passage(self.evidence, cycle_thread.say_thread, tables=cycle_thread.tabulate_thread)

    @cached_property
    def actions(self) -> Passage:
        """The action plan."""
        return Passage(self.evidence, cycle_plan.say_actions, tables=cycle_plan.tabulate_actions)

    @cached_property
    def matrix(self) -> Passage:
        """Objectives by actions and indicators."""
        return Passage(self.evidence, cycle_plan.say_matrix, tables=cycle_plan.tabulate_matrix)

    @cached_property
    def commissioners(self) -> Passage:
        """Services by commissioner."""
        return Passage(self.evidence, cycle_deliver.say_commissioners, tables=cycle_deliver.tabulate_commissioners)

    @cached_property
    def bodies(self) -> Passage:
        """Bodies by duty and accountability."""
        return Passage(self.evidence, cycle_deliver.say_bodies, tables=cycle_deliver.tabulate_bodies)

    @cached_property
    def contracts(self) -> Passage:
        """Services and when their contracts end."""
        return Passage(self.evidence, cycle_contracts.say_contracts, tables=cycle_contracts.tabulate_contracts)

    @cached_property
    def capacity(self) -> Passage:
        """Places against projected demand."""
        return Passage(
            self.evidence, cycle_capacity.say_capacity, cycle_capacity.plot_capacity, cycle_capacity.tabulate_capacity
        )

    @cached_property
    def targets(self) -> Passage:
        """Targets in force, with their trajectories."""
        return Passage(
            self.evidence, cycle_targets.say_targets, cycle_targets.plot_targets, cycle_targets.tabulate_targets
        )

    @cached_property
    def past_targets(self) -> Passage:
        """Targets of documents that have ended."""
        return Passage(self.evidence, cycle_targets.say_past_targets, tables=cycle_targets.tabulate_past_targets)

    @cached_property
    def route(self) -> Passage:
        """Who reports to whom, and how often."""
        return Passage(self.evidence, cycle_review.say_route, cycle_review.plot_route, cycle_review.tabulate_route)

    @cached_property
    def missing(self) -> Passage:
        """What the documents do not hold, and how to add it."""
        return Passage(self.evidence, cycle_review.say_missing)
