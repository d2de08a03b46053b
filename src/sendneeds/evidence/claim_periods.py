"""Whether the published figures that claims are set beside are there at all."""

from __future__ import annotations

from collections.abc import Iterator

from sendneeds.declare.registry import Registry
from sendneeds.declare.strategy_check import list_operands
from sendneeds.declare.yaml_file import Place, load_yaml
from sendneeds.errors import Problem
from sendneeds.evidence.observations import load_observations
from sendneeds.project import Project

MOST_SHOWN = 4


def check_claim_periods(project: Project, registry: Registry) -> list[Problem]:
    """Return a problem, with file and line, for each check of a claim in a period that its indicator never has.

    Raises DataError if the observations of an indicator cannot be read.
    """
    asked = list(_list_asked(registry))
    by_observation = load_observations(project, sorted({name for _, _, name, _ in asked}))
    known = {str(name): sorted(set(rows)) for name, rows in by_observation.groupby("indicator")["period"]}
    return [
        Problem(
            load_yaml(project.strategies / f"{area}.yml").where((*place, "period")),
            f"the period '{period}'",
            f"one that {name} has: {', '.join(known[name][-MOST_SHOWN:])} or earlier",
            f"choose one of data/observations/{name}.csv",
        )
        for area, place, name, period in asked
        if period not in known[name]
    ]


def _list_asked(registry: Registry) -> Iterator[tuple[str, Place, str, str]]:
    """Yield area, place in its file, indicator and period of each published figure that a claim is set beside."""
    for area, strategy in registry.strategies.items():
        for place, operand in list_operands(strategy):
            for name in operand.indicators:
                yield area, place, name, operand.period
