"""Every number of a page checked: marked ones, cells of tables, charts, and what is left in running text."""

from __future__ import annotations

from verification.expected import Expected
from verification.outcome import Outcome
from verification.pages import Block, Mark, Page
from verification.rendering import list_printed
from verification.rules import Rules

# What a rule meets where an id or its words are not as any report writes them.
BROKEN = (ArithmeticError, LookupError, StopIteration, TypeError, ValueError)


def check_page(page: Page, rules: Rules, outcome: Outcome) -> None:
    """Check every marked number of a page and every number in a numeric cell."""
    owners, fewest = _find_owners(page), _find_decimals(page, rules)
    for block in page.blocks:
        for mark in block.marks:
            expected = _expect(rules, mark.finding, block, mark)
            if expected is None:
                outcome.fail(block.table or block.part, mark.finding, f"no rule for {mark.text!r} ({block.column})")
                continue
            outcome.count(expected.kind, max(len(expected.numbers), 1))
            if fault := expected.find_fault(mark.text, fewest.get(block.table)):
                outcome.fail(block.table or block.part, mark.finding, fault)
        if block.tag == "td" and "numeric" in block.classes and not block.marks and list_printed(block.text):
            _check_bare_cell(
                block, owners.get((block.table, block.place[0]), ""), rules, outcome, fewest.get(block.table)
            )


def _expect(rules: Rules, finding: str, block: Block, mark: Mark | None) -> Expected | None:
    """Return what is expected; an id or words that no rule can be applied to have none."""
    try:
        return rules.expect(finding, block, mark)
    except BROKEN:
        return None


def _find_owners(page: Page) -> dict[tuple[str, int], str]:
    """Return the id that each row of a table carries, from its first marked cell."""
    found: dict[tuple[str, int], str] = {}
    for block in page.blocks:
        if block.tag in {"td", "th"} and block.marks:
            found.setdefault((block.table, block.place[0]), block.marks[0].finding)
    return found


def _find_decimals(page: Page, rules: Rules) -> dict[str, int]:
    """Return the fewest decimals among the measures of each chart, which all its numbers may be printed with."""
    found: dict[str, int] = {}
    for block, mark in page.marks:
        name = mark.finding.partition(".")[2].partition(".")[0]
        if block.table.startswith("figure-") and name in rules.tables.indicators:
            decimals = rules.tables.indicators[name]["decimals"]
            found[block.table] = min(decimals, found.get(block.table, decimals))
    return found


def _check_bare_cell(block: Block, owner: str, rules: Rules, outcome: Outcome, fewest: int | None) -> None:
    """Check a cell without an id of its own by the id of its row."""
    if block.table == "table-sources":
        return
    expected = _expect(rules, owner, block, None) if owner else None
    if expected is None:
        outcome.fail(block.table, owner or block.row, f"no rule for {block.text.strip()!r} ({block.column})")
        return
    outcome.count(expected.kind, max(len(expected.numbers), 1))
    if fault := expected.find_fault(block.text, fewest):
        outcome.fail(block.table, f"{owner} ({block.row}, {block.column})", fault)
