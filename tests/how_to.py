"""The worked example of `docs/how-to/add-a-strategy.md`: its parts, put together into one strategy file."""

from __future__ import annotations

import re

from conftest import ROOT

HOW_TO = ROOT / "docs" / "how-to" / "add-a-strategy.md"


def read_example() -> str:
    """Return all YAML of the page as one text."""
    return "".join(re.findall(r"^```yaml\n(.*?)^```$", HOW_TO.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE))
