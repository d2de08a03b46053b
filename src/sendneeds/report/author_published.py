"""The published figures that the claims of an area's documents are set beside, and the verdict on each claim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from statistics import fmean

from sendneeds.analysis.claims import Judgement, judge_claim
from sendneeds.declare.indicator import Unit
from sendneeds.declare.stated import Check, Claim, Operand, StatedUnit
from sendneeds.report.area_evidence import ENGLAND, AreaEvidence, National

WHOLE = 100
SCALES = {StatedUnit.THOUSAND_POUNDS: 1_000, StatedUnit.MILLION_POUNDS: 1_000_000}


@dataclass(frozen=True)
class CheckedClaim:
    """A claim beside the published figure, and that of the next release, in the claim's unit; None where there is none.

    The next one is there only for a claim dated between the two.
    """

    claim: Claim
    published: float | None
    after: float | None
    judgement: Judgement


@lru_cache(maxsize=8)
def list_checked(evidence: AreaEvidence) -> tuple[CheckedClaim, ...]:
    """Return every claim of the area's documents, checked, whatever the edition."""
    claims = evidence.strategy.claims if evidence.strategy else ()
    return tuple(_check(evidence, item) for item in claims)


def _check(evidence: AreaEvidence, claim: Claim) -> CheckedClaim:
    if claim.check is None:
        return CheckedClaim(claim, None, None, judge_claim(claim, None))
    published = find_published(evidence, claim.check, claim.check.of)
    after = find_published(evidence, claim.check, claim.check.after) if claim.check.after else None
    first, last = (None if value is None else value / _find_scale(evidence, claim) for value in (published, after))
    return CheckedClaim(claim, first, last, judge_claim(claim, first, last))


def _find_scale(evidence: AreaEvidence, claim: Claim) -> int:
    """Return by what a published figure in pounds is divided for a claim in thousands or millions."""
    indicators = evidence.registry.indicators
    in_pounds = claim.check and indicators[claim.check.of.indicators[0]].indicator.unit is Unit.POUNDS
    return SCALES.get(claim.unit, 1) if in_pounds else 1


def find_published(evidence: AreaEvidence, check: Check, of: Operand) -> float | None:
    """Return the published figure that a check names, over the authorities of the area's type if it says so."""
    values = list_published(evidence, check, of)
    if not values:
        return None
    match check.area:
        case "type lowest":
            return min(values)
        case "type highest":
            return max(values)
        case _:
            return fmean(values)


def list_published(evidence: AreaEvidence, check: Check, of: Operand) -> list[float]:
    """Return the figure for each authority that a check speaks of, as far as it is published."""
    area = evidence.area
    alike = [item.area_code for item in evidence.national.areas if item.type == area.type and item.is_authority]
    codes = {"area": [area.area_code], "region": [area.region_code], "england": [ENGLAND]}.get(check.area, alike)
    found = [_work_out(evidence.national, check, of, code) for code in codes]
    return [value for value in found if value is not None]


def _work_out(national: National, check: Check, of: Operand, code: str) -> float | None:
    value = _add_up(national, of, code)
    if check.over is not None:
        whole = _add_up(national, check.over, code)
        return WHOLE * value / whole if value is not None and whole else None
    if check.since is not None:
        before = _add_up(national, check.since, code)
        return WHOLE * (value / before - 1) if value is not None and before else None
    return value


def _add_up(national: National, operand: Operand, code: str) -> float | None:
    """Return the sum over the indicators of an operand, None if any is missing."""
    values = [read_figures(national, name, operand.period, operand.figure).get(code) for name in operand.indicators]
    return sum(value for value in values if value is not None) if None not in values else None


@lru_cache(maxsize=512)
def read_figures(national: National, indicator: str, period: str, figure: str) -> Mapping[str, float]:
    """Return one figure of an indicator in a period by area code, without missing ones."""
    rows = national.observations
    rows = rows[(rows["indicator"] == indicator) & (rows["period"] == period)]
    return {str(code): float(value) for code, value in rows.set_index("area_code")[figure].dropna().items()}
