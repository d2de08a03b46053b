"""Tracing what an area states itself: in its own documents, with document, section and line, or in its own files."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from sendneeds.declare.partial_date import say_partial_date
from sendneeds.declare.stated import Check as ClaimCheck
from sendneeds.declare.strategy import Document, Strategy
from sendneeds.declare.yaml_file import Place, YamlFile, load_yaml
from sendneeds.errors import DeclarationError, Problem
from sendneeds.evidence.local import CAPACITY, name_local_file
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.standing import find_standing
from sendneeds.report.stated_words import say_stated
from sendneeds.report.trace_lines import Fact, Figure, Trace
from sendneeds.report.trace_subject import say_unknown

# What a part of a reference is the name of, where it is no key of the item itself.
STEPS = {"targets": "milestones", "places": "capacity"}


def trace_stated(evidence: AreaEvidence, name: str, ref: str) -> Trace:
    """Return where a number of the area's documents stands; `ref` is `claims.x`, `targets.x.baseline` and the like.

    Raises DeclarationError with near matches if the strategy file holds no such thing.
    """
    strategy, path = evidence.strategy, evidence.national.project.strategies / f"{evidence.area.slug}.yml"
    if strategy is None:
        problem = Problem(name, "no strategy file", f"params/strategies/{path.name}", "add the file or correct the id")
        raise DeclarationError(problem)
    file = _load(path)
    place = _find_place(file, name, ref)
    item = _walk(file.values, place[:2])
    facts = (
        *_list_where(evidence, strategy, file, place),
        *(Fact(key.replace("_", " "), _say(value)) for key, value in item.items() if _is_shown(key, value)),
        *_list_step(file, place),
    )
    figure = strategy.list_figures().get(ref)
    figures = (Figure(f"stated, in {figure.unit}", float(figure.value)),) if figure else ()
    stated = (Fact("stated", say_stated(figure.value, figure.decimals, figure.unit)),) if figure else ()
    return Trace(name, (*facts, *stated), figures, tuple(_list_beside(evidence, strategy, ref)))


@lru_cache(maxsize=2)
def _load(path: Path) -> YamlFile:
    """Read a strategy file, once for a process."""
    return load_yaml(path)


def _find_place(file: YamlFile, name: str, ref: str) -> Place:
    """Return the list, index and what follows of a reference; ids may hold dots, so the longest one counts."""
    kind, _, rest = ref.partition(".")
    lists = file.values if isinstance(file.values, dict) else {}
    listed = lists.get(kind)
    items = [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
    ids = [str(item.get("id")) for item in items]
    found = [one for one in ids if rest == one or rest.startswith(f"{one}.")]
    if not found:
        known = [f"{kind}.{one}" for one in ids] or [f"{key}." for key in lists]
        raise say_unknown(name, f"nothing called {ref!r} in strategies/{file.path.name}", ref, known)
    index = ids.index(max(found, key=len))
    return kind, index, *_find_step(items[index], kind, rest[len(ids[index]) + 1 :], name)


def _find_step(item: dict[str, Any], kind: str, step: str, name: str) -> Place:
    """Return the path, inside an item, of its baseline, a milestone by its date, a year or an end."""
    if not step:
        return ()
    if step in item:
        return (step,)
    if step in item.get("values", {}):
        return "values", step
    steps = item.get(STEPS.get(kind, ""), [])
    dates = [str(one.get("date")) for one in steps]
    if step not in dates:
        raise say_unknown(name, f"no {step!r}", step, [*item, *dates])
    return STEPS[kind], dates.index(step)


def _walk(values: Any, place: Place) -> Any:  # noqa: ANN401 - what YAML holds
    for part in place:
        values = values[part]
    return values


def _list_where(evidence: AreaEvidence, strategy: Strategy, file: YamlFile, place: Place) -> Iterator[Fact]:
    item = _walk(file.values, place[:2])
    document = strategy.find_document(str(item.get("document", item["id"])))
    yield Fact("what", f"stated by the area: {item.get('title') or item.get('what') or item.get('name') or item['id']}")
    yield Fact("document", _say_document(evidence, document))
    if item.get("section"):
        yield Fact("section", str(item["section"]))
    yield Fact("declared", f"params/{file.where(place)}")


def _say_document(evidence: AreaEvidence, document: Document) -> str:
    time = f"{say_partial_date(document.begins)} to {say_partial_date(document.ends)}"
    return f"{document.title} ({time}; {find_standing(evidence, document)} at the edition's date)"


def _is_shown(key: str, value: object) -> bool:
    return key not in {"id", "title", "document", "section"} and isinstance(value, str | int | float)


def _list_step(file: YamlFile, place: Place) -> Iterator[Fact]:
    step = _walk(file.values, place) if len(place) > 2 else None  # noqa: PLR2004 - a list and an index come first
    if isinstance(step, dict):
        yield from (Fact(key, _say(value)) for key, value in step.items())
    elif step is not None:
        yield Fact(str(place[-1]), _say(step))


def _say(value: object) -> str:
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def _list_beside(evidence: AreaEvidence, strategy: Strategy, ref: str) -> Iterator[str]:
    """Yield the ids of the published figures of the area that a claim is checked with."""
    claims = {f"claims.{item.id}": item.check for item in strategy.claims}
    check: ClaimCheck | None = claims.get(ref)
    if check is not None and check.area == "area":
        for operand in filter(None, (check.of, check.over, check.since)):
            yield from (f"{evidence.area.slug}.{name}.{operand.period}" for name in operand.indicators)


def trace_local(evidence: AreaEvidence, name: str, ref: str) -> Trace:
    """Return where a value of the area's own stands: `slot.measure.date` or `capacity.setting.date`."""
    found = dict(_list_local(evidence))
    if ref not in found:
        raise say_unknown(name, f"no value of the area's own called {ref!r}", ref, found)
    return Trace(name, found[ref])


def _list_local(evidence: AreaEvidence) -> Iterator[tuple[str, tuple[Fact, ...]]]:
    slug = evidence.area.slug
    for value in evidence.local_data.values:
        said = "too few children to say" if value.value is None else _say(value.value)
        facts = ("what", f"the area's own {value.measure}"), ("value", f"{said} {value.unit}"), ("date", value.date)
        origin = ("file", name_local_file(slug, value.slot)), ("stated source", value.source)
        yield f"{value.name}.{value.date}", tuple(Fact(*pair) for pair in (*facts, *origin))
    for item in evidence.local_data.capacity:
        words = item.setting.replace(" ", "-")
        facts = ("what", f"places in {item.setting}, {item.phase}"), ("value", _say(item.places)), ("date", item.date)
        origin = ("file", name_local_file(slug, CAPACITY)), ("stated source", item.source)
        yield f"{CAPACITY}.{words}.{item.date}", tuple(Fact(*pair) for pair in (*facts, *origin))
