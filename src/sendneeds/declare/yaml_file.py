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
    try:
        root = YAML(typ="safe", pure=True).compose(text)
        reading = _Reading(name)
        values = reading.read(root, ()) if root is not None else {}
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{name}, line {mark.line + 1}, column {mark.column + 1}" if mark else name
        found = str(error.problem or error.context).removeprefix("found ")
        raise DeclarationError(Problem(place, found, "valid YAML", "fix the line")) from None
    except RecursionError:
        problem = Problem(name, "lists or keys nested too deep to read", "a few levels", "flatten the file")
        raise DeclarationError(problem) from None
    except (YAMLError, ValueError, ArithmeticError, LookupError, AttributeError, TypeError) as error:
        # What the parser stumbles over itself, such as a character that an escape cannot mean.
        found = f"what cannot be read ({str(error).splitlines()[0] if str(error) else type(error).__name__})"
        raise DeclarationError(Problem(name, found, "valid YAML", "correct the file")) from None
    return YamlFile(path, values, reading.lines, tuple(reading.problems))


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
    """Walks the nodes of one file and keeps the line of every path."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[Place, int] = {(): 1}
        self.problems: list[Problem] = []

    def read(self, node: Node, place: Place) -> Yaml:
        if node.anchor:
            self._add(node, "an anchor", "plain values", "write the value out")
        if str(node.tag) not in TAGS:
            self._add(node, f"the tag '{node.tag}'", "plain values", "remove the tag")
        if isinstance(node, MappingNode):
            return self._read_mapping(node, place)
        if isinstance(node, SequenceNode):
            return [self._read_item(item, (*place, index)) for index, item in enumerate(node.value)]
        if unseen := INVISIBLE.search(str(node.value)):
            self.problems.append(_say_invisible(f"{self.name}, line {node.start_mark.line + 1}", unseen[0]))
        return _read_scalar(node) if isinstance(node, ScalarNode) else None

    def _read_item(self, node: Node, place: Place) -> Yaml:
        self.lines[place] = node.start_mark.line + 1
        return self.read(node, place)

    def _read_mapping(self, node: MappingNode, place: Place) -> dict[str, Yaml]:
        values: dict[str, Yaml] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, ScalarNode) or INVISIBLE.search(str(key_node.value)):
                self._add(key_node, "a key that is no plain word", "plain words as keys", "correct the key")
                continue
            key = str(key_node.value)
            if key in values:
                first = self.lines[(*place, key)]
                self._add(key_node, f"'{key}' again (first in line {first})", "each key once", "remove one")
                continue
            self.lines[(*place, key)] = line
            values[key] = self.read(value_node, (*place, key))
        return values

    def _add(self, node: Node, found: str, expected: str, action: str) -> None:
        self.problems.append(Problem(f"{self.name}, line {node.start_mark.line + 1}", found, expected, action))


def _read_scalar(node: ScalarNode) -> Yaml:
    text = str(node.value)
    if node.style is not None:
        return text
    if text in WORDS:
        return WORDS[text]
    if NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    return text
