"""The HTML report: escaped, self-contained, one title, every figure and table named."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from bs4 import BeautifulSoup, Tag
from nbconvert.exporters import get_exporter
from sample_report import ALT, HOSTILE, execute_sample, load_sample, write_markdown, write_notebook

from sendneeds.build.blocks import FigureBlock
from sendneeds.build.document import read_document
from sendneeds.build.html import SendneedsHTMLExporter, render_html
from sendneeds.build.svg import read_drawing
from sendneeds.errors import SendneedsError

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">{}</svg>'


@cache
def _load_page() -> BeautifulSoup:
    return BeautifulSoup(render_html(load_sample()), "html.parser")


def _find(name: str, **attributes: str) -> list[Tag]:
    return list(_load_page().find_all(name, attrs={**attributes}))


def test_one_title_in_british_english() -> None:
    page = _load_page()
    assert [tag.get_text() for tag in _find("h1")] == ["Needs assessment: Somerset"]
    assert _find("html")[0]["lang"] == "en-GB"
    assert page.title is not None
    assert page.title.get_text() == "Needs assessment: Somerset (draft)"


def test_landmarks_and_skip_link() -> None:
    assert [len(_find(name)) for name in ("header", "nav", "main", "footer")] == [1, 1, 1, 1]
    first = _find("a")[0]
    assert first["href"] == f"#{_find('main')[0]['id']}"


def test_nothing_runs_and_nothing_is_loaded() -> None:
    page = _load_page()
    assert _find("script") == []
    assert [tag.name for tag in page.find_all(["link", "img", "iframe", "object", "embed", "base", "form"])] == []
    assert [name for tag in page.find_all() for name in tag.attrs if name.startswith("on") or name == "src"] == []
    assert re.findall(r"url\((?!data:font/woff2;base64,|#)", str(page)) == []
    assert "@import" not in str(page)
    links = {tag["href"] for tag in _find("a") if not str(tag["href"]).startswith("#")}
    assert links == {"https://www.legislation.gov.uk/"}


def test_hostile_text_is_shown_as_it_is() -> None:
    assert HOSTILE in _find("main")[0].get_text()
    (table,) = _find("div", id="table-hostile")
    assert [cell.get_text(strip=True) for cell in table.find_all(["td", "th"])].count(HOSTILE) == 2
    assert "<script>alert" not in str(_load_page())


def test_metadata_is_escaped() -> None:
    notebook = write_notebook(write_markdown("title", "# Title"), title=HOSTILE, description=HOSTILE, area=HOSTILE)
    page = BeautifulSoup(render_html(read_document(notebook)), "html.parser")
    assert page.find("script") is None
    (description,) = page.find_all("meta", attrs={"name": "description"})
    assert description["content"] == HOSTILE


def test_ids_are_unique_and_every_anchor_resolves() -> None:
    page = _load_page()
    ids = Counter(str(tag["id"]) for tag in page.select("[id]"))
    assert [name for name, count in ids.items() if count > 1] == []
    targets = {str(tag["href"])[1:] for tag in page.find_all(href=re.compile("^#"))}
    inside = set(re.findall(r"url\(#([^)]+)\)", str(page)))
    assert inside
    assert (targets | inside) - set(ids) == set()
    named = [str(tag["aria-labelledby"]) for tag in page.select("[aria-labelledby]")]
    assert {part for names in named for part in names.split()} - set(ids) == set()


def test_heading_levels_never_skip() -> None:
    levels = [int(tag.name[1]) for tag in _load_page().find_all(re.compile("^h[1-6]$"))]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_figure_has_words_a_chart_and_its_data() -> None:
    figures = _find("figure")
    assert len(figures) == len(load_sample().figures) == 2
    for number, figure in enumerate(figures, start=1):
        assert figure.get_text().strip().startswith(f"Figure {number}")
        svg = figure.find("svg")
        assert isinstance(svg, Tag)
        name = svg.find("title")
        assert isinstance(name, Tag)
        assert (svg["role"], svg["aria-labelledby"], name.get_text()) == ("img", name["id"], ALT)
        assert figure.select_one("details table caption") is not None
        assert figure.select_one("figcaption") is not None
    assert "No description" not in str(_load_page())


def test_every_table_has_a_name_and_header_cells() -> None:
    tables = _find("table")
    assert len(tables) == len(load_sample().tables) + len(load_sample().figures) + 1
    for table in tables:
        region = table.parent
        assert isinstance(region, Tag)
        assert (region.name, region["tabindex"]) == ("section", "0")
        assert {str(cell["scope"]) for cell in table.select("thead th")} == {"col"}
        assert all(row.select("th[scope=row]") for row in table.select("tbody tr"))
    assert [len(table.select("caption")) for table in tables] == [1] * (len(tables) - 1) + [0]
    labels = [str(tag["aria-label"]) for tag in _find("section", tabindex="0")]
    assert len(set(labels)) == len(labels)


def test_numbers_carry_their_finding() -> None:
    found = {str(tag["value"]): tag.get_text() for tag in _find("data")}
    assert found["somerset.ehc_20wk_ex_pct.2024"] == "33.5%"
    assert found["on-time.Somerset.1"] == "34%"


def test_draft_banner_only_in_a_draft() -> None:
    document = load_sample()
    final = replace(document, metadata=replace(document.metadata, draft=False))
    assert "Not yet signed off" in render_html(document)
    assert "raft" not in render_html(final).partition("<body>")[2]


def test_page_for_the_author_is_marked_and_not_to_be_found() -> None:
    document = load_sample()
    page = render_html(replace(document, metadata=replace(document.metadata, audience="author")))
    assert "<title>Needs assessment: Somerset (for the author)</title>" in page
    assert '<meta name="robots" content="noindex, nofollow">' in page
    assert page.count("Not for publication.") == 2
    assert "Not yet signed off" not in page
    assert "robots" not in render_html(document)


def test_same_bytes_again() -> None:
    assert render_html(load_sample()) == render_html(read_document(execute_sample()))


def test_exporter_is_registered() -> None:
    exporter: Any = get_exporter("sendneeds-html")  # type: ignore[no-untyped-call]
    page, resources = exporter().from_notebook_node(execute_sample())
    assert exporter is SendneedsHTMLExporter
    assert page == render_html(load_sample())
    assert resources["output_extension"] == ".html"


@pytest.mark.parametrize(
    "inside",
    [
        "<script>x</script>",
        "<foreignObject/>",
        '<rect onclick="x()"/>',
        '<image href="https://example.org/x.png"/>',
        '<use xlink:href="x.svg#a"/>',
        '<rect fill="url(https://example.org/x)"/>',
        '<rect style="fill: url( //example.org/x )"/>',
        "<style>rect{fill:red}</style>",
        "<style>@import url(x)</style>",
        "<g>",
    ],
)
def test_chart_that_must_not_stand_in_a_page(inside: str) -> None:
    document = load_sample()
    block = document.figures[0]
    figure = FigureBlock(1, "figure-x", replace(block.figure, svg=SVG.format(inside)))
    with pytest.raises(SendneedsError, match="figure on-time"):
        render_html(replace(document, opening=(figure,), blocks=()))


def test_entities_are_refused() -> None:
    bomb = '<!DOCTYPE svg [<!ENTITY a "aa">]>' + SVG.format("<text>&a;</text>")
    with pytest.raises(SendneedsError, match="entities"):
        read_drawing(bomb, "x")


def test_chart_without_a_size_is_refused() -> None:
    with pytest.raises(SendneedsError, match="viewBox"):
        read_drawing('<svg xmlns="http://www.w3.org/2000/svg"/>', "x")


def test_chart_ids_take_the_prefix_everywhere() -> None:
    inside = '<clipPath id="a"/><g clip-path="url(#a)"/><use xlink:href="#a"/><title>old</title><metadata/>'
    root: Element = fromstring(read_drawing(SVG.format(inside), "x").to_html("f-", "words"))  # noqa: S314 (our own)
    values = [value for element in root.iter() for value in element.attrib.values()]
    assert [value for value in values if "a" in value and "f-" in value] == [
        "f-alt",
        "f-alt",
        "f-a",
        "url(#f-a)",
        "#f-a",
    ]
    assert "old" not in [element.text for element in root.iter()]
