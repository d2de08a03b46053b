"""What the plain-English page is, who speaks in it, the words it needs, and rights and help."""

from __future__ import annotations

from collections.abc import Iterable

from sendneeds.declare.period import say_date
from sendneeds.declare.right import Right
from sendneeds.present.sentences import add_article, join_words
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.plain_people import BOARDS_BEGAN
from sendneeds.report.section import join_paragraph, join_paragraphs

STATEMENTS_ENDED = 2019
WE = "\N{LEFT DOUBLE QUOTATION MARK}We\N{RIGHT DOUBLE QUOTATION MARK}"


def say_about(evidence: AreaEvidence) -> str:
    """Return what the page is and is not, who speaks, and the words that a reader needs."""
    place = add_article(evidence.area.name)
    return join_paragraphs(
        join_paragraph(
            f"This page is for children, young people, parents and carers in {place}.",
            "It is about help for people up to the age of 25 who find it harder to learn, or who have a disability.",
        ),
        _say_speakers(evidence),
        join_paragraph(
            "The numbers come from the government.",
            f"They count what was true on or before {say_date(evidence.edition.as_at)}.",
            "They count plans and pupils. They miss children whose needs no one has seen yet.",
            "This page does not say which place is best. It does not say what help your child should get.",
        ),
        "\n".join(_list_words(evidence)),
    )


def _say_speakers(evidence: AreaEvidence) -> str:
    local = evidence.local
    boards = local.integrated_care_board or join_words(
        [f"NHS {board} Integrated Care Board" for board in evidence.boards]
    )
    council = local.council or f"the council in {add_article(evidence.area.name)}"
    early = evidence.edition.as_at.isoformat() < BOARDS_BEGAN
    draft = "This is a draft. We have not signed it off yet." if local.is_draft else ""
    return join_paragraph(
        f"{WE} means {join_words([name for name in (council, boards) if name])}.",
        "The board plans and pays for NHS care." if boards else "",
        "Before July 2022 other NHS groups did this." if boards and early else "",
        draft,
    )


def _list_words(evidence: AreaEvidence) -> list[str]:
    old = evidence.edition.as_at.year < STATEMENTS_ENDED
    need = "A child with SEN needs more help to learn than most."
    law = "It is a legal paper. It says what a child needs and what help they must get."
    statement = "Here the word stands for statements too. They are an older kind of plan." if old else ""
    return [
        f"- **SEN** is short for special educational needs. {need} **SEND** adds a D for disability.",
        join_paragraph(f"- **Plan** means an education, health and care plan (EHC plan). {law}", statement),
    ]


def say_help(evidence: AreaEvidence) -> str:
    """Return rights and where to get help, with local names and the law that each stands in."""
    rights = list_rights(evidence)
    lines = [
        f"- **{item.title}.** {join_paragraph(item.text, _say_local(evidence, name))}" for name, item in rights.items()
    ]
    return join_paragraphs(
        "\n".join(lines),
        "This is not legal advice. Rules can change: the advice service can tell you.",
        f"Source: {_say_laws(rights.values())}.",
    )


def _say_laws(rights: Iterable[Right]) -> str:
    """Return each law once with its sections and the day from which it holds."""
    parts: dict[str, dict[str, None]] = {}
    for right in rights:
        for law in right.law.split("; "):
            name, _, section = law.partition(", ")
            parts.setdefault(f"{name} (in force from {say_date(right.since)})", {})[section] = None
    return "; ".join(f"{name}, {', '.join(sections)}" for name, sections in parts.items())


def list_rights(evidence: AreaEvidence) -> dict[str, Right]:
    """Return the rights that the law gave by the edition's date."""
    return {name: item for name, item in evidence.registry.rights.items() if item.since <= evidence.edition.as_at}


def _say_local(evidence: AreaEvidence, right: str) -> str:
    """Return the local name of the help, or that it has not been added; nothing for rights without one."""
    local, place = evidence.local, add_article(evidence.area.name)
    named = {"local-offer": local.local_offer, "advice": local.sendiass}
    if right not in named:
        return ""
    return f"In {place}: {named[right]}." if named[right] else "Its local name has not been added here."
