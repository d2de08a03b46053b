"""The check for the author of an area's documents, as a notebook talks to it: one passage after the other.

It is about the documents, whatever the edition: what is past is checked too. None of it is for publication.
"""

from __future__ import annotations

from functools import cached_property

from sendneeds.present.display import Prose
from sendneeds.report import author_actions, author_choices, author_claims, author_slips
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.author_front import say_documents
from sendneeds.report.front import say_opening
from sendneeds.report.priorities import Passage


class AuthorCheck:
    """The passages of the check, in its order."""

    def __init__(self, evidence: AreaEvidence) -> None:
        self.evidence = evidence

    def title(self) -> Prose:
        """Return the title, the status and who stands behind the report."""
        return say_opening(self.evidence, "check of its own documents, for the author, not for publication")

    @cached_property
    def documents(self) -> Passage:
        """What is checked, and in short what came of it."""
        return Passage(self.evidence, say_documents)

    @cached_property
    def claims(self) -> Passage:
        """Each claim beside the published figure for its time."""
        return Passage(self.evidence, author_claims.say_claims, tables=author_claims.tabulate_claims)

    @cached_property
    def slips(self) -> Passage:
        """What does not fit, by rule."""
        return Passage(self.evidence, author_slips.say_slips, tables=author_slips.tabulate_rules)

    @cached_property
    def actions(self) -> Passage:
        """Which actions have a lead, a date, a measure, a baseline and a target."""
        return Passage(self.evidence, author_actions.say_actions, tables=author_actions.tabulate_actions)

    @cached_property
    def choices(self) -> Passage:
        """What the documents chose beside what the figures of their time show."""
        return Passage(self.evidence, author_choices.say_choices, tables=author_choices.tabulate_choices)
