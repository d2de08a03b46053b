"""The landing page of an edition: what is published under its folder, by area and by theme."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import quote

from sendneeds.analysis.priorities import TITLES, Tier
from sendneeds.build.data_files import DATA, name_data
from sendneeds.build.data_package import PACKAGE
from sendneeds.build.html import render_page
from sendneeds.build.plan import FINDINGS, INDEX, SUFFIXES
from sendneeds.build.publish import FAILED, FAILED_NOTEBOOK, LOGS, write_text
from sendneeds.errors import Problem
from sendneeds.project import Project
from sendneeds.report.area_evidence import load_national

FORMS = {".html": "HTML", ".pdf": "PDF", ".docx": "Word", ".ipynb": "Notebook"}
# The title of a report stands in the first bytes of its page.
HEAD_BYTES = 4096
DRAFT_MARK = " (draft)"
# What a page for the author says of itself: it is linked from nowhere.
PRIVATE_MARK = '<meta name="robots" content="noindex'

Tiers = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Link:
    """A link to a file, by its `target` below the edition's folder. `label` says in full what `text` says in short."""

    text: str
    label: str
    target: str


@dataclass(frozen=True)
class PublishedReport:
    """One report in every form that is there."""

    title: str
    is_draft: bool
    links: tuple[Link, ...]


@dataclass(frozen=True)
class PublishedArea:
    """The reports of one area by the name of the notebook, its figures, and the words for the tiers of each theme.

    `tiers` has a key for each line of the list of priorities: a theme, or in tier V the words of what was raised.
    """

    name: str
    reports: Mapping[str, PublishedReport]
    figures: tuple[Link, ...]
    tiers: Tiers


def write_landing(project: Project, edition_name: str, staging: Path) -> list[Problem]:
    """Write `index.html` of an edition into `staging`.

    Returns a problem for each file of findings that cannot be read.
    """
    folder = project.outputs / edition_name
    national = load_national(project)
    known = {area.slug: area.name for area in national.areas}
    problems: list[Problem] = []
    areas = [
        _read_area(path, known[path.name], edition_name, problems)
        for path in _list_folders(folder)
        if path.name in known
    ]
    areas = sorted((area for area in areas if area.reports or area.figures), key=lambda area: area.name)
    across = [_read_reports(path, "") for path in _list_folders(folder) if path.name not in known]
    as_at = national.registry.find_edition(edition_name).as_at
    stems = sorted({stem for area in areas for stem in area.reports})
    labels = {name: theme.label for name, theme in national.registry.themes.items()}
    listed = {theme for area in areas for theme in area.tiers}
    page = render_page(
        "landing.html.j2",
        edition=edition_name,
        as_at=f"{as_at.day} {as_at:%B %Y}",
        across=[report for reports in across for report in reports.values()],
        areas=areas,
        figures=_list_data(folder, "", edition_name, "all areas"),
        columns={stem: _say_stem(stem) for stem in stems},
        themes={theme: label for theme, label in labels.items() if theme in listed},
        unlisted=[label for theme, label in labels.items() if theme not in listed],
        raised=TITLES[Tier.V],
    )
    write_text(staging / INDEX, page)
    return problems


def _list_folders(folder: Path) -> list[Path]:
    return sorted(
        path for path in folder.iterdir() if path.is_dir() and path.name not in {FAILED, LOGS} and path.name[0] != "."
    )


def _read_area(folder: Path, name: str, edition_name: str, problems: list[Problem]) -> PublishedArea:
    path, figures = folder / FINDINGS, _list_data(folder, folder.name, edition_name, name)
    if not path.is_file():
        return PublishedArea(name, _read_reports(folder, name), figures, {})
    figures = (*figures, Link("JSON", f"JSON: figures of {name} as data", _quote(path)))
    try:
        tiers = _read_tiers(path)
    except (ValueError, KeyError, TypeError, OSError) as error:
        found = " ".join(f"{type(error).__name__}: {error}".split())
        where, action = f"{folder.name}/{FINDINGS}", f"make the reports of {folder.name} again"
        problems.append(Problem(where, found, "the findings of a run", action))
        tiers = {}
    return PublishedArea(name, _read_reports(folder, name), figures, tiers)


def _list_data(folder: Path, slug: str, edition_name: str, name: str) -> tuple[Link, ...]:
    """Return links to the files in a data folder that lead to all others."""
    stem = name_data(edition_name, slug)
    files = {"XLSX": f"{stem}.xlsx", "CSV": f"{stem}.csv", "Package": PACKAGE}
    above = f"{slug}/{DATA}/".removeprefix("/")
    return tuple(
        Link(form, f"{form}: figures of {name}", quote(f"{above}{file}"))
        for form, file in files.items()
        if (folder / DATA / file).is_file()
    )


def _read_tiers(path: Path) -> Tiers:
    """Return the words for the tiers of each theme in `findings.json`, in the order of its list."""
    tiers: dict[str, tuple[str, ...]] = {}
    for priority in json.loads(path.read_text(encoding="utf-8"))["priorities"]:
        words = _say_tier(priority["tier"])
        earlier = tiers.get(priority["theme"], ())
        tiers[priority["theme"]] = earlier if words in earlier else (*earlier, words)
    return tiers


def _say_tier(tier: str) -> str:
    return next((words for known, words in TITLES.items() if known == tier), tier)


def _read_reports(folder: Path, area: str) -> dict[str, PublishedReport]:
    """Return the reports in a folder by stem: in that of an area all, in another the one of its own name.

    What is for the author alone is left out.
    """
    paths = [path for path in sorted(folder.iterdir()) if path.suffix in SUFFIXES and path.name != FAILED_NOTEBOOK]
    private = {path.stem for path in paths if path.suffix == ".html" and PRIVATE_MARK in _read_head(path)}
    stems = {path.stem for path in paths if area or path.stem == folder.name} - private
    return {stem: _read_report([path for path in paths if path.stem == stem], stem, area) for stem in sorted(stems)}


def _read_report(paths: Sequence[Path], stem: str, area: str) -> PublishedReport:
    by_suffix = {path.suffix: path for path in paths}
    title = _read_title(by_suffix[".html"]) if ".html" in by_suffix else ""
    name = title.removesuffix(DRAFT_MARK) or ": ".join(filter(None, (area, _say_stem(stem))))
    links = [(form, by_suffix[suffix]) for suffix, form in FORMS.items() if suffix in by_suffix]
    return PublishedReport(
        name, title.endswith(DRAFT_MARK), tuple(Link(form, f"{form}: {name}", _quote(path)) for form, path in links)
    )


def _read_title(page: Path) -> str:
    """Return the title of a report's page, "" if it has none."""
    found = re.search("<title>([^<]*)</title>", _read_head(page))
    return unescape(found[1]) if found else ""


def _read_head(page: Path) -> str:
    with page.open("rb") as file:
        return file.read(HEAD_BYTES).decode("utf-8", errors="replace")


def _say_stem(stem: str) -> str:
    """Return the name of a notebook in words."""
    return re.sub("[_-]+", " ", stem).strip().capitalize().replace(" english", " English")


def _quote(path: Path) -> str:
    return quote(f"{path.parent.name}/{path.name}")
