"""The beginning of the check: which documents are checked, and what came of it in short."""

from __future__ import annotations

from collections import Counter

from sendneeds.analysis.claims import Verdict
from sendneeds.declare.partial_date import say_partial_date
from sendneeds.declare.strategy import Document, Strategy
from sendneeds.present.words import say_noun
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.author_actions import list_parts
from sendneeds.report.author_published import list_checked
from sendneeds.report.author_slips import list_results
from sendneeds.report.author_words import count_things, list_lines, name_document, say_no_file
from sendneeds.report.section import join_paragraphs
from sendneeds.report.standing import mark_stated

NO_SLIPS = "Consistency: no rule finds anything that does not fit."


def say_documents(evidence: AreaEvidence) -> str:
    """Return the documents that are checked, and how much was found."""
    strategy = evidence.strategy
    if strategy is None:
        return say_no_file(evidence)
    return join_paragraphs(
        list_lines(_say_document(evidence, strategy, item) for item in strategy.documents),
        "In short:",
        list_lines(_list_results(evidence, strategy)),
    )


def _say_document(evidence: AreaEvidence, strategy: Strategy, document: Document) -> str:
    dates = dict.fromkeys([document.begins, document.ends])
    time = " to ".join(mark_stated(evidence, say_partial_date(day), f"documents.{document.id}") for day in dates)
    name = name_document(strategy, document)
    called = "" if name == document.title else f". Called the {name} below"
    return f"{document.title}: {time}{called}."


def _list_results(evidence: AreaEvidence, strategy: Strategy) -> list[str]:
    checked, actions = list_checked(evidence), strategy.actions
    verdicts = Counter(item.judgement.verdict for item in checked)
    slips = sum(len(item.slips) for item in list_results(evidence))
    whole = sum(all(list_parts(strategy, item).values()) for item in actions)
    differ = count_things(evidence, verdicts[Verdict.DIFFERS], "claims-differs")
    claims = count_things(evidence, len(checked), "claims")
    fit = count_things(evidence, slips, "slips")
    complete, total = count_things(evidence, whole, "complete"), count_things(evidence, len(actions), "actions")
    verb = "differ" if verdicts[Verdict.DIFFERS] > 1 else "differs"
    has = "have" if whole > 1 else "has"
    return [
        f"Claims: {differ} of {claims} {verb} from the published figure.",
        f"Consistency: {fit} {say_noun(slips, ('thing does', 'things do'))} not fit." if slips else NO_SLIPS,
        f"Actions: {complete} of {total} {has} a lead, a date, a measure, a baseline and a target.",
    ]
