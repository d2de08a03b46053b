"""What families said and what was to follow, and what is being decided, for the plain-English page."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sendneeds.analysis.priorities import Tier
from sendneeds.declare.area import FamiliesTheme
from sendneeds.declare.partial_date import read_last_day, say_partial_date
from sendneeds.declare.strategy import Document
from sendneeds.present.sentences import add_article
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.priorities_lines import list_lines
from sendneeds.report.section import join_paragraph, join_paragraphs
from sendneeds.report.standing import Standing, list_documents

YEAR = re.compile(r"\d{4}")
LONG_AGO = 3
DECIDED = (Tier.A, Tier.B1, Tier.B2)
BOARDS_BEGAN = "2022-07-01"


def list_families(evidence: AreaEvidence) -> list[FamiliesTheme]:
    """Return what families said up to the edition's date."""
    return [item for item in evidence.local.families if _read_year(item) <= evidence.edition.as_at.year]


def _read_year(item: FamiliesTheme) -> int:
    return min((int(year) for year in YEAR.findall(item.date)), default=0)


def say_families(evidence: AreaEvidence) -> str:
    """Return what families said, when, what was to be done about it, and in which papers that stands."""
    found = list_families(evidence)
    if not found:
        return join_paragraph(
            f"No one has added here what families in {add_article(evidence.area.name)} said.",
            "That does not mean that they said nothing. What you say matters: read on to see how to take part.",
        )
    lines = [
        f"- **{_capitalise(item.date)}.** {join_paragraph(item.plain or item.theme, _say_answer(item))}"
        for item in found
    ]
    answered = any(item.answer for item in found)
    return join_paragraphs(
        "\n".join(lines),
        join_paragraph(
            "This is from papers of the council and its partners.",
            _say_age(evidence, found),
            "This page does not show what came of the answers. You can ask us." if answered else "",
        ),
        f"Source: {'; '.join(dict.fromkeys(item.source for item in found))}.",
    )


def _say_answer(item: FamiliesTheme) -> str:
    return f"The answer then: {item.answer}" if item.answer else ""


def _say_age(evidence: AreaEvidence, found: Iterable[FamiliesTheme]) -> str:
    last = max(_read_year(item) for item in found)
    if not last or evidence.edition.as_at.year - last <= LONG_AGO:
        return ""
    return "It was some years ago. Newer words have not been added here."


def say_decisions(evidence: AreaEvidence) -> str:
    """Return what the council and the health board are asked to decide, under which plan, and how to take part."""
    topics = list_decisions(evidence)
    lead = "It asks them to look at these things, in no order:"
    none = "In it, no one thing stands out from the numbers."
    return join_paragraphs(
        join_paragraph(
            "The council and the NHS decide what help to plan and pay for. This page does not decide.",
            "A longer paper, \N{LEFT DOUBLE QUOTATION MARK}commissioning priorities\N{RIGHT DOUBLE QUOTATION MARK}, "
            "gives them facts.",
            lead if topics else none,
        ),
        "\n".join(f"- {topic}" for topic in topics),
        "Being on this list does not mean that someone did something wrong." if topics else "",
        _say_plan(evidence),
        _say_part(evidence),
    )


def list_decisions(evidence: AreaEvidence) -> list[str]:
    """Return the matters that the list of priorities puts up for decision, in the order of the alphabet."""
    themes = evidence.registry.themes
    named = {line.theme for tier in DECIDED for line in list_lines(evidence, tier)}
    topics = {themes[name].plain or themes[name].label for name in named if name in themes}
    said = {"What families said (see above)"} if list_families(evidence) else set()
    return sorted(topics | said)


def _say_plan(evidence: AreaEvidence) -> str:
    """Return the documents in force, the last one that has ended, or that none has been added."""
    now = list_documents(evidence, Standing.IN_FORCE)
    if now:
        return " ".join(
            f"What they aim to do is set out in {_name(item)}. It runs to {say_partial_date(item.ends)}."
            for item in now
        )
    past = sorted(list_documents(evidence, Standing.PAST), key=lambda item: read_last_day(item.ends))
    if past:
        last = past[-1]
        ended = f"It ended in {say_partial_date(last.ends)}. No newer one has been added here."
        return f"What they aimed to do was set out in {_name(last)}. {ended}"
    return "No paper on what they aim to do has been added here."


def _name(document: Document) -> str:
    return f"*{document.title}*"


def _say_part(evidence: AreaEvidence) -> str:
    local = evidence.local
    reach = (
        f"To tell us what you think, use: {local.contact}."
        if local.contact
        else ("How to reach us has not been added yet. Until then, ask the council.")
    )
    form = f"To get this page in another form: {local.alternative_formats}." if local.alternative_formats else ""
    return join_paragraph(
        "**How to take part.** Tell us what works for you and what does not.",
        reach,
        "Ask if there is a group of parents and carers, or of young people, that you can join.",
        form,
    )


def _capitalise(text: str) -> str:
    return text[:1].upper() + text[1:]
