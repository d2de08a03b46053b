"""Period codes of every kind: their end, their label and the phrase that puts a sentence in them."""

from __future__ import annotations

from datetime import date

import pytest

from sendneeds.declare.period import PeriodKind, count_years, read_period, say_date, say_when


@pytest.mark.parametrize(
    ("code", "kind", "end", "phrase"),
    [
        ("202425", PeriodKind.JANUARY, date(2025, 1, 31), "in January 2025"),
        ("2022", PeriodKind.JANUARY, date(2022, 1, 31), "in January 2022"),
        ("2024", PeriodKind.CALENDAR_YEAR, date(2024, 12, 31), "in 2024"),
        ("2023/24", PeriodKind.SCHOOL_YEAR, date(2024, 7, 31), "in 2023/24"),
        ("2025", PeriodKind.SCHOOL_YEAR_END, date(2025, 7, 31), "in 2025"),
        ("2025 (prov)", PeriodKind.SCHOOL_YEAR_END, date(2025, 7, 31), "in 2025, provisional"),
        ("202425 Autumn term", PeriodKind.TERM, date(2024, 12, 31), "in the autumn term 2024/25"),
        ("202425 Spring term", PeriodKind.TERM, date(2025, 4, 15), "in the spring term 2024/25"),
        ("202425", PeriodKind.TWO_TERMS, date(2025, 4, 15), "in the autumn and spring terms 2024/25"),
        ("2024-25 (OT)", PeriodKind.FINANCIAL_YEAR, date(2025, 3, 31), "in 2024-25"),
        ("2021-22", PeriodKind.FINANCIAL_YEAR, date(2022, 3, 31), "in 2021-22"),
        ("1999-00", PeriodKind.FINANCIAL_YEAR, date(2000, 3, 31), "in 1999-00"),
        ("2023-10", PeriodKind.MONTH, date(2023, 10, 31), "in October 2023"),
        ("2023-12", PeriodKind.MONTH, date(2023, 12, 31), "in December 2023"),
        ("2024-02", PeriodKind.MONTH, date(2024, 2, 29), "in February 2024"),
        ("2020", PeriodKind.MID_YEAR, date(2020, 6, 30), "in mid-2020"),
        ("2025", PeriodKind.MARCH, date(2025, 3, 31), "in March 2025"),
        ("2025", PeriodKind.WINTER, date(2025, 2, 28), "from December 2024 to February 2025"),
    ],
)
def test_codes_are_read(code: str, kind: PeriodKind, end: date, phrase: str) -> None:
    period = read_period(code, kind)
    assert (period.code, period.end) == (code, end)
    assert say_when(period, kind) == phrase


@pytest.mark.parametrize("code", ["", "spring", "20x5"])
def test_a_code_without_a_year_is_refused(code: str) -> None:
    with pytest.raises((ValueError, StopIteration)):
        read_period(code, PeriodKind.CALENDAR_YEAR)


def test_periods_are_in_order_of_time() -> None:
    terms = [read_period(f"202425 {name} term", PeriodKind.TERM) for name in ("Summer", "Autumn", "Spring")]
    assert [period.label for period in sorted(terms)] == [
        "autumn term 2024/25",
        "spring term 2024/25",
        "summer term 2024/25",
    ]


def test_dates_and_years() -> None:
    assert say_date(date(2025, 12, 31)) == "31 December 2025"
    assert count_years(date(2020, 1, 31), date(2025, 1, 31)) == pytest.approx(5, abs=0.01)
