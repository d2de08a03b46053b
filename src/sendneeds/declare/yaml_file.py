"""Strict reading of one YAML file into plain values, with the line of every key.

Only mappings, lists and scalars are accepted. A plain scalar is a boolean only as `true` or `false`, a number only in
its simplest form, and otherwise text, so that codes, dates and `NO` stay what they look like.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Union

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from sendneeds.errors import DeclarationError, Problem

MOST_BYTES = 1_000_000
NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?")
# Characters that nobody sees, and that some readers obey: controls, changes of direction, halves of a character.
INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq")}
TAGS |= {"tag:yaml.org,2002:merge", "tag:yaml.org,2002:value"}
WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}

Place = tuple[str | int, ...]
Yaml = Union[dict[str, "Yaml"], list["Yaml"], str, int, float, bool, None]  # noqa: UP007 - recursive


@dataclass(frozen=True)
class YamlFile:
    """The content of a file: `values`, the line of every path in it, and what is wrong with its form."""

    path: Path
    values: Yaml
    lines: dict[Place, int] = field(repr=False)
    problems: tuple[Problem, ...] = ()

    def where(self, place: Place) -> str:
        """Return `file, line N, key.key` of the nearest known path above `place`."""
        known = next(place[:length] for length in range(len(place), -1, -1) if place[:length] in self.lines)
        key = f", {'.'.join(str(part) for part in place)}" if place else ""
        return f"{self.path.parent.name}/{self.path.name}, line {self.lines[known]}{key}"


def load_yaml(path: Path) -> YamlFile:
    """Read `path`. Raises DeclarationError if it cannot be read at all; lesser faults are in `problems`."""
    name = f"{path.parent.name}/{path.name}"
    text = read_text(path, name)
    reading = _Reading(name, yaml.parse(text, Loader=PARSER))
    try:
        values = reading.read_file()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{name}, line {mark.line + 1}, column {mark.column + 1}" if mark else name
        raise DeclarationError(_refuse(place, str(error.problem or error.context))) from None
    except yaml.YAMLError as error:
        raise DeclarationError(_refuse(name, str(error).partition("\n")[0])) from None
    return YamlFile(path, values, reading.lines, tuple(reading.problems))


def _refuse(place: str, found: str) -> Problem:
    return Problem(place, found, "valid YAML", "fix the line")


class _Reading:
    """Follows the events of one file and keeps the line of every path."""

    def __init__(self, name: str, events: Iterator[Any]) -> None:
        self.name = name
        self.events = events
        self.lines: dict[Place, int] = {(): 1}
        self.problems: list[Problem] = []

    def read_file(self) -> Yaml:
        """Return the values of the one document of the file, nothing for an empty file."""
        _, opening = next(self.events), next(self.events)
        if not isinstance(opening, yaml.DocumentStartEvent):
            return {}
        values = self._read(next(self.events), ())
        _, after = next(self.events), next(self.events)
        if isinstance(after, yaml.DocumentStartEvent):
            raise DeclarationError(_refuse(f"{self.name}, line {_count_line(after)}", "another document"))
        return values

    def _read(self, event: Any, place: Place) -> Yaml:
        if isinstance(event, AliasEvent):
            self._add(event, "an alias", "plain values", "write the value out")
            return None
        if event.anchor:
            self._add(event, "an anchor", "plain values", "write the value out")
        if isinstance(event, ScalarEvent):
            return _read_scalar(event)
        if len(place) > DEEPEST:
            where = f"{self.name}, line {_count_line(event)}"
            raise DeclarationError(_refuse(where, f"values inside each other more than {DEEPEST} deep"))
        return self._read_mapping(place) if isinstance(event, MappingStartEvent) else self._read_list(place)

    def _read_list(self, place: Place) -> list[Yaml]:
        values: list[Yaml] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            inner = (*place, len(values))
            self.lines[inner] = _count_line(event)
            values.append(self._read(event, inner))
        return values

    def _read_mapping(self, place: Place) -> dict[str, Yaml]:
        values: dict[str, Yaml] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            key, line = self._read_key(event, place), _count_line(event)
            inner = (*place, key)
            if key in values:
                found = f"'{key}' again (first in line {self.lines[inner]})"
                self._add(event, found, "each key once", "remove one")
                self._skip(next(self.events))
                continue
            self.lines[inner] = line
            values[key] = self._read(next(self.events), inner)
        return values

    def _read_key(self, event: Any, place: Place) -> str:
        if isinstance(event, ScalarEvent):
            return str(event.value)
        self._add(event, "a key that is no plain word", "a name and a colon", "write the key as one word")
        self._skip(event)
        return f"{place} {_count_line(event)}"

    def _skip(self, event: Any) -> None:
        """Pass over a value."""
        depth = 0
        while True:
            depth += isinstance(event, (MappingStartEvent, SequenceStartEvent))
            depth -= isinstance(event, (MappingEndEvent, SequenceEndEvent))
            if depth == 0:
                return
            event = next(self.events)

    def _add(self, event: Any, found: str, expected: str, action: str) -> None:
        self.problems.append(Problem(f"{self.name}, line {_count_line(event)}", found, expected, action))


def _count_line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _read_scalar(event: Any) -> Yaml:
    text = str(event.value)
    if event.style:
        return text
    if text in WORDS:
        return WORDS[text]
    if NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    return text
