"""Strict reading of one YAML file into plain values, with the line of every key.

Only mappings, lists and scalars are accepted. A plain scalar is a boolean only as `true` or `false`, a number only in
its simplest form, and otherwise text, so that codes, dates and `NO` stay what they look like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Union

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from sendneeds.errors import DeclarationError, Problem

# Both build nothing. The one in C is fast, where there is one; the other one says better what is wrong, tabs included.
FAST, PLAIN = getattr(yaml, "CSafeLoader", yaml.SafeLoader), yaml.SafeLoader
MOST_BYTES = 1_000_000
NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?")
# Characters that nobody sees, and that some readers obey: controls, changes of direction, halves of a character.
INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq")}
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
        key = f", {'.'.join(str(part) for part in place)}" if place else ""
        return f"{self.path.parent.name}/{self.path.name}, line {self.find_line(place)}{key}"

    def find_line(self, place: Place) -> int:
        """Return the line of the nearest known path above `place`."""
        return next(
            self.lines[above] for length in range(len(place), -1, -1) if (above := place[:length]) in self.lines
        )


def load_yaml(path: Path) -> YamlFile:
    """Read `path`. Raises DeclarationError if it cannot be read at all; lesser faults are in `problems`."""
    name = f"{path.parent.name}/{path.name}"
    text = read_text(path, name)
    try:
        return _read_events(path, name, yaml.parse(text, Loader=PLAIN if "\t" in text else FAST))
    except (yaml.YAMLError, ValueError, RecursionError):
        return _read_plainly(path, name, text)


def _read_events(path: Path, name: str, events: Iterator[Event]) -> YamlFile:
    reading = _Reading(name, events)
    return YamlFile(path, reading.read_file(), reading.lines, tuple(reading.problems))


def _read_plainly(path: Path, name: str, text: str) -> YamlFile:
    try:
        return _read_events(path, name, yaml.parse(text, Loader=PLAIN))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{name}, line {mark.line + 1}, column {mark.column + 1}" if mark else name
        found = str(error.problem or error.context).removeprefix("found ")
        raise DeclarationError(Problem(place, found, "valid YAML", "fix the line")) from None
    except RecursionError:
        problem = Problem(name, "lists or keys nested too deep to read", "a few levels", "flatten the file")
        raise DeclarationError(problem) from None
    except (yaml.YAMLError, ValueError, ArithmeticError, LookupError, AttributeError, TypeError) as error:
        # What the parser stumbles over itself, such as a character that an escape cannot mean.
        found = f"what cannot be read ({str(error).splitlines()[0] if str(error) else type(error).__name__})"
        raise DeclarationError(Problem(name, found, "valid YAML", "correct the file")) from None


def read_text(path: Path, name: str) -> str:
    """Return the text of a declaration, called `name`.

    Raises DeclarationError if it is missing, too long, not UTF-8, or holds characters that nobody sees.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        text = "" if len(content) > MOST_BYTES else content.decode("utf-8-sig")
    except FileNotFoundError:
        raise DeclarationError(Problem(name, "no such file", "a declaration", "create it")) from None
    except OSError as error:
        raise DeclarationError(Problem(name, str(error.strerror), "a file that can be read", "correct it")) from None
    except UnicodeDecodeError as error:
        raise DeclarationError(
            Problem(name, f"byte {error.start} that is not UTF-8", "UTF-8 text", "save the file as UTF-8")
        ) from None
    if len(content) > MOST_BYTES:
        raise DeclarationError(Problem(name, f"more than {MOST_BYTES:,} bytes", "at most a megabyte", "split the file"))
    if unseen := INVISIBLE.search(text):
        before = text[: unseen.start()]
        place = f"{name}, line {before.count(chr(10)) + 1}, column {unseen.start() - before.rfind(chr(10))}"
        raise DeclarationError(_say_invisible(place, unseen[0]))
    return text


def _say_invisible(where: str, character: str) -> Problem:
    found = f"the invisible character U+{ord(character):04X}"
    return Problem(where, found, "text that can be seen", "remove the character")


class _Reading:
    """Follows the events of one file and keeps the line of every path."""

    def __init__(self, name: str, events: Iterator[Event]) -> None:
        self.name = name
        self.events = events
        self.lines: dict[Place, int] = {(): 1}
        self.problems: list[Problem] = []

    def read_file(self) -> Yaml:
        """Return the values of the one document of the file, nothing for an empty file."""
        values: Yaml = {}
        documents = 0
        while not isinstance(event := next(self.events), StreamEndEvent):
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise yaml.MarkedYAMLError(problem="another document", problem_mark=event.start_mark)
                values = self._read(next(self.events), ())
        return values

    def _read(self, event: Event, place: Place) -> Yaml:
        if isinstance(event, AliasEvent):
            self._add(event, "an alias", "plain values", "write the value out")
            return None
        if event.anchor:
            self._add(event, "an anchor", "plain values", "write the value out")
        if event.tag and event.tag not in TAGS:
            self._add(event, f"the tag '{event.tag}'", "plain values", "remove the tag")
        if isinstance(event, MappingStartEvent):
            return self._read_mapping(place)
        if isinstance(event, SequenceStartEvent):
            return self._read_list(place)
        if unseen := INVISIBLE.search(event.value):
            self.problems.append(_say_invisible(f"{self.name}, line {_count_line(event)}", unseen[0]))
        return _read_scalar(event)

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
            if not isinstance(event, ScalarEvent) or INVISIBLE.search(event.value):
                self._add(event, "a key that is no plain word", "plain words as keys", "correct the key")
                self._skip(event)
                self._skip(next(self.events))
                continue
            key, inner = event.value, (*place, event.value)
            if key in values:
                found = f"'{key}' again (first in line {self.lines[inner]})"
                self._add(event, found, "each key once", "remove one")
                self._skip(next(self.events))
                continue
            self.lines[inner] = _count_line(event)
            values[key] = self._read(next(self.events), inner)
        return values

    def _skip(self, event: Event) -> None:
        """Pass over a value, whose first event has been taken."""
        depth = 0
        while True:
            depth += isinstance(event, (MappingStartEvent, SequenceStartEvent))
            depth -= isinstance(event, (MappingEndEvent, SequenceEndEvent))
            if depth == 0:
                return
            event = next(self.events)

    def _add(self, event: Event, found: str, expected: str, action: str) -> None:
        self.problems.append(Problem(f"{self.name}, line {_count_line(event)}", found, expected, action))


def _count_line(event: Event) -> int:
    return int(event.start_mark.line) + 1


def _read_scalar(event: ScalarEvent) -> Yaml:
    text = str(event.value)
    if event.style:
        return text
    if text in WORDS:
        return WORDS[text]
    if NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    return text
