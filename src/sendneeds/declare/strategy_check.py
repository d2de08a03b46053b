"""Checks of a strategy file against itself and against the other declarations: no reference leads nowhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from sendneeds.declare.indicator import IndicatorEntry
from sendneeds.declare.period import read_period
from sendneeds.declare.stated import Operand
from sendneeds.declare.strategy import Strategy
from sendneeds.declare.yaml_file import Place, YamlFile
from sendneeds.errors import Problem

NAMED = (
    "documents", "statements", "objectives", "actions", "targets", "claims", "samenesses", "rhythms", "places",
    "services", "bodies", "governance", "voices", "inspections", "estimates", "projections",
)  # fmt: skip
OPERANDS = ("of", "over", "since", "after")


@dataclass(frozen=True)
class Known:
    """The ids that a strategy may refer to."""

    indicators: Mapping[str, IndicatorEntry]
    themes: Collection[str]


def check_strategy(yaml_file: YamlFile, strategy: Strategy, known: Known) -> list[Problem]:
    """Return a problem, with file and line, for each id used twice and each reference to something unknown."""
    return [
        *_check_ids(yaml_file, strategy),
        *(
            Problem(yaml_file.where(place), f"the {kind} '{name}'", _suggest(name, names, kind), "correct the name")
            for place, kind, name, names in _list_references(strategy, known)
            if name not in names
        ),
        *_check_periods(yaml_file, strategy, known),
    ]


def _suggest(name: str, names: Collection[str], kind: str) -> str:
    near = get_close_matches(name, list(names), n=1)
    return f"a known {kind} (nearest: '{near[0]}')" if near else f"a known {kind}"


def _check_ids(yaml_file: YamlFile, strategy: Strategy) -> Iterator[Problem]:
    for part in NAMED:
        first: dict[str, int] = {}
        for index, item in enumerate(getattr(strategy, part)):
            if item.id in first:
                where = yaml_file.where((part, index, "id"))
                line = yaml_file.find_line((part, first[item.id], "id"))
                yield Problem(where, f"'{item.id}' again (first in line {line})", "each id once", "rename one of them")
            first.setdefault(item.id, index)


Reference = tuple[Place, str, str, Collection[str]]


def _list_references(strategy: Strategy, known: Known) -> Iterator[Reference]:
    """Yield (place, kind, name, names that exist) for everything that a strategy refers to."""
    ids = {part: [item.id for item in getattr(strategy, part)] for part in NAMED}
    for place, item in _list_items(strategy):
        for field, kind, names in (
            ("document", "document", ids["documents"]),
            ("objective", "objective", ids["objectives"]),
            ("action", "action", ids["actions"]),
            ("indicator", "indicator", known.indicators),
            ("themes", "theme", known.themes),
            ("indicators", "indicator", known.indicators),
            ("reports_to", "body", ids["governance"]),
        ):
            for name in _list_names(getattr(item, field, None)):
                yield (*place, field), kind, name, names
    yield from _list_figure_references(strategy)
    for place, operand in list_operands(strategy):
        for name in operand.indicators:
            yield (*place, "indicators"), "indicator", name, known.indicators


def _list_figure_references(strategy: Strategy) -> Iterator[Reference]:
    figures, kind = strategy.list_figures(), "stated figure"
    for index, same in enumerate(strategy.samenesses):
        for number, term in enumerate(same.terms):
            for name in (*term.sum, *term.over):
                yield ("samenesses", index, "terms", number), kind, name, figures
    for index, claim in enumerate(strategy.claims):
        for name in (claim.change.before, claim.change.after) if claim.change else ():
            yield ("claims", index, "change"), kind, name, figures


def _list_items(strategy: Strategy) -> Iterator[tuple[Place, Any]]:
    """Yield every listed thing with its place, sub-points of actions and capacities of places too."""
    for part in (*NAMED, "commissioned"):
        for index, item in enumerate(getattr(strategy, part)):
            yield (part, index), item
            for inner in ("parts", "capacity"):
                yield from (((part, index, inner, row), sub) for row, sub in enumerate(getattr(item, inner, ())))


def _list_names(value: str | Sequence[str] | None) -> Iterable[str]:
    return (value,) if isinstance(value, str) else value or ()


def list_operands(strategy: Strategy) -> Iterator[tuple[Place, Operand]]:
    """Yield every published figure that a claim is set beside, with its place in the file."""
    for index, claim in enumerate(strategy.claims):
        for name in OPERANDS:
            operand = getattr(claim.check, name, None)
            if operand is not None:
                yield ("claims", index, "check", name), operand


def _check_periods(yaml_file: YamlFile, strategy: Strategy, known: Known) -> Iterator[Problem]:
    for place, operand in list_operands(strategy):
        for name in operand.indicators:
            if name not in known.indicators:
                continue
            kind = known.indicators[name].indicator.period
            try:
                read_period(operand.period, kind)
            except (ValueError, StopIteration):
                where = yaml_file.where((*place, "period"))
                yield Problem(where, f"the period '{operand.period}'", f"a {kind.value} of {name}", "correct it")
