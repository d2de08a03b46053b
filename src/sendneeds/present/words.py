"""Numbers to words: values in their units, intervals, comparisons, changes, and the sentences made of them.

Every number that comes from an observation is marked with the id of its finding (`display.mark_number`).
"""

from __future__ import annotations

from collections.abc import Iterable

from sendneeds.analysis.finding import FEWEST, Finding, Series
from sendneeds.declare.indicator import Indicator, Unit
from sendneeds.declare.period import count_years, say_when
from sendneeds.present.display import mark_number

LEVEL = "95%"
MINUS = "\N{MINUS SIGN}"
SMALL_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
MISSING = {
    "c": "withheld by the publisher",
    "x": "not available",
    "z": "not applicable",
    "low": "rounds to zero",
    "u": "too unreliable to show",
    "few": "too few children for a percentage",
}
MILLION = 1_000_000


def say_number(number: float, decimals: int = 0) -> str:
    """Return a number with thousands separators and a true minus sign; a rounded zero has no sign."""
    text = f"{abs(number):,.{decimals}f}"
    return f"{MINUS}{text}" if number < 0 and text.strip("0.,") else text


def say_small(number: int) -> str:
    """Return `nine` up to ten and figures above."""
    return SMALL_NUMBERS[number] if 0 <= number < len(SMALL_NUMBERS) else say_number(number)


def say_noun(number: float, noun: tuple[str, str]) -> str:
    """Return the noun in the number that goes with `number`: 1 plan, 0 plans, 2 plans."""
    return noun[0] if number == 1 else noun[1]


def say_value(value: float, indicator: Indicator) -> str:
    """Return a value in its unit, for a table cell or the middle of a sentence."""
    text = say_number(value, indicator.decimals)
    match indicator.unit:
        case Unit.PERCENT | Unit.PERCENT_CHANGE:
            return f"{text}%"
        case Unit.POUNDS if abs(value) >= MILLION:
            return f"£{say_number(value / MILLION, 1)} million".replace(f"£{MINUS}", f"{MINUS}£")
        case Unit.POUNDS | Unit.POUNDS_PER_WEEK | Unit.POUNDS_PER_HEAD:
            return f"£{text}".replace(f"£{MINUS}", f"{MINUS}£")
        case Unit.YES_NO:
            return "yes" if value else "no"
        case _:
            return text


def say_unit(indicator: Indicator) -> str:
    """Return the unit in words, for the heading of a column or an axis."""
    of = indicator.of or ""
    size = {
        Unit.PERCENT: "% of",
        Unit.PER_100: "per 100",
        Unit.PER_1000: "per 1,000",
        Unit.POUNDS_PER_HEAD: "£ per head,",
    }
    if indicator.unit in size:
        return f"{size[indicator.unit]} {of}" if of else size[indicator.unit].removesuffix(" of").removesuffix(",")
    fixed = {
        Unit.PERCENT: "%",
        Unit.PERCENT_CHANGE: "% change",
        Unit.POUNDS: "£",
        Unit.POUNDS_PER_WEEK: "£ per week",
        Unit.YES_NO: "yes or no",
        Unit.SCORE: "score",
    }
    return fixed.get(indicator.unit, indicator.noun[1])


def say_finding(finding: Finding) -> str:
    """Return the marked value, or the words for its symbol."""
    if finding.value is None:
        return MISSING[finding.symbol]
    return mark_number(say_value(finding.value, finding.entry.indicator), finding.id)


def say_cell(finding: Finding | None) -> str:
    """Return the plain text of a value for a table, or its symbol in brackets."""
    if finding is None:
        return "[x]"
    return f"[{finding.symbol}]" if finding.value is None else say_value(finding.value, finding.entry.indicator)


def say_counts(finding: Finding) -> str:
    """Return ` (190 of 567; 95% interval 29.7% to 37.5%)`, or nothing where no counts are published."""
    if finding.numerator is None or finding.denominator is None or finding.value is None:
        return ""
    shares = {Unit.PERCENT, Unit.PER_100, Unit.PER_1000}
    if finding.interval is None or finding.entry.indicator.unit not in shares:
        return ""  # without an interval the published value is not the share of its published counts
    counts = f"{_mark(finding.numerator, finding)} of {_mark(finding.denominator, finding)}"
    if finding.is_small:
        return f" {counts}, too few for a percentage,"
    return f" ({counts}; {LEVEL} interval {say_interval(finding)})"


def say_interval(finding: Finding) -> str:
    """Return the ends of the interval, marked, as in `29.7% to 37.5%`, or nothing."""
    if finding.interval is None:
        return ""
    low, high = (say_value(end, finding.entry.indicator) for end in finding.interval)
    return f"{mark_number(low, finding.id)} to {mark_number(high, finding.id)}"


def say_when_found(finding: Finding, *, capital: bool = True) -> str:
    """Return `In January 2025`."""
    phrase = say_when(finding.period, finding.entry.indicator.period)
    return phrase[:1].upper() + phrase[1:] if capital else phrase


def say_reading(finding: Finding) -> str:
    """Return the sentence of one finding: when, how much, of what, out of how many, how sure."""
    if finding.value is None:
        when = say_when_found(finding, capital=False)
        return f"{finding.entry.indicator.label}: {MISSING[finding.symbol]} {when}."
    if finding.is_small:
        when = say_when_found(finding, capital=False)
        return f"{finding.entry.indicator.label}:{say_counts(finding) or ' too few children to tell'} {when}."
    if finding.entry.indicator.unit is Unit.PERCENT_CHANGE:
        return f"{_say_growth_reading(finding)}."
    return f"{say_when_found(finding)}, {say_statement(finding)}."


def say_readings(findings: Iterable[Finding]) -> str:
    """Return the sentences of several findings; those of one period and kind share a sentence."""
    sentences: list[str] = []
    said = ""
    for finding in findings:
        growth = finding.entry.indicator.unit is Unit.PERCENT_CHANGE
        plain = finding.value is not None and not finding.is_small and not growth
        when = say_when_found(finding) if plain else ""
        if when and when == said:
            sentences[-1] = f"{sentences[-1].removesuffix('.')}; {say_statement(finding)}."
        else:
            sentences.append(say_reading(finding))
        said = when
    return " ".join(sentences)


def say_statement(finding: Finding) -> str:
    """Return what a finding with a value says, without its period: `33.5% of new plans were in time (190 of 567)`."""
    indicator = finding.entry.indicator
    template = indicator.statement or f"{{value}} is the figure for: {indicator.label[:1].lower()}{indicator.label[1:]}"
    text = template if "{value}" in template else f"{{value}} {template}"
    noun = say_noun(finding.value or 0, finding.entry.indicator.noun)
    said = text.replace("{value}", say_finding(finding)).replace("{noun}", noun).replace("{area}", finding.area_name)
    return f"{said}{say_counts(finding)}"


def _say_growth_reading(finding: Finding) -> str:
    """Return a change over years in words, from one count to the other."""
    indicator, value = finding.entry.indicator, finding.value or 0
    years = getattr(indicator.source, "years", 1)
    text = say_value(abs(value), indicator)
    verb = "rose" if value > 0 else "fell"
    change = f"{verb} by {mark_number(text, finding.id)}" if text.strip("0.%") else "did not change"
    ends = ""
    if finding.numerator is not None and finding.denominator is not None:
        ends = f", from {_mark(finding.denominator, finding)} to {_mark(finding.numerator, finding)}"
    statement = indicator.statement.replace("{area}", finding.area_name)
    return f"In the {say_small(years)} years to {finding.period.label}, {statement} {change}{ends}"


def say_comparison(finding: Finding, region: str) -> str:
    """Return the comparators, as in `England: 46.4%; nine similar areas: 3.2% to 37.8%, average 25.9%.`."""
    indicator = finding.entry.indicator
    if finding.value is None or finding.is_small or indicator.unit in {Unit.COUNT, Unit.POUNDS, Unit.YES_NO}:
        return ""  # the size of an area is no comparison
    parts = []
    if finding.england is not None:
        parts.append(f"England: {_mark_value(finding.england, finding)}")
    if finding.region is not None:
        parts.append(f"{region}: {_mark_value(finding.region, finding)}")
    if spread := finding.neighbours:
        ends = f"{_mark_value(spread.low, finding)} to {_mark_value(spread.high, finding)}"
        parts.append(f"{say_small(spread.k)} similar areas: {ends}, average {_mark_value(spread.mean, finding)}")
    if not parts:
        return ""
    sentence = "; ".join(parts)
    return f"{sentence[:1].upper()}{sentence[1:]}."


def say_change(series: Series) -> str:
    """Return how the latest finding stands to the one before it, as in `, up from 42.1% in 2023`, or nothing.

    Nothing is said across a change of definition or where either figure is missing.
    """
    earlier, latest = series.previous, series.latest
    if earlier is None or earlier.value is None or latest.value is None:
        return ""
    if "definition" in series.find_breaks(earlier.period, latest.period):
        return ""
    shown = [say_value(value, series.entry.indicator) for value in (earlier.value, latest.value)]
    when = say_when_found(earlier, capital=False)
    if shown[0] == shown[1]:
        return f", as {when}"
    word = "up" if latest.value > earlier.value else "down"
    return f", {word} from {_mark_value(earlier.value, earlier)} {when}"


def say_growth(series: Series, years: int = 5) -> str:
    """Return `42.2% more than in January 2020`, against the earliest finding at most `years` before the latest.

    Returns nothing where there is no earlier figure or what is counted changed in between; a change in how it is
    collected is said.
    """
    latest = series.latest
    recent = [item for item in series.findings[:-1] if item.value and _is_within(item, latest, years)]
    if not recent or latest.value is None:
        return ""
    earlier = recent[0]
    breaks = series.find_breaks(earlier.period, latest.period)
    if "definition" in breaks:
        return ""
    when = say_when_found(earlier, capital=False)
    note = " (the way of counting changed in between)" if breaks else ""
    if min(earlier.value or 0, latest.value) < FEWEST:
        return f"{_mark(earlier.value or 0, earlier)} {when}{note}"
    change = 100 * (latest.value / (earlier.value or 1) - 1)
    text = f"{say_number(abs(change), 1)}%"
    if not text.strip("0.%"):
        return f"about the same as {when}{note}"
    return f"{mark_number(text, latest.id)} {'more' if change > 0 else 'fewer'} than {when}{note}"


def _is_within(earlier: Finding, latest: Finding, years: int) -> bool:
    return count_years(earlier.period.end, latest.period.end) < years + 1 / 2


def say_place(finding: Finding) -> str:
    """Return how the value stands to the range of similar areas, in words that judge nothing.

    Returns nothing without a value or without enough similar areas.
    """
    if finding.value is None or finding.neighbours is None:
        return ""
    if finding.value > finding.neighbours.high:
        return "higher than in any of the similar areas"
    if finding.value < finding.neighbours.low:
        return "lower than in any of the similar areas"
    return "within the range of similar areas"


def _mark(number: float, finding: Finding) -> str:
    return mark_number(say_number(number), finding.id)


def _mark_value(value: float, finding: Finding) -> str:
    return mark_number(say_value(value, finding.entry.indicator), finding.id)
