"""Text made safe for the Markdown that Quarto reads (Pandoc's), for its attributes, and for YAML."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote

Yaml = str | int | Mapping[str, "Yaml"] | Sequence["Yaml"]

# Signs that are markup anywhere, and pairs that Pandoc would set as a dash or an ellipsis.
_MARKUP = re.compile(r"[\\`*_{}\[\]<>#+~^$@|!&\"'=]|:(?=\S)|-(?=-)|(?<=-)-|\.(?=\.)|(?<=\.)\.")
# A bullet, the number of a list item or the mark of a definition, at the start of a block.
_LIST_MARK = re.compile(r"(\(?\w*(?=[-.)])|(?=:))([-.):])(?=\s|$)")
_ATTRIBUTE_MARKUP = re.compile(r"[\\\"&{}<>`]")
_PLAIN_CODE = re.compile(r"[A-Za-z0-9_./-][A-Za-z0-9_ ./-]*")
_SPACE = re.compile(r"[ \t\r\n\v\f\x85\u2028\u2029]+")
# Quarto would run what stands between `{{<` and `>}}`, even in attributes.
_SHORTCODE = re.compile(r"\{\{(?=\{*<)")
_URL_SIGNS = "/:?#@!$&'*+,;=%~-._"


def escape_text(text: str) -> str:
    """Return `text` on one line as Markdown that shows just that; line ends become spaces."""
    return _MARKUP.sub(r"\\\g<0>", _defuse(text))


def escape_start(written: str) -> str:
    """Return a written block that does not start a list by chance."""
    return _LIST_MARK.sub(r"\1\\\2", written, count=1) if _LIST_MARK.match(written) else written


def escape_attribute(text: str) -> str:
    """Return `text` as the quoted value of an attribute."""
    escaped = _ATTRIBUTE_MARKUP.sub(r"\\\g<0>", _defuse(text))
    return f'"{escaped}"'


def write_code(text: str) -> str:
    """Return a piece of code: as such if nothing in it could be taken for more, else as plain text."""
    return f"`{text}`" if _PLAIN_CODE.fullmatch(text) else escape_text(text)


def escape_target(target: str) -> str:
    """Return the target of a link, every sign that an address cannot hold percent-encoded."""
    return quote(target, safe=_URL_SIGNS)


def write_yaml(values: Mapping[str, Yaml], indent: int = 0) -> str:
    """Return nested mappings and lists as YAML, one key or item a line, every text in quotes."""
    return "".join(f"{' ' * indent}{key}:{_write_value(value, indent)}" for key, value in values.items())


def _write_value(value: Yaml, indent: int) -> str:
    """Return what follows a key and its colon."""
    if isinstance(value, Mapping):
        return f"\n{write_yaml(value, indent + 2)}"
    if isinstance(value, int | str):
        return f" {_write_scalar(value)}\n"
    return "\n" + "".join(_write_item(item, indent + 2) for item in value)


def _write_item(item: Yaml, indent: int) -> str:
    margin = " " * indent
    if isinstance(item, Mapping):
        return f"{margin}- {write_yaml(item, indent + 2).lstrip()}"
    if isinstance(item, int | str):
        return f"{margin}- {_write_scalar(item)}\n"
    raise TypeError("a list of lists")


def _write_scalar(value: int | str) -> str:
    """Return JSON, which is YAML."""
    return json.dumps(_defuse(value) if isinstance(value, str) else value, ensure_ascii=False)


def _defuse(text: str) -> str:
    return _SHORTCODE.sub("{ {", _SPACE.sub(" ", text))
