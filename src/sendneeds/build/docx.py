"""Word reports: a document that a council can edit, and the nbconvert exporter `sendneeds-docx`."""

from __future__ import annotations

import io
import struct
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import docx
from docx.document import Document as Package
from docx.enum.section import WD_ORIENTATION
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm
from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import default

from sendneeds.build.document import Document, Metadata, read_document
from sendneeds.build.docx_body import BOLD, BULLETS, DRAFT, NOT_SIGNED, BodyWriter
from sendneeds.build.docx_xml import Element, Layout, build, build_field, build_paragraph, build_run
from sendneeds.build.pdf import date_document
from sendneeds.errors import Problem, SendneedsError

TEMPLATES = Path(__file__).parent / "templates" / "word"
_MARGIN, _WIDTH, _HEIGHT = Mm(20), Mm(210), Mm(297)
# Of python-docx's empty document only what a report needs is kept.
_KEPT = frozenset(
    {
        RELATIONSHIP_TYPE.CORE_PROPERTIES,
        RELATIONSHIP_TYPE.NUMBERING,
        RELATIONSHIP_TYPE.OFFICE_DOCUMENT,
        RELATIONSHIP_TYPE.SETTINGS,
        RELATIONSHIP_TYPE.STYLES,
    }
)
# 1 January 1980, midnight: the first date that a ZIP archive can hold.
_FIRST_DATE = struct.pack("<HH", 0, (1 << 5) | 1)
_END = b"PK\x05\x06"


def render_docx(document: Document) -> bytes:
    """Return the report as a Word document (DOCX), the same bytes for the same report.

    Raises SendneedsError if the report is for its author alone, or if a figure has no PNG.
    """
    if document.metadata.is_for_author:
        found, expected = "a report for its author", "one for publication"
        raise SendneedsError(Problem(f"DOCX of {document.metadata.title}", found, expected, "render it as HTML"))
    package = _open_package()
    _describe(package, document.metadata)
    _set_pages(package, document.metadata)
    body = package.element.body
    upright = deepcopy(body.sectPr)
    writer = BodyWriter(package.part)
    content, turned = writer.write(document, lambda across: _turn(deepcopy(upright), across=across))
    _turn(body.sectPr, across=turned)
    for element in content:
        body.sectPr.addprevious(element)
    for level, start in writer.numbered:
        _add_numbering(package, level, start)
    saved = io.BytesIO()
    package.save(saved)
    return date_archive(saved.getvalue())


def warm_docx() -> None:
    """Load the styles, lists and settings of reports."""
    _open_package()


class SendneedsDOCXExporter(Exporter):
    """`jupyter nbconvert --to sendneeds-docx`: an executed notebook as a Word document."""

    output_mimetype = CONTENT_TYPE.WML_DOCUMENT

    @default("file_extension")
    def _default_extension(self) -> str:
        return ".docx"

    def from_notebook_node(  # type: ignore[override] # every exporter returns its own form of the output
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kwargs: object
    ) -> tuple[bytes, dict[str, Any]]:
        """Return the document and nbconvert's resources. Raises SendneedsError as `render_docx` does."""
        notebook, resources = super().from_notebook_node(nb, resources, **kwargs)
        return render_docx(read_document(notebook)), resources


def date_archive(archive: bytes) -> bytes:
    """Return a ZIP archive whose members are all of 1980, in place of the clock's time."""
    dated = bytearray(archive)
    end = archive.rindex(_END)
    members, _, place = struct.unpack_from("<HII", archive, end + 10)
    for _ in range(members):
        dated[place + 12 : place + 16] = _FIRST_DATE
        (header,) = struct.unpack_from("<I", archive, place + 42)
        dated[header + 10 : header + 14] = _FIRST_DATE
        place += 46 + sum(struct.unpack_from("<HHH", archive, place + 28))
    return bytes(dated)


def _open_package() -> Package:
    """Return an empty document with the styles, lists and settings of reports."""
    package = docx.Document()
    part = package.part
    for relations in (part.rels, part.package.rels):
        for name in [name for name, relation in relations.items() if relation.reltype not in _KEPT]:
            del relations[name]
    owners = {"styles": package.styles, "numbering": part.numbering_part, "settings": package.settings}
    for name, owner in owners.items():
        owner.element[:] = list(parse_xml(_load(name)))
    fonts = Part(PackURI("/word/fontTable.xml"), CONTENT_TYPE.WML_FONT_TABLE, _load("fonts"), part.package)
    part.relate_to(fonts, RELATIONSHIP_TYPE.FONT_TABLE)
    return package


@cache
def _load(name: str) -> bytes:
    return (TEMPLATES / f"{name}.xml").read_bytes()


def _describe(package: Package, about: Metadata) -> None:
    """Set the properties of the file and its language. No person is named as its author."""
    date = date_document(about).replace(tzinfo=None)
    properties = package.core_properties
    properties.title, properties.subject, properties.language = about.title[:255], about.description[:255], about.lang
    properties.author = properties.last_modified_by = properties.comments = properties.keywords = ""
    properties.created = properties.modified = date
    properties.revision = 1
    for language in package.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), about.lang)
    for language in package.settings.element.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), about.lang)


def _set_pages(package: Package, about: Metadata) -> None:
    """Set paper, margins, the header with the report's title and status, and the footer with page numbers."""
    (section,) = package.sections
    section.page_width, section.page_height = _WIDTH, _HEIGHT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
    section.header_distance = section.footer_distance = Mm(10)
    draft = [build_run(f"{DRAFT}{NOT_SIGNED} ", BOLD)] if about.draft else []
    numbers = (build_run("Page "), build_field("PAGE", "1"), build_run(" of "), build_field("NUMPAGES", "1"))
    header, footer = section.header._element, section.footer._element  # noqa: SLF001 (python-docx has no other way)
    header[:] = [build_paragraph(Layout("Header"), [*draft, build_run(about.title)])]
    footer[:] = [build_paragraph(Layout("Footer"), numbers)]


def _turn(section: Element, *, across: bool) -> Element:
    """Return the properties of a section, its pages turned if it is `across`."""
    size = section.find(qn("w:pgSz"))
    if across and size is not None:
        size.set(qn("w:w"), str(_HEIGHT.twips))
        size.set(qn("w:h"), str(_WIDTH.twips))
        size.set(qn("w:orient"), WD_ORIENTATION.LANDSCAPE.name.lower())
    return section


def _add_numbering(package: Package, level: int, start: int) -> None:
    """Add a numbered list that begins with `start`, with the next free id."""
    numbering = package.part.numbering_part.element
    number = len(numbering.findall(qn("w:num"))) + 1
    override = build("w:lvlOverride", {"w:ilvl": str(level)}, build("w:startOverride", {"w:val": str(start)}))
    kind = build("w:abstractNumId", {"w:val": str(BULLETS)})
    numbering.append(build("w:num", {"w:numId": str(number)}, kind, override))
