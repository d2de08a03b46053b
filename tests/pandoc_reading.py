"""What Pandoc, which reads Markdown for Quarto, makes of a text."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypandoc  # type: ignore[import-untyped]

# Kinds of Pandoc's tree that nothing in a report's data or prose may become.
MARKUP = frozenset({"Cite", "Code", "CodeBlock", "DefinitionList", "Math", "Quoted", "RawBlock", "RawInline", "Span"})
MARKUP_IN_WORDS = MARKUP | {"Emph", "Image", "Link", "Note", "Strikeout", "Strong", "Subscript", "Superscript"}


@dataclass
class Reading:
    """The words of a text without spaces; in order kinds of elements, ids, links, and alternative texts by file."""

    words: str = ""
    kinds: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    alts: dict[str, str] = field(default_factory=dict)
    picture_ids: list[str] = field(default_factory=list)


def read_markdown(text: str) -> Reading:
    """Return Pandoc's reading of Markdown with all that it extends Markdown by, as Quarto has it."""
    command = [pypandoc.get_pandoc_path(), "--from", "markdown", "--to", "json"]
    run = subprocess.run(command, input=text, capture_output=True, text=True, encoding="utf-8", check=True)
    assert run.stderr == ""
    reading = Reading()
    for element in _walk(json.loads(run.stdout)["blocks"]):
        _note(reading, element["t"], element.get("c"))
    reading.words = close_up(reading.words)
    return reading


def close_up(text: str) -> str:
    """Return `text` without spaces."""
    return re.sub(r"\s+", "", text)


def _note(reading: Reading, kind: str, content: Any) -> None:  # noqa: ANN401 (JSON)
    reading.kinds.append(kind)
    match kind:
        case "Str":
            reading.words += content
        case "Header":
            reading.ids.append(content[1][0])
        case "Link":
            reading.targets.append(content[2][0])
        case "Figure":
            reading.picture_ids.append(content[0][0])
        case "Image":
            (_, _, values), _, (path, _) = content
            reading.alts[path] = dict(values)["fig-alt"]


def _walk(tree: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 (JSON)
    """Yield every element of a tree in reading order."""
    if isinstance(tree, dict):
        if "t" in tree:
            yield tree
        for value in tree.values():
            yield from _walk(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _walk(value)
