"""Each check of `make accessibility` finds the one thing that was broken in a report without fault."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import nbformat
import pikepdf
import pytest
from accessibility.browser import list_faults, open_pages
from accessibility.checks import (
    Checked,
    check_structure,
)
from accessibility.faults import is_filler
from accessibility.links import check_links
from accessibility.markup import validate_style, validate_w3c
from accessibility.model import read_notebook, read_page
from accessibility.table import PAGE_CHECKS
from accessibility.tools import MissingToolError, install_modules
from accessibility.verapdf import list_failures, strip_tags
from conftest import miss
from pikepdf import Array, Name, Object, String
from sample_report import ALT, execute_sample, load_sample

from sendneeds.build.blocks import TableBlock
from sendneeds.build.html import render_html
from sendneeds.build.pdf import render_pdf
from sendneeds.build.tags import list_children, walk_structure

SOUND = "sound"
FILLER = "No description has been provided for this image"
NAME = f'<title id="figure-on-time-alt">{ALT}</title>'
# What is broken in the page, how, and the check that must find it.
BROKEN_PAGES: dict[str, tuple[str, str, str]] = {
    "chart without a name": (NAME, "", "axe light"),
    "no language": ('<html lang="en-GB">', "<html>", "axe light"),
    "pale text": ("</style>", "main p { color: #aaa }</style>", "axe light"),
    "pale lettering of a chart": ("</style>", "svg text { fill: #bbb !important }</style>", "axe light"),
    "dark text in dark colours": (
        "</style>",
        "@media (prefers-color-scheme: dark) { main p { color: #333 } }</style>",
        "axe dark",
    ),
    "pale text on a telephone": (
        "</style>",
        "@media (max-width: 400px) { main p { color: #bbb } }</style>",
        "axe 320 px",
    ),
    "an id twice": ("</main>", '<p id="main">Twice.</p></main>', "W3C"),
    "list item outside a list": ("</main>", "<li>Alone.</li></main>", "W3C"),
    "header cell without scope": ('<th scope="row">', "<th>", "html- validate"),
    "wide block": ("</main>", '<div style="width: 2000px">Wide.</div></main>', "overflow"),
    "block too wide for a telephone": ("</main>", '<div style="width: 500px">Wide.</div></main>', "overflow"),
    "text cut off": (
        "</main>",
        '<p style="width: 9rem; overflow: hidden; white-space: nowrap">One two three four five six.</p></main>',
        "overflow",
    ),
    "broken anchor": ("</main>", '<p><a href="#nowhere">There</a></p></main>', "links"),
    "missing file": ("</main>", '<p><a href="nowhere.html">There</a></p></main>', "links"),
    "broken anchor of another page": ("</main>", f'<p><a href="{SOUND}.html#nowhere">There</a></p></main>', "links"),
    "name that is not on the page": ("</main>", '<div aria-labelledby="nowhere">There</div></main>', "links"),
    "picture from elsewhere": (
        "</main>",
        '<p><img src="https://example.org/x.png" alt="A map of the area and of its neighbours"></p></main>',
        "requests",
    ),
    "style sheet beside the page": ("</head>", '<link rel="stylesheet" href="style.css"></head>', "requests"),
    "text only by script": (
        "</main>",
        '<p id="late"></p><script>document.getElementById("late").textContent = "Late words.";</script></main>',
        "no script",
    ),
    "table cut off in print": ("</style>", "@media print { .table { width: 5cm; overflow: hidden } }</style>", "print"),
    "table that scrolls in print": (
        "</style>",
        "@media print { .table { width: 5cm; overflow: auto } }</style>",
        "print",
    ),
    "block wider than paper": ("</main>", '<div style="min-width: 25cm">Wide.</div></main>', "print"),
    "filler for a description": (ALT, FILLER, "alt text"),
    "no description": (ALT, "", "alt text"),
}
BROWSER = [name for name, (_, _, check) in BROKEN_PAGES.items() if check not in {"W3C", "html- validate", "links"}]
Files = Mapping[str, Path]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Return a sound page and every broken one."""
    folder = tmp_path_factory.mktemp("pages")
    document = load_sample()
    few = [block for block in document.blocks if not (isinstance(block, TableBlock) and len(block.table.rows) > 2)]
    page = render_html(replace(document, blocks=tuple(few)))
    texts = {SOUND: page}
    for name, (old, new, _) in BROKEN_PAGES.items():
        assert old in page, name
        texts[name] = page.replace(old, new)
    paths = {name: folder / f"{name.replace(' ', '_')}.html" for name in texts}
    for name, text in texts.items():
        paths[name].write_text(text, encoding="utf-8")
    return paths


@pytest.fixture(scope="module")
def modules() -> Path:
    """Return the folder of the packages from npm."""
    try:
        return install_modules()
    except MissingToolError as error:
        miss("chromium", str(error))


def _check_each(checked: Checked, pages: Files, columns: tuple[str, ...]) -> None:
    """Assert that the sound page has no fault and each broken page has one where it is broken."""
    for name in columns:
        assert checked.columns[name][pages[SOUND]] in ((), []), name
    for name, (_, _, check) in BROKEN_PAGES.items():
        if check in columns:
            assert checked.columns[check][pages[name]], name


def test_browser_finds_what_is_broken(pages: Files, chromium: str, modules: Path) -> None:
    opened = open_pages([pages[name] for name in (SOUND, *BROWSER)], chromium, modules)
    checked = Checked(list_faults(opened))
    columns = tuple(name for name in PAGE_CHECKS if name in checked.columns)
    assert len(columns) == 8
    _check_each(checked, pages, columns)
    for name, only in (("dark text in dark colours", "axe dark"), ("pale text on a telephone", "axe 320 px")):
        assert [check for check in columns if checked.columns[check][pages[name]]] == [only]


def test_w3c_validator_finds_what_is_broken(pages: Files, java: str, modules: Path) -> None:
    _check_each(Checked({"W3C": validate_w3c(pages.values(), java, modules).faults}), pages, ("W3C",))


def test_html_validate_finds_what_is_broken(pages: Files, modules: Path) -> None:
    _check_each(Checked({"html- validate": validate_style(pages.values(), modules).faults}), pages, ("html- validate",))


def test_links_find_what_is_broken(pages: Files) -> None:
    _check_each(Checked({"links": check_links(pages.values())}), pages, ("links",))


@cache
def _load_pdf() -> bytes:
    return render_pdf(load_sample())


def _change(change: Callable[[pikepdf.Pdf], None]) -> bytes:
    with pikepdf.open(io.BytesIO(_load_pdf())) as pdf:
        change(pdf)
        target = io.BytesIO()
        pdf.save(target)
    return target.getvalue()


def _find(pdf: pikepdf.Pdf, tag: str) -> list[Object]:
    return [element for element in walk_structure(pdf.Root.StructTreeRoot) if element["/S"] == Name(tag)]


def _drop_alt(pdf: pikepdf.Pdf) -> None:
    del _find(pdf, "/Figure")[0]["/Alt"]


def _write_filler(pdf: pikepdf.Pdf) -> None:
    _find(pdf, "/Figure")[0].Alt = String(FILLER)


def _drop_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/Lang"]


def _change_language(pdf: pikepdf.Pdf) -> None:
    _find(pdf, "/P")[0].Lang = String("fr-FR")


def _drop_bookmarks(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/Outlines"]


def _change_title(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Title"] = "Untitled"


def _hide_title(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/ViewerPreferences"]


def _drop_row_header(pdf: pikepdf.Pdf) -> None:
    next(cell for cell in _find(pdf, "/TH") if any(item.get("/Scope") == Name.Row for item in cell.A)).S = Name.TD


def _drop_column_header(pdf: pikepdf.Pdf) -> None:
    next(cell for cell in _find(pdf, "/TH") if any(item.get("/Scope") == Name.Column for item in cell.A)).S = Name.TD


def _drop_row(pdf: pikepdf.Pdf) -> None:
    body = _find(pdf, "/TBody")[0]
    body.K = Array(list_children(body)[1:])


def _lower_heading(pdf: pikepdf.Pdf) -> None:
    _find(pdf, "/H2")[0].S = Name.H4


BROKEN_PDFS: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "no tags": (lambda: strip_tags(_load_pdf()), {"headings", "figures", "tables", "language"}),
    "no alt": (lambda: _change(_drop_alt), {"figures", "alt text"}),
    "filler alt": (lambda: _change(_write_filler), {"figures", "alt text"}),
    "no language": (lambda: _change(_drop_language), {"language"}),
    "another language": (lambda: _change(_change_language), {"language"}),
    "no bookmarks": (lambda: _change(_drop_bookmarks), {"bookmarks"}),
    "another title": (lambda: _change(_change_title), {"title"}),
    "title not shown": (lambda: _change(_hide_title), {"title"}),
    "no row header": (lambda: _change(_drop_row_header), {"tables"}),
    "no column header": (lambda: _change(_drop_column_header), {"tables"}),
    "a row less": (lambda: _change(_drop_row), {"tables"}),
    "another level": (lambda: _change(_lower_heading), {"headings"}),
}


def _write_pdf(folder: Path, content: bytes) -> Path:
    path = folder / "report.pdf"
    path.write_bytes(content)
    nbformat.write(execute_sample(), path.with_suffix(".ipynb"))  # type: ignore[no-untyped-call]
    return path


def _list_columns(path: Path) -> set[str]:
    return {name for name, faults in check_structure([path]).columns.items() if faults[path]}


def test_sound_pdf_has_no_fault(tmp_path: Path) -> None:
    assert _list_columns(_write_pdf(tmp_path, _load_pdf())) == set()


@pytest.mark.parametrize("name", BROKEN_PDFS)
def test_structure_finds_what_is_broken(name: str, tmp_path: Path) -> None:
    break_it, expected = BROKEN_PDFS[name]
    assert _list_columns(_write_pdf(tmp_path, break_it())) == expected


@pytest.mark.parametrize("change", [_drop_alt, _drop_language, _hide_title])
def test_verapdf_finds_what_is_broken(change: Callable[[pikepdf.Pdf], None], tmp_path: Path, java: str) -> None:
    assert list_failures(_write_pdf(tmp_path, _change(change)), "ua1", java) != {}


def test_page_says_the_same_as_the_notebook(tmp_path: Path) -> None:
    path = _write_pdf(tmp_path, _load_pdf())
    page = path.with_suffix(".html")
    page.write_text(render_html(load_sample()), encoding="utf-8")
    assert read_page(page) == read_notebook(path.with_suffix(".ipynb"))
    path.with_suffix(".ipynb").unlink()
    assert _list_columns(path) == set()
    page.unlink()
    assert _list_columns(path) == {"headings"}


def test_file_that_is_no_pdf_is_a_fault(tmp_path: Path) -> None:
    assert _list_columns(_write_pdf(tmp_path, b"%PDF-1.7 nothing")) == {"headings"}


@pytest.mark.parametrize(
    "alt", ["", "chart", "Figure 3", "plot_of_everything_in_the_area.png", FILLER, "TODO: describe what it shows"]
)
def test_filler_is_known(alt: str) -> None:
    assert is_filler(alt)
    assert not is_filler(ALT)
