"""What all declarations share: frozen, unknown keys refused, no silent conversion."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from typing import TypeVar, cast, get_args

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from sendneeds.declare.yaml_file import Place, Yaml, YamlFile
from sendneeds.errors import Problem


class Declaration(BaseModel):
    """A declared thing. Text stays text, numbers stay numbers, unknown keys are refused."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, ser_json_inf_nan="null", allow_inf_nan=False
    )


T = TypeVar("T")


def check_declaration(yaml_file: YamlFile, place: Place, model: type[T]) -> tuple[T | None, list[Problem]]:
    """Build `model` from the value at `place`; return it, or None and every problem with its line."""
    value = yaml_file.values
    for part in place:
        value = cast("dict[str | int, Yaml]", value)[part]
    try:
        return cast("T", _adapt(cast("type", model)).validate_python(value)), []
    except ValidationError as error:
        return None, [_explain(yaml_file, place, model, item) for item in error.errors(include_url=False)]


@cache
def _adapt(model: type) -> TypeAdapter[object]:
    return TypeAdapter(model)


def _explain(yaml_file: YamlFile, place: Place, model: object, item: ErrorDetails) -> Problem:
    inner = _strip_tags(yaml_file, place, item["loc"])
    where = yaml_file.where((*place, *inner))
    if item["type"] == "extra_forbidden":
        keys = sorted(_find_keys(model))
        near = get_close_matches(str(inner[-1]), keys, n=1, cutoff=0.5)
        hint = f"rename it to '{near[0]}' or remove it" if near else "remove it"
        expected = f"one of the known keys (nearest: '{near[0]}')" if near else f"one of {', '.join(keys)}"
        return Problem(where, f"the unknown key '{inner[-1]}'", expected, hint)
    if item["type"] == "missing":
        return Problem(where, "nothing", f"the key '{inner[-1]}'", "add it")
    expected = item["msg"].removeprefix("Value error, ")
    return Problem(where, repr(item["input"])[:80], expected[:1].lower() + expected[1:], "correct the value")


def _strip_tags(yaml_file: YamlFile, place: Place, location: Place) -> Place:
    """Leave out the names of union members, which are not keys of the file."""
    inner: Place = ()
    for index, part in enumerate(location):
        if (*place, *inner, part) in yaml_file.lines or index == len(location) - 1:
            inner = (*inner, part)
    return inner


def _find_keys(model: object) -> set[str]:
    """Return the keys of a model and of the models inside it."""
    if isinstance(model, type) and issubclass(model, BaseModel):
        inner = [_find_keys(info.annotation) for info in model.model_fields.values()]
        return set(model.model_fields).union(*inner)
    return set().union(*(_find_keys(argument) for argument in get_args(model)))
