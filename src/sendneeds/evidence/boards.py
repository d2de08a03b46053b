"""Integrated care boards and their locations (earlier clinical commissioning groups), and which authorities they serve.

One authority may lie in several boards or locations, and one location may serve several authorities.
"""

from __future__ import annotations

import re

import pandas as pd

from sendneeds.evidence.crosswalk import Crosswalk
from sendneeds.evidence.geography import BOARD_COLUMNS
from sendneeds.evidence.release import Releases
from sendneeds.evidence.tidy import find_areas

LOOKUP = "board_lookup"
AFFIXES = re.compile(r"^NHS\s+|\s+(?:ICB|INTEGRATED CARE BOARD)$", re.IGNORECASE)
SMALL_WORDS = re.compile(r"\b(Of|The)\b")


def clean_board(name: str) -> str:
    """Return the name of a board without `NHS` and `ICB`."""
    return SMALL_WORDS.sub(lambda word: word[0].lower(), AFFIXES.sub("", name.strip()))


def read_locations(releases: Releases, crosswalk: Crosswalk) -> pd.DataFrame:
    """Return one row per authority and location: `area_code`, `board`, `location` (the NHS code of the location)."""
    by_row = releases.read_table(LOOKUP, columns=("la_name", "icb_name", "nhs_code"))
    by_location = pd.DataFrame(
        {
            "area_code": find_areas(by_row["la_name"], crosswalk.find_by_name, releases.name(LOOKUP)),
            "board": by_row["icb_name"].map(clean_board),
            "location": by_row["nhs_code"],
        }
    )
    return by_location.sort_values(["area_code", "location"]).reset_index(drop=True)


def read_boards(releases: Releases, crosswalk: Crosswalk) -> pd.DataFrame:
    """Return BOARD_COLUMNS, one row per authority and board, sorted."""
    by_board = read_locations(releases, crosswalk)[["area_code", "board"]].drop_duplicates()
    return by_board.assign(release=LOOKUP)[list(BOARD_COLUMNS)].sort_values(["area_code", "board"], ignore_index=True)
