"""A report in its other formats: the PDF and the Word file hold the same numbers as the page, each as often."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from verification.outcome import Outcome
from verification.pages import Page
from verification.portable import count_numbers, count_pages, read_docx, read_pdf

DRAWN = {"text", "title"}
MOST_SHOWN = 8


def check_formats(page: Page, path: Path, outcome: Outcome) -> None:
    """Compare the PDF and the Word file beside a page with it, as far as they are published."""
    said = "\n".join(
        item.text for item in page.blocks if item.tag not in DRAWN and not item.is_data and item.table != "footer"
    )
    drawn = "\n".join(item.text for item in page.blocks if item.tag == "text")
    if (pdf := path.with_suffix(".pdf")).exists():
        numbers = count_numbers(read_pdf(pdf))
        _compare("PDF", count_numbers(f"{said}\n{drawn}"), numbers, outcome, (count_pages(pdf), _count_contents(page)))
    if (docx := path.with_suffix(".docx")).exists():
        _compare("Word", count_numbers(said), count_numbers(read_docx(docx)), outcome, (0, 0))


def _count_contents(page: Page) -> int:
    """Return how many entries the list of contents may have, each with the number of a page in the PDF."""
    return sum(item.tag in {"h2", "h3"} for item in page.blocks)


def _compare(name: str, page: Counter[str], file: Counter[str], outcome: Outcome, contents: tuple[int, int]) -> None:
    """Compare how often each number stands in both; a PDF also has the page numbers of its list of contents."""
    outcome.count(name, sum(file.values()))
    missing, more = page - file, file - page
    pages, entries = contents
    if sum(more.values()) <= entries and all(text.isdigit() and 1 <= int(text) <= pages for text in more):
        more = Counter()
    for numbers, what in ((missing, "on the page and not in this file"), (more, "in this file and not on the page")):
        if numbers:
            shown = ", ".join(f"{text} ({count} times)" for text, count in sorted(numbers.items())[:MOST_SHOWN])
            outcome.fail(name, shown, what)
