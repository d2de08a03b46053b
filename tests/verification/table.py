"""The outcome as one table: how many numbers of each report were checked, by kind of rule, and what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from verification.outcome import Outcome

KINDS = {
    "findings.json": "findings",
    "data file": "data",
    "chart files": "data",
    "published": "figures",
    "change over years": "figures",
    "table": "figures",
    "place": "figures",
    "projection": "worked out",
    "summary": "worked out",
    "edition": "worked out",
    "annex": "worked out",
    "priorities": "worked out",
    "benchmark": "worked out",
    "appendices": "worked out",
    "plain": "in words",
    "stated": "documents",
    "cycle": "documents",
    "author": "documents",
    "local": "documents",
    "counted words": "documents",
    "sources": "sources",
    "chart words": "charts",
    "axis ticks": "charts",
    "declared text": "declared",
    "PDF": "PDF",
    "Word": "Word",
}
COLUMNS = tuple(dict.fromkeys(KINDS.values()))
MOST_DIFFERENCES = 40


def write_table(outcomes: Sequence[Outcome]) -> str:
    """Return one line a report with the numbers checked by kind, and a line of totals."""
    counts = [(item.report, _group(item), len(item.differences)) for item in outcomes]
    total: Counter[str] = Counter()
    for _, grouped, _ in counts:
        total.update(grouped)
    rows = [*counts, ("all", total, sum(found for _, _, found in counts))]
    width = max(len(report) for report, _, _ in rows)
    heads = (*COLUMNS, "differences")
    lines = [f"{'report':<{width}}  " + "  ".join(heads)]
    for report, grouped, found in rows:
        cells = [f"{grouped[name]:>{len(name)},}" if grouped[name] else f"{'-':>{len(name)}}" for name in COLUMNS]
        lines.append(f"{report:<{width}}  {'  '.join(cells)}  {found:>{len(heads[-1])},}")
    return "\n".join(lines)


def _group(outcome: Outcome) -> Counter[str]:
    found: Counter[str] = Counter()
    for kind, number in outcome.checked.items():
        found[KINDS[kind.partition(":")[0]]] += number
    return found


def write_differences(outcomes: Sequence[Outcome]) -> str:
    """Return what differs, a line each, as many as a reader can use."""
    found = [item for outcome in outcomes for item in outcome.differences]
    lines = [f"{item.report}: {item.where}: {item.what}" for item in found[:MOST_DIFFERENCES]]
    more = len(found) - len(lines)
    return "\n".join([*lines, *([f"and {more:,} more"] if more > 0 else [])])
