"""Numbers to words: number, unit, sign, and what is never said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sendneeds.analysis.comparators import Spread
from sendneeds.analysis.finding import Finding, Series, compute_interval
from sendneeds.declare.indicator import Break, IndicatorEntry, Unit
from sendneeds.declare.period import read_period
from sendneeds.declare.registry import Registry, load_registry
from sendneeds.present.display import strip_marks
from sendneeds.present.words import (
    say_change,
    say_comparison,
    say_growth,
    say_noun,
    say_number,
    say_place,
    say_reading,
    say_readings,
    say_small,
    say_value,
)
from sendneeds.project import Project


@pytest.fixture(scope="module")
def registry(project: Project) -> Registry:
    return load_registry(project)


def make_finding(
    entry: IndicatorEntry, code: str, value: float | None, counts: tuple[float, float] | None = None
) -> Finding:
    numerator, denominator = counts or (None, None)
    unit = entry.indicator.unit
    return Finding(
        id=f"sutton.{entry.id}.{code}",
        area_name="Sutton",
        entry=entry,
        period=read_period(code, entry.indicator.period),
        value=value,
        numerator=numerator,
        denominator=denominator,
        symbol="" if value is not None else "x",
        release="ehc_plans_2025",
        interval=compute_interval(unit, value, numerator, denominator),
    )


@pytest.mark.parametrize(
    ("number", "decimals", "text"),
    [
        (1234, 0, "1,234"),
        (-4.58, 1, "\u22124.6"),
        (-0.04, 1, "0.0"),
        (0, 1, "0.0"),
        (2.45, 1, "2.5"),
        (638745, 0, "638,745"),
    ],
)
def test_numbers(number: float, decimals: int, text: str) -> None:
    assert say_number(number, decimals) == text


def test_small_numbers_are_words() -> None:
    assert [say_small(number) for number in (0, 1, 9, 10, 11)] == ["no", "one", "nine", "ten", "11"]
    assert [say_noun(number, ("plan", "plans")) for number in (0, 1, 2, 1.5)] == ["plans", "plan", "plans", "plans"]


@pytest.mark.parametrize(
    ("indicator", "value", "text"),
    [
        ("ehc_20wk_ex_pct", 33.5097, "33.5%"),
        ("ks2_rwm_ehc_pct", 8.0, "8%"),
        ("ehc_plans_total", 5725.0, "5,725"),
        ("high_needs_block_gbp", 57734683.0, "£57.7 million"),
        ("sen_weekly_unit_cost", 80.0, "£80"),
        ("dsg_balance_pct", -4.58, "\u22124.6%"),
        ("dmo_or_dco_in_post", 1.0, "yes"),
        ("a8_ehc", 14.8, "14.8"),
        ("susp_rate_ehc", 5.73, "5.73"),
    ],
)
def test_values_carry_their_unit(registry: Registry, indicator: str, value: float, text: str) -> None:
    assert say_value(value, registry.indicators[indicator].indicator) == text


def test_a_reading_says_when_how_much_out_of_how_many_and_how_sure(registry: Registry) -> None:
    finding = make_finding(registry.indicators["ehc_20wk_ex_pct"], "2024", 100 * 190 / 567, (190, 567))
    assert strip_marks(say_reading(finding)) == (
        "In 2024, 33.5% of new EHC plans without a recorded exception were issued within 20 weeks "
        "(190 of 567; 95% interval 29.7% to 37.5%)."
    )


def test_one_plan_is_singular(registry: Registry) -> None:
    entry = registry.indicators["ehc_new_plans"]
    assert strip_marks(say_reading(make_finding(entry, "2024", 1.0))) == "In 2024, the council made 1 new EHC plan."
    assert strip_marks(say_reading(make_finding(entry, "2024", 2.0))) == "In 2024, the council made 2 new EHC plans."


def test_what_is_missing_is_said_and_never_a_number(registry: Registry) -> None:
    said = strip_marks(say_reading(make_finding(registry.indicators["ehc_ceased"], "2024", None)))
    assert said.endswith(": not available in 2024.")
    assert "0" not in said.replace("2024", "")


def test_a_share_of_fewer_than_ten_is_told_as_counts(registry: Registry) -> None:
    finding = make_finding(registry.indicators["ehc_20wk_all_pct"], "2024", 80.0, (4, 5))
    said = strip_marks(say_reading(finding))
    assert "4 of 5, too few for a percentage," in said
    assert "80" not in said
    assert say_comparison(replace(finding, england=45.9), "London") == ""


def test_sentences_of_one_period_are_joined(registry: Registry) -> None:
    shares = [make_finding(registry.indicators[name], "202425", 50.0) for name in ("place_fe_pct", "place_unit_pct")]
    assert say_readings(shares).count("In January 2025") == 1


def test_comparators_are_published_values_and_a_range(registry: Registry) -> None:
    spread = Spread(9, 25.9, 10.0, 3.2, 37.8, 15.0, 37.4)
    finding = make_finding(registry.indicators["ehc_20wk_ex_pct"], "2024", 33.5)
    beside = replace(finding, england=46.43, region=28.5, neighbours=spread)
    assert strip_marks(say_comparison(beside, "South West")) == (
        "England: 46.4%; South West: 28.5%; nine similar areas: 3.2% to 37.8%, average 25.9%."
    )
    assert say_place(beside) == "within the range of similar areas"
    assert say_place(replace(beside, value=2.0)) == "lower than in any of the similar areas"
    assert say_place(replace(beside, value=None, symbol="c")) == ""


def test_sizes_of_areas_are_not_compared(registry: Registry) -> None:
    finding = make_finding(registry.indicators["ehc_plans_total"], "202425", 26.0)
    assert say_comparison(replace(finding, england=638745.0), "London") == ""


def test_change_and_growth_are_different_words(registry: Registry) -> None:
    entry = registry.indicators["ehc_20wk_ex_pct"]
    shares = Series(entry, (make_finding(entry, "2023", 42.1), make_finding(entry, "2024", 33.5)))
    assert strip_marks(say_change(shares)) == ", down from 42.1% in 2023"
    entry = registry.indicators["ehc_new_plans"]
    counts = Series(entry, (make_finding(entry, "2023", 800.0), make_finding(entry, "2024", 1000.0)))
    assert strip_marks(say_growth(counts)) == "25.0% more than in 2023"


def test_a_break_in_the_collection_is_said_and_one_of_definition_stops_the_sentence(registry: Registry) -> None:
    entry = registry.indicators["ehc_requests"]
    series = Series(entry, (make_finding(entry, "2021", 800.0), make_finding(entry, "2024", 1000.0)))
    broken = replace_break(entry, "definition")
    assert say_growth(Series(broken, tuple(replace(item, entry=broken) for item in series.findings))) == ""
    assert "way of counting changed" in say_growth(
        Series(entry, (series.findings[0], make_finding(entry, "2022", 900.0), series.findings[1]))
    )


def replace_break(entry: IndicatorEntry, kind: str) -> IndicatorEntry:
    changed = Break(before="2024", kind=kind, label="counted anew")
    return entry.model_copy(update={"indicator": entry.indicator.model_copy(update={"breaks": (changed,)})})


def test_terms_are_compared_with_the_same_term(registry: Registry) -> None:
    entry = registry.indicators["susp_rate_ehc"]
    codes = {"202324 Spring term": 5.0, "202324 Summer term": 9.0, "202425 Autumn term": 8.0, "202425 Spring term": 6.0}
    series = Series(entry, tuple(make_finding(entry, code, value) for code, value in codes.items()))
    assert strip_marks(say_change(series)) == ", up from 5.00 in the spring term 2023/24"


def test_every_core_indicator_has_the_words_of_its_sentence(registry: Registry) -> None:
    silent = {
        entry.id for entry in registry.indicators.values() if entry.indicator.core and not entry.indicator.statement
    }
    assert {name for name in silent if registry.indicators[name].indicator.unit is not Unit.YES_NO} <= {
        "severe_absence_ehc_pct",
        "perm_excl_rate_support",
        "susp_primary_pct",
        "l2em_19_ehc_pct",
    }
