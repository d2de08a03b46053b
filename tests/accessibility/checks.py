"""Every check over the files that it is for. A step returns what it found and with which version of which program."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pikepdf

from accessibility import browser, links, markup, structure, verapdf
from accessibility.faults import Columns
from accessibility.model import read_contents
from accessibility.tools import MissingToolError, find_chromium, find_java, install_modules
from sendneeds.errors import SendneedsError

_PROFILES = {"UA-1": "ua1", "A-2a": "2a"}


@dataclass(frozen=True)
class Checked:
    """The faults by check, the programs that found them, and what else a reader of the table must know."""

    columns: Columns
    versions: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass
class Outcome:
    """What all steps found, and in words what could not run."""

    columns: dict[str, dict[Path, Sequence[str]]] = field(default_factory=dict)
    versions: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """1 if anything is wrong, else 2 if a check could not run, else 0."""
        is_faulty = any(faults for column in self.columns.values() for faults in column.values())
        return 1 if is_faulty else 2 if self.missing else 0


def check_files(files: Sequence[Path], *, install: bool = False) -> Outcome:
    """Return what every check finds in pages and PDFs; `install` allows to install the programs they need."""
    pages = [path for path in files if path.suffix == ".html"]
    pdfs = [path for path in files if path.suffix == ".pdf"]
    outcome = Outcome()
    steps: dict[str, Callable[[], Checked]] = {}
    if pages:
        steps |= {
            "axe-core, overflow, requests, script and print": partial(check_in_browser, pages, install=install),
            "W3C validator": partial(check_w3c, pages, install=install),
            "html-validate": partial(check_style, pages, install=install),
            "links": lambda: Checked({"links": links.check_links(pages)}),
        }
    if pdfs:
        steps |= {
            "structure of PDFs": partial(check_structure, pdfs),
            "veraPDF": partial(check_verapdf, pdfs, install=install),
        }
    for name, step in steps.items():
        try:
            _add(outcome, step())
        except (MissingToolError, RuntimeError, OSError, subprocess.TimeoutExpired) as error:
            outcome.missing.append(f"{name}: {error}")
    return outcome


def check_in_browser(pages: Sequence[Path], *, install: bool = False) -> Checked:
    """Return what a reader meets in Chromium. Raises MissingToolError or RuntimeError."""
    modules = install_modules(install=install)
    opened = browser.open_pages(pages, find_chromium(install=install), modules)
    undecided = browser.count_undecided(opened)
    remarks = (f"axe could not decide: {dict(undecided)}.",) if undecided else ()
    return Checked(browser.list_faults(opened), (f"Chromium {opened.chromium}", f"axe-core {opened.axe}"), remarks)


def check_w3c(pages: Sequence[Path], *, install: bool = False) -> Checked:
    """Return the errors of the W3C validator. Raises MissingToolError or RuntimeError."""
    validated = markup.validate_w3c(pages, find_java(install=install), install_modules(install=install))
    return Checked({"W3C": validated.faults}, (f"W3C validator (vnu) {validated.version}",))


def check_style(pages: Sequence[Path], *, install: bool = False) -> Checked:
    """Return what html-validate finds. Raises MissingToolError or RuntimeError."""
    validated = markup.validate_style(pages, install_modules(install=install))
    return Checked({"html- validate": validated.faults}, (f"html-validate {validated.version}",))


def check_structure(pdfs: Sequence[Path]) -> Checked:
    """Return where a PDF's tags, outline and properties differ from its report."""
    columns: dict[str, dict[Path, list[str]]] = {}
    for path in pdfs:
        for name, faults in _read_structure(path).items():
            columns.setdefault(name, {})[path] = faults
    return Checked(dict(columns), (f"pikepdf {pikepdf.__version__}",))


def check_verapdf(pdfs: Sequence[Path], *, install: bool = False) -> Checked:
    """Return the failed checks of PDF/UA-1 and PDF/A-2a. Raises MissingToolError."""
    java = find_java(install=install)
    columns = {
        name: {path: _list_failures(path, profile, java) for path in pdfs} for name, profile in _PROFILES.items()
    }
    return Checked(dict(columns), (f"veraPDF {verapdf.find_version()} on Java {verapdf.find_java_version()}",))


def _read_structure(path: Path) -> dict[str, list[str]]:
    try:
        contents = read_contents(path)
        found = structure.check_structure(path, contents)
    except (pikepdf.PdfError, SendneedsError) as error:
        return {"headings": [f"cannot be compared with its report: {error}"]}
    if contents is None:
        found["headings"].append("neither a notebook nor a page beside it says what it must hold")
    return found


def _list_failures(path: Path, profile: str, java: str) -> list[str]:
    failures = verapdf.list_failures(path, profile, java)
    return [f"rule {rule}" for rule, count in failures.items() for _ in range(count)]


def _add(outcome: Outcome, checked: Checked) -> None:
    for name, faults in checked.columns.items():
        outcome.columns.setdefault(name, {}).update(faults)
    outcome.versions += checked.versions
    outcome.remarks += checked.remarks
