"""What is published of an edition, and the check of each report of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from verification.data_files import check_charts, check_data
from verification.declared import Declared
from verification.findings_file import check_findings
from verification.formats import check_formats
from verification.outcome import Outcome
from verification.page_check import check_page
from verification.pages import read_page
from verification.rules import Rules
from verification.running_text import check_running_text
from verification.sources import check_sources
from verification.tables import Tables

# Reports across areas: those whose folder is their own name.
ACROSS = {"benchmark", "appendices"}
UNPUBLISHED = {"failed", "book"}


def list_folders(edition: Path, areas: Sequence[str] = ()) -> list[Path]:
    """Return the folders of an edition that hold reports; if `areas` names folders, those."""
    found = [path for path in sorted(edition.glob("*")) if path.is_dir() and path.name not in UNPUBLISHED]
    kept = [path for path in found if not path.name.startswith(".") and (not areas or path.name in areas)]
    return [path for path in kept if list(path.glob("*.html")) or (path / "findings.json").exists()]


def check_folder(tables: Tables, folder: Path, together: Sequence[str]) -> list[Outcome]:
    """Check every file of a folder; `together` are the areas of a report across areas."""
    edition = folder.parent.name
    slugs = list(together) if folder.name in ACROSS else [folder.name]
    rules = Rules(tables, edition, slugs, "")
    found = []
    if (folder / "findings.json").exists() and rules.areas:
        outcome = Outcome(f"{folder.name}/findings.json")
        check_findings(rules.areas[0], (folder / "findings.json").read_text(encoding="utf-8"), outcome)
        found.append(outcome)
    if (data := folder / "data" / f"{folder.name}-send-data-{edition}.csv").exists():
        outcome = Outcome(f"{folder.name}/data")
        check_data(rules.areas[0], data, outcome)
        found.append(outcome)
    found += [check_report(rules, path) for path in sorted(folder.glob("*.html"))]
    return found


def check_report(rules: Rules, path: Path) -> Outcome:
    """Check one page with its PDF, its Word file and the files of its charts."""
    outcome = Outcome(f"{path.parent.name}/{path.stem}")
    page = read_page(path.read_text(encoding="utf-8"))
    if not rules.areas:
        outcome.fail("", path.parent.name, "no area of that name")
        return outcome
    rules.report = path.stem
    check_page(page, rules, outcome)
    check_sources(page, rules, outcome)
    check_running_text(page, Declared(rules.tables, rules.areas, path.stem), rules, outcome)
    check_charts(page, path.parent / "charts", path.stem, outcome)
    check_formats(page, path, outcome)
    return outcome
