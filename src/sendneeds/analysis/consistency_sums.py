"""Rules on what figures add up to: changes, shares of a whole, and one in so many.

Figures are printed rounded, so each stands for a span of numbers, counts that do not end in zeros aside; a slip is
found only where no numbers within the spans fit together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sendneeds.analysis.claims import Span, count_decimals, read_figure, read_span
from sendneeds.analysis.consistency_slip import Kind, Rule, RuleResult, Shown, Slip, find_spot
from sendneeds.declare.stated import Claim, Difference, StatedUnit
from sendneeds.declare.strategy import StatedFigure, Strategy

WHOLE = 100
# The fractions that people say: nobody says one in eleven for 9 %.
SAID = (2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 25, 50, 100, 200, 500, 1000)


def show(figure: StatedFigure) -> Shown:
    """Return a stated figure as a number of a slip."""
    return Shown(figure.value, figure.decimals, figure.unit, figure.ref)


def show_claim(claim: Claim) -> Shown:
    """Return what a claim states as a number of a slip."""
    return Shown(claim.value, count_decimals(claim.value), claim.unit, f"claims.{claim.id}")


def check_changes(strategy: Strategy) -> RuleResult:
    """Set each stated change beside the two figures it joins.

    A percentage between two percentages may be their difference, which is in percentage points.
    """
    figures = strategy.list_figures()
    joined = [(item, item.change) for item in strategy.claims if item.change]
    slips = [slip for claim, change in joined if (slip := _judge_change(claim, change, figures))]
    return RuleResult(Rule.CHANGE, len(joined), tuple(slips))


def _judge_change(claim: Claim, change: Difference, figures: Mapping[str, StatedFigure]) -> Slip | None:
    before, after = figures[change.before], figures[change.after]
    first, last = (read_figure(item.value, item.unit) for item in (before, after))
    points = Span(last.low - first.high, last.high - first.low)
    is_share = claim.unit is StatedUnit.PERCENT
    relative = Span(WHOLE * (last.low / first.high - 1), WHOLE * (last.high / first.low - 1))
    if _holds(claim, relative if is_share else points):
        return None
    in_points = is_share and before.unit is after.unit is StatedUnit.PERCENT and _holds(claim, points)
    worked = WHOLE * (after.value / before.value - 1) if is_share else after.value - before.value
    return Slip(
        Kind.POINTS if in_points else Kind.CHANGE,
        f"change-{claim.id}",
        claim.title,
        (find_spot(claim),),
        {
            "stated": (show_claim(claim),),
            "before": (show(before),),
            "after": (show(after),),
            "points": (Shown(after.value - before.value, max(before.decimals, after.decimals)),),
            "worked": (Shown(worked, 1 if is_share else max(before.decimals, after.decimals), claim.unit),),
        },
        {"bound": (claim.bound or "",)},
    )


def _holds(claim: Claim, worked: Span) -> bool:
    """Say whether a stated change is one that its figures allow."""
    if claim.bound == "over":
        return worked.high > claim.value
    if claim.bound == "up to":
        return worked.low <= read_span(claim.value).high
    low = read_span(claim.value, units=1.0 if claim.bound == "about" else 0.5).low
    high = read_span(claim.value if claim.high is None else claim.high, units=1.0 if claim.bound else 0.5).high
    return worked.overlaps(Span(low, high))


def check_wholes(strategy: Strategy) -> RuleResult:
    """Add up the shares of each whole: half a unit of the last digit for each share is all that rounding explains."""
    wholes: dict[tuple[str, str], list[Claim]] = {}
    for item in strategy.claims:
        if item.of_whole and item.unit is StatedUnit.PERCENT:
            wholes.setdefault((item.document, item.of_whole), []).append(item)
    slips = [slip for (_, name), claims in wholes.items() if (slip := _add_shares(name, claims))]
    return RuleResult(Rule.WHOLE, len(wholes), tuple(slips))


def _add_shares(name: str, claims: Sequence[Claim]) -> Slip | None:
    spans = [read_span(item.value) for item in claims]
    total = Span(sum(span.low for span in spans), sum(span.high for span in spans))
    if len(claims) == 1 or total.overlaps(Span(WHOLE, WHOLE)):
        return None
    shares, added = tuple(show_claim(item) for item in claims), sum(item.value for item in claims)
    decimals = max(item.decimals for item in shares)
    return Slip(
        Kind.WHOLE,
        f"whole-{claims[0].id}",
        name,
        tuple(dict.fromkeys(find_spot(item) for item in claims)),
        {
            "shares": shares,
            "sum": (Shown(added, decimals, StatedUnit.PERCENT),),
            "rest": (Shown(abs(WHOLE - added), decimals, StatedUnit.POINTS),),
        },
        {"side": ("short of" if added < WHOLE else "over",)},
    )


def check_fractions(strategy: Strategy) -> RuleResult:
    """Find "one in seven" where another fraction that people say is nearer to the percentage beside it."""
    claims = [(item, item.one_in) for item in strategy.claims if item.one_in and item.unit is StatedUnit.PERCENT]
    found = [(item, said, _list_nearest(item, said)) for item, said in claims]
    slips = [_show_fraction(item, said, nearest) for item, said, nearest in found if said not in nearest]
    return RuleResult(Rule.ONE_IN, len(claims), tuple(slips))


def _list_nearest(claim: Claim, said: int) -> list[int]:
    """Return the fractions nearest to the percentage and to both ends of what it may have been before rounding."""
    numbers = (claim.value, *read_span(claim.value))
    return [min({*SAID, said}, key=lambda one_in: abs(WHOLE / one_in - number)) for number in numbers]


def _show_fraction(claim: Claim, said: int, nearest: Sequence[int]) -> Slip:
    return Slip(
        Kind.ONE_IN,
        f"one-in-{claim.id}",
        claim.title,
        (find_spot(claim),),
        {
            "stated": (show_claim(claim),),
            "said": (Shown(said, ref=f"claims.{claim.id}"),),
            "share": (Shown(WHOLE / said, 1, StatedUnit.PERCENT),),
            "nearest": (Shown(nearest[0]),),
        },
    )
