"""Words of charts: alternative text, units, ticks and the data behind a figure say what the data say."""

from __future__ import annotations

import pytest
from sample_charts import (
    SHORT,
    list_words,
    make_comparison,
    make_groups,
    make_position,
    make_sparse,
    make_timeline,
    make_trend,
)

from sendneeds.present.bar_chart import say_alt_groups
from sendneeds.present.comparison_chart import say_alt_comparison
from sendneeds.present.figures import (
    Caption,
    show_comparison,
    show_groups,
    show_position,
    show_shares,
    show_timeline,
    show_trend,
)
from sendneeds.present.position_chart import Position, draw_position
from sendneeds.present.position_words import find_rank, say_alt_position
from sendneeds.present.timeline_chart import say_alt_timeline
from sendneeds.present.trend_data import Spread, measure_spread, say_alt_trend
from sendneeds.present.units import COUNT, GBP, PERCENT, RATE, Unit, find_ticks


def test_the_alt_text_of_a_trend_says_ends_extremes_breaks_and_gaps() -> None:
    alt = say_alt_trend(make_trend("Somerset"))
    assert "Somerset: 21.8% in 2019, 33.5% in 2024. Highest 69.4% in 2022, lowest 21.8% in 2019." in alt
    assert "England: 60.4% in 2019, 46.4% in 2024." in alt
    assert "In 2024 the ten similar areas range from 26.4% to 65.1%" in alt
    assert "The line is broken between 2021 and 2022: collected child by child from here." in alt
    sparse = say_alt_trend(make_sparse(SHORT))
    assert "1 point missing for Sutton: 2022 (suppressed)." in sparse
    assert "1 point missing for Sutton: 2024 (not published)." in sparse
    assert "There is no value for England." in sparse


def test_the_alt_text_of_rows_says_extremes_and_what_is_missing() -> None:
    alt = say_alt_comparison(make_comparison(SHORT))
    assert "Highest in Sutton: Autistic spectrum disorder, 48.8% (England 31.4%, " in alt
    assert "Lowest: Severe learning difficulty, 1.1%" in alt
    assert "No value for Profound and multiple learning difficulty (suppressed)." in alt
    assert "No value for Multi-sensory impairment (not published)." in alt
    assert "No SEN, 72.4%" in say_alt_groups(make_groups(SHORT))
    assert say_alt_timeline(make_timeline(SHORT)).index("March 2017") < say_alt_timeline(make_timeline(SHORT)).index(
        "2024"
    )


def test_a_place_is_counted_in_the_favourable_direction() -> None:
    good, low_is_good, missing, neutral = make_position(SHORT).rows
    assert [find_rank(row) for row in (good, low_is_good, missing, neutral)] == [11, 4, None, 60]
    assert good.place([89.0, 10.0]) == [1.0, 0.0]
    assert low_is_good.place([89.0, 10.0]) == [0.0, 1.0]
    alt = say_alt_position(make_position(SHORT))
    assert alt.index("Overall absence") < alt.index("New plans") < alt.index("From highest to lowest: Requests")


def test_neutral_rows_are_never_called_favourable() -> None:
    neutral = Position("demand", SHORT, make_position(SHORT).rows[3:])
    words = {text.text for text in list_words(draw_position(neutral))}
    assert {"lowest", "highest"} <= words
    assert "favourable" not in " ".join(words) + say_alt_position(neutral)


def test_spread_needs_six_areas() -> None:
    values = [(float(number), float(number) if number < 5 else None) for number in range(10)]
    assert measure_spread(values, "similar areas") == Spread(
        (0.0, None), (2.25, None), (6.75, None), (9.0, None), "similar areas"
    )


@pytest.mark.parametrize(
    ("unit", "value", "text"),
    [
        (PERCENT, 33.5, "33.5%"),
        (COUNT, 1234.0, "1,234"),
        (GBP, -63_400_000.0, "\N{MINUS SIGN}£63.4m"),
        (GBP, 25_481.0, "£25,481"),
        (RATE, -0.04, "0.0"),
        (Unit("rate", 1, " weeks"), 18.25, "18.2 weeks"),
    ],
)
def test_a_value_is_written_in_its_unit(unit: Unit, value: float, text: str) -> None:
    assert unit.say(value) == text


def test_ticks_are_round_and_enclose_the_values() -> None:
    assert find_ticks([3.2, 98.0], PERCENT) == (0, 20, 40, 60, 80, 100)
    assert find_ticks([1.0, 3.0], COUNT) == (0, 1, 2, 3)
    assert find_ticks([], COUNT)[0] == 0
    assert find_ticks([92.1, 95.0], PERCENT, from_zero=False)[0] == 92
    low, *_, high = find_ticks([-63.4e6, 2e6], GBP)
    assert low <= -63.4e6
    assert high >= 2e6


def test_a_figure_carries_words_data_and_picture() -> None:
    caption = Caption("fig-one", "Half the share of 2022", "Plans within 20 weeks, %", "DfE, EHC plans 2025")
    figures = [
        show_trend(make_trend(SHORT), caption, png=False),
        show_comparison(make_comparison(SHORT), caption, png=False),
        show_shares(make_comparison(SHORT), caption, png=False),
        show_groups(make_groups(SHORT), caption, png=False),
        show_position(make_position(SHORT), caption, png=False),
        show_timeline(make_timeline(SHORT), caption, png=False),
    ]
    for figure in figures:
        assert figure.svg.startswith("<svg")
        assert caption.title not in figure.svg
        assert SHORT in figure.alt
        assert {len(row) for row in figure.data.rows} == {len(figure.data.columns)}
    assert [cell.text for cell in figures[0].data.rows[0]][:3] == ["2019", "21.8%", "60.4%"]
