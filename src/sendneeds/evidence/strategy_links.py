"""Whether the data that a strategy file refers to are there: published periods, and files for an area's own values."""

from __future__ import annotations

from collections.abc import Iterator

from sendneeds.declare.registry import Registry
from sendneeds.declare.strategy_check import list_operands
from sendneeds.declare.yaml_file import Place, load_yaml
from sendneeds.errors import Problem
from sendneeds.evidence.local import SLOTS
from sendneeds.evidence.observations import load_observations
from sendneeds.project import Project

MOST_SHOWN = 4


def check_strategy_links(project: Project, registry: Registry) -> list[Problem]:
    """Return a problem, with file and line, for each link of a strategy file to data that cannot be there.

    That is a check of a claim in a period that its indicator never has, and a local measure in an unknown file. Raises
    DataError if the observations of an indicator cannot be read.
    """
    asked = list(_list_asked(registry))
    by_observation = load_observations(project, sorted({name for _, _, name, _ in asked}))
    known = {str(name): sorted(set(rows)) for name, rows in by_observation.groupby("indicator")["period"]}
    problems = [
        Problem(
            _say_where(project, area, (*place, "period")),
            f"the period '{period}'",
            f"one that {name} has: {', '.join(known[name][-MOST_SHOWN:])} or earlier",
            f"choose one of data/observations/{name}.csv",
        )
        for area, place, name, period in asked
        if period not in known[name]
    ]
    return problems + _check_local_measures(project, registry)


def _list_asked(registry: Registry) -> Iterator[tuple[str, Place, str, str]]:
    """Yield area, place in its file, indicator and period of each published figure that a claim is set beside."""
    for area, strategy in registry.strategies.items():
        for place, operand in list_operands(strategy):
            for name in operand.indicators:
                yield area, place, name, operand.period


def _check_local_measures(project: Project, registry: Registry) -> list[Problem]:
    slots = f"one of {', '.join(SLOTS)}"
    return [
        Problem(
            _say_where(project, area, ("targets", index, "local")),
            f"the file '{slot}'",
            slots,
            "name a file that data/local/README.md lists",
        )
        for area, strategy in registry.strategies.items()
        for index, target in enumerate(strategy.targets)
        if target.local and (slot := target.local.partition(".")[0]) not in SLOTS
    ]


def _say_where(project: Project, area: str, place: Place) -> str:
    return load_yaml(project.strategies / f"{area}.yml").where(place)
