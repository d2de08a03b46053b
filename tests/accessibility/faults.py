"""What a check finds: for each file a tuple of faults in words, empty if there is none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

Faults = Mapping[Path, Sequence[str]]
# The faults of each check, by its name.
Columns = dict[str, Faults]

# Words that converters and hurried authors put where a description should be.
_FILLER = re.compile(
    r"no description|no alt|description (here|goes|missing)|placeholder|lorem ipsum|\b(todo|tbc|tbd|fixme)\b"
    r"|alt(ernative)? text|<figure size|^output_?\d"
    r"|^(image|picture|figure|chart|graph|plot|table|photo)s?( of)?\W*\d*\W*$"
    r"|\.(png|svg|jpe?g|gif|webp|pdf)$",
    re.IGNORECASE,
)
_FEWEST_LETTERS = 20


def is_filler(alt: str) -> bool:
    """Return whether the description of a picture says nothing: too short, a file name or a stock phrase."""
    words = " ".join(alt.split())
    return len(words) < _FEWEST_LETTERS or bool(_FILLER.search(words))
