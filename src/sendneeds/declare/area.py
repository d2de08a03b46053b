"""Areas: every authority and group in `data/areas.csv`, and what a local file adds about one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sendneeds.declare.declaration import Declaration
from sendneeds.errors import DeclarationError, Problem
from sendneeds.project import Project


@dataclass(frozen=True)
class Area:
    """One row of `data/areas.csv`: an authority, a region (`E12`, `E13`) or England (`E92000001`).

    `area_code` is the 3-digit DfE number of an authority, as text.
    """

    area_code: str
    slug: str
    name: str
    type: str
    region_code: str
    gss_codes: tuple[str, ...]
    aliases: tuple[str, ...]
    opened: str
    closed: str
    successors: tuple[str, ...]

    @property
    def is_authority(self) -> bool:
        return not self.area_code.startswith("E")

    @property
    def is_current(self) -> bool:
        return self.is_authority and not self.closed


class FamiliesTheme(Declaration):
    """Something that families told the local area, in the project's words, with the document and date.

    `plain` says it in short words for the plain-English page, `answer` what the document says was to
    be done, as it follows "The answer then:".
    """

    theme: str
    plain: str | None = None
    answer: str | None = None
    source: str
    date: str


class Strength(Declaration):
    """Something that inspectors or partners named as a strength, with the document and date."""

    strength: str
    source: str
    date: str


class LocalArea(Declaration):
    """What a local file under `params/areas/` says. Every key is optional; what is missing the report names.

    A report stays a DRAFT until `owner`, `contact`, `accessibility_statement` and `signed_off` are given.
    """

    council: str | None = None
    integrated_care_board: str | None = None
    owner: str | None = None
    contact: str | None = None
    accessibility_statement: str | None = None
    alternative_formats: str | None = None
    signed_off: date | None = None
    local_offer: str | None = None
    sendiass: str | None = None
    comparators: tuple[str, ...] = ()
    families: tuple[FamiliesTheme, ...] = ()
    strengths: tuple[Strength, ...] = ()

    @property
    def is_draft(self) -> bool:
        return not (self.owner and self.contact and self.accessibility_statement and self.signed_off)


AREA_FILE = """# {name}: what the figures cannot know. Every key is optional; reports say what is missing.
# A report is marked DRAFT until owner, contact, accessibility_statement and signed_off are given.
# council: full name of the council
# integrated_care_board: full name of the integrated care board
# owner: role that owns the report
# contact: how a reader reaches the owner
# accessibility_statement: web address
# alternative_formats: how to ask for another format
# signed_off: "2026-01-31"
# local_offer: web address of the local offer
# sendiass: local name of the information, advice and support service
# comparators: [slug, slug]
# families:
#   - theme: what families said, in a few words
#     plain: the same for a reader of ten
#     answer: what was to be done about it, for the same reader, after "The answer then:"
#     source: document and section
#     date: when
{{}}
"""


def write_area_file(project: Project, area: Area) -> Path:
    """Write `params/areas/<slug>.yml`, ready to fill in. Raises DeclarationError if it is there already."""
    path = project.areas / f"{area.slug}.yml"
    if path.exists():
        where = f"areas/{path.name}"
        raise DeclarationError(Problem(where, "a file that exists", "no file yet", "edit the file instead"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(AREA_FILE.format(name=area.name), encoding="utf-8", newline="\n")
    return path
