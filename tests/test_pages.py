"""The plan of a printed report: what stays whole, where pages begin, how far charts shrink, how wide columns are."""

from __future__ import annotations

from itertools import pairwise

import pytest

from sendneeds.build.blocks import Heading, Listing, Paragraph, Text
from sendneeds.build.columns import divide_width
from sendneeds.build.pages import ZOOMS, Measured, Place, plan_pages
from sendneeds.build.pieces import Kind, Piece, split_pieces

PAGE = 700.0
HEADING = Heading(2, "a", (Text("A"),))
WORDS = Paragraph((Text("Words."),))


def _measure(kind: Kind, height: float, *, opens: bool = False) -> Measured:
    shrunk = tuple(height * zoom if kind is Kind.CHART else height for zoom in ZOOMS)
    return Measured(Piece(kind, 10.0, (HEADING,) if opens else (WORDS,)), shrunk)


def _fill_pages(pieces: list[Measured], places: list[Place]) -> list[float]:
    """Return the height of what stands on each page."""
    pages: list[float] = []
    for measured, place in zip(pieces, places, strict=True):
        height = measured.heights[ZOOMS.index(place.zoom)]
        if place.fresh or not pages:
            pages.append(height)
        else:
            pages[-1] += measured.piece.above + height
    return pages


def test_what_fits_stays_together_at_full_size() -> None:
    pieces = [_measure(Kind.TEXT, 100, opens=True), _measure(Kind.CHART, 300), _measure(Kind.TABLE, 200)]
    assert plan_pages(pieces, PAGE) == [Place(fresh=False, zoom=1.0)] * 3


def test_a_chart_shrinks_rather_than_part_from_its_table() -> None:
    pieces = [_measure(Kind.TEXT, 100, opens=True), _measure(Kind.CHART, 300), _measure(Kind.TABLE, 310)]
    places = plan_pages(pieces, PAGE)
    assert [place.fresh for place in places] == [False, False, False]
    assert places[1].zoom == 0.88


def test_a_section_begins_a_page_rather_than_be_torn() -> None:
    section = [_measure(Kind.TEXT, 100, opens=True), _measure(Kind.CHART, 300), _measure(Kind.TABLE, 150)]
    places = plan_pages(section * 3, PAGE)
    assert [place.fresh for place in places] == [False, False, False, True, False, False, True, False, False]


def test_many_sections_run_on_so_that_pages_are_few() -> None:
    section = [_measure(Kind.TEXT, 100, opens=True), _measure(Kind.CHART, 200), _measure(Kind.TABLE, 200)]
    pieces = section * 20
    pages = _fill_pages(pieces, plan_pages(pieces, PAGE))
    assert len(pages) < 20
    assert max(pages) <= PAGE


def test_only_lists_and_long_tables_are_broken_and_never_for_a_few_lines() -> None:
    for kind in (Kind.LIST, Kind.LONG):
        assert not plan_pages([_measure(Kind.TEXT, 500), _measure(kind, 800)], PAGE)[1].fresh
    for kind in (Kind.TEXT, Kind.CHART, Kind.TABLE):
        assert plan_pages([_measure(Kind.TEXT, 500), _measure(kind, 400)], PAGE)[1].fresh
    for height in (210, 250):
        places = plan_pages([_measure(Kind.TEXT, 480), _measure(Kind.LONG, height)], PAGE)
        assert places[1].fresh


def test_what_is_taller_than_a_page_has_a_place_and_so_has_what_follows() -> None:
    pieces = [_measure(Kind.TEXT, 690), _measure(Kind.LONG, 1500), _measure(Kind.TABLE, 640), _measure(Kind.TEXT, 40)]
    places = plan_pages(pieces, PAGE)
    assert [place.fresh for place in places] == [False, True, True, False]


def test_a_heading_goes_with_what_follows_it() -> None:
    pieces = list(split_pieces([HEADING, Heading(3, "b", (Text("B"),)), WORDS, WORDS, Listing(((WORDS,),)), HEADING]))
    assert [len(piece.blocks) for piece in pieces] == [3, 1, 1, 1]
    assert [piece.kind for piece in pieces] == [Kind.TEXT, Kind.TEXT, Kind.LIST, Kind.TEXT]
    assert [piece.opens_section for piece in pieces] == [True, False, False, True]


@pytest.mark.parametrize("width", [150.0, 300.0, 480.0])
def test_columns_fill_the_width(width: float) -> None:
    texts = [["Measure", "Period", "Value"], ["EHC plans held by young people " * 3, "January 2025", "1,234"]]
    assert sum(divide_width(texts, [False, False, True], 8, width)) == pytest.approx(width)


def test_words_have_the_room_that_numbers_leave() -> None:
    texts = [["Measure", "Somerset", "England"], ["Suspensions of pupils with an EHC plan", "18.8%", "17.1%"]]
    words, *numbers = divide_width(texts, [False, True, True], 8, 480)
    assert words > 320
    assert min(numbers) > 30


def test_the_longer_text_has_the_wider_column() -> None:
    texts = [["Release", "Problem"], *[["A release of some name " * 2, "A problem that takes many words " * 8]] * 3]
    release, problem = divide_width(texts, [False, False], 8, 480)
    assert 1.5 < problem / release < 6


def test_a_numeric_column_is_as_wide_as_its_longest_number() -> None:
    numbers = ["5", "1,234", "12,345,678"]
    texts = [["Measure", *"ABC"], ["words " * 90, *numbers]]
    _, *widths = divide_width(texts, [False, True, True, True], 8, 300)
    assert all(before < after for before, after in pairwise(widths))
    assert widths[-1] >= 8 * 0.45 * len(numbers[-1])
