"""Counts that stand in words of charts and notes without an id: each counted again."""

from __future__ import annotations

import re
from collections.abc import Callable

from verification.area import Area
from verification.claims import list_published
from verification.outcome import Outcome
from verification.pages import Block
from verification.rules_cycle import COUNTS, count_part
from verification.thread import list_shown, read_strategy

Counter = Callable[[Area], int]


def _count_measures(area: Area) -> int:
    latest = [area.list_points(name)[-1] for name in area.list_indicators() if area.entry(name)["core"]]
    return sum(point.value is not None for point in latest)


def _count_links(area: Area) -> int:
    """Return how many pairs of bodies report to each other by the governance route."""
    return sum(len(item.get("reports_to", ())) for item in list_shown(area, "governance"))


def _count_shared(area: Area) -> int:
    return sum(not row["area_code"] for row in area.tables.read_rows("data/quality.csv"))


WORDS: tuple[tuple[str, Counter], ...] = (
    (r"core measures with published figures", _count_measures),
    (r"estimates? of need", count_part("estimates")),
    (r"points? from families and young people", count_part("voices")),
    (r"objectives?\b", count_part("objectives")),
    (r"actions?\b", count_part("actions")),
    (r"lines? on who commissions", count_part("commissioned")),
    (r"services? described", count_part("services")),
    (r"settings? with stated places", COUNTS["places"]),
    (r"targets?\b", COUNTS["targets.all"]),
    (r"(?:body|bodies) of the governance route", count_part("governance")),
    (r"findings? of inspectors", count_part("inspections")),
    (r"(?:body or role|bodies and roles)", count_part("governance")),
    (r"links?:", _count_links),
    (r"problems? that concerns? many areas", _count_shared),
)


def count_alike(area: Area, block: Block) -> int:
    """Return how many authorities of the area's type have the figure of the claim in the same row."""
    ids = {mark.finding.rpartition(".")[2] for cell in block.cells for mark in cell.marks if ".claims." in mark.finding}
    claims = read_strategy(area).get("claims", ())
    check = next((item["check"] for item in claims if item["id"] in ids and item.get("check")), None)
    return len(list_published(area, check, check["of"], area.alike)) if check else 0


def strip_counts(block: Block, text: str, area: Area, outcome: Outcome) -> str:
    """Return a text without the counts in it, each checked."""
    for found in re.finditer(r"\bof (\d+) (?=[a-zA-Z ]+: )", text):
        outcome.count("counted words")
        if int(found[1]) != count_alike(area, block):
            outcome.fail(block.table, found[0], f"{count_alike(area, block)} areas of the type have a figure")
    text = re.sub(r"\bof \d+ (?=[a-zA-Z ]+: )", "of ", text)
    for found in re.finditer(r"(\d+) points? missing for [^:]*: ([^(]*)\(", text):
        outcome.count("counted words")
        if int(found[1]) != len(re.split(r",| and ", found[2])):
            outcome.fail(block.table, found[0], "another number of points is listed")
    text = re.sub(r"\d+ points? missing for", " ", text)
    for words, count in WORDS:
        for found in re.finditer(rf"(?<![\d.])(\d[\d,]*) {words}", text):
            outcome.count("counted words")
            if int(found[1].replace(",", "")) != count(area):
                outcome.fail(block.table or block.part, found[0], f"{count(area)} counted")
        text = re.sub(rf"(?<![\d.])\d[\d,]* {words}", " ", text)
    return text
