"""What the plain-English page says a number of: six places, each with topics that stand in for one another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sendneeds.analysis.finding import Finding
from sendneeds.present.display import mark_number
from sendneeds.present.sentences import add_article
from sendneeds.present.words import say_number, say_when_found
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.plain_words import names_whole, say_about, say_for_ten, say_in_hundred, say_share
from sendneeds.report.plans import FULL_BASE
from sendneeds.report.section import join_paragraph

# Below this number of cases the count itself is said, and no part of it.
FEW_CASES = 50
YEARS = 5


@dataclass(frozen=True)
class Topic:
    """One thing to say a number of. `others` are measures that its sentences set beside its own.

    `label` names the measure in the table of exact figures, as `labels` do the others.
    """

    indicator: str
    title: str
    label: str
    sentences: Callable[[AreaEvidence, Finding], str]
    others: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


def is_usable(finding: Finding) -> bool:
    """Say whether a finding has a value that tells of enough children."""
    return finding.value is not None and not finding.is_small


def _say_plans(evidence: AreaEvidence, finding: Finding) -> str:
    many = mark_number(_capitalise(say_about(finding.value or 0)), finding.id)
    people = "child or young person" if finding.value == 1 else "children and young people"
    return (
        f"{many} {people} had a plan {say_when_found(finding, capital=False)}. "
        f"The council in {add_article(evidence.area.name)} must look after these plans."
    )


def _say_growth(evidence: AreaEvidence, finding: Finding) -> str:
    """Return the change of plans over five years: for every ten before, so many now; few plans as they are."""
    before, now = finding.denominator or 0, finding.numerator or 0
    counted = " They are now counted in a new way." if _is_counted_anew(evidence, finding) else ""
    if before < FEW_CASES:
        first, last = (mark_number(say_number(number), finding.id) for number in (before, now))
        return (
            f"The council had {first} plans, and five years later {last}. That was in {finding.period.label}.{counted}"
        )
    many = mark_number(say_for_ten(now / before), finding.id)
    return f"For every ten plans five years earlier, there were {many} in {finding.period.label}.{counted}"


def _is_counted_anew(evidence: AreaEvidence, finding: Finding) -> bool:
    """Say whether the way of counting changed within the five years."""
    codes = {item.period.code for item in evidence.find_series(finding.entry.id).findings[-YEARS:]}
    return any(item.before in codes for item in finding.entry.indicator.breaks)


def _say_pupils(_: AreaEvidence, finding: Finding) -> str:
    return join_paragraph(
        f"{_say_part(finding, 'pupils in schools here')} had a plan {say_when_found(finding, capital=False)}.",
        _say_england(finding),
    )


def _say_support(_: AreaEvidence, finding: Finding) -> str:
    return join_paragraph(
        f"{_say_part(finding, 'pupils in schools here')} had extra help and no plan "
        f"{say_when_found(finding, capital=False)}.",
        _say_england(finding),
    )


def _say_on_time(evidence: AreaEvidence, finding: Finding) -> str:
    return join_paragraph(
        f"{_say_part(finding, 'new plans')} {say_when_found(finding, capital=False)} came on time.",
        _say_england(finding),
        "The limit in law is 20 weeks.",
        _say_late(finding),
        "Some plans may take longer by law. They are not in this count.",
        _say_base(evidence, finding),
    )


def _say_late(finding: Finding) -> str:
    if not finding.complement:
        return ""
    return f"Here {mark_number(say_number(finding.complement), finding.id)} took longer."


def _say_base(evidence: AreaEvidence, finding: Finding) -> str:
    """Return how many of all new plans are counted, where a good many are not."""
    new = evidence.latest("ehc_new_plans")
    if not (new.value and finding.denominator and new.period.code == finding.period.code):
        return ""
    if finding.denominator >= FULL_BASE * new.value:
        return ""
    pairs = ((finding.denominator, finding), (new.value, new))
    counted, made = (mark_number(say_number(number), item.id) for number, item in pairs)
    return f"The count looked at {counted} of the {made} new plans."


def _say_schools(evidence: AreaEvidence, finding: Finding) -> str:
    special = evidence.latest("place_special_pct")
    second = f"{_say_part(special)} had a place in a special school." if is_usable(special) else ""
    return join_paragraph(
        f"{_say_part(finding, 'children and young people with a plan')} had a place in a mainstream school "
        f"{say_when_found(finding, capital=False)}.",
        second,
        "A mainstream school is a school for all children.",
    )


def _say_special(_: AreaEvidence, finding: Finding) -> str:
    return join_paragraph(
        f"{_say_part(finding, 'children and young people with a plan')} had a place in a state special school "
        f"{say_when_found(finding, capital=False)}.",
        _say_england(finding),
    )


def _say_days(evidence: AreaEvidence, finding: Finding) -> str:
    other = evidence.latest("absence_nosen_pct")
    missed = mark_number(say_in_hundred(finding.value or 0), finding.id)
    first = f"Out of every 100 school days, pupils with a plan missed {missed}."
    if not is_usable(other) or other.period.code != finding.period.code:
        return join_paragraph(first, f"This was {say_when_found(finding, capital=False)}.")
    few = mark_number(say_in_hundred(other.value or 0), other.id)
    when = say_when_found(finding, capital=False)
    return f"{first} Pupils with no special needs missed {few}. This was {when}."


def _say_training(_: AreaEvidence, finding: Finding) -> str:
    return join_paragraph(
        f"{_say_part(finding, 'people aged 16 and 17 with special needs')} were still learning "
        f"{say_when_found(finding, capital=False)}.",
        "They were at school, at college or in training.",
        _say_england(finding),
    )


def _say_requests(_: AreaEvidence, finding: Finding) -> str:
    many = mark_number(say_about(finding.value or 0), finding.id)
    noun = "request" if finding.value == 1 else "requests"
    return f"The council had {many} {noun} to look at a child's needs {say_when_found(finding, capital=False)}."


def _say_new_plans(_: AreaEvidence, finding: Finding) -> str:
    many = mark_number(say_about(finding.value or 0), finding.id)
    return f"The council made {many} new {'plan' if finding.value == 1 else 'plans'} in {finding.period.label}."


def _say_part(finding: Finding, noun: str = "") -> str:
    """Return `About 1 in 3 new plans`, `About half of the new plans`, or with few cases `12 of 26 new plans`."""
    some, whole = finding.numerator, finding.denominator
    if some is not None and whole is not None and 0 < some < whole < FEW_CASES:
        counts = [mark_number(say_number(number), finding.id) for number in (some, whole)]
        return f"{' of '.join(counts)} {noun}".strip()
    words = say_share(finding.value or 0)
    marked = mark_number(_capitalise(words), finding.id)
    return f"{marked} of the {noun}" if noun and names_whole(words) else f"{marked} {noun}".strip()


def _say_england(finding: Finding) -> str:
    if finding.england is None:
        return ""
    return f"In all of England it was {mark_number(say_share(finding.england), finding.id)}."


def _capitalise(text: str) -> str:
    return text[:1].upper() + text[1:]


SUPPORT = Topic("sen_support_pct", "Extra help with no plan", "Pupils with extra help and no plan", _say_support)
TRAINING = Topic(
    "et_1617_sen_pct", "After age 16", "People of 16 and 17 with special needs who were learning", _say_training
)
REQUESTS = Topic("ehc_requests", "Asking for a plan", "Requests to look at a child's needs", _say_requests)
NEW_PLANS = Topic("ehc_new_plans", "New plans", "New plans", _say_new_plans)
# For each of six places the number to say there, then those that stand in where an area has none.
PLACES = (
    (Topic("ehc_plans_total", "Plans", "Children and young people with a plan", _say_plans), SUPPORT),
    (Topic("ehc_growth_5y_pct", "Change over five years", "Change in plans over five years", _say_growth), SUPPORT),
    (Topic("sen_ehc_pct", "Pupils with a plan", "Pupils in schools here with a plan", _say_pupils), REQUESTS),
    (
        Topic(
            "ehc_20wk_ex_pct",
            "New plans on time",
            "New plans made within 20 weeks",
            _say_on_time,
            ("ehc_20wk_all_pct",),
            ("The same, counting plans that the law lets take longer",),
        ),
        NEW_PLANS,
    ),
    (
        Topic(
            "place_mainstream_pct",
            "Where children learn",
            "Plans with a place in a mainstream school",
            _say_schools,
            ("place_special_pct",),
            ("Plans with a place in a special school",),
        ),
        Topic(
            "place_state_special_pct",
            "Where children learn",
            "Plans with a place in a state special school",
            _say_special,
        ),
    ),
    (
        Topic(
            "absence_ehc_pct",
            "School days missed",
            "School time missed by pupils with a plan",
            _say_days,
            ("absence_nosen_pct",),
            ("School time missed by pupils with no special needs",),
        ),
        TRAINING,
        REQUESTS,
    ),
)
