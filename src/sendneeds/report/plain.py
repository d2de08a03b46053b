"""The plain-English page of one area, as a notebook talks to it: two sides for families."""

from __future__ import annotations

from functools import cached_property

from sendneeds.present.display import Prose
from sendneeds.report import plain_help, plain_numbers, plain_people
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.priorities import Passage


class Plain:
    """The passages of the page, in its order."""

    def __init__(self, evidence: AreaEvidence) -> None:
        self.evidence = evidence

    def title(self) -> Prose:
        """Return the title."""
        return Prose(f"# {self.evidence.area.name}: special needs and disability in plain English")

    @cached_property
    def about(self) -> Passage:
        """What the page is and is not."""
        return Passage(self.evidence, plain_help.say_about)

    @cached_property
    def numbers(self) -> Passage:
        """Six numbers in words."""
        return Passage(self.evidence, plain_numbers.say_numbers)

    @cached_property
    def exact(self) -> Passage:
        """The same numbers as published."""
        return Passage(self.evidence, plain_numbers.say_exact, tables=plain_numbers.tabulate_numbers)

    @cached_property
    def families(self) -> Passage:
        """What families said, and what was to follow."""
        return Passage(self.evidence, plain_people.say_families)

    @cached_property
    def decisions(self) -> Passage:
        """What is being decided, and how to take part."""
        return Passage(self.evidence, plain_people.say_decisions)

    @cached_property
    def help(self) -> Passage:
        """Rights and help."""
        return Passage(self.evidence, plain_help.say_help)
