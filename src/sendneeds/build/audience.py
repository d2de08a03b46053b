"""What a notebook's own metadata say: whom its report is for, and whether it is made only on request."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

METADATA_KEY = "sendneeds"


class Audience(StrEnum):
    """Whom a report is for.

    What is for the author of the reports alone is a page that is not for publication. One for families is so short that
    it has no list of contents.
    """

    EVERYONE = "everyone"
    AUTHOR = "author"
    FAMILIES = "families"


AUDIENCES = f"one of {', '.join(Audience)}"


def read_audience(notebook: Mapping[str, Any]) -> str:
    """Return whom a notebook says that its report is for: everyone, if it says nothing."""
    return str(_read_own(notebook).get("audience", Audience.EVERYONE))


def is_on_request(notebook: Mapping[str, Any]) -> bool:
    """Say whether a notebook runs only where it is named."""
    return bool(_read_own(notebook).get("on_request", False))


def _read_own(notebook: Mapping[str, Any]) -> Mapping[str, Any]:
    own = notebook["metadata"].get(METADATA_KEY, {})
    return own if isinstance(own, Mapping) else {}
